"""Who may be written to, and how often.

The rules themselves are constraints of the database (models/contact.py and its trigger); here are
the sentences, the dates of the next free place, and the guard that asks again at sending.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from gmail_send.models import MOST_AHEAD, Delivery
from jobs.keys import name_key
from jobs.models import ApplicationAddress, Company, Establishment
from meilleursjobs.lib.crypto import digests
from meilleursjobs.lib.errors import UserFacingError

from .addresses import same_domain, same_mailbox, spellings
from .models import Reservation, SpontaneousApplication, SuppressionEntry
from .models.contact import PER_DAY

MINUTE = timedelta(minutes=1)
QUIET = timedelta(days=90)  # gmail.md: one letter per establishment and recipient in 90 days


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


# --- Objections -------------------------------------------------------------------------------
def _keys(kind: str, value: str) -> list[str]:
    return digests(value, purpose=f"suppression.{kind}")


def contact_keys(recipient: str, siret: str = "") -> list[str]:
    """Keyed hashes under which somebody may have objected to this letter.

    The address, its domain with every parent domain, and the SIRET; each under every key of the
    ring, so that an objection outlives a rotation.
    """
    address = same_mailbox(recipient)
    labels = address.rpartition("@")[2].split(".")
    found = _keys("address", address)
    for start in range(len(labels) - 1):
        found += _keys("domain", ".".join(labels[start:]))
    return found + (_keys("siret", siret) if siret else [])


def object_to(kind: str, value: str) -> SuppressionEntry:
    """Put an address, a domain or a SIRET on the objection list; again changes nothing."""
    spelling = {"address": same_mailbox, "domain": same_domain}.get(kind, str.strip)
    hashes = _keys(kind, spelling(value))
    entry = SuppressionEntry.objects.filter(digest__in=hashes).first()
    return (
        entry
        or SuppressionEntry.objects.get_or_create(digest=hashes[0], defaults={"kind": kind})[0]
    )


def has_objected(recipient: str, siret: str = "") -> bool:
    """Whether the address, its domain or the establishment is on the objection list."""
    return SuppressionEntry.objects.filter(digest__in=contact_keys(recipient, siret)).exists()


# --- May this company be written to? ------------------------------------------------------------
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


def company_code(company: Company | None, establishment: Establishment | None) -> str:
    """The code of what forbids to write to this company or place, "" when nothing does."""
    if company and company.suspended_at:
        return "company_suspended"
    if company and company.closed_at:
        return "company_closed"
    if company and company.refuses_since:
        return "company_refuses"
    if establishment and establishment.closed_at:
        return "establishment_closed"
    return ""


def _address_code(application: SpontaneousApplication) -> str:
    """What is known of the address: at this establishment, or anywhere when it was typed."""
    known = ApplicationAddress.objects.filter(email__in=spellings(application.recipient))
    place = application.establishment_id
    here = known.filter(establishment=place) if place else known
    found = application.address_source == application.Source.FOUND
    if not found and here.filter(refused_at__isnull=False).exists():
        return "address_refused"
    if here.writable().exists() or not (found or place):
        return ""
    companies = Company.objects.filter(establishments__addresses__in=known)
    if code := next(filter(None, (company_code(one, None) for one in companies)), ""):
        return code
    if known.filter(refused_at__isnull=False).exists():
        return "address_refused"
    return "" if found else "address_unusable"


def _typed_name_code(application: SpontaneousApplication) -> str:
    """A company typed by hand, when every listed one of that very name refuses letters."""
    if application.establishment_id:
        return ""
    same_name = Company.objects.listed().filter(name_key=name_key(application.company_name))
    refuses = same_name.filter(refuses_since__isnull=False).exists()
    return "name_refuses" if refuses and not same_name.filter(refuses_since=None).exists() else ""


def forbidden(application: SpontaneousApplication) -> str:
    """The code of what forbids this letter whatever the date, "" when nothing does."""
    place = application.establishment
    siret = place.siret if place else ""
    code = company_code(place.company if place else None, place)
    if not code and has_objected(application.recipient, siret):
        code = "objection"
    return code or _address_code(application) or _typed_name_code(application)


def guard(delivery: Delivery) -> str | None:
    """Asked by the outbox in the transaction that claims a delivery: a code refuses it."""
    application = (
        SpontaneousApplication.objects.filter(delivery=delivery)
        .select_related("establishment__company")
        .first()
    )
    return (forbidden(application) or None) if application else None


def check(application: SpontaneousApplication) -> None:
    """Raise NotAllowed when this letter may not be written, or LimitReached when it is too early.

    Limits of the minute and of the day are not looked at: see `reserve`.
    """
    if code := forbidden(application):
        raise NotAllowed(code, sentence(code), field="recipient")
    if earlier := _earlier(application, timezone.now()):
        raise _too_early(earlier)


# --- How often --------------------------------------------------------------------------------
def _places(application: SpontaneousApplication) -> NumericRange:
    """The establishment; a company typed by hand may be any of them."""
    place = application.establishment_id
    return NumericRange(place, place, "[]") if place else NumericRange(None, None)


def _earlier(application: SpontaneousApplication, at: datetime) -> Reservation | None:
    return Reservation.objects.filter(
        candidate=application.candidate_id,
        recipient=same_mailbox(application.recipient),
        places__overlap=_places(application),
        quiet__overlap=DateTimeTZRange(at, at + QUIET),
    ).first()


def _too_early(earlier: Reservation) -> LimitReached:
    next_at = earlier.quiet.upper
    words = _(
        "Vous avez déjà une lettre pour cette adresse (%(day)s). Une seule par adresse et par "
        "établissement en 90 jours : la suivante pourra partir le %(next)s."
    )
    day = date_format(earlier.day, "j F Y")
    return LimitReached(
        "quiet", words % {"day": day, "next": date_format(next_at, "j F Y")}, next_at
    )


def free_minute(candidate: User, at: datetime) -> datetime:
    """The first moment from `at` on that keeps a minute from the candidate's other letters."""
    taken = (
        Reservation.objects.filter(
            candidate=candidate, minute__overlap=DateTimeTZRange(at, None, "[)")
        )
        .order_by("minute")
        .values_list("minute", flat=True)
    )
    for minute in taken:
        if at + MINUTE <= minute.lower:
            break
        at = max(at, minute.upper)
    return at


