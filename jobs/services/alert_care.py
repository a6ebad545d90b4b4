"""What becomes of alerts with time: an empty one may ask for less, an old one is asked about.

Nothing is erased for want of a sign before its person was asked and had a month to answer.
"""

from datetime import datetime, timedelta
from itertools import groupby

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.errors import UserFacingError
from privacy import post

from .. import wider
from ..forms.search import read
from ..models import Alert, AlertHit
from . import alert_links as links
from .alert_finds import found_by
from .alert_saving import AlreadySaved, erase, name_of, signs

EMPTY_AFTER = timedelta(days=21)  # three weeks without an offer
AGAIN_AFTER = timedelta(days=91)  # an alert that stays empty hears of it once a season (our choice)
MOST_WIDENED = 2_000  # a sweep: some counts each
ASKED_AFTER = timedelta(days=365)  # without a sign
ANSWER_WITHIN = timedelta(days=31)  # of the question; the data map's 396 days are the two together


class Gone(UserFacingError):
    message = _("Cette proposition ne vaut plus : en voici d’autres.")


# --- Empty alerts -------------------------------------------------------------------------------
def propose_wider(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Write to who has an alert that found nothing for three weeks, where a wider one would.

    Returns how many mails leave, or would.
    """
    now = as_of or timezone.now()
    rows = _silent(now).select_related("user").order_by(F("widened_at").asc(nulls_first=True))
    return sum(_propose(alert, now, dry_run=dry_run) for alert in list(rows[:MOST_WIDENED]))


def _silent(now: datetime) -> QuerySet[Alert]:
    """Alerts that mailed nothing since so long, and that nobody touched meanwhile."""
    hits = AlertHit.objects.filter(alert=OuterRef("pk"))
    lately = hits.filter(at__gt=now - EMPTY_AFTER)
    since = hits.filter(at__gt=OuterRef("widened_at"))
    return (
        Alert.objects.running()
        .exclude(user__is_active=False)
        .filter(~Exists(lately), used_at__lte=now - EMPTY_AFTER)
        .filter(Q(widened_at=None) | Q(widened_at__lt=now - AGAIN_AFTER) | Exists(since))
    )


def wider_searches(alert: Alert) -> list[wider.Wider]:
    """What it could ask for instead, with how many offers are open; none when it says nothing.

    A search that finds everything makes no alert.
    """
    criteria = read(alert.query)
    if criteria is None:
        return []
    try:
        return [one for one in wider.found(criteria) if not one[-1].is_empty]
    except OperationalError:  # the statement timeout: another day
        return []


def _propose(alert: Alert, now: datetime, *, dry_run: bool) -> bool:
    """Look for wider searches, and write about them. Who looks at the same time writes once."""
    empty = found_by([alert], within=EMPTY_AFTER)[alert] == 0  # None: its company left
    with translation.override(alert.reads_in):
        proposed = wider_searches(alert) if empty else []
    if dry_run:
        return bool(proposed)
    row = Alert.objects.filter(pk=alert.pk, widened_at=alert.widened_at, query=alert.query)
    with transaction.atomic():
        if not row.update(widened_at=now) or not proposed:
            return False
        stop = links.stop_path(alert)
        post.queue(
            "jobs/alert_empty",
            {"alert": alert, "wider": proposed, "path": links.widen_path(alert), "stop": stop},
            key=f"{alert.pk}:{now.isoformat()}",
            user=alert.user,
            to=alert.email,
            unsubscribe=stop,
            language=alert.reads_in,
        )
    return True


def widen(alert: Alert, query: str) -> Alert:
    """Let it ask for less, if that is one of the ways that were offered. Returns it as it is now.

    Raises AlreadySaved when the mailbox has that alert, Gone when the search is no longer offered.
    """
    chosen = next((o for o in wider_searches(alert) if o[-1].as_query() == query), None)
    if chosen is None:
        raise Gone
    changes = {"query": query, "name": name_of(chosen[-1])}
    try:
        with transaction.atomic():
            Alert.objects.filter(pk=alert.pk).update(**changes, **signs())
    except IntegrityError as error:
        raise AlreadySaved from error
    alert.refresh_from_db()
    return alert


# --- Old alerts ---------------------------------------------------------------------------------
def ask(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Ask whether alerts without a sign for a year are still wanted: one mail for a mailbox.

    Returns how many mails leave, or would.
    """
    now = as_of or timezone.now()
    rows = (
        Alert.objects.filter(confirmed_at__isnull=False, asked_at=None, user__restriction=None)
        .exclude(user__is_active=False)
        .filter(used_at__lt=now - ASKED_AFTER)
    )
    due = rows.order_by("email", "created_at").values_list("email", "pk")
    mailboxes = [[pk for _email, pk in some] for _email, some in groupby(due, lambda one: one[0])]
    if dry_run:
        return len(mailboxes)
    return sum(_ask(rows.filter(pk__in=pks), now) for pks in mailboxes)


@transaction.atomic
def _ask(rows: QuerySet[Alert], now: datetime) -> bool:
    """Write about these alerts of one mailbox, unless another sweep did."""
    alerts = list(rows.order_by("created_at").select_for_update(skip_locked=True, of=("self",)))
    if not alerts:
        return False
    Alert.objects.filter(pk__in=[one.pk for one in alerts]).update(asked_at=now)
    stop, first = links.stop_path(*alerts), alerts[0]
    post.queue(
        "jobs/alert_old",
        {"alerts": alerts, "keep": links.keep_path(*alerts), "stop": stop},
        key=f"{first.pk}:{now.isoformat()}",
        user=first.user,
        to=first.email,
        unsubscribe=stop,
        language=first.reads_in,
    )
    return True


def forget(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Erase alerts that nobody confirmed within a week, or answered for within a month."""
    now = as_of or timezone.now()
    unconfirmed = Alert.objects.filter(confirmed_at=None, created_at__lt=now - links.LINK_LIFE)
    unanswered = Alert.objects.filter(
        used_at__lt=now - ASKED_AFTER - ANSWER_WITHIN, asked_at__lt=now - ANSWER_WITHIN
    )
    if dry_run:
        return unconfirmed.count() + unanswered.count()
    return sum(erase(one) for rows in (unconfirmed, unanswered) for one in rows.iterator())
