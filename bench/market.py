"""Databases full of invented offers, kept between runs: a million takes a quarter of an hour."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tools.servers import Postgres, Valkey, runtime_folder
from tools.state import MARK, ROOT, State, sweep_orphans

# A small server of its own for the database: 1 GB of cache. The rest is as PostgreSQL comes.
OPTIONS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "max_wal_size": "4GB",
    "maintenance_work_mem": "512MB",
    "synchronous_commit": "off",  # of the building; reading does not wait for it
}
# Says which seed it was built by: one that writes other offers takes another word.
BUILT = "comment on database {name} is 'with pairs and days'"
IS_BUILT = "select 1 from pg_database d where datname = '{name}' and {said} = 'with pairs and days'"
# Made after the rows: many times faster.
INDEXES = """select indexname, indexdef from pg_indexes where tablename in ('jobs_offersearch',
 'jobs_offersample', 'jobs_offer', 'jobs_offerplace') and indexdef not like '%UNIQUE%'"""
SAID = "shobj_description(d.oid, 'pg_database')"


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


class Market:
    """`with Market() as market:` starts the servers; `market.open(n)` gives n offers to Django."""

    def __init__(self) -> None:
        self.state = State(Path(os.environ.get("STATE", ".local")) / "bench" / "search")
        self.folder = self.state.folder
        sweep_orphans(self.folder)
        runtime, logs = runtime_folder(self.folder), self.state.logs
        data = self.folder / "pg"
        self.postgres = Postgres(data, runtime=runtime, logs=logs, options=OPTIONS)
        self.cache = Valkey("cache", runtime=runtime, logs=logs)

    def __enter__(self) -> Market:
        try:
            if self.postgres.start():
                for role in ("mj_app", "mj_retention", "mj_migrate"):
                    self.postgres.execute(f"create role {role} login")
            self.cache.start()
            os.environ.update(self._settings("postgres"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self.cache.stop()
        self.postgres.stop()
        self.state.release()

    def _settings(self, name: str) -> dict[str, str]:
        return {
            MARK: str(self.folder),
            **self.state.secrets(),
            "DJANGO_SETTINGS_MODULE": "meilleursjobs.settings",
            "DATABASE_URL": self.postgres.url(name),
            "DB_CONN_MAX_AGE": "3600",
            "CACHE_URL": self.cache.cache_url(1),
            "CELERY_BROKER_URL": self.cache.broker_url(2),
            "SITE_URL": "http://localhost:8000",
            "ALLOWED_HOSTS": "testserver,localhost",
            "GOOGLE_BASE_URL": "http://127.0.0.1:9",  # nobody asks it
            "EMAIL_URL": "memorymail://",
            "STORAGE_URL": str(self.folder / "files"),
            "ERASURE_LEDGER_URL": str(self.folder / "erasures.jsonl"),
            "STATIC_MANIFEST": "0",
            "LOG_LEVEL": "WARNING",
        }

    def open(self, offers: int) -> None:
        """Turn Django to the database of so many offers, built when there is none."""
        from django.db import connection

        name = f"offers_{offers}"
        if not self.postgres.execute(IS_BUILT.format(name=name, said=SAID)):
            self._build(name, offers)
        self._manage(name, "migrate", "--no-input", "-v0")  # what the code gained meanwhile
        connection.close()
        connection.settings_dict["NAME"] = name

    def _build(self, name: str, offers: int) -> None:
        began = time.monotonic()
        self.postgres.execute(f"drop database if exists {name}")
        self.postgres.execute(f"create database {name}")
        self._manage(name, "migrate", "--no-input", "-v0")
        indexes = self.postgres.execute(INDEXES, name)
        for index, _definition in indexes:
            self.postgres.execute(f"drop index {index}", name)
        self._manage(name, "seed", "--offers", str(offers))
        say(f"seeded in {time.monotonic() - began:.0f} s, indexing")
        for _index, definition in indexes:
            self.postgres.execute(str(definition), name)
        self.postgres.execute("vacuum analyze", name)
        self.postgres.execute(BUILT.format(name=name))
        say(f"{offers} offers built in {time.monotonic() - began:.0f} s, kept for the next run")

    def _manage(self, name: str, *command: str) -> None:
        argv = [sys.executable, "manage.py", *command]
        env = os.environ | {"DATABASE_URL": self.postgres.url(name)}
        subprocess.run(argv, env=env, cwd=ROOT, check=True, stdout=sys.stderr)
