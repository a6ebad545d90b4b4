"""Applying a feed to a company's offers, a batch at a time; the same feed twice changes nothing.

A batch is one transaction with the run's position in it: a worker that dies goes on from there, and
no offer is counted twice. What the feed no longer names is withdrawn at the end, and only when the
whole file could be read, only what this source brought, and never a large part without a yes.
"""

import hashlib
import json
import logging
import tempfile
import time
from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meilleursjobs.lib import fetch
from meilleursjobs.lib.errors import UserFacingError
from privacy import post

from ..models import (
    FeedSource,
    ImportedOffer,
    ImportLine,
    ImportRun,
    Membership,
    Offer,
    Outcome,
)
from ..models.feed import EVERY
from ..services import incoming, offers
from .mapping import values_of
from .reader import LONGEST, MOST_BYTES, Item, read

logger = logging.getLogger(__name__)

State = ImportRun.State
BATCH = 50
LEASE = timedelta(minutes=3)  # longer than a task may run
WAITS = (timedelta(minutes=2), timedelta(minutes=15))  # after a mishap of ours
MOST_LINES = 1_000  # kept of one run; the counts go on
KEPT_RUNS = 20  # of one source
FEW = 5  # withdrawn without asking, whatever the share
KINDS = ("application/xml", "text/xml", "application/rss+xml", "application/octet-stream")
LIVE = [Offer.State.PUBLISHED, Offer.State.IN_REVIEW, Offer.State.DRAFT, Offer.State.EXPIRED]
BY_HAND = {Offer.State.ARCHIVED, Offer.State.FILLED, Offer.State.SUSPENDED}
ELEMENTS = {
    "title": "title", "occupation": "rome / category", "contract": "jobtype", "places": "city",
    "pay_min": "salary", "pay_max": "salary", "pay_period": "salary",
    "pay_absence": "salary", "duration_months": "months", "description": "description",
    "apply_url": "url", "reference": "referencenumber", "final_client": "finalclient",
}  # fmt: skip


class AlreadyRunning(UserFacingError):
    message = gettext_lazy("Un import de cette source est déjà en cours.")


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
    now = timezone.now()
    free = ImportRun.objects.filter(pk=pk, state__in=ImportRun.OPEN, busy_until__lte=now)
    if not free.update(
        busy_until=now + LEASE, tries=F("tries") + 1
    ):  # another worker is at it, or it is over
        return False
    run = ImportRun.objects.select_related("source__company").get(pk=pk)
    if run.tries > len(WAITS) + 1:  # its worker died each time: nobody was there to say so
        _give_up(run)
        return False
    until = time.monotonic() + seconds  # the fetch included: the task has a limit too
    try:
        _prepare(run)
        if finished := _apply(run, until):
            _finish(run)
    except UserFacingError as error:
        _fail(run, error.message)
        return False
    except Exception:
        logger.exception("Import %s stopped at offer %s, try %s", run.pk, run.position, run.tries)
        _wait_or_give_up(run)
        return False
    ImportRun.objects.filter(pk=pk).update(busy_until=timezone.now())
    return not finished


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
    _fail(
        run,
        _(
            "Une erreur de notre côté a arrêté cette lecture trois fois. Rien n’a été retiré. "
            "Relancez la lecture quand vous voulez ; d’ici là, nous ne la reprenons pas."
        ),
    )


def _prepare(run: ImportRun) -> None:
    """The file at hand, and the run on its way. Raises CannotFetch."""
    if not run.file:
        with tempfile.TemporaryFile() as kept:
            for piece in fetch.fetch(run.source.url, most_bytes=MOST_BYTES, kinds=KINDS):
                kept.write(piece)
            kept.seek(0)
            run.file.save("feed.xml", File(kept), save=False)
        ImportRun.objects.filter(pk=run.pk).update(file=run.file.name)
    if run.state == State.WAITING:
        run.move(State.RUNNING)


