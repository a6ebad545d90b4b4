"""The life of an offer: every change of state passes here, with what follows from it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from .. import projection
from ..models import Offer
from ..models.offer import LIFE
from ..signals import offer_moved

State = Offer.State


def move(offer: Offer, to: str, **changes: Any) -> None:
    """Move an offer and tell who follows it, in the caller's transaction. Raises MoveRefused."""
    old = offer.state
    offer.move(to, **changes)
    if State.PUBLISHED in {old, to}:
        projection.refresh([offer.pk])
    offer_moved.send(Offer, offer=offer, old=old, new=to)


@transaction.atomic
def publish(offer: Offer, *, at: datetime | None = None) -> None:
    """Show the offer to everyone for 30 days from `at` (now). Raises MoveRefused."""
    now = at or timezone.now()
    move(
        offer,
        State.PUBLISHED,
        published_at=offer.published_at or now,
        confirmed_at=now,
        expires_at=now + LIFE,
    )


@transaction.atomic
def confirm(offer: Offer) -> None:
    """The employer says that the job is still open: thirty more days. Raises MoveRefused."""
    if offer.state != State.PUBLISHED:
        publish(offer)
        return
    now = timezone.now()
    Offer.objects.filter(pk=offer.pk, state=State.PUBLISHED).update(
        confirmed_at=now, expires_at=now + LIFE
    )
    offer.refresh_from_db(fields=["state", "confirmed_at", "expires_at"])


@transaction.atomic
def fill(offer: Offer) -> None:
    """The job is taken. Raises MoveRefused."""
    move(offer, State.FILLED)


@transaction.atomic
def archive(offer: Offer) -> None:
    """Put the offer away for good. Raises MoveRefused."""
    move(offer, State.ARCHIVED)


def expire_due(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """End the offers that nobody confirmed in time. Returns how many, or how many would be."""
    due = Offer.objects.filter(state=State.PUBLISHED, expires_at__lte=as_of or timezone.now())
    if dry_run:
        return due.count()
    done = 0
    for pk in due.values_list("pk", flat=True).iterator():
        with transaction.atomic():
            offer = due.select_for_update(skip_locked=True).filter(pk=pk).first()
            if offer:
                move(offer, State.EXPIRED)
                done += 1
    return done
