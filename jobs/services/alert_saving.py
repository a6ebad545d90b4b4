"""Having an alert: saved, confirmed by a mailbox, changed, erased; and whose it is.

An alert is of a mailbox until its person has an account, then of that account.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from meilleursjobs.lib.errors import UserFacingError
from privacy import post

from .. import described
from ..criteria import Criteria
from ..models import Alert, AlertHit
from ..models.alert import MOST_ALERTS, MOST_SIGNS
from . import alert_links as links

Frequency = Alert.Frequency


class TooWide(UserFacingError):
    message = gettext_lazy(
        "Cette recherche trouve toutes les offres de France : ajoutez un mot, un lieu ou un filtre."
    )


class TooLong(UserFacingError):
    message = gettext_lazy("Cette recherche est trop longue pour une alerte : enlevez des mots.")


class AlreadySaved(UserFacingError):
    message = gettext_lazy("Vous avez déjà une alerte pour cette recherche.")


class TooMany(UserFacingError):
    message = gettext_lazy(
        "Vous avez déjà vingt alertes : supprimez-en une pour en créer une autre."
    )


def name_of(criteria: Criteria) -> str:
    """What an alert is called until somebody renames it: « menuisier, Montpellier (34), CDI »."""
    company = criteria.company
    if company and criteria.without("company", "sort").is_empty:
        return (_("Offres de %(company)s") % {"company": company.name})[:120]
    return described.name(criteria)[:120] or _("Ma recherche")


@transaction.atomic
def create(
    criteria: Criteria,
    *,
    user: User | None = None,
    email: str = "",
    frequency: str = Frequency.DAILY,
) -> Alert:
    """Save a search for a person, or for a mailbox that must confirm it first.

    Raises TooWide, TooLong, AlreadySaved, TooMany.
    """
    query = criteria.without("sort").as_query()
    if criteria.is_empty:
        raise TooWide
    if len(query) > MOST_SIGNS:
        raise TooLong
    email = (user.email if user else email).strip().lower()
    if user:
        _make_way(user, email, query)
    taken = dict(Alert.objects.filter(email=email).values_list("query", "slot"))
    if query in taken:
        raise AlreadySaved
    slot = next((n for n in range(1, MOST_ALERTS + 1) if n not in taken.values()), None)
    if slot is None:
        raise TooMany
    try:
        with transaction.atomic():
            alert = Alert.objects.create(
                user=user,
                email=email,
                slot=slot,
                name=name_of(criteria),
                query=query,
                frequency=frequency,
                confirmed_at=timezone.now() if user else None,
                language=get_language() or settings.LANGUAGE_CODE,
            )
    except IntegrityError as error:  # the other press of a double click
        raise AlreadySaved from error
    if user is None:
        _ask_to_confirm(alert)
    return alert


def _make_way(user: User, email: str, query: str) -> None:
    """What somebody asked for signed out, and never confirmed, is no reason to refuse it now."""
    join(user, email)
    waiting = Alert.objects.filter(email=email, user=None, confirmed_at=None)
    waiting.filter(query=query).delete()
    if Alert.objects.filter(email=email).count() >= MOST_ALERTS:
        waiting.delete()


def ask_again(criteria: Criteria, email: str) -> None:
    """Mail the link once more to who lost it: nothing where the alert is confirmed already."""
    query = criteria.without("sort").as_query()
    waiting = Alert.objects.filter(email=email.strip().lower(), query=query, confirmed_at=None)
    for alert in waiting.filter(user=None):
        _ask_to_confirm(alert)


def _ask_to_confirm(alert: Alert) -> None:
    post.queue(
        "jobs/alert_confirm",
        {"alert": alert, "path": links.confirm_path(alert)},
        key=f"{alert.pk}:{timezone.now().isoformat()}",
        to=alert.email,
        language=alert.language,
    )


def confirm(alert: Alert) -> None:
    """The mailbox wants it: it looks from now on."""
    now = timezone.now()
    Alert.objects.filter(pk=alert.pk, confirmed_at=None).update(
        confirmed_at=now, looked_at=now, used_at=now
    )


def signs() -> dict[str, datetime | None]:
    """What changes when somebody shows that they want an alert."""
    return {"used_at": timezone.now(), "asked_at": None}


CHANGES = ("pause", "resume", "keep", "weekly")


def change(alerts: Iterable[Alert], act: str) -> list[Alert]:
    """Pause or resume alerts, keep them for another year, or hear of them once a week.

    What appears during a pause is not told afterwards. Returns them as they are now.
    """
    now = timezone.now()
    values: dict[str, dict[str, Any]] = {
        "pause": {"paused_at": now},
        "resume": {"paused_at": None, "looked_at": now},
        "weekly": {"frequency": Frequency.WEEKLY},
        "keep": {},
    }
    rows = Alert.objects.filter(pk__in=[one.pk for one in alerts])
    rows.update(**values[act], **signs())
    return list(rows)


@transaction.atomic
def erase(alert: Alert) -> int:
    """Erase an alert; what it told stays told while the mailbox has another. Returns 1, or 0."""
    heir = Alert.objects.filter(email=alert.email).exclude(pk=alert.pk).first()
    if heir:
        alert.hits.update(alert=heir)
    return alert.delete()[1].get("jobs.Alert", 0)


# --- Whose they are -----------------------------------------------------------------------------
@transaction.atomic
def join(user: Any, email: str) -> None:
    """The alerts that a mailbox confirmed become those of the person who proved to own it."""
    email = email.lower()
    if user.email.lower() == email:
        mine = Alert.objects.filter(email=email, user=None, confirmed_at__isnull=False)
        mine.update(user=user)


@transaction.atomic
def move(user: Any, email: str) -> None:
    """A person's alerts write to their new address, and remember what they told at the old one.

    Searches that the new mailbox has too are kept once, and twenty in all: the oldest.
    """
    email = email.lower()
    moving = list(Alert.objects.filter(user=user).exclude(email=email).order_by("created_at"))
    there = dict(Alert.objects.filter(email=email).values_list("query", "slot"))
    free = [slot for slot in range(1, MOST_ALERTS + 1) if slot not in there.values()]
    known = AlertHit.objects.filter(email=email).values("offer")
    for alert in moving:
        if alert.query in there or not free:
            erase(alert)
            continue
        there[alert.query] = slot = free.pop(0)
        alert.hits.filter(offer__in=known).delete()
        alert.hits.update(email=email)
        Alert.objects.filter(pk=alert.pk).update(email=email, slot=slot)
    Alert.objects.filter(email=email, user=None, confirmed_at__isnull=False).update(user=user)
