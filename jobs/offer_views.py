"""How often an offer is seen: a number in the cache, written down once a day.

No cookie, no device, no account: a page that is read adds one, and that is all that is known. A day
of fewer than eleven waits and is added to the next, so that nobody can use the figure to see
whether the one person whom they sent the address has opened it.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from privacy import audience
from privacy.services.restriction import is_restricted

from .models import Company, Offer, OfferViews

logger = logging.getLogger(__name__)
LIFE = 4 * 86_400  # seconds in the cache: a day, and two nights that may have been missed
NIGHTS = 3  # days before today that are looked for
SHOWN_DAYS = 30


def count(request: HttpRequest, response: HttpResponse, offer: Offer) -> None:
    """Count one reading. A cache that does not answer costs a count, never a page."""
    if not audience.is_visit(request, response) or _is_left_out(request, offer):
        return
    try:
        _add(offer.pk, 1)
    except Exception as error:  # noqa: BLE001 whatever the cache's client raises
        logger.warning("A view was not counted: %s", type(error).__name__)


def _is_left_out(request: HttpRequest, offer: Offer) -> bool:
    """Who publishes it, our staff, and who has frozen their data."""
    user = request.user
    if not user.is_authenticated:
        return False
    mine = Company.objects.managed_by(user).filter(pk=offer.company_id)
    return user.is_staff or is_restricted(user) or mine.exists()


def _add(pk: int, number: int) -> None:
    day = timezone.localdate()
    key = _key(day, pk)
    if cache.add(key, 0, LIFE):
        cache.add(_key(day, "names"), 0, LIFE)
        cache.set(_key(day, f"name:{cache.incr(_key(day, 'names'))}"), pk, LIFE)
    cache.incr(key, number)


def _key(day: date, name: object) -> str:
    return f"offer-views:{day}:{name}"


def write_down(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Keep the figures of the days that are over. Returns how many offers were seen enough.

    The list of a day is taken away before it is read: of two that run at once, one finds it.
    """
    today = timezone.localdate(as_of)
    kept = 0
    for back in range(NIGHTS, 0, -1):
        day = today - timedelta(days=back)
        names = cache.get(_key(day, "names")) or 0
        if names and (dry_run or cache.delete(_key(day, "names"))):
            kept += _keep(day, dict(_seen(day, names)), dry_run=dry_run)
    return kept


def _seen(day: date, names: int) -> Iterator[tuple[int, int]]:
    for first in range(1, names + 1, 500):
        numbers = range(first, min(first + 500, names + 1))
        pks = cache.get_many([_key(day, f"name:{number}") for number in numbers]).values()
        counts = cache.get_many([_key(day, pk) for pk in pks])
        yield from ((pk, counts.get(_key(day, pk), 0)) for pk in pks)


def _keep(day: date, seen: dict[int, int], *, dry_run: bool) -> int:
    there = set(Offer.objects.filter(pk__in=seen).values_list("pk", flat=True))
    enough = {pk: n for pk, n in seen.items() if pk in there and n >= OfferViews.LEAST}
    if dry_run:
        return len(enough)
    OfferViews.objects.bulk_create(
        [OfferViews(offer_id=pk, day=day, count=number) for pk, number in enough.items()],
        ignore_conflicts=True,
        batch_size=1_000,
    )
    for pk in there - enough.keys():
        if seen[pk]:
            _add(pk, seen[pk])
    return len(enough)


def last_days() -> list[date]:
    """The days of the charts, today last."""
    today = timezone.localdate()
    return [today - timedelta(days=back) for back in range(SHOWN_DAYS - 1, -1, -1)]


def lately(offers: "QuerySet[Offer]") -> "QuerySet[OfferViews]":
    """What was written down about these offers over the days of the charts."""
    return OfferViews.objects.filter(offer__in=offers, day__gte=last_days()[0])