def _apply(run: ImportRun, until: float) -> bool:
    """Deal with the items behind the position. Returns whether the end was reached."""
    seen: set[str] = set()
    with run.file.open("rb") as stream:
        items = read(stream)
        for item in islice(items, run.position):
            seen.add(_reference(item))
        while batch := list(islice(items, BATCH)):
            if time.monotonic() > until:
                return False
            _apply_batch(run, batch, seen)
    if run.dry_run:
        run.counts[Outcome.WITHDRAWN] = _vanished(run).exclude(reference__in=seen).count()
    return True


def _apply_batch(run: ImportRun, batch: list[Item], seen: set[str]) -> None:
    references = [_reference(item) for item in batch]
    with transaction.atomic():
        rows = run.source.items.filter(reference__in=references).select_related("offer__company")
        known = {row.reference: row for row in rows}
        lines = [_apply_item(run, item, known, seen) for item in batch]
        if run.dry_run:
            transaction.set_rollback(True)
    for line in lines:
        run.counts[line.outcome] = run.counts.get(line.outcome, 0) + 1
    run.position += len(batch)
    run.tries = 1
    told = [line for line in lines if line.outcome not in {Outcome.SAME, Outcome.CREATED}]
    with transaction.atomic():
        room = MOST_LINES - run.lines.count()
        ImportLine.objects.bulk_create(told[: max(room, 0)])
        ImportRun.objects.filter(pk=run.pk).update(
            position=run.position,
            counts=run.counts,
            busy_until=timezone.now() + LEASE,
            tries=1,  # it went on: only what stops at one place again and again is given up
        )


def _reference(item: Item) -> str:
    for name in ("referencenumber", "reference", "id"):
        if found := item.values.get(name, ""):
            return found
    return ""


def _apply_item(
    run: ImportRun, item: Item, known: dict[str, ImportedOffer], seen: set[str]
) -> ImportLine:
    """One offer of the feed, and what became of it."""
    reference = _reference(item)
    line = ImportLine(
        run=run, line=item.line, reference=reference[:80], title=item.values.get("title", "")[:120]
    )
    try:
        _check(item, reference, seen)
        line.outcome = _put(run, item, reference, known.get(reference))
    except incoming.Refused as error:
        line.outcome, line.sentences = Outcome.REFUSED, _said(error.errors)
    if line.outcome == Outcome.REFUSED and reference in known:
        ImportedOffer.objects.filter(pk=known[reference].pk).update(seen_in=run)
    return line


def _check(item: Item, reference: str, seen: set[str]) -> None:
    """What needs no form to be refused. Raises Refused."""
    if not reference or len(reference) > 80:
        words = _("Chaque offre a une référence, de 80 caractères au plus.")
        raise incoming.Refused({"reference": [words]})
    if reference in seen:
        words = _("Cette référence est déjà plus haut dans le fichier.")
        raise incoming.Refused({"reference": [words]})
    seen.add(reference)
    if item.too_long:
        words = _("Plus de %(most)s caractères.") % {"most": LONGEST}
        raise incoming.Refused({name: [words] for name in sorted(item.too_long)})


def _said(errors: dict[str, list[str]]) -> list[str]:
    """Sentences that name the element, as the feed's author knows it."""
    found = [f"{ELEMENTS.get(field, field)} : {' '.join(said)}" for field, said in errors.items()]
    return [sentence[:600] for sentence in found]


