"""The settings of a site started by `make run`, and how other commands find them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from urllib.parse import quote

from tools.servers import Postgres, Valkey
from tools.state import ENVIRONMENT, MARK, ROOT, State

DATABASE = "mj"
DEMO_PASSWORD = "demo-meilleursjobs"  # noqa: S105 - printed at each start; refused on a public address
DEMO_PEOPLE = (
    ("lea@demo.test", "candidate (boîte Gmail locale : lea.dupre@gmail.test)"),
    ("karim@demo.test", "recruteur"),
    ("staff@demo.test", "équipe du site"),
)


@dataclass
class Servers:
    """The embedded servers that were started; None where the environment names another."""

    postgres: Postgres | None = None
    broker: Valkey | None = None
    cache: Valkey | None = None


def environment(state: State, servers: Servers, url: str, google_port: int) -> dict[str, str]:
    """What every child is given: generated secrets, then ours, then what the site itself is.

    `google_port` is the local Google's, 0 when the environment names a real project.
    """
    folder = state.folder
    env = (
        state.secrets()
        | os.environ
        | {
            MARK: str(folder),
            "DJANGO_SETTINGS_MODULE": "meilleursjobs.settings",
            "PYTHONUNBUFFERED": "1",
            "SITE_URL": url,
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "DEBUG": "0",
            "DEMO": "1",
            "STATIC_ROOT": str(folder / "static"),
            "FONTS_DIR": str(folder / "fonts"),
            "ERASURE_LEDGER_URL": str(folder / "erasures.jsonl"),
        }
    )
    env.setdefault("STORAGE_URL", str(folder / "files"))
    env.setdefault("EMAIL_URL", f"demomail:///{quote(str(folder / 'mails'))}")
    env |= _servers(servers, env)
    if google_port:
        env |= {
            "GOOGLE_BASE_URL": f"http://127.0.0.1:{google_port}",
            "GOOGLE_LOGIN_CLIENT_ID": "local-login",
            "GOOGLE_LOGIN_CLIENT_SECRET": "local-login-secret",
            "GOOGLE_GMAIL_CLIENT_ID": "local-gmail",
            "GOOGLE_GMAIL_CLIENT_SECRET": "local-gmail-secret",
        }
    return env


def _servers(servers: Servers, env: dict[str, str]) -> dict[str, str]:
    found = {}
    if postgres := servers.postgres:
        found["DATABASE_URL"] = postgres.url(DATABASE, "mj_app")
        found["RETENTION_DATABASE_URL"] = postgres.url(DATABASE, "mj_retention")
        found["MIGRATE_DATABASE_URL"] = postgres.url(DATABASE, "mj_migrate")
    else:
        for name in ("RETENTION_DATABASE_URL", "MIGRATE_DATABASE_URL"):
            found[name] = env.get(name) or env["DATABASE_URL"]
    if servers.broker:
        found["CELERY_BROKER_URL"] = servers.broker.broker_url()
    if servers.cache:
        found["CACHE_URL"] = servers.cache.cache_url()
    return found


def keep(state: State, env: dict[str, str]) -> None:
    """Write the settings down, readable by us alone, for `manage.py` in another terminal."""
    path = state.folder / ENVIRONMENT
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(
            {name: value for name, value in env.items() if os.environ.get(name) != value}, file
        )


def borrow() -> None:
    """Take over the settings of the site running in STATE, when the environment has none."""
    path = ROOT / (os.environ.get("STATE") or ".local") / ENVIRONMENT
    if "DATABASE_URL" not in os.environ and path.exists():
        kept = json.loads(path.read_text())
        kept.pop(MARK, None)  # this process is not one of its children
        os.environ.update(kept)
