"""The stage of the outbox bench: its own PostgreSQL, Valkey, local Google and worker processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from tools.children import Child
from tools.servers import Postgres, Valkey, runtime_folder
from tools.state import MARK, ROOT, State, free_port, sweep_orphans

DATABASE = "bench"
CLIENT = "gmail-client"
# Everything in seconds where production counts in minutes; no line of the site knows of it.
QUICK = {
    "GMAIL_PACE_SECONDS": "0",
    "GMAIL_READ_TIMEOUT_SECONDS": "3",
    "GMAIL_SHORTEST_WAIT_SECONDS": "1",
}


class Worker:
    """One Celery worker in its own session. A killed one is replaced by another of a new name."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.name = name
        self.clock = stage.folder / f"{name}.clock"
        self.flights = stage.folder / f"{name}.flights"
        self.frozen = False
        argv = [sys.executable, "-m", "celery", "-A", "bench.worker", "worker", "-c", 1]
        argv += ["-l", "WARNING", "-n", f"{name}@bench", "--without-gossip", "--without-mingle"]
        argv += ["--without-heartbeat"]
        files = {
            "DB_CONN_MAX_AGE": "60",
            "BENCH_CLOCK": str(self.clock),
            "BENCH_FLIGHTS": str(self.flights),
        }
        self.child = stage.child(name, argv, files)

    def send(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.child.process.pid, number)

    def kill(self) -> None:
        self.send(signal.SIGKILL)
        self.child.process.wait()

    def freeze(self) -> None:
        self.send(signal.SIGSTOP)
        self.frozen = True

    def thaw(self) -> None:
        self.send(signal.SIGCONT)
        self.frozen = False

    def shift_clock(self, seconds: int) -> None:
        self.clock.write_text(str(seconds))

    def rss(self) -> int:
        """Memory of the worker's processes in kB."""
        import psutil

        with suppress(psutil.NoSuchProcess):
            own = psutil.Process(self.child.process.pid)
            return sum(one.memory_info().rss for one in (own, *own.children())) // 1024
        return 0


class Stage:
    """`with Stage() as stage:` starts from nothing, and leaves only logs."""

    def __init__(self, *, stock: bool = False, poll: int = 2) -> None:
        base = Path(os.environ.get("STATE", ".local"))
        self.state = State(base / "bench" / "outbox")
        self.folder = self.state.folder
        sweep_orphans(self.folder)
        for name in ("pg", "files", "log"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for old in (*self.folder.glob("*.flights"), *self.folder.glob("*.clock")):
            old.unlink()
        self.state.logs.mkdir(mode=0o700)
        self.runtime = runtime_folder(self.folder)
        self.children: list[Child] = []
        self.workers: list[Worker] = []
        self.born = 0
        google = free_port()
        self.google = f"http://127.0.0.1:{google}"
        self._google_port = google
        self.stock, self.poll = stock, poll

    def __enter__(self) -> Stage:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        for child in reversed(self.children):
            child.stop()
        for server in (getattr(self, "broker", None), getattr(self, "postgres", None)):
            if server:
                server.stop()
        self.state.release()

    def _start(self) -> None:
        self.postgres = self._postgres()
        self.postgres.start()
        for role in ("mj_app", "mj_retention", "mj_migrate"):
            self.postgres.execute(f"CREATE ROLE {role} LOGIN")
        self.postgres.execute(f"CREATE DATABASE {DATABASE}")
        self.broker = self._valkey()
        self.broker.start()
        self.env = os.environ | {
            MARK: str(self.folder),
            **self.state.secrets(),
            **QUICK,
            "OUTBOX_POLL_SECONDS": str(self.poll),
            "DJANGO_SETTINGS_MODULE": "meilleursjobs.settings",
            "DATABASE_URL": self.postgres.url(DATABASE),
            "CELERY_BROKER_URL": self.broker.broker_url(0),
            "CACHE_URL": self.broker.cache_url(1),
            "SITE_URL": "http://localhost:8000",
            "GOOGLE_BASE_URL": self.google,
            "GOOGLE_GMAIL_CLIENT_ID": CLIENT,
            "GOOGLE_GMAIL_CLIENT_SECRET": "local",
            "EMAIL_URL": "memorymail://",
            "STORAGE_URL": str(self.folder / "files"),
            "ERASURE_LEDGER_URL": str(self.folder / "erasures.jsonl"),
            "STATIC_MANIFEST": "0",
            "LOG_LEVEL": "WARNING",
            "BENCH_STOCK": "1" if self.stock else "",
        }
        argv = [sys.executable, "-m", "tools.google", "--port", self._google_port]
        google = self.child("google", argv)
        google.wait_ready(lambda: "ready" in google.output(), 60)
        migrate = self.child("migrate", [sys.executable, "manage.py", "migrate", "--no-input"])
        migrate.wait_done(300)

    def _postgres(self) -> Postgres:
        return Postgres(self.folder / "pg", runtime=self.runtime, logs=self.state.logs)

    def _valkey(self) -> Valkey:
        return Valkey("broker", runtime=self.runtime, logs=self.state.logs)

    def child(self, name: str, argv: list[Any], env: dict[str, str] | None = None) -> Child:
        path = self.state.logs / f"{name}.log"
        child = Child(name, argv, log=path, env=self.env | (env or {}), cwd=ROOT, grace=5)
        self.children.append(child)
        return child

    # Workers

    def add_worker(self) -> Worker:
        self.born += 1
        worker = Worker(self, f"w{self.born}")
        self.workers.append(worker)
        return worker

    def replace(self, worker: Worker) -> None:
        worker.kill()
        self.workers.remove(worker)
        self.add_worker()

    # Servers

    def restart_database(self, *, crash: bool) -> None:
        """Stop and start it; with `crash`, as a power cut would: no checkpoint, sessions cut."""
        if crash and self.postgres.child:
            self.postgres.child.process.send_signal(signal.SIGQUIT)
            self.postgres.child.process.wait()
        self.postgres.stop()
        self.postgres = self._postgres()
        self.postgres.start()

    def lose_broker(self) -> None:
        """What waits in it is lost: it is kept nowhere."""
        self.broker.child.process.kill()
        self.broker.stop()

    def start_broker(self) -> None:
        self.broker = self._valkey()
        self.broker.start()

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        return self.postgres.execute(statement, DATABASE)

    # Google

    def ask(self, path: str, body: Any = None, *, method: str = "POST") -> Any:
        """A lever of the local Google."""
        data = None if method != "POST" else json.dumps(body if body is not None else {}).encode()
        url = f"{self.google}{path}"
        request = urllib.request.Request(url, data, method=method)  # noqa: S310 the loopback
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)
