"""What the candidate reads when a letter may not leave, now or ever."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meilleursjobs.lib.errors import UserFacingError


class NotAllowed(UserFacingError):
    """This letter may not leave, now or ever; `code` says why to the guard and the history."""

    def __init__(self, code: str, message: str, *, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.code = code


class LimitReached(NotAllowed):
    """Not now; `next_at` is when it may."""

    def __init__(self, code: str, message: str, next_at: datetime) -> None:
        super().__init__(code, message)
        self.next_at = next_at


def say_when(moment: datetime) -> str:
    """A date and an hour in words: « mardi 24 novembre à 9 h 05 »."""
    local = timezone.localtime(moment)
    return _("%(day)s à %(hour)s") % {
        "day": date_format(local, "l j F"),
        "hour": date_format(local, "TIME_FORMAT"),
    }


def _sentences() -> dict[str, str]:
    return {
        "objection": _("Cette entreprise a demandé à ne plus recevoir de candidatures par ici."),
        "company_closed": _("Cette entreprise a fermé : elle ne lira pas votre lettre."),
        "establishment_closed": _("Cet établissement a fermé. Choisissez-en un autre."),
        "company_suspended": _("La fiche de cette entreprise est suspendue : n’y écrivez pas."),
        "company_refuses": _(
            "Cette entreprise ne souhaite pas de candidatures spontanées : rien ne peut lui être "
            "envoyé d’ici, à aucune adresse."
        ),
        "name_refuses": _(
            "L’entreprise de ce nom ne souhaite pas de candidatures spontanées. Si vous écrivez à "
            "une autre du même nom, choisissez-la dans l’annuaire."
        ),
        "address_refused": _("L’entreprise a demandé que cette adresse ne serve plus."),
        "address_unusable": _("Cette adresse n’est plus proposée. Choisissez-en une autre."),
    }


def sentence(code: str) -> str:
    """What the candidate reads about a code, "" for a code that is not ours."""
    return _sentences().get(code, "")
