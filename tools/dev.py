"""`make run`: the whole site on this machine, its servers included, as children of this process.

Start order: PostgreSQL, Valkey, preparation (roles, migrations, translations, static files, demo
data), local Google, web, worker, beat. Stop order: the reverse.
"""

from __future__ import annotations

import os
import shlex
import signal
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tools import fonts
from tools.children import Child, StartError, pause
from tools.environment import DEMO_PASSWORD, DEMO_PEOPLE, Servers, environment, keep
from tools.rights import protect
from tools.servers import Postgres, Valkey, runtime_folder
from tools.state import ROOT, State, fingerprint, free_port, open_port, sweep_orphans

DATABASE = "mj"
# What, once changed, asks for migrations, static files and demo data again.
SOURCES = ("accounts", "applications", "gmail_send", "jobs", "meilleursjobs", "privacy")
SOURCES = (*SOURCES, "locale", "requirements", "static")
SUFFIXES = (".py", ".po", ".txt", ".css", ".js", ".svg", ".png", ".woff2", ".json", ".csv", ".md")
STEP_TIMEOUT = 600  # seconds; migrations and demo data take a few
START_TIMEOUT = 180  # seconds; a few on an idle machine, and a dead child is noticed at once
BEGAN = time.monotonic()


class Stopped(Exception):
    """A signal asked us to stop."""


def say(text: str) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(f"[{time.monotonic() - BEGAN:5.1f} s] {text}", flush=True)


def complain(text: object) -> None:
    with suppress(OSError):
        print(f"Erreur : {text}", file=sys.stderr, flush=True)


