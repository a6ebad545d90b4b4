"""pytest plugin: when each test last passed, as data for the page of promises.

Loaded by `-p tests.runs`. One JSON object, test → {"passed_at": ISO date or null, "failed": bool};
a partial run changes only what it ran. A test with parameters passes when all of them do. The file
is TEST_RUNS, `.local/test-runs.json` without it.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = ROOT / ".local" / "test-runs.json"


class Runs:
    """What this run saw, kept by the process that was called: its workers report to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.failed: dict[str, bool] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.partition("[")[0]
        ran = report.when == "call" or report.failed  # a broken set-up is a failure too
        if ran and not report.skipped:
            self.failed[name] = self.failed.get(name, False) or report.failed

    def pytest_sessionfinish(self) -> None:
        if not self.failed:
            return
        try:
            known = json.loads(self.path.read_text())
        except (OSError, ValueError):
            known = {}
        now = datetime.now(UTC).isoformat(timespec="seconds")
        for name, failed in self.failed.items():
            before = known.get(name, {}).get("passed_at")
            known[name] = {"passed_at": before if failed else now, "failed": failed}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(known, indent=0, sort_keys=True))
        fresh.replace(self.path)  # whoever reads meanwhile sees the old one or the new one


def pytest_configure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        path = Path(os.environ.get("TEST_RUNS") or DEFAULT)
        config.pluginmanager.register(Runs(path), "runs-of-promises")
