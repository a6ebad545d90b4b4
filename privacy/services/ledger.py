"""The erasure ledger: who was erased, by keyed hash, in a file outside the database.

A restored backup knows people who were erased since. The ledger, kept apart, says who: the site
is « pas prêt » until `replay` has erased them again.
"""

import fcntl
import json
import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.errors import UserFacingError

from .. import registry
from ..models import AppliedErasure

UNDER_WAY = timedelta(minutes=2)  # a line this young may belong to a transaction not ended yet


class LedgerUnavailable(UserFacingError):
    message = _(
        "L’effacement ne peut pas être inscrit au registre pour le moment. Rien n’est effacé ; "
        "réessayez dans quelques minutes."
    )


class Entry(NamedTuple):
    """One line: `subjects` are keyed hashes of the person's number and of their address."""

    entry: uuid.UUID
    subjects: frozenset[str]
    at: datetime


def _path() -> Path:
    return Path(settings.ERASURE_LEDGER_URL)


def append(entry: uuid.UUID, subjects: list[str]) -> None:
    """Write a line and see it on the disk. Raises LedgerUnavailable."""
    line = {"entry": str(entry), "subjects": subjects, "at": timezone.now().isoformat()}
    try:
        _path().parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(_path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise LedgerUnavailable from error


def entries() -> list[Entry]:
    """Every line, the oldest first; none when there is no file yet. Raises LedgerUnavailable.

    A last line cut short by a full disk belongs to an erasure that did not happen: it is left out.
    """
    try:
        lines = _path().read_text().splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise LedgerUnavailable from error
    return [entry for line in lines if (entry := _read(line))]


def _read(line: str) -> Entry | None:
    try:
        found = json.loads(line)
        return Entry(
            uuid.UUID(found["entry"]),
            frozenset(found["subjects"]),
            datetime.fromisoformat(found["at"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def unapplied() -> list[Entry]:
    """Lines that this database has not carried out. Raises LedgerUnavailable."""
    known = entries()
    numbers = [one.entry for one in known]
    applied = set(AppliedErasure.objects.filter(entry__in=numbers).values_list("entry", flat=True))
    return [one for one in known if one.entry not in applied]


def is_replayed() -> bool:
    """Whether the site may serve: every erasure of the ledger is done here too.

    An unreadable ledger means « no »: a restore without its ledger would bring people back.
    """
    young = timezone.now() - UNDER_WAY
    try:
        return all(one.at > young for one in unapplied())
    except LedgerUnavailable:
        return False


def prune(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Forget the lines that no living backup can need any more. Returns how many."""
    oldest = (as_of or timezone.now()) - registry.lasts("erasure_ledger")
    known = entries()
    kept = [one for one in known if one.at >= oldest]
    if dry_run or len(kept) == len(known):
        return len(known) - len(kept)
    with _path().open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # lines added meanwhile are read again under the lock
        kept = [one for line in file if (one := _read(line)) and one.at >= oldest]
        file.seek(0)
        file.truncate()
        file.writelines(
            json.dumps(
                {
                    "entry": str(one.entry),
                    "subjects": sorted(one.subjects),
                    "at": one.at.isoformat(),
                }
            )
            + "\n"
            for one in kept
        )
        file.flush()
        os.fsync(file.fileno())
    # Only old ones: an erasure may have ended since the file was read.
    old = AppliedErasure.objects.filter(at__lt=oldest)
    old.exclude(entry__in=[one.entry for one in kept]).delete()
    return len(known) - len(kept)