class Signals:
    """Notes that a stop was asked for; the code in progress meets it at its next wait."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: object) -> None:
        self.asked = True

    def wait(self) -> None:
        """A short wait. Raises Stopped when a stop was asked for."""
        if self.asked:
            raise Stopped
        pause()


class Site:
    """Everything that runs, in the order it was started."""

    def __init__(self, state: State, signals: Signals) -> None:
        self.state, self.signals = state, signals
        self.running: list[Child | Postgres | Valkey] = []
        self.env: dict[str, str] = {}

    # --- Start ---------------------------------------------------------------------------------

    def start(self) -> None:
        orphans = sweep_orphans(self.state.folder)  # before the port: one of them may hold it
        if orphans:
            say(f"un démarrage précédent a été tué : {orphans} processus restants arrêtés")
        self.listener, note = open_port(os.environ.get("PORT"))
        if note:
            say(note)
        self.runtime = runtime_folder(self.state.folder)
        self.url = f"http://localhost:{self.listener.getsockname()[1]}/"
        servers = self._start_servers()
        self.google_port = 0 if os.environ.get("GOOGLE_GMAIL_CLIENT_ID") else free_port()
        self.env = environment(self.state, servers, self.url, self.google_port)
        self.prepare(servers)
        self.start_site()

    def _start_servers(self) -> Servers:
        """The embedded servers, but for those the environment names."""
        servers = Servers()
        if "DATABASE_URL" in os.environ:
            say("base de données : celle de DATABASE_URL")
        else:
            servers.postgres = self._start_postgres()
        for name, variable, policy in (
            ("broker", "CELERY_BROKER_URL", "noeviction"),
            ("cache", "CACHE_URL", "allkeys-lru"),
        ):
            if variable in os.environ:
                say(f"{name} : celui de {variable}")
                continue
            # What waits in the broker survives a restart; the cache need not.
            folder = self.state.folder if name == "broker" else None
            valkey = Valkey(
                name,
                runtime=self.runtime,
                logs=self.state.logs,
                policy=policy,
                folder=folder,
                wait=self.signals.wait,
            )
            self.running.append(valkey)
            valkey.start()
            setattr(servers, name, valkey)
        say("Valkey répond")
        return servers

    def _start_postgres(self) -> Postgres:
        postgres = Postgres(
            self.state.folder / "pg",
            runtime=self.runtime,
            logs=self.state.logs,
            wait=self.signals.wait,
        )
        self.running.append(postgres)
        new = postgres.start()
        if not postgres.execute(f"select 1 from pg_database where datname = '{DATABASE}'"):  # noqa: S608 our own names
            postgres.execute(f"create database {DATABASE}")
            self.state.set_prepared("")
        postgres.execute((ROOT / "deploy" / "roles.sql").read_text(), DATABASE)
        say("PostgreSQL répond" + (" (base créée)" if new else ""))
        return postgres

    # --- Preparation ---------------------------------------------------------------------------

    def prepare(self, servers: Servers) -> None:
        """Migrations, translations, static files, demo data: skipped when nothing has changed."""
        say(fonts.install(self.state.folder, self.state.logs, self.signals.wait))
        folders = [*(ROOT / name for name in SOURCES), self.state.folder / "fonts"]
        print_now = fingerprint(folders, SUFFIXES)
        if servers.postgres and self.state.is_prepared(print_now):
            say("migrations, fichiers statiques et données de démo : déjà à jour")
            return
        migrate = {"DATABASE_URL": self.env["MIGRATE_DATABASE_URL"]}
        migrate |= {"DB_STATEMENT_TIMEOUT_MS": "0", "DB_LOCK_TIMEOUT_MS": "60000"}
        static = self._manage("fichiers statiques", "collectstatic", "--no-input", "--clear")
        self._finish(self._manage("migrations", "migrate", "--no-input", env=migrate))
        if servers.postgres:
            protect(self.env["MIGRATE_DATABASE_URL"])
        translations = [sys.executable, "-m", "tools.messages", "compile"]
        self._finish(self.child("traductions", "messages", translations))
        self._finish(self._manage("textes publiés", "publish_policy"))
        demo = {"DB_STATEMENT_TIMEOUT_MS": "0"}
        self._finish(self._manage("données de démo", "demo", env=demo))
        self._finish(static)
        self.state.set_prepared(print_now)

    def _manage(
        self, title: str, command: str, *args: str, env: Mapping[str, str] | None = None
    ) -> Child:
        return self.child(title, command, [sys.executable, "manage.py", command, *args], env=env)

    def _finish(self, step: Child) -> None:
        """Wait for a step of the preparation. Raises StartError when it failed."""
        step.wait_done(STEP_TIMEOUT, self.signals.wait)
        self.running.remove(step)
        say(step.name)

    # --- The site itself -----------------------------------------------------------------------

    def child(
        self,
        title: str,
        log: str,
        argv: list[object],
        *,
        env: Mapping[str, str] | None = None,
        grace: float = 15,
        pass_fds: tuple[int, ...] = (),
    ) -> Child:
        child = Child(
            title,
            argv,
            log=self.state.logs / f"{log}.log",
            env=self.env | dict(env or {}),
            cwd=ROOT,
            grace=grace,
            pass_fds=pass_fds,
        )
        self.running.append(child)
        return child

    def start_site(self) -> None:
        """The processes that serve people, then wait until each is ready."""
        google = self._start_google() if self.google_port else None
        web, worker = self._start_web(), self._start_celery("worker", grace=20)
        beat = self._start_celery("beat", grace=10)
        if google:
            google.wait_ready(lambda: "ready" in google.output(), START_TIMEOUT, self.signals.wait)
            say("Google local")
        web.wait_ready(self._web_is_ready, START_TIMEOUT, self.signals.wait)
        say("web")
        worker.wait_ready(lambda: " ready." in worker.output(), START_TIMEOUT, self.signals.wait)
        beat.wait_ready(lambda: "beat: Starting" in beat.output(), START_TIMEOUT, self.signals.wait)
        say("tâches de fond")

    def _start_google(self) -> Child:
        argv = [sys.executable, "-m", "tools.google", "--port", self.google_port]
        argv += ["--state", self.state.folder / "google.jsonl", "--app-url", self.url]
        return self.child("Google local", "google", argv)

    def _start_web(self) -> Child:
        fd = self.listener.fileno()
        argv = [sys.executable, "-m", "gunicorn", "meilleursjobs.wsgi", "--bind", f"fd://{fd}"]
        argv += ["--workers", 2, "--threads", 8, "--preload", "--no-control-socket"]
        argv += ["--graceful-timeout", 10, "--limit-request-line", 8190]
        argv += ["--worker-class", "meilleursjobs.server.Worker"]
        if Path("/dev/shm").is_dir():  # noqa: S108 - heartbeats off the disk
            argv += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108
        return self.child("Web", "web", argv, env={"DB_POOL": "1"}, pass_fds=(fd,))

    def _start_celery(self, kind: str, *, grace: float) -> Child:
        argv = [sys.executable, "-m", "celery", "-A", "meilleursjobs", kind, "--loglevel", "INFO"]
        if kind == "worker":
            argv += ["--concurrency", 2, "--without-gossip", "--without-mingle"]
        else:  # its own child: `worker -B` leaves an orphan beat behind
            argv += ["--schedule", self.state.folder / "celerybeat", "--pidfile="]
        # A fresh connection for each wake-up would cost more than the letter itself.
        env = {"DB_STATEMENT_TIMEOUT_MS": "60000", "DB_CONN_MAX_AGE": "60"}
        return self.child(f"Celery {kind}", kind, argv, env=env, grace=grace)

    def _web_is_ready(self) -> bool:
        try:
            with socket.create_connection(self.listener.getsockname(), 2) as client:
                client.sendall(b"GET /sante/pret HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return b" 200 " in client.recv(64)
        except OSError:
            return False

    # --- Running and stopping ------------------------------------------------------------------

    def announce(self) -> None:
        keep(self.state, self.env)
        self.state.announce(self.url)
        where = os.environ.get("STATE", ".local")
        prefix = "" if where == ".local" else f"STATE={shlex.quote(where)} "
        lines = [f"Personnes de démo (mot de passe : {DEMO_PASSWORD})"]
        lines += [f"    {email:<18} {what}" for email, what in DEMO_PEOPLE]
        if google := self.env.get("GOOGLE_BASE_URL"):
            lines.append(f"Google local, ce qui est arrivé et les pannes : {google}/")
        lines += [
            f"    second facteur : {prefix}.venv/bin/python manage.py demo_code <adresse>",
            f"    courriels du site : {self.state.folder / 'mails'}",
            f"    journaux : {self.state.logs}",
            f"Prêt : {self.url}",
        ]
        with suppress(OSError):
            print("\n".join(lines), flush=True)

    def watch(self) -> None:
        """Until a stop is asked for. Raises StartError when a child dies."""
        while True:
            for item in self.running:
                child = item if isinstance(item, Child) else item.child
                if child and not child.alive():
                    raise StartError(child.death_notice())
            for _ in range(10):
                self.signals.wait()

    def stop(self) -> None:
        for item in reversed(self.running):
            item.stop()
            say(f"arrêté : {item.name}")


def main(kind: type[Site] = Site) -> int:
    """Start a site of this kind, watch it, stop it. Returns the exit code."""
    signals = Signals()
    try:
        state = State(Path(os.environ.get("STATE") or ".local"))
    except PermissionError as error:
        complain(f"{error.filename} est fermé à cet utilisateur : un autre l'a-t-il créé ?")
        return 3
    except (StartError, OSError) as error:
        complain(error)
        return 3
    site = kind(state, signals)
    code = 0
    try:
        site.start()
        site.announce()
        site.watch()
    except Stopped:
        say("arrêt demandé")
    except (StartError, OSError) as error:
        complain(error)
        code = 1
    finally:
        site.stop()
        state.release()
    return code


if __name__ == "__main__":
    sys.exit(main())
