"""Readings of feeds: opened, worked on slice after slice, tried again after a mishap of ours."""

import logging
import time
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meilleursjobs.lib.errors import UserFacingError

from ..models import FeedSource, ImportRun
from ..models.feed import EVERY
from . import batch, claim, ending, spool
from .ending import AlreadyRunning

logger = logging.getLogger(__name__)

State = ImportRun.State
WAITS = (timedelta(minutes=2), timedelta(minutes=15))  # after a mishap of ours


# --- The source ---------------------------------------------------------------------------------
@transaction.atomic
def change(source: FeedSource, changed: Collection[str]) -> None:
    """Write what a member changed of a source. A new address is read at the clock's next turn.

    The offers stay, bound to their references: the first sound reading of the new address changes,
    keeps or withdraws them by the rules of every other one, and its failure is told anew.
    """
    if "url" in changed:
        source.next_pull_at, source.failing_since, source.paused_at = timezone.now(), None, None
        changed = {*changed, "next_pull_at", "failing_since", "paused_at"}
        if not source.url:  # what waits to fetch it has nothing to fetch any more
            waiting = source.runs.filter(state=State.WAITING, file="")
            waiting.filter(busy_until__lte=timezone.now()).delete()
    source.save(update_fields=list(changed))


# --- Starting -----------------------------------------------------------------------------------
def start(source: FeedSource, *, file: Any = None, dry_run: bool = False) -> ImportRun:
    """Open a run of a file, or of the source's address. Raises AlreadyRunning."""
    run = ImportRun(source=source, dry_run=dry_run)
    try:
        with transaction.atomic():
            if file is not None:
                run.file.save("feed.xml", file, save=False)
            run.save()
            if not dry_run:
                FeedSource.objects.filter(pk=source.pk, paused_at__isnull=False).update(
                    paused_at=None, next_pull_at=timezone.now() + EVERY
                )
    except IntegrityError as error:
        run.file.delete(save=False)
        raise AlreadyRunning from error
    return run


def start_due() -> list[int]:
    """Open a run of each source whose hour has come. Returns the runs that wait for a worker."""
    due = FeedSource.objects.exclude(url="").filter(
        next_pull_at__lte=timezone.now(), paused_at=None
    )
    for source in due:
        try:
            start(source)
        except AlreadyRunning:
            continue
        FeedSource.objects.filter(pk=source.pk).update(next_pull_at=timezone.now() + EVERY)
    waiting = ImportRun.objects.filter(state__in=ImportRun.OPEN, busy_until__lte=timezone.now())
    return list(waiting.values_list("pk", flat=True))


# --- Working ------------------------------------------------------------------------------------
def work(pk: int, *, seconds: float = 60) -> bool:
    """Go on with a run for about so long. Returns whether there is more to do."""
    run = claim.take(pk)
    if run is None:
        return False
    if run.tries > len(WAITS) + 1:  # its worker died each time: nobody was there to say so
        _give_up(run)
        return False
    until = time.monotonic() + seconds  # the fetch included: the task has a limit too
    try:
        finished = _go_on(run, until)
    except claim.Lost:
        return False
    except UserFacingError as error:
        ending.fail(run, error.message)
        return False
    except Exception:
        logger.exception("Import %s stopped at offer %s, try %s", run.pk, run.position, run.tries)
        _wait_or_give_up(run)
        return False
    if not finished:
        claim.leave(run)
    return not finished


def _go_on(run: ImportRun, until: float) -> bool:
    """Whether nothing is left of it."""
    if not run.confirmed:
        spool.prepare(run)
        if run.state == State.WAITING:
            run.move(State.RUNNING)
        if not batch.apply(run, until):
            return False
    return ending.finish(run, until)


def _wait_or_give_up(run: ImportRun) -> None:
    """After a mishap that is no fault of the file: later again, and not without end."""
    if run.state not in ImportRun.OPEN:  # it was over; what failed came after
        return
    if run.tries > len(WAITS):
        _give_up(run)
        return
    later = timezone.now() + WAITS[run.tries - 1]
    ImportRun.objects.filter(pk=run.pk).update(busy_until=later)


def _give_up(run: ImportRun) -> None:
    """No more of this run, nor of its source until a member asks."""
    FeedSource.objects.filter(pk=run.source_id).update(paused_at=timezone.now())
    ending.fail(
        run,
        _(
            "Une erreur de notre côté a arrêté cette lecture trois fois. Rien n’a été retiré. "
            "Relancez la lecture quand vous voulez ; d’ici là, nous ne la reprenons pas."
        ),
    )
