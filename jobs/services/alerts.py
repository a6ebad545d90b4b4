"""Alerts: a saved search that writes when it finds something new.

A look matches the new offers against all due alerts at once (`reverse`), then takes the row of
each that found something under a lock, so two sweeps never write twice; an offer is mailed once to
a mailbox, whichever alert found it (a constraint). Who is signed out confirms by mail.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Min, QuerySet, TextField
from django.db.models.functions import Cast, Greatest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from meilleursjobs.lib.errors import UserFacingError
from privacy import post

from .. import search
from ..criteria import Criteria
from ..forms.search import read
from ..models import Alert, AlertHit, Company, Offer
from ..models.alert import MOST_ALERTS

if TYPE_CHECKING:
    from ..reverse import Found

Frequency = Alert.Frequency
EVERY = {
    Frequency.INSTANT: timedelta(0),
    Frequency.DAILY: timedelta(hours=20),
    Frequency.WEEKLY: timedelta(days=6, hours=12),
}
# An alert that finds nothing costs a write to say so: a quick one says it twice an hour.
UNWRITTEN = EVERY | {Frequency.INSTANT: timedelta(minutes=30)}
MARKED = 5_000  # alerts in one transaction
SHOWN = 10  # offers in one mail; the rest is a link to the search
# An offer bears the time at which its transaction began: one that ends after a look is found by the
# next, which looks back as long as no transaction lasts. Nothing is told twice (AlertHit).
LATE = timedelta(minutes=5)
INSTANT_MAILS_A_DAY = 3  # then the alert waits for the next day, and writes a digest
LINK_LIFE = timedelta(days=7)
FORGOTTEN_AFTER = timedelta(days=365)  # without a sign; then asked, and erased a month later
CONFIRM, STOP = "jobs.alert.confirm", "jobs.alert.stop"


class TooWide(UserFacingError):
    message = gettext_lazy(
        "Cette recherche trouve toutes les offres de France : ajoutez un mot, un lieu ou un filtre."
    )


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
    parts = [criteria.words, criteria.occupation.label if criteria.occupation else ""]
    parts.append(criteria.place.label if criteria.place else "")
    parts.append(company.name if company else "")
    parts += [*criteria.contracts, *criteria.remote, *criteria.working_time]
    return ", ".join(part for part in parts if part)[:120] or _("Ma recherche")


@transaction.atomic
def create(
    criteria: Criteria,
    *,
    user: User | None = None,
    email: str = "",
    frequency: str = Frequency.DAILY,
) -> Alert:
    """Save a search for a person, or for a mailbox that must confirm it first.

    Raises TooWide, AlreadySaved, TooMany.
    """
    query = criteria.without("sort").as_query()
    if criteria.without("sort").is_empty:
        raise TooWide
    email = (user.email if user else email).strip().lower()
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
            )
    except IntegrityError as error:  # the other press of a double click
        raise AlreadySaved from error
    if user is None:
        path = reverse("alert_confirm", args=[signing.dumps(str(alert.pk), salt=CONFIRM)])
        post.queue(
            "jobs/alert_confirm", {"alert": alert, "path": path}, key=str(alert.pk), to=email
        )
    return alert


def of_confirmation(token: str) -> Alert | None:
    """The alert of a confirmation link, None for a forged or old one."""
    try:
        pk = signing.loads(token, salt=CONFIRM, max_age=LINK_LIFE)
    except signing.BadSignature:
        return None
    return Alert.objects.filter(pk=pk).first()


def confirm(alert: Alert) -> None:
    """The mailbox wants it: it looks from now on."""
    now = timezone.now()
    Alert.objects.filter(pk=alert.pk, confirmed_at=None).update(
        confirmed_at=now, looked_at=now, used_at=now
    )


def stop_path(alert: Alert) -> str:
    """The address that stops an alert by a POST without cookie (RFC 8058)."""
    return reverse("alert_stop", args=[signing.dumps(str(alert.pk), salt=STOP)])


def of_stop(token: str) -> Alert | None:
    """The alert of a link in one of its mails; it serves as long as the alert lives."""
    try:
        pk = signing.loads(token, salt=STOP)
    except signing.BadSignature:
        return None
    return Alert.objects.filter(pk=pk).first()


def found_lately(alert: Alert, *, days: int = 7) -> tuple[int, bool]:
    """How many offers the alert would have found in these days, and whether there are more."""
    criteria = read(alert.query)
    if criteria is None:
        return 0, False
    since = timezone.now() - timedelta(days=days)
    ids = set(
        search.matching(criteria)
        .filter(published_at__gte=since)
        .order_by()
        .values_list("offer_id", flat=True)[: search.MANY + 1]
    )
    return min(len(ids), search.MANY), len(ids) > search.MANY


def followed(query: str) -> str:
    """The slug of the company that a saved search asks for, "" when it asks for none."""
    return QueryDict(query).get("entreprise", "")


def has_lost_its_company(alert: Alert) -> bool:
    """Whether the company that it follows closed or was suspended: it waits for its return."""
    slug = followed(alert.query)
    return bool(slug) and not Company.objects.listed().filter(slug=slug).exists()


# --- Looking ------------------------------------------------------------------------------------
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
    seen, written = now - UNWRITTEN[frequency], 0
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
    due = Alert.objects.running().filter(frequency=frequency, looked_at__lte=now - EVERY[frequency])
    if frequency != Frequency.INSTANT:
        return due
    # Those that wrote their mails of the day wait for tomorrow's digest: looked_at stays.
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    wrote = AlertHit.objects.filter(at__gte=today).order_by().values("alert")
    times = wrote.annotate(times=Count("at", distinct=True))
    return due.exclude(pk__in=times.filter(times__gte=INSTANT_MAILS_A_DAY).values("alert"))


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
    fresh = Offer.objects.visible().filter(pk__in=set(ids)).exclude(pk__in=told)
    return list(fresh.with_card().order_by("-published_at", "-pk"))


def _write(alert: Alert, offers: list[Offer], now: datetime, *, many: bool) -> None:
    AlertHit.objects.bulk_create(
        [AlertHit(alert=alert, email=alert.email, offer=offer, at=now) for offer in offers],
        ignore_conflicts=True,
    )
    stop = stop_path(alert)
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
    )


def forget(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Erase alerts that nobody confirmed within a week, or gave a sign for in thirteen months."""
    now = as_of or timezone.now()
    unconfirmed = Alert.objects.filter(confirmed_at=None, created_at__lt=now - LINK_LIFE)
    forgotten = Alert.objects.filter(used_at__lt=now - FORGOTTEN_AFTER - timedelta(days=31))
    if dry_run:
        return unconfirmed.count() + forgotten.count()
    return sum(rows.delete()[1].get("jobs.Alert", 0) for rows in (unconfirmed, forgotten))
