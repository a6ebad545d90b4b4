"""The folder of a running site (`STATE`): its lock, its secrets, what is left of a killed one."""

from __future__ import annotations

import base64
import errno
import fcntl
import hashlib
import json
import os
import secrets
import signal
import socket
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from tools.children import StartError, pause

ROOT = Path(__file__).resolve().parent.parent
FIRST_PORT = 8000
ENVIRONMENT = "environment.json"  # the settings of the site that runs here
MARK = "MEILLEURSJOBS_STATE"  # in the environment of every child: whose it is


class State:
    """The folder, locked for as long as this object lives."""

    def __init__(self, folder: Path) -> None:
        """Take the folder. Raises StartError when another start holds it."""
        self.folder = (ROOT / folder).resolve()
        self.logs = self.folder / "log"
        # Private, but for root: PostgreSQL then runs as `nobody` and must pass through.
        self.folder.mkdir(mode=0o700 if os.geteuid() else 0o711, parents=True, exist_ok=True)
        self.logs.mkdir(mode=0o700, exist_ok=True)
        self._lock = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.seek(0)
            holder = self._lock.read().strip() or "démarrage en cours"
            raise StartError(
                f"Déjà démarré dans {self.folder} : {holder}. Arrêtez-le d'abord (Ctrl-C dans son "
                "terminal), ou choisissez un autre dossier : make run STATE=autre-dossier"
            ) from None
        self.announce("démarrage en cours")

    def announce(self, where: str) -> None:
        """Write where the site is, for the next one who tries to start here."""
        self._lock.seek(0)
        self._lock.truncate()
        self._lock.write(f"{where} (processus {os.getpid()})")
        self._lock.flush()

    def release(self) -> None:
        """Let the next one start here."""
        (self.folder / ENVIRONMENT).unlink(missing_ok=True)
        self._lock.seek(0)
        self._lock.truncate()
        self._lock.close()

    def secrets(self) -> dict[str, str]:
        """The keys of this site, made once. Losing them makes the encrypted fields unreadable."""
        path = self.folder / "secrets.json"
        if not path.exists():
            key = base64.b64encode(secrets.token_bytes(32)).decode()
            made = {"SECRET_KEY": secrets.token_urlsafe(60), "FIELD_KEYS": f"local1:{key}"}
            unfinished = path.with_suffix(".new")
            unfinished.unlink(missing_ok=True)
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                json.dump(made, file)
            unfinished.rename(path)
        if stat.S_IMODE(path.stat().st_mode) != 0o600:
            path.chmod(0o600)
        return json.loads(path.read_text())

    def is_prepared(self, fingerprint: str) -> bool:
        path = self.folder / "prepared"
        return path.exists() and path.read_text() == fingerprint

    def set_prepared(self, fingerprint: str) -> None:
        (self.folder / "prepared").write_text(fingerprint)


def fingerprint(folders: Iterable[Path], suffixes: Iterable[str]) -> str:
    """Changes when a file with one of these suffixes changes, appears or goes."""
    suffixes = tuple(suffixes)
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.name.endswith(suffixes) and path.is_file():
                found = path.stat()
                digest.update(f"{path}|{found.st_size}|{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _marked(folder: Path) -> Iterator[int]:
    """The processes started for this state folder (none are seen where /proc is missing)."""
    wanted = f"{MARK}={folder}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                yield int(entry.name)


def sweep_orphans(folder: Path) -> int:
    """Stop what a killed supervisor left behind. Call it under the lock only. Returns how many.

    The kernel tells our children when we are killed, but not their own children, and not the
    child that was busy.
    """
    orphans = list(_marked(folder))
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in _marked(folder):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        end = time.monotonic() + 5
        while any(_marked(folder)) and time.monotonic() < end:
            pause()
    return len(orphans)


def _listen(port: int) -> socket.socket:
    """A socket that listens on the loopback. Raises OSError when the port is taken."""
    if socket.has_ipv6:  # a browser tries ::1 first for "localhost"
        with socket.socket(socket.AF_INET6) as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                other.bind(("::1", port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def open_port(asked: str | None, first: int = FIRST_PORT) -> tuple[socket.socket, str]:
    """The socket of the site, held from now on, and what to say about it.

    `asked` is the value of PORT: refused when it is taken. Without it, the first free one from
    `first` on. Raises StartError.
    """
    if asked:
        if not asked.isdecimal() or not 0 < int(asked) < 65536:
            raise StartError(f"PORT={asked} n'est pas un numéro de port (1 à 65535).")
        try:
            return _listen(int(asked)), ""
        except OSError as error:
            why = "est déjà pris" if error.errno == errno.EADDRINUSE else error.strerror
            raise StartError(
                f"Le port {asked} {why}. Choisissez-en un autre : make run PORT=8001"
            ) from None
    for port in range(first, first + 100):
        with suppress(OSError):
            taken = f"le port {first} est déjà pris : le site prend le {port}"
            return _listen(port), "" if port == first else taken
    raise StartError(f"Aucun port libre de {first} à {first + 99} : make run PORT=…")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
