"""How often a candidate writes: a minute, a day, ninety days, and one follow-up."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from gmail_send.models import MOST_AHEAD

from ..addresses import same_mailbox
from ..models import Reservation, SpontaneousApplication
from ..models.contact import PER_DAY
from .budgets import place_in_the_month
from .sentences import LimitReached, NotAllowed, say_when, sentence
from .who import contact_keys, forbidden

MINUTE = timedelta(minutes=1)
QUIET = timedelta(days=90)  # gmail.md: one letter per establishment and recipient in 90 days
FOLLOW_UP_AFTER = timedelta(days=10)  # gmail.md: ten days or more after acceptance


def check(application: SpontaneousApplication) -> None:
    """Raise NotAllowed when this letter may not be written, or LimitReached when it is too early.

    Limits of the minute and of the day are not looked at: see `reserve`.
    """
    if code := forbidden(application):
        raise NotAllowed(code, sentence(code), field="recipient")
    if application.follows_id:
        _check_follow_up(application)
    elif earlier := _earlier(application, timezone.now()):
        raise _too_early(earlier)


# --- The follow-up ------------------------------------------------------------------------------
def follow_up_from(application: SpontaneousApplication) -> datetime | None:
    """From when one follow-up to a letter may leave; None when there is none to write."""
    if not application.sent_at or application.follows_id or application.outcome:
        return None
    return application.sent_at + FOLLOW_UP_AFTER


def _check_follow_up(application: SpontaneousApplication) -> None:
    """Raise NotAllowed once the company answered, LimitReached before ten days are over."""
    begins = follow_up_from(application.follows) if application.follows else None
    if begins is None:
        raise NotAllowed(
            "answered", _("Vous avez noté une suite à la première lettre : pas de relance.")
        )
    if begins > timezone.now():
        raise LimitReached(
            "follow_up_early",
            _("Une relance peut partir %(when)s, dix jours après la première lettre.")
            % {"when": say_when(begins)},
            begins,
        )


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


# --- The reservation ---------------------------------------------------------------------------
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
    month = place_in_the_month(application, at)
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
                quiet=_quiet(application, at),
                **month,
                contact_keys=contact_keys(application.recipient, place.siret if place else ""),
            )
    except IntegrityError as error:
        raise _refused_by_the_database(application, error, at) from error
    return at


def _quiet(application: SpontaneousApplication, at: datetime) -> DateTimeTZRange:
    """The days without another letter; a follow-up neither takes nor minds any."""
    if application.follows_id:
        return DateTimeTZRange(empty=True)
    return DateTimeTZRange(at, at + QUIET)


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
