"""The whole import: read, stage, write; memory stays the same whatever the size of the file."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from . import merge, rows
from .reader import opened, records

CHUNK = 10_000  # lines held in memory at a time
REPORT_EVERY = 100_000  # lines


@dataclass
class Report:
    """What happened. skipped: lines left out, by reason. changed: what was written."""

    lines: int = 0
    kept: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    last_siren: str = ""  # everything up to here is written


@dataclass
class Importer:
    """One run. say: receives lines of progress."""

    say: Callable[[str], None]
    dry_run: bool = False
    report: Report = field(default_factory=Report)
    _began: float = field(default_factory=time.monotonic)

    def run(self, path: Path, units: Path | None = None, *, after: str = "") -> Report:
        """Read `path` (StockEtablissement) and `units` (StockUniteLegale), write what changed.

        after: a SIREN up to which an interrupted run had written everything.
        Raises Unreadable when a file is not of its format.
        """
        merge.prepare()
        try:
            self._read_establishments(path, after)
            merge.index_staged()
            if units:
                self._read_units(units)
            for low, high in merge.ranges(after):
                merge.merge(low, high, dry_run=self.dry_run, counts=self.report.changed)
                self.report.last_siren = high
                self._tell(f"écrit jusqu’au SIREN {high}")
        finally:
            merge.discard()
        return self.report

    def _read_establishments(self, path: Path, after: str) -> None:
        kept: list[rows.Kept] = []
        gone: list[rows.Gone] = []
        skipped = self.report.skipped
        with opened(path) as file:
            for record in records(file, rows.ESTABLISHMENT_COLUMNS, skipped):
                one = rows.establishment(record, skipped)
                if isinstance(one, rows.Kept) and one.siren > after:
                    kept.append(one)
                elif isinstance(one, rows.Gone) and one.siren > after:
                    gone.append(one)
                self._count_line(isinstance(one, rows.Kept))
                if len(kept) + len(gone) >= CHUNK:
                    merge.stage(kept, gone)
                    kept.clear()
                    gone.clear()
        merge.stage(kept, gone)

    def _count_line(self, kept: bool) -> None:
        self.report.lines += 1
        self.report.kept += kept
        if self.report.lines % REPORT_EVERY == 0:
            self._tell(f"{self.report.lines} lignes lues, {self.report.kept} retenues")

    def _read_units(self, path: Path) -> None:
        units: list[rows.Unit] = []
        faults: Counter[str] = Counter()
        with opened(path) as file:
            for number, record in enumerate(records(file, rows.UNIT_COLUMNS, faults), start=1):
                if one := rows.unit(record, faults):
                    units.append(one)
                if len(units) >= CHUNK:
                    merge.stage_units(units)
                    units.clear()
                if number % REPORT_EVERY == 0:
                    self._tell(f"{number} unités légales lues")
        merge.stage_units(units)
        self.report.skipped.update({f"unité légale : {why}": n for why, n in faults.items()})

    def _tell(self, text: str) -> None:
        self.say(f"{time.monotonic() - self._began:6.1f} s  {text}")
