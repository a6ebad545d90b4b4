"""Restriction: data is kept and used for nothing, wherever rows are read."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from .. import post
from ..models import Restriction
from ..signals import restricted

TOLD_BEFORE = timedelta(days=7)  # between our word and a lift that the person did not ask for


@transaction.atomic
def restrict(user: Any, ground: str) -> Restriction:
    """Freeze at once; receivers of `restricted` tell who holds a copy.

    A second call changes the reason only.
    """
    found, new = Restriction.objects.update_or_create(user=user, defaults={"ground": ground})
    if new:
        restricted.send(sender=type(user), user=user)
    return found


def lift(user: Any) -> None:
    """The person lifts it: at once."""
    Restriction.objects.filter(user=user).delete()


def announce_lift(user: Any) -> None:
    """Our staff lifts it: the person is told a week before (GDPR article 18(3))."""
    lifts_at = timezone.now() + TOLD_BEFORE
    if Restriction.objects.filter(user=user, lifts_at=None).update(lifts_at=lifts_at):
        key = f"{user.pk}:{lifts_at:%Y-%m-%d}"
        post.queue("privacy/lift", {"lifts_at": lifts_at}, key=key, user=user)


def lift_due(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Lift what was announced a week ago. Returns how many."""
    due = Restriction.objects.filter(lifts_at__lte=as_of or timezone.now())
    return due.count() if dry_run else due.delete()[0]


def is_restricted(user: Any) -> bool:
    """Whether the data of this person, or of this number, may not be used now."""
    return Restriction.objects.filter(user=getattr(user, "pk", user)).exists()
