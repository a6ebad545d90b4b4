"""Applying a feed to a company's offers, a batch at a time; the same feed twice changes nothing.

A batch is one transaction with the run's place in it: a worker that dies goes on from there, and
no offer is counted twice.
"""

import hashlib
import json
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Contract

from ..models import ImportedOffer, ImportLine, ImportRun, Offer, Outcome, PayPeriod
from ..services import incoming
from . import claim, spool
from .mapping import values_of
from .reader import LONGEST, Item

MOST_LINES = 50_000  # kept of one run, the last of its source; the counts go on
LIVE = [Offer.State.PUBLISHED, Offer.State.IN_REVIEW, Offer.State.DRAFT, Offer.State.EXPIRED]
BY_HAND = {Offer.State.ARCHIVED, Offer.State.FILLED, Offer.State.SUSPENDED}
UNTOLD = {Outcome.SAME, Outcome.CREATED}  # the counts say it
NAMED = "named"  # counted in a dry run alone: live offers that the feed names
# The elements that fill a field, those that win first: docs/feeds.md.
ELEMENTS = {
    "occupation": ("rome", "category", "title"), "contract": ("contract", "jobtype"),
    "places": ("insee", "city", "postalcode"), "pay_min": ("salarymin", "salary"),
    "pay_max": ("salarymax", "salary"), "pay_period": ("salaryperiod", "salary"),
    "pay_absence": ("salary",), "duration_months": ("months",), "apply_url": ("url",),
    "reference": ("referencenumber",), "final_client": ("finalclient", "company"),
    "starts_on": ("startdate",), "weekly_hours": ("hours",),
}  # fmt: skip
READ = {"contract": ", ".join(Contract.values), "pay_period": ", ".join(PayPeriod.values)}
Known = dict[str, ImportedOffer]


@dataclass(frozen=True)
class Wanted:
    """An offer to write, with the line that will say what became of it."""

    item: Item
    line: ImportLine
    values: dict[str, Any]
    digest: str


def apply(run: ImportRun, until: float) -> bool:
    """Deal with the items behind the run's place. Returns whether the end was reached.

    Raises Unreadable, Lost.
    """
    with run.file.open("rb") as stream:
        for batch, after in spool.batches(stream, run.offset or 0):
            _apply(run, batch, after)
            if time.monotonic() > until:
                return False
    return True


def _apply(run: ImportRun, batch: list[Item], after: int) -> None:
    with transaction.atomic():
        claim.hold(run)
        with transaction.atomic():
            known = _known(run, batch)
            named = sum(row.offer.state in LIVE and not row.kept for row in known.values())
            lines = _outcomes(run, batch, known)
            transaction.set_rollback(run.dry_run)
        counts = Counter(run.counts)
        told = [line for line in lines if line.outcome not in UNTOLD]
        room = MOST_LINES - sum(counts[one] for one in Outcome if one not in UNTOLD)
        ImportLine.objects.bulk_create(told[: max(room, 0)])
        counts.update(str(line.outcome) for line in lines)
        if run.dry_run:
            counts[NAMED] += named
        claim.went_on(run, position=run.position + len(batch), offset=after, counts=dict(counts))


def _known(run: ImportRun, batch: list[Item]) -> Known:
    """What earlier readings made of these references."""
    references = [item.reference for item in batch if not item.again]
    rows = run.source.items.filter(reference__in=references).select_related("offer")
    rows = rows.only("source", "reference", "digest", "kept", "offer__state", "offer__questions")
    return {row.reference: row for row in rows}


def _outcomes(run: ImportRun, batch: list[Item], known: Known) -> list[ImportLine]:
    """Each offer of the batch, and what became of it."""
    lines: list[ImportLine] = []
    wanted: dict[str, Wanted] = {}
    taken = _taken(run, batch, known)
    for item in batch:
        line = ImportLine(
            run=run,
            line=item.line,
            reference=item.reference[:80],
            title=item.values.get("title", "")[:120],
        )
        lines.append(line)
        try:
            _check(item, taken)
        except incoming.Refused as error:
            _refuse(line, item, error)
            continue
        values = values_of(item.values, run.source)
        digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
        row = known.get(item.reference)
        line.outcome = _settled(row, digest)
        if not line.outcome:
            if row and values.get("apply_mode") != Offer.ApplyMode.LINK:
                values["questions"] = row.offer.questions  # a feed has no word for them: kept
            wanted[item.reference] = Wanted(item, line, values, digest)
    put = _put(run, wanted)
    _saw(run, [row for reference, row in known.items() if reference not in put])
    return lines


