"""What runs by the clock, and mends what a crash or a lost wake-up left."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from meilleursjobs.lib.crypto import Undecryptable
from meilleursjobs.lib.states import MoveRefused
from privacy import post

from ..models import LIFE, Delivery, Outbox
from . import outbox
from .attempts import deliver
from .places import note_place
from .restores import rehearsal

logger = logging.getLogger(__name__)
State = Delivery.State
WARN_BEFORE = timedelta(days=7)
CURABLE = ("key_lost", "disconnected", "invalid_grant", "security_event", "unauthorized", "scope")


def _due_heads(limit: int) -> Iterator[Delivery]:
    """The oldest due delivery of each account, so that nobody's twenty starve another's one."""
    busy = Delivery.objects.filter(state__in=(State.CLAIMED, State.IN_FLIGHT))
    heads = (
        Delivery.objects.due()
        .exclude(account__in=busy.values("account"))
        .order_by("account", "send_after")
        .distinct("account")
    )
    yield from sorted(heads[:limit], key=lambda one: one.send_after)


def _is_open() -> bool:
    row = Outbox.read()
    if row.is_held:
        note_place()  # dates the restore, and says so in the log
    return row.is_open


def dispatch(limit: int = 500) -> int:
    """Wake a worker for each account that has something due. Returns how many were woken."""
    if not _is_open():
        return 0
    heads = list(_due_heads(limit))
    for delivery in heads:
        outbox.wake(delivery)
    return len(heads)


def deliver_due(limit: int = 200) -> int:
    """Deliver here and now what is due: the net under the broker. Returns how many were tried."""
    if not _is_open():
        return 0
    heads = list(_due_heads(limit))
    for delivery in heads:
        try:
            deliver(delivery.pk)
        except Exception:  # nobody's mail waits behind somebody else's fault
            logger.exception("Delivery %s stumbled", delivery.pk)
    return len(heads)


def sweep(*, as_of: datetime | None = None, dry_run: bool = False) -> dict[str, int]:
    """Settle attempts whose worker is gone, end what is too old, warn a week before.

    Idempotent. Returns how many rows each step moved, or with `dry_run` would move.
    """
    now = as_of or timezone.now()
    with rehearsal(dry_run):
        return {
            "requeued": _requeue_claimed(as_of),
            "uncertain": _judge_lost_attempts(as_of),
            "expired": _expire(now),
            "warned": _warn(now),
            "unlocked": _unlock(),
            "stranded": _block_without_grant() + _give_back_of_other_mailboxes(),
        }


def _leased_out(state: str, as_of: datetime | None) -> QuerySet[Delivery]:
    """Leases run on the database's clock: a worker whose own has jumped takes nobody's attempt."""
    return Delivery.objects.filter(state=state, lease_until__lt=as_of or Now())


def _each(rows: Iterable[Delivery], to: str, **changes: Any) -> int:
    moved = 0
    for delivery in rows:
        if to == State.QUEUED:  # at its hour; beyond its life the database would refuse it
            at = max(timezone.now(), delivery.send_after)
            changes["send_after"] = min(at, delivery.expires_at)
        try:
            outbox.move(delivery, to, expect={"attempt": delivery.attempt}, **changes)
            moved += 1
        except MoveRefused:
            logger.info("Delivery %s moved by itself", delivery.pk)
        except Exception:  # one row's fault does not stop the sweep of the others
            logger.exception("Delivery %s could not be moved to %s", delivery.pk, to)
    return moved


def _requeue_claimed(as_of: datetime | None) -> int:
    """Nothing left before in_flight was committed: safe to send."""
    return _each(
        _leased_out(State.CLAIMED, as_of),
        State.QUEUED,
        attempt=None,
        lease_until=None,
        reason="worker_lost",
    )


def _judge_lost_attempts(as_of: datetime | None) -> int:
    """Bytes may have left: nobody here knows, and no machine sends it again."""
    return _each(_leased_out(State.IN_FLIGHT, as_of), State.UNCERTAIN, reason="worker_lost")


def _expire(now: datetime) -> int:
    old = Delivery.objects.filter(validated_at__lt=now - LIFE)
    waiting = old.filter(state__in=(State.QUEUED, State.BLOCKED))
    doubtful = old.filter(state=State.UNCERTAIN)
    return _each(waiting, State.EXPIRED, reason="too_old") + _each(
        doubtful, State.EXPIRED, reason="never_told"
    )


def _warn(now: datetime) -> int:
    """Say a week before that an open delivery will expire."""
    soon = Delivery.objects.filter(
        Q(state=State.BLOCKED) | Q(state=State.UNCERTAIN),
        warned_at=None,
        validated_at__lt=now - LIFE + WARN_BEFORE,
    ).select_related("user")
    warned = 0
    for delivery in soon.iterator(chunk_size=200):
        with transaction.atomic():
            post.queue(
                "gmail_send/expiring",
                {"delivery": delivery},
                key=str(delivery.pk),
                user=delivery.user,
            )
            warned += Delivery.objects.filter(pk=delivery.pk).update(warned_at=now)
    return warned


def _unlock() -> int:
    """What a lost key or grant blocked may leave: the key came back, or a newer grant was first."""
    rows = Delivery.objects.filter(
        state=State.BLOCKED, reason__in=CURABLE, account__state="connected"
    ).filter(account__sub=F("sender_sub"))
    rows = rows.select_related("account", "content")
    return _each(filter(_readable, rows), State.QUEUED, reason="")


def _block_without_grant() -> int:
    """Queued while the grant was being taken back (by a 429 in flight, or a validation)."""
    rows = Delivery.objects.filter(state=State.QUEUED).exclude(account__state="connected")
    return sum(
        _each([one], State.BLOCKED, reason=one.account.lost_reason or "disconnected")
        for one in rows.select_related("account")
    )


def _give_back_of_other_mailboxes() -> int:
    """Queued again from a mailbox that was replaced: never sent, and nothing waits behind it."""
    rows = Delivery.objects.filter(state=State.QUEUED, account__state="connected")
    others = rows.exclude(account__sub=F("sender_sub"))
    return _each(others, State.CANCELLED, reason="other_account")


def _readable(delivery: Delivery) -> bool:
    try:
        delivery.account.unseal("refresh_token")
        delivery.content.unseal("raw")
    except (Undecryptable, ObjectDoesNotExist):
        return False
    return True
