"""Child processes that never outlive us: own session, told when we die, stopped in order."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1  # linux/prctl.h
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class StartError(Exception):
    """Something could not be started; the message is a French sentence for the person waiting."""


def pause() -> None:
    """Wait a moment between two looks at a child."""
    time.sleep(0.03)


@dataclass(frozen=True)
class Identity:
    """Who a child runs as: ourselves, another user (`user`, `group`), or through `wrap`."""

    user: int | None = None
    group: int | None = None
    wrap: tuple[str, ...] = ()

    def popen(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {"user": self.user, "group": self.group, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, self.user, self.group if self.group is not None else -1)


OURSELVES = Identity()


def _die_with_parent(stop_signal: int) -> Callable[[], None] | None:
    """What a child does before exec so that the kernel stops it when we are killed.

    Linux only. Elsewhere only a `kill -9` of ours leaves children behind; the ordered stop
    does not need it.
    """
    if LIBC is None:
        return None
    parent = os.getpid()

    def tell_kernel() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:  # we died between fork and prctl
            os._exit(1)

    return tell_kernel


class Child:
    """One process in its own session, with its log."""

    def __init__(
        self,
        name: str,
        argv: Sequence[object],
        *,
        log: Path,
        stop_signal: signal.Signals = signal.SIGTERM,
        grace: float = 10,
        env: Mapping[str, str] | None = None,
        cwd: Path | str = "/",
        identity: Identity = OURSELVES,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.name, self.log, self.stop_signal, self.grace = name, log, stop_signal, grace
        with suppress(
            FileNotFoundError
        ):  # the log of the last start is what one reads after a crash
            log.rename(log.with_suffix(".old.log"))
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [*identity.wrap, *map(str, argv)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if env is None else dict(env),
                cwd=cwd,
                start_new_session=True,
                pass_fds=pass_fds,
                preexec_fn=_die_with_parent(stop_signal),  # noqa: PLW1509 - forked before any thread
                **identity.popen(),
            )

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        """Ask, wait for `grace` seconds, then kill the whole session with its stray children."""
        if self.alive():
            self.process.send_signal(self.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.grace)
        with suppress(ProcessLookupError, PermissionError):  # EPERM: a group of zombies on macOS
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def output(self) -> str:
        """What this child has written so far."""
        return self.log.read_text(errors="replace")

    def tail(self, lines: int = 15) -> str:
        return "\n".join("    " + line for line in self.output().splitlines()[-lines:])

    def death_notice(self) -> str:
        code = self.process.returncode
        how = f"signal {-code}" if code is not None and code < 0 else f"code {code}"
        return f"{self.name} s'est arrêté ({how}). Fin de son journal, {self.log} :\n{self.tail()}"

    def wait_ready(
        self, ready: Callable[[], bool], timeout: float, wait: Callable[[], None] = pause
    ) -> None:
        """Come back when `ready()` holds. Raises StartError when the child dies or is too slow."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if not self.alive():
                raise StartError(self.death_notice())
            if ready():
                return
            wait()
        raise StartError(f"{self.name} ne répond pas après {timeout:.0f} s :\n{self.tail()}")

    def wait_done(self, timeout: float, wait: Callable[[], None] = pause) -> None:
        """Come back when the child has ended well. Raises StartError when it failed."""
        end = time.monotonic() + timeout
        while self.alive():
            if time.monotonic() > end:
                raise StartError(f"{self.name} dure plus de {timeout:.0f} s :\n{self.tail()}")
            wait()
        if self.process.returncode:
            raise StartError(self.death_notice())