def _taken(run: ImportRun, batch: list[Item], known: Known) -> set[str]:
    """References that the company itself gave to other offers."""
    new = [item.reference for item in batch if item.reference not in known]
    rows = run.source.company.offers.filter(reference__in=new).exclude(reference="")
    return set(rows.exclude(state=Offer.State.ARCHIVED).values_list("reference", flat=True))


def _check(item: Item, taken: set[str]) -> None:
    """What needs no form to be refused. Raises Refused."""
    if not item.reference or len(item.reference) > 80:
        words = _("Chaque offre a une référence, de 80 caractères au plus.")
        raise incoming.Refused({"reference": [words]})
    if item.again:
        words = _("Cette référence est déjà plus haut dans le fichier.")
        raise incoming.Refused({"reference": [words]})
    if item.too_long:
        words = _("Plus de %(most)s caractères.") % {"most": LONGEST}
        raise incoming.Refused({name: [words] for name in sorted(item.too_long)})
    if item.reference in taken:
        words = _("Une autre de vos offres porte déjà cette référence.")
        raise incoming.Refused({"reference": [words]})


def _settled(row: ImportedOffer | None, digest: str) -> str:
    """What became of an offer of which nothing is to be written, "" of any other."""
    if row and row.offer.state in BY_HAND:
        return Outcome.LEFT
    shown = {Offer.State.PUBLISHED, Offer.State.IN_REVIEW}
    return Outcome.SAME if row and row.digest == digest and row.offer.state in shown else ""


def _refuse(line: ImportLine, item: Item, error: incoming.Refused) -> None:
    """With sentences that name the element, as the feed's author knows it."""
    line.outcome = Outcome.REFUSED
    told = dict(error.errors)
    if "occupation" in told:  # the form's sentence speaks of a choice that a feed has not
        hint = _("Le titre seul n’en nomme aucun : donnez un code ROME, par exemple « D1505 ».")
        told["occupation"] = [*told["occupation"], hint]
    for name in READ.keys() & told.keys():
        if value := item.values.get(_element(name, item)):  # the form speaks of a list to choose in
            words = _("« %(value)s » n’est pas lu. Nous lisons : %(known)s.")
            told[name] = [words % {"value": value[:40], "known": READ[name]}]
    found = (f"{_element(name, item)} : {' '.join(said)}" for name, said in told.items())
    line.sentences = [sentence[:600] for sentence in found]


def _element(field: str, item: Item) -> str:
    """The element to mend: the one that is written, else the last, which most feeds have."""
    names = ELEMENTS.get(field, (field,))
    return next((name for name in names if item.values.get(name)), names[-1])


def _put(run: ImportRun, wanted: dict[str, Wanted]) -> set[str]:
    """Write what is new or changed. Returns the references that were taken."""
    if not wanted:
        return set()
    values = {reference: one.values for reference, one in wanted.items()}
    rows = []
    for reference, found in incoming.put_all(run.source.company, values).items():
        one = wanted[reference]
        if isinstance(found, incoming.Refused):
            _refuse(one.line, one.item, found)
            continue
        offer, is_new = found
        one.line.outcome = Outcome.CREATED if is_new else Outcome.UPDATED
        rows.append(
            ImportedOffer(
                source=run.source, reference=reference, offer=offer, digest=one.digest, seen_in=run
            )
        )
    ImportedOffer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["source", "reference"],
        update_fields=["offer", "digest", "seen_in", "kept"],
    )
    return {row.reference for row in rows}


def _saw(run: ImportRun, rows: list[ImportedOffer]) -> None:
    """The feed names them, whatever became of it: they are not withdrawn, nor kept against it."""
    if rows:
        named = ImportedOffer.objects.filter(pk__in=[row.pk for row in rows])
        named.update(seen_in=run, kept=False)
