"""A feed fetched and read once, and kept as lines of JSON that a worker can go on from anywhere.

XML can only be read from its start; a line can be found again by its place in the file. What needs
the whole feed (references named twice, where it stops making sense) is settled while it is read, so
that nothing of it is held in memory from one batch to the next.
"""

import json
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from hashlib import blake2b
from typing import IO, Any

from django.core.files import File
from django.db import transaction

from meilleursjobs.lib import fetch

from ..models import ImportRun
from . import claim
from .reader import CHUNK, MOST_BYTES, Item, Unreadable, read

KINDS = ("application/xml", "text/xml", "application/rss+xml", "application/octet-stream")
BATCH = 100  # offers of one transaction
LARGEST = 1_000_000  # bytes of one batch: offers as long as may be come fewer at a time


def prepare(run: ImportRun) -> None:
    """Fetch the feed if it has an address, and spool it, once. Raises CannotFetch, Lost.

    A worker that dies here leaves nothing applied and no file but the one that the next one
    writes over.
    """
    if run.offset is not None:
        return
    storage, came, name = run.file.storage, run.file.name, f"imports/{run.pk}.lines"
    with tempfile.TemporaryFile() as kept, closing(_as_it_came(run)) as pieces:
        write(pieces, kept)
        kept.seek(0)
        # Where a run stands that another release of ours began.
        offset = sum(len(kept.readline()) for _item in range(run.position))
        storage.delete(name)
        name = storage.save(name, File(kept))
    with transaction.atomic():
        claim.hold(run)
        claim.went_on(run, file=name, offset=offset)
    run.file.name = name
    if came:
        storage.delete(came)


def _as_it_came(run: ImportRun) -> Generator[bytes]:
    if not run.file:
        yield from fetch.fetch(run.source.url, most_bytes=MOST_BYTES, kinds=KINDS)
        return
    with run.file.open("rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece


def write(pieces: Iterable[bytes], out: IO[bytes]) -> None:
    """The offers of an XML feed as lines; one that says why, where it cannot be read further."""
    seen: set[int] = set()  # eight bytes for each of at most MOST_ITEMS references: 10 MB
    try:
        for item in read(pieces):
            mark = int.from_bytes(blake2b(item.reference.encode(), digest_size=8).digest())
            line = [item.line, item.values, sorted(item.too_long), mark in seen]
            seen.add(mark)
            out.write(_line(line))
    except Unreadable as error:
        out.write(_line(str(error.message)))


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def batches(stream: IO[bytes], offset: int) -> Iterator[tuple[list[Item], int]]:
    """The offers from a place on, by batches, each with the place of the next one.

    Raises Unreadable where the feed did, after what came before.
    """
    stream.seek(offset)
    batch: list[Item] = []
    begin = offset
    while line := stream.readline():
        found = json.loads(line)
        if isinstance(found, str):
            if batch:
                yield batch, offset
            raise Unreadable(found)
        number, values, too_long, again = found
        batch.append(Item(number, values, set(too_long), again))
        offset += len(line)
        if len(batch) >= BATCH or offset - begin >= LARGEST:
            yield batch, offset
            batch, begin = [], offset
    if batch:
        yield batch, offset
