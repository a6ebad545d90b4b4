"""Which worker is at a run: one at a time, and one that was thought dead writes nothing more."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from ..models import ImportRun

LEASE = timedelta(minutes=3)  # longer than a task may run


class Lost(Exception):
    """Another worker took the run, or it is over."""


def take(pk: int) -> ImportRun | None:
    """The run, for this worker and for a while; None when another is at it, or it is over."""
    now = timezone.now()
    free = ImportRun.objects.filter(pk=pk, state__in=ImportRun.OPEN, busy_until__lte=now)
    if not free.update(busy_until=now + LEASE, tries=F("tries") + 1):
        return None
    return ImportRun.objects.select_related("source__company").get(pk=pk)


def hold(run: ImportRun) -> None:
    """Lock the run until the transaction ends. Raises Lost when it is no longer ours."""
    mine = ImportRun.objects.filter(
        pk=run.pk, state__in=ImportRun.OPEN, busy_until=run.busy_until, position=run.position
    )
    if not mine.select_for_update(of=("self",)).exists():
        raise Lost


def went_on(run: ImportRun, **changes: Any) -> None:
    """Write how far it came, in the transaction that holds it: what a next worker goes on from."""
    # Only what stops at one place again and again is given up, so the tries begin anew.
    changes |= {"tries": 1, "busy_until": timezone.now() + LEASE}
    ImportRun.objects.filter(pk=run.pk).update(**changes)
    for name, value in changes.items():
        setattr(run, name, value)


def leave(run: ImportRun) -> None:
    """Another worker may go on at once."""
    mine = ImportRun.objects.filter(pk=run.pk, busy_until=run.busy_until)
    mine.update(busy_until=timezone.now(), tries=0)