def _put(run: ImportRun, item: Item, reference: str, row: ImportedOffer | None) -> str:
    values = values_of(item.values, run.source)
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
    if row and row.offer.state in BY_HAND:
        ImportedOffer.objects.filter(pk=row.pk).update(seen_in=run)
        return Outcome.LEFT
    if row and row.digest == digest and row.offer.state in {
        Offer.State.PUBLISHED, Offer.State.IN_REVIEW,
    }:  # fmt: skip
        ImportedOffer.objects.filter(pk=row.pk).update(seen_in=run)
        return Outcome.SAME
    company = run.source.company
    if row is None and incoming.current(company, reference) is not None:
        words = _("Une autre de vos offres porte déjà cette référence.")
        raise incoming.Refused({"reference": [words]})
    if row and values.get("apply_mode") != Offer.ApplyMode.LINK:
        values["questions"] = row.offer.questions  # a feed has no word for them: typed here, kept
    offer, is_new = incoming.put(company, reference, values)
    ImportedOffer.objects.update_or_create(
        source=run.source,
        reference=reference,
        defaults={"offer": offer, "digest": digest, "seen_in": run},
    )
    return Outcome.CREATED if is_new else Outcome.UPDATED


# --- The end ------------------------------------------------------------------------------------
def _vanished(run: ImportRun) -> Any:
    """What this source brought earlier and no longer names."""
    return run.source.items.filter(offer__state__in=LIVE).exclude(seen_in=run)


def _finish(run: ImportRun) -> None:
    if run.dry_run:
        _close(run, State.DONE)
        return
    source = run.source
    gone = _vanished(run).count()
    live = source.items.filter(offer__state__in=LIVE).count()
    present = Offer.objects.filter(imported__seen_in=run)
    offers.confirm_present(present)
    if gone > max(FEW, live * source.most_withdrawn // 100):
        run.counts["to_withdraw"] = gone
        _close(run, State.TO_CONFIRM)
        _tell(run, f"confirm:{run.pk}")
        return
    _withdraw(run)
    _close(run, State.DONE)


def _withdraw(run: ImportRun) -> None:
    """Put away what vanished; what our staff reads or suspended is left for the next run."""
    done = 0
    for row in _vanished(run).select_related("offer").iterator(chunk_size=BATCH):
        with transaction.atomic():
            incoming.put_away(row.offer)
            row.delete()
        done += 1
    run.counts[Outcome.WITHDRAWN] = run.counts.get(Outcome.WITHDRAWN, 0) + done


def _close(run: ImportRun, state: str, **changes: Any) -> None:
    run.move(state, counts=run.counts, **changes)
    _forget_file(run)
    if state != State.FAILED:
        FeedSource.objects.filter(pk=run.source_id).update(failing_since=None)
    old = run.source.runs.values_list("pk", flat=True)[KEPT_RUNS:]
    ImportRun.objects.filter(pk__in=list(old)).delete()


def _forget_file(run: ImportRun) -> None:
    if run.file:
        run.file.delete(save=False)
        ImportRun.objects.filter(pk=run.pk).update(file="")


def _fail(run: ImportRun, problem: str) -> None:
    """Nothing is withdrawn; what was read before stays. Members are told once until it works."""
    _close(run, State.FAILED, problem=problem[:300])
    FeedSource.objects.filter(pk=run.source_id, failing_since=None).update(
        failing_since=timezone.now()
    )
    run.source.refresh_from_db(fields=["failing_since"])
    _tell(run, f"failed:{run.source_id}:{run.source.failing_since.isoformat()}")


def confirm(run: ImportRun, *, withdraw: bool) -> None:
    """A member's answer about a large withdrawal. Raises MoveRefused when it was given before."""
    with transaction.atomic():
        run.move(State.DONE)
        if withdraw:
            _withdraw(run)
        counts = {name: number for name, number in run.counts.items() if name != "to_withdraw"}
        ImportRun.objects.filter(pk=run.pk).update(counts=counts)


def _tell(run: ImportRun, key: str) -> None:
    """Queue the mail about a run to each member, once per key."""
    for member in _members(run.source):
        context = {"run": run, "source": run.source}
        post.queue("jobs/import_attention", context, key=f"{key}:{member.user_id}",
                   user=member.user)  # fmt: skip


def _members(source: FeedSource) -> Iterable[Membership]:
    rows = Membership.objects.filter(company=source.company_id, user__is_active=True)
    return rows.select_related("user")
