"""After a restore or a failover: what may have left already is set apart before anything leaves."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ..models import Delivery, DeliveryContent, Outbox
from . import outbox
from .places import note_place

State = Delivery.State
OPEN = (State.QUEUED, State.CLAIMED, State.IN_FLIGHT, State.BLOCKED)
ON_THEIR_WAY = (State.CLAIMED, State.IN_FLIGHT)


class NothingToQuarantine(Exception):
    """Sending is open: moving what waits would make doubts where there are none."""


@contextmanager
def rehearsal(dry_run: bool) -> Iterator[None]:
    """With `dry_run`, everything is done as it would be, then taken back."""
    if not dry_run:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def quarantine(*, complete: bool = False, dry_run: bool = False) -> dict[str, int]:
    """Set apart every mail of the backup that may have left since, then let sending begin.

    Already due: uncertain, and expired at once when its content is gone. To come, but its content
    is gone: expired, it did not leave. `complete`: nothing was lost (a planned move), so nothing
    is set apart. Returns how many rows went where.

    Raises NothingToQuarantine when sending is neither held nor stopped by the operator.
    """
    with rehearsal(dry_run):
        row = note_place()
        if not row.is_held and row.stopped_at is None:
            raise NothingToQuarantine
        limit = row.found_at if row.is_held and row.found_at else timezone.now()
        counts = {"uncertain": 0, "expired": 0}
        if not complete:
            has_text = Exists(DeliveryContent.objects.filter(pk=OuterRef("pk")))
            rows = Delivery.objects.filter(state__in=OPEN, validated_at__lt=limit)
            rows = rows.select_related("user", "account")
            due = Q(send_after__lte=limit) | Q(state__in=ON_THEIR_WAY)
            counts["expired"] = _end(rows.exclude(due).exclude(has_text), "text_lost")
            counts["uncertain"] = _doubt(rows.filter(due))
            doubtful = Delivery.objects.filter(state=State.UNCERTAIN, reason="restored")
            textless = _end(doubtful.exclude(has_text), "restored")
            counts["uncertain"] -= textless
            counts["expired"] += textless
        Outbox.objects.filter(pk=1).update(place=row.here, found_place="", found_at=None)
    return counts


def _doubt(rows: QuerySet[Delivery]) -> int:
    """They may have left: the person is asked."""
    moved = 0
    for delivery in rows.iterator(chunk_size=500):
        outbox.move(delivery, State.UNCERTAIN, reason="restored", lease_until=None)
        moved += 1
    return moved


def _end(rows: QuerySet[Delivery], reason: str) -> int:
    """Their text is lost: nothing can leave any more."""
    moved = 0
    for delivery in rows.iterator(chunk_size=500):
        outbox.move(delivery, State.EXPIRED, reason=reason)
        moved += 1
    return moved
