"""Every cookie that the site sets, with its purpose and its life. One that is not here is refused.

Each key of another storage of the browser stands here too (tests/e2e/test_cookies.py looks).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models.consent import Purpose


@dataclass(frozen=True)
class Cookie:
    """One cookie, or one key of the browser's session or local storage (`stored`).

    purpose: "" for what the site needs; life: None until the browser ends.
    """

    name: str
    what: str | Promise
    life: timedelta | None
    purpose: str = ""
    stored: bool = False


COOKIES = (
    Cookie("session", _("vous garder connecté"), timedelta(days=30)),
    Cookie("csrf", _("refuser les formulaires envoyés par un autre site"), timedelta(days=364)),
    Cookie("langue", _("retenir la langue choisie"), timedelta(days=30)),
    Cookie("messages", _("afficher une fois la confirmation d’un geste"), None),
    Cookie(
        "htmx-current-path-for-history", _("revenir à la page précédente d’une recherche"), None,
        stored=True,
    ),
    Cookie("choix", _("retenir vos choix ci-dessus"), timedelta(days=182)),
    Cookie(
        "recherches", _("proposer vos dernières recherches, sans nous les envoyer"),
        timedelta(days=182), Purpose.PERSONAL, stored=True,
    ),
    Cookie("parcours", _("la page précédente, pour compter les passages"), None, Purpose.ANALYSIS),
    Cookie(
        "venue", _("le mois de votre première venue, rien d’autre"), timedelta(days=395),
        Purpose.AUDIENCE,
    ),
)  # fmt: skip
FORMER = ("recherche",)  # what earlier versions set: taken back from whoever still has it
_BY_NAME = {cookie.name: cookie for cookie in COOKIES if not cookie.stored}


def put(response: HttpResponse, name: str, value: str) -> None:
    """Set a declared cookie for its declared life. Raises KeyError for any other."""
    cookie = _BY_NAME[name]
    response.set_cookie(
        name,
        value,
        max_age=int(cookie.life.total_seconds()) if cookie.life else None,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take_back(request: HttpRequest, response: HttpResponse) -> None:
    """Delete what an earlier version of the site set on this device."""
    for name in FORMER:
        if name in request.COOKIES:
            response.delete_cookie(name)
