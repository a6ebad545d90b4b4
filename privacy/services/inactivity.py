"""Accounts nobody uses: told at 23 months, reminded, erased at 24. Any visit cancels it."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from meilleursjobs.lib.errors import UserFacingError

from .. import post, registry
from ..models import InactivityNotice
from . import erasure
from .retention import is_paused

NOTICE = timedelta(days=30)  # between the first mail and the erasure, never less
REMINDER = timedelta(days=7)  # before the erasure


def expire(*, as_of: datetime | None = None, dry_run: bool = False) -> dict[str, int]:
    """One day's work: {"warned", "reminded", "erased"}. Restricted accounts stay."""
    now = as_of or timezone.now()
    if is_paused("account"):
        return {"warned": 0, "reminded": 0, "erased": 0}
    if not dry_run:
        _cancel()
    steps = {"warned": _to_warn(now), "reminded": _to_remind(now), "erased": _to_erase(now)}
    if dry_run:
        return {name: people.count() for name, people in steps.items()}
    acts = {"warned": _warn, "reminded": _remind, "erased": _erase}
    return {
        name: sum(acts[name](user, now) for user in people.iterator(200))
        for name, people in steps.items()
    }


def _unused_since(day: datetime) -> "models.QuerySet[Any]":
    people = get_user_model().objects.filter(restriction=None, is_staff=False)
    return people.filter(last_activity_on__lt=timezone.localtime(day).date())


def _cancel() -> None:
    """Whoever came back since the notice keeps the account, and is warned anew another time."""
    seen = get_user_model().objects.filter(pk=OuterRef("user")).values("last_activity_on")
    notices = InactivityNotice.objects.annotate(seen=Subquery(seen[:1]))
    notices.filter(seen__gte=F("warned_at__date")).delete()


def _to_warn(now: datetime) -> "models.QuerySet[Any]":
    since = now - registry.lasts("account") + NOTICE
    return _unused_since(since).filter(inactivity_notice=None)


def _to_remind(now: datetime) -> "models.QuerySet[Any]":
    return _unused_since(now - registry.lasts("account") + REMINDER).filter(
        inactivity_notice__warned_at__lte=now - NOTICE + REMINDER,
        inactivity_notice__reminded_at=None,
    )


def _to_erase(now: datetime) -> "models.QuerySet[Any]":
    """Warned a month ago at least, whatever the sweep has missed meanwhile."""
    return _unused_since(now - registry.lasts("account")).filter(
        inactivity_notice__warned_at__lte=now - NOTICE
    )


def _warn(user: Any, now: datetime) -> bool:
    InactivityNotice.objects.create(user=user, warned_at=now)
    return _write("privacy/inactive", user, now + NOTICE, key=f"{user.pk}:{now:%Y-%m-%d}")


def _remind(user: Any, now: datetime) -> bool:
    InactivityNotice.objects.filter(user=user).update(reminded_at=now)
    return _write("privacy/inactive_soon", user, now + REMINDER, key=f"{user.pk}:{now:%Y-%m-%d}")


def _write(name: str, user: Any, goes_at: datetime, *, key: str) -> bool:
    post.queue(name, {"goes_at": goes_at}, key=key, user=user)
    return True


def _erase(user: Any, _now: datetime) -> bool:
    try:
        erasure.erase(user)
    except UserFacingError:  # something leaves in their name: tomorrow then
        return False
    return True
