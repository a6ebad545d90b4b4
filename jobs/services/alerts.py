"""Alerts: a saved search that writes when it finds something new.

Each look takes the alert's row under a lock, so two sweeps never write twice; an offer is mailed
once to a mailbox, whichever alert found it (a constraint). Who is signed out confirms by mail.
"""

from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction
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

Frequency = Alert.Frequency
EVERY = {
    Frequency.INSTANT: timedelta(0),
    Frequency.DAILY: timedelta(hours=20),
    Frequency.WEEKLY: timedelta(days=6, hours=12),
}
SHOWN = 10  # offers in one mail; the rest is a link to the search
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


def has_lost_its_company(alert: Alert) -> bool:
    """Whether the company that it follows closed or was suspended: it waits for its return."""
    slug = QueryDict(alert.query).get("entreprise", "")
    return bool(slug) and not Company.objects.listed().filter(slug=slug).exists()


# --- Looking ------------------------------------------------------------------------------------
def look(frequency: str, *, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Look for every due alert of a frequency. Returns how many mails leave, or would."""
    now = as_of or timezone.now()
    due = Alert.objects.running().filter(frequency=frequency, looked_at__lte=now - EVERY[frequency])
    written = 0
    for pk in due.order_by("looked_at").values_list("pk", flat=True).iterator(500):
        written += _look(pk, now, dry_run=dry_run)
    return written


@transaction.atomic
def _look(pk: object, now: datetime, *, dry_run: bool) -> bool:
    rows = Alert.objects.running().select_for_update(skip_locked=True, of=("self",))
    alert = rows.select_related("user").filter(pk=pk).first()
    if alert is None or alert.looked_at > now - EVERY[alert.frequency]:
        return False
    offers = new_offers(alert, now)
    if alert.frequency == Frequency.INSTANT and offers and _tired(alert, now):
        return False  # they wait for tomorrow's digest: looked_at stays
    if dry_run:
        return bool(offers)
    Alert.objects.filter(pk=pk).update(looked_at=now)
    if offers:
        _write(alert, offers, now)
    return bool(offers)


def new_offers(alert: Alert, now: datetime) -> list[Offer]:
    """Offers published since the last look that were never mailed to this person, newest first."""
    criteria = read(alert.query)
    if criteria is None:  # a place or an occupation that no longer exists
        return []
    rows = search.matching(criteria).filter(published_at__gt=alert.looked_at, published_at__lte=now)
    ids = set(rows.order_by().values_list("offer_id", flat=True)[: search.MANY])
    told = AlertHit.objects.filter(email=alert.email).values("offer")
    fresh = Offer.objects.visible().filter(pk__in=ids).exclude(pk__in=told)
    return list(fresh.with_card().order_by("-published_at", "-pk"))


def _tired(alert: Alert, now: datetime) -> bool:
    """Whether an instant alert has written its three mails of the day."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    times = alert.hits.filter(at__gte=today).values("at").distinct().count()
    return times >= INSTANT_MAILS_A_DAY


def _write(alert: Alert, offers: list[Offer], now: datetime) -> None:
    AlertHit.objects.bulk_create(
        [AlertHit(alert=alert, email=alert.email, offer=offer, at=now) for offer in offers],
        ignore_conflicts=True,
    )
    stop = stop_path(alert)
    context = {
        "alert": alert,
        "offers": offers[:SHOWN],
        "more": max(len(offers) - SHOWN, 0),
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