def used_on(candidate: User, day: date) -> int:
    """How many letters the candidate has in that day."""
    return Reservation.objects.filter(candidate=candidate, day=day).count()


def _next_free_day(candidate: User, day: date) -> datetime:
    while used_on(candidate, day) >= PER_DAY:
        day += timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    return free_minute(candidate, midnight)


def _place_in_the_day(candidate: User, at: datetime) -> tuple[date, int]:
    """The day and the lowest free rank in it. Raises LimitReached."""
    day = timezone.localtime(at).date()
    taken = set(
        Reservation.objects.filter(candidate=candidate, day=day).values_list("rank", flat=True)
    )
    free = next((rank for rank in range(1, PER_DAY + 1) if rank not in taken), None)
    if free is None:
        next_at = _next_free_day(candidate, day + timedelta(days=1))
        raise LimitReached(
            "day_full",
            _(
                "Vous avez déjà %(most)s lettres pour le %(day)s, la limite d’une journée. La "
                "prochaine pourra partir %(next)s : programmez-la dès maintenant."
            )
            % {"most": PER_DAY, "day": date_format(day, "j F"), "next": say_when(next_at)},
            next_at,
        )
    return day, free


def reserve(application: SpontaneousApplication, *, at: datetime | None = None) -> datetime:
    """Take the letter's place among the candidate's limits, in the caller's transaction.

    Returns when it may leave: `at` (now), or the next minute that is free. Raises NotAllowed and
    LimitReached; whatever two simultaneous calls believe, the constraints decide.
    """
    candidate = User.objects.select_for_update(no_key=True).get(pk=application.candidate_id)
    check(application)
    at = free_minute(candidate, at or timezone.now())  # after the lock: others may have waited
    if at > timezone.now() + MOST_AHEAD:
        raise NotAllowed(
            "too_far", _("Une autre lettre a pris cette minute : choisissez un moment plus tôt.")
        )
    day, rank = _place_in_the_day(candidate, at)
    place = application.establishment
    try:
        with transaction.atomic():
            Reservation.objects.create(
                application=application,
                candidate=candidate,
                recipient=same_mailbox(application.recipient),
                places=_places(application),
                minute=DateTimeTZRange(at, at + MINUTE),
                day=day,
                rank=rank,
                quiet=DateTimeTZRange(at, at + QUIET),
                contact_keys=contact_keys(application.recipient, place.siret if place else ""),
            )
    except IntegrityError as error:
        raise _refused_by_the_database(application, error, at) from error
    return at


def _refused_by_the_database(
    application: SpontaneousApplication, error: IntegrityError, at: datetime
) -> NotAllowed:
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    broken = getattr(diagnosis, "constraint_name", "")
    if broken == "nobody_on_the_objection_list":
        return NotAllowed("objection", sentence("objection"), field="recipient")
    if broken == "applications_reservation_pkey":  # an uncertain attempt keeps its place
        return NotAllowed(
            "may_have_left",
            _("Cette lettre est peut-être déjà partie une fois. Écrivez-en une nouvelle."),
        )
    if earlier := _earlier(application, at):
        return _too_early(earlier)
    return LimitReached(
        "busy", _("Une autre lettre vient de prendre cette place. Réessayez."), at + MINUTE
    )


def release(application: SpontaneousApplication) -> None:
    """Give the place back: the letter did not leave."""
    Reservation.objects.filter(application=application).delete()


def limits(candidate: User) -> dict[str, Any]:
    """What the screen shows: letters of today, the most, the next free moment and why."""
    now = timezone.now()
    today = timezone.localtime(now).date()
    used = used_on(candidate, today)
    full = used >= PER_DAY
    next_at = _next_free_day(candidate, today) if full else free_minute(candidate, now)
    return {
        "used": used,
        "most": PER_DAY,
        "full": full,
        "next_at": next_at,
        "waits": next_at > now,
        "latest": now + MOST_AHEAD,
        "said": ngettext(
            "%(used)s lettre sur %(most)s aujourd’hui",
            "%(used)s lettres sur %(most)s aujourd’hui",
            used,
        )
        % {"used": used, "most": PER_DAY},
    }
