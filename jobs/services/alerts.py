"""Looking for alerts: a saved search that writes when it finds something new.

A look matches the new offers against all due alerts at once (`reverse`), then takes the row of
each that found something under a lock, so two sweeps never write twice; an offer is mailed once to
a mailbox, whichever alert found it (a constraint), and however often it is published again.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, F, Min, QuerySet, TextField
from django.db.models.functions import Cast, Greatest
from django.urls import reverse
from django.utils import timezone

from privacy import post

from .. import search
from ..forms.search import read
from ..likeness import without_reposts
from ..models import Alert, AlertHit, Offer
from . import alert_links as links

if TYPE_CHECKING:
    from ..reverse import Found

Frequency = Alert.Frequency
# An alert that finds nothing costs a write to say so: a quick one says it twice an hour.
UNWRITTEN = timedelta(minutes=30)
MARKED = 5_000  # alerts in one transaction
SHOWN = 10  # offers in one mail; the rest is a link to the search
# An offer bears the time at which its transaction began: one that ends after a look is found by the
# next, which looks back as long as no transaction lasts. Nothing is told twice (AlertHit).
LATE = timedelta(minutes=5)
INSTANT_MAILS_A_DAY = 3  # then the alert waits for the next morning, and writes a digest
DIGEST_AT = time(7, 30)  # with the first round of the daily ones: nobody's telephone rings at night


def look(frequency: str, *, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Look for every due alert of a frequency. Returns how many mails leave, or would."""
    from ..reverse import MOST_SEARCHES, Microseconds, News  # numpy: 25 MB that pages do without

    now = as_of or timezone.now()
    due = _due(frequency, now)
    oldest = due.aggregate(oldest=Min("looked_at"))["oldest"]
    if oldest is None:
        return 0
    news = News(oldest - LATE, now)
    since = Microseconds(Greatest(F("looked_at") - LATE, "confirmed_at"))
    rows = due.order_by("looked_at").values_list(
        Cast("pk", TextField()), "query", since, "looked_at"
    )
    rows = rows.iterator(5_000)
    seen, written = now - UNWRITTEN if frequency == Frequency.INSTANT else now, 0
    while first := next(rows, None):
        looked: dict[str, datetime] = {}
        some = _noted(chain([first], islice(rows, MOST_SEARCHES - 1)), looked)
        for pk, found in news.find(some):
            written += _tell(pk, looked.pop(pk), found, now, dry_run=dry_run)
        if not dry_run:
            _mark([pk for pk, at in looked.items() if at <= seen], now)
    return written


def _noted(
    rows: Iterable[tuple[str, str, int, datetime]], looked: dict[str, datetime]
) -> Iterator[tuple[str, str, int]]:
    """What `News.find` reads of each alert, and when it `looked` before."""
    for pk, query, since, at in rows:
        looked[pk] = at
        yield pk, query, since


def _due(frequency: str, now: datetime) -> QuerySet[Alert]:
    """A daily one looks once on each day of the calendar, a weekly one in each week of it.

    Hours since the last look would make who asks in the afternoon wait for two mornings.
    """
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    before = {Frequency.INSTANT: now, Frequency.DAILY: today, Frequency.WEEKLY: monday}
    due = Alert.objects.running().filter(
        frequency=frequency, looked_at__lte=before[Frequency(frequency)]
    )
    if frequency != Frequency.INSTANT:
        return due
    # Those that wrote their mails of the day wait for tomorrow's digest: looked_at stays.
    due = due.exclude(pk__in=_wrote_enough(today, today + timedelta(days=1)))
    if timezone.localtime(now).time() < DIGEST_AT:
        due = due.exclude(pk__in=_wrote_enough(today - timedelta(days=1), today))
    return due


def _wrote_enough(since: datetime, until: datetime) -> QuerySet[AlertHit, dict[str, Any]]:
    """The alerts that wrote all the mails of a day."""
    wrote = AlertHit.objects.filter(at__gte=since, at__lt=until).order_by().values("alert")
    times = wrote.annotate(times=Count("at", distinct=True))
    return times.filter(times__gte=INSTANT_MAILS_A_DAY).values("alert")


@transaction.atomic
def _tell(pk: str, looked_at: datetime, found: "Found", now: datetime, *, dry_run: bool) -> bool:
    """Write what was found, unless somebody else looked meanwhile, or stopped the alert."""
    rows = Alert.objects.running().select_for_update(skip_locked=True, of=("self",))
    alert = rows.select_related("user").filter(pk=pk, looked_at=looked_at).first()
    if alert is None:
        return False
    offers, many = _untold(alert, found, now)
    if dry_run:
        return bool(offers)
    Alert.objects.filter(pk=pk).update(looked_at=now)
    if offers:
        _write(alert, offers, now, many=many)
    return bool(offers)


def _mark(pks: list[str], now: datetime) -> None:
    """These looked and found nothing. Who is being written to by somebody else is left to them."""
    for start in range(0, len(pks), MARKED):
        with transaction.atomic():
            rows = Alert.objects.filter(pk__in=pks[start : start + MARKED], looked_at__lt=now)
            free = rows.select_for_update(skip_locked=True).order_by().values_list("pk", flat=True)
            Alert.objects.filter(pk__in=list(free)).update(looked_at=now)


def _untold(alert: Alert, found: "Found", now: datetime) -> tuple[list[Offer], bool]:
    """Offers found that were never mailed to this person and are still there, the newest first.

    And whether there may be more than these.
    """
    offers = _fresh(alert, found.ids)
    criteria = read(alert.query)
    if not found.more or len(offers) >= SHOWN or criteria is None:
        return offers, found.more
    # Another alert told the newest ones: look behind them.
    rows = search.matching(criteria, now=now).order_by()
    since = max(alert.looked_at - LATE, alert.confirmed_at)
    rows = rows.filter(published_at__gt=since, published_at__lte=now)
    ids = set(rows.values_list("offer_id", flat=True)[: search.MANY])
    return _fresh(alert, ids), len(ids) == search.MANY


def _fresh(alert: Alert, ids: Iterable[int]) -> list[Offer]:
    told = AlertHit.objects.filter(email=alert.email).values("offer")
    rows = Offer.objects.visible().filter(pk__in=set(ids)).exclude(pk__in=told)
    offers = list(rows.with_card().order_by("-published_at", "-pk"))
    companies = {one.company_id for one in offers}
    seen = Offer.objects.filter(pk__in=told, company__in=companies).with_card()
    return without_reposts(offers, seen)


def _write(alert: Alert, offers: list[Offer], now: datetime, *, many: bool) -> None:
    AlertHit.objects.bulk_create(
        [AlertHit(alert=alert, email=alert.email, offer=offer, at=now) for offer in offers],
        ignore_conflicts=True,
    )
    stop = links.stop_path(alert)
    context = {
        "alert": alert,
        "offers": offers[:SHOWN],
        "more": max(len(offers) - SHOWN, 0),
        "many": many,
        "search": f"{reverse('offers')}?{alert.query}&tri=date",
        "stop": stop,
    }
    post.queue(
        "jobs/alert",
        context,
        key=f"{alert.pk}:{now.isoformat()}",
        user=alert.user,
        to=alert.email,
        unsubscribe=stop,
        language=alert.reads_in,
    )
