"""The end of a reading: what the feed no longer names is withdrawn, and members are told.

Only when the whole file could be read, only what this source brought, and never a large part
without a yes. A batch at a time, like what comes before.
"""

import time
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from meilleursjobs.lib.errors import UserFacingError
from privacy import post

from .. import projection
from ..models import FeedSource, ImportedOffer, ImportRun, Membership, Offer, Outcome
from ..services import incoming, offers
from . import claim
from .batch import LIVE, NAMED
from .spool import BATCH

State = ImportRun.State
KEPT_RUNS = 20  # of one source
KEPT_LINES = 1_000  # of a run that is no longer the last of its source
FEW = 5  # withdrawn without asking, whatever the share
TO_WITHDRAW = "to_withdraw"


class AlreadyRunning(UserFacingError):
    message = gettext_lazy("Un import de cette source est déjà en cours.")


def finish(run: ImportRun, until: float) -> bool:
    """Do what follows the last offer. Returns whether all of it is done. Raises Lost."""
    if run.dry_run:
        run.counts[Outcome.WITHDRAWN] = _live(run).count() - run.counts.get(NAMED, 0)
        close(run, State.DONE)
        return True
    if not run.confirmed:
        if not _confirm_present(run, until):
            return False
        if _is_large(run):
            _ask(run)
            return True
    if not _withdraw(run, until):
        return False
    close(run, State.DONE)
    return True


def _live(run: ImportRun) -> QuerySet[ImportedOffer]:
    """What this source brought and has a say in: not what a member kept against it."""
    return run.source.items.filter(offer__state__in=LIVE, kept=False)


def vanished(run: ImportRun) -> QuerySet[ImportedOffer]:
    """What this source brought earlier, and neither this reading nor a later one named."""
    return _live(run).filter(Q(seen_in=None) | Q(seen_in__lt=run.pk))


def kept(source: FeedSource) -> QuerySet[ImportedOffer]:
    """What the feed no longer names and a member said to keep."""
    return source.items.filter(offer__state__in=LIVE, kept=True)


def _confirm_present(run: ImportRun, until: float) -> bool:
    """Thirty more days for what the feed names, some at a time. Returns whether it is done."""
    present = Offer.objects.filter(imported__seen_in=run)
    while offers.confirm_present(present, most=10 * BATCH):
        if time.monotonic() > until:
            return False
    return True


def _is_large(run: ImportRun) -> bool:
    gone = vanished(run).count()
    if gone <= max(FEW, _live(run).count() * run.source.most_withdrawn // 100):
        return False
    run.counts[TO_WITHDRAW] = gone
    return True


def _ask(run: ImportRun) -> None:
    """Wait for a yes, unless an earlier reading asks the same: one question, and one mail."""
    if run.source.runs.filter(state=State.TO_CONFIRM).exists():
        close(run, State.DONE)
        return
    close(run, State.TO_CONFIRM)
    _tell(run, f"confirm:{run.pk}")


def _withdraw(run: ImportRun, until: float) -> bool:
    """Put away what vanished, some at a time. Returns whether nothing is left."""
    while _withdraw_some(run):
        if time.monotonic() > until:
            return False
    return True


def _withdraw_some(run: ImportRun) -> bool:
    """Returns whether there were any; what our staff suspended stays for the next run."""
    with transaction.atomic():
        claim.hold(run)
        rows = vanished(run).select_related("offer").order_by("pk")
        batch = list(rows.select_for_update(of=("self", "offer"))[:BATCH])
        with projection.together():
            for row in batch:
                incoming.put_away(row.offer)
        ImportedOffer.objects.filter(pk__in=[row.pk for row in batch]).delete()
        done = run.counts.get(Outcome.WITHDRAWN, 0) + len(batch)
        claim.went_on(run, counts=run.counts | {str(Outcome.WITHDRAWN): done})
    return bool(batch)


def confirm(run: ImportRun, *, withdraw: bool) -> None:
    """A member's answer about a large withdrawal: with a yes, a worker goes on with the run.

    A no is remembered offer by offer: none is asked about again until the feed names it again.
    Raises MoveRefused when it was given before, AlreadyRunning while the source is being read.
    """
    counts = {name: number for name, number in run.counts.items() if name != TO_WITHDRAW}
    if not withdraw:
        with transaction.atomic():
            run.move(State.DONE, counts=counts)
            vanished(run).update(kept=True)
        return
    try:
        with transaction.atomic():
            run.move(
                State.RUNNING, counts=counts, confirmed=True, tries=0, busy_until=timezone.now()
            )
    except IntegrityError as error:
        raise AlreadyRunning from error


def release(source: FeedSource) -> None:
    """What was kept against the feed is so no longer: the next reading withdraws it, or asks."""
    source.items.filter(kept=True).update(kept=False)


# --- Over ---------------------------------------------------------------------------------------
def close(run: ImportRun, state: str, **changes: Any) -> None:
    """Write how it ended, and drop what is no longer needed of this run and of earlier ones."""
    run.counts.pop(NAMED, None)
    run.move(state, counts=run.counts, **changes)
    _forget_file(run)
    if state != State.FAILED:
        FeedSource.objects.filter(pk=run.source_id).update(failing_since=None)
    ended = run.source.runs.exclude(pk=run.pk).exclude(state=State.TO_CONFIRM)
    old = ended.values_list("pk", flat=True)[KEPT_RUNS - 1 :]
    ImportRun.objects.filter(pk__in=list(old)).delete()
    if last := run.source.runs.filter(pk__lt=run.pk).first():
        _shorten(last)


def _shorten(run: ImportRun) -> None:
    """Keep the first lines of a run that another one has followed."""
    cut = run.lines.values_list("pk", flat=True)[KEPT_LINES : KEPT_LINES + 1]
    if first := next(iter(cut), None):
        run.lines.filter(pk__gte=first).delete()


def _forget_file(run: ImportRun) -> None:
    if run.file:
        run.file.delete(save=False)
        ImportRun.objects.filter(pk=run.pk).update(file="")


def fail(run: ImportRun, problem: str) -> None:
    """Nothing is withdrawn; what was read before stays. Members are told once until it works."""
    close(run, State.FAILED, problem=problem[:300])
    FeedSource.objects.filter(pk=run.source_id, failing_since=None).update(
        failing_since=timezone.now()
    )
    run.source.refresh_from_db(fields=["failing_since"])
    _tell(run, f"failed:{run.source_id}:{run.source.failing_since.isoformat()}")


def _tell(run: ImportRun, key: str) -> None:
    """Queue the mail about a run to each member, once per key."""
    for member in _members(run.source):
        context = {"run": run, "source": run.source}
        post.queue("jobs/import_attention", context, key=f"{key}:{member.user_id}",
                   user=member.user)  # fmt: skip


def _members(source: FeedSource) -> Iterable[Membership]:
    rows = Membership.objects.filter(company=source.company_id, user__is_active=True)
    return rows.select_related("user")
