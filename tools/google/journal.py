"""The state file: one JSON record a line, appended at each change, rewritten at each start.

A kill at any moment loses at most the line being written, which the next start ignores.
"""

import fcntl
import json
import os
import threading
from collections import defaultdict
from pathlib import Path

MAIL = "message"
KINDS = ("key", "account", "grant", "access", "revoked", MAIL)


class StateInUse(Exception):
    """Another local Google writes to this state file."""


class Journal:
    """Records by kind and key. Without a path, nothing is written."""

    def __init__(self, path: Path | str | None = None) -> None:
        self.path = Path(path).absolute() if path else None
        self.lock = threading.Lock()
        self.records: dict[str, dict] = defaultdict(dict)
        self._file = None
        self._guard = None
        if self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._take()
            self._read()
            self._rewrite()

    def _take(self) -> None:
        # The lock sits on a file of its own: the state file is replaced at each rewrite.
        self._guard = self.path.with_name(self.path.name + ".lock").open("a")
        try:
            fcntl.flock(self._guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._guard.close()
            raise StateInUse(f"{self.path} is in use by another local Google") from None

    def _read(self) -> None:
        if not self.path.exists():
            return
        for line in self.path.read_bytes().splitlines():
            try:
                kind, key, value = json.loads(line)
            except ValueError:
                continue  # the line a kill cut short
            if value is None:
                self.records[kind].pop(key, None)
            else:
                self.records[kind][key] = value

    def _rewrite(self) -> None:
        """Replace the file by the records that still count, in one rename."""
        fresh = self.path.with_name(self.path.name + ".new")
        private = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds RSA keys
        with os.fdopen(private, "w", encoding="utf-8") as out:
            for kind in KINDS:
                out.writelines(
                    json.dumps([kind, key, value]) + "\n"
                    for key, value in self.records[kind].items()
                )
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self.path)
        if self._file:
            self._file.close()
        self._file = self.path.open("ab", buffering=0)

    def put(self, kind: str, key: str, value: object) -> None:
        self._append(kind, key, value)

    def drop(self, kind: str, key: str) -> None:
        self._append(kind, key, None)

    def _append(self, kind: str, key: str, value: object) -> None:
        if not self._file:
            return
        line = json.dumps([kind, key, value]).encode() + b"\n"
        with self.lock:
            if value is None:
                self.records[kind].pop(key, None)
            elif kind != MAIL:
                self.records[kind][key] = value
            self._file.write(line)

    def let_go_of_mails(self) -> None:
        """Keep mails in the file alone once they were read: twice in memory is too much."""
        self.records[MAIL].clear()

    def forget(self, kinds: list[str]) -> None:
        """Drop the mails and whole other kinds, and shrink the file."""
        if not self._file:
            return
        with self.lock:
            for kind in (MAIL, *kinds):
                self.records[kind].clear()
            self._rewrite()

    def close(self) -> None:
        with self.lock:
            for handle in (self._file, self._guard):
                if handle:
                    handle.close()
            self._file = self._guard = None
