"""pytest plugin: real servers and test settings, ready before Django reads its settings.

Loaded by `-p tests.servers`. The process that was called starts PostgreSQL and Valkey, and hands
them to its xdist workers through the environment. What the environment already names is used as
it is. The clusters lie in `.local/test/<slot>` and are kept for the next run; a second run in the
same tree finds the first slot locked and takes the next one.
"""

from __future__ import annotations

import base64
import fcntl
import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path

import pytest

from tools.servers import Postgres, Valkey, runtime_folder

ROOT = Path(__file__).resolve().parent.parent
SLOTS = ROOT / ".local" / "test"
DATABASE = "test"
WORKERS = 64
# A crash of the machine may spoil this cluster; it holds nothing that must live.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "max_locks_per_transaction": "256",
    "autovacuum": "off",
}
ROLES = ("mj_app", "mj_retention", "mj_migrate")
FIXED = {
    "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 3,
    "FIELD_KEYS": "test:" + base64.b64encode(bytes(range(32))).decode(),
    "SITE_URL": "http://localhost:8000",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "EMAIL_URL": "memorymail://",
    "DEBUG": "0",
    "DEMO": "0",
    "GOOGLE_BASE_URL": "",
    # Nobody can listen on port 0, and the kernel refuses to send to it: a look-up ends at once.
    "DNS_SERVER": "127.0.0.1:0",
    "STATIC_MANIFEST": "0",
}
FOREIGN = (
    "DB_REPLICA_URL",
    "GOOGLE_LOGIN_CLIENT_ID",
    "GOOGLE_LOGIN_CLIENT_SECRET",
    "GOOGLE_GMAIL_CLIENT_ID",
    "GOOGLE_GMAIL_CLIENT_SECRET",
    "TRUSTED_PROXIES",
)


def _free_slot() -> tuple[Path, TextIOWrapper]:
    """The first slot that no other run holds, with its lock."""
    for number in range(WORKERS):
        slot = SLOTS / str(number)
        try:
            slot.mkdir(parents=True, exist_ok=True)
            lock = (slot / "lock").open("a+")
        except PermissionError:  # a run by root left it
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        return slot, lock
    raise pytest.UsageError(f"Aucun dossier de test libre sous {SLOTS}.")


def _start_postgres(postgres: Postgres) -> None:
    postgres.start()
    known = {name for (name,) in postgres.execute("select rolname from pg_roles")}
    for role in ROLES:
        if role not in known:
            postgres.execute(f"create role {role} login")
    if not postgres.execute(f"select 1 from pg_database where datname = '{DATABASE}'"):  # noqa: S608 our own names
        postgres.execute(f"create database {DATABASE}")


def _provide(stack: ExitStack, *, start: bool) -> None:
    """Name servers in the environment where it names none, and start them when asked to."""
    own_database = "DATABASE_URL" not in os.environ
    own_broker = "CELERY_BROKER_URL" not in os.environ
    slot, lock = _free_slot()
    stack.enter_context(lock)
    runtime = runtime_folder(slot)
    if own_database:
        postgres = Postgres(slot / "pg", runtime=runtime, logs=slot, options=FAST)
        os.environ["DATABASE_URL"] = postgres.url(DATABASE)
        if start:
            stack.callback(postgres.stop)
            _start_postgres(postgres)
    if own_broker:
        valkey = Valkey("valkey", runtime=runtime, logs=slot, databases=2 * WORKERS + 2)
        os.environ["TEST_VALKEY_SOCKET"] = str(valkey.socket)
        if start:
            stack.callback(valkey.stop)
            valkey.start()
    if "STORAGE_URL" not in os.environ:
        shutil.rmtree(slot / "files", ignore_errors=True)  # what a stopped run left
        os.environ["TEST_FILES"] = str(slot / "files")
    os.environ.setdefault("ERASURE_LEDGER_URL", str(slot / "erasures.jsonl"))


def _own_places() -> None:
    """Give each xdist worker its own files, and its own cache and broker inside our Valkey.

    A test that looks through all that is stored must not meet what another one is storing.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if files := os.environ.get("TEST_FILES"):
        os.environ["STORAGE_URL"] = str(Path(files) / (worker or "alone"))
    path = os.environ.get("TEST_VALKEY_SOCKET")
    if not path:
        return
    first = 2 * (int(worker.removeprefix("gw")) + 1) if worker else 0
    os.environ["CACHE_URL"] = f"unix://{path}?db={first}"
    os.environ["CELERY_BROKER_URL"] = f"redis+socket://{path}?virtual_host={first + 1}"


def _is_local(host: str) -> bool:
    if host in {"", "localhost"} or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _judge(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if isinstance(name, str) and not _is_local(name):
        pytest.fail(f"A test tried to reach {name}: only this machine may be talked to.")


def forbid_outside() -> None:
    """Make any connection, datagram or name look-up that leaves this machine fail the test.

    `pytest.fail` raises a BaseException: an `except Exception` in the code does not hide it.
    """

    def guarded(name):
        original = getattr(socket.socket, name)

        def connect(self, address):
            if self.family != socket.AF_UNIX:
                _judge(address[0])
            return original(self, address)

        return connect

    def sendto(self, data, *flags_and_address):
        if self.family != socket.AF_UNIX:
            _judge(flags_and_address[-1][0])
        return original_sendto(self, data, *flags_and_address)

    def getaddrinfo(host, *args, **kwargs):
        _judge(host)
        return original_getaddrinfo(host, *args, **kwargs)

    original_getaddrinfo, original_sendto = socket.getaddrinfo, socket.socket.sendto
    socket.socket.connect = guarded("connect")
    socket.socket.connect_ex = guarded("connect_ex")
    socket.socket.sendto = sendto  # a datagram needs no connection
    socket.getaddrinfo = getaddrinfo


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Before pytest-django reads the settings. A wrapper runs ahead of its plain hook."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        stack = ExitStack()
        early_config.add_cleanup(stack.close)
        options = early_config.known_args_namespace
        idle = options.help or options.version or options.collectonly
        os.environ.update(FIXED)
        for name in FOREIGN:
            os.environ.pop(name, None)
        _provide(stack, start=not idle)
        from tools.messages import compile_stale  # Babel: the workers need not load it

        compile_stale()
    _own_places()
    forbid_outside()
    return (yield)
