"""Rules that hold for the whole tree."""

import ast
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from meilleursjobs.celery import app as celery
from tests.factories.accounts import UserFactory
from tests.factories.jobs import ClaimFactory

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "applications", "gmail_send", "jobs", "meilleursjobs", "privacy")
# Whoever is not signed in may read these.
PUBLIC = {
    "alert_new",
    "contact",
    "home",
    "legal",
    "nearest_place",
    "objection",
    "offer",
    "offer_places",
    "occupations",
    "offers",
    "offers_feed",
    "openapi",
    "offers_rss",
    "request_new",
    "robots",
    "sitemap",
    "sitemap_pages",
    "companies",
    "company",
    "company_logo",
    "place_suggestions",
    "occupation_suggestions",
    "alive",
    "privacy:cookies",
    "privacy:policy",
    "privacy:promises",
    "privacy:versions",
    "places",
    "ranking",
    "ready",
    "set_language",
    "terms",
    "terms_versions",
    "gmail_security_events",  # Google posts there; the signature is the proof
}
SIGN_IN = re.compile(r"^(account|mfa|socialaccount|google|usersessions)_")
# These write on GET, for a reason.
WRITE_ON_GET = {
    "gmail_callback",  # OAuth comes back by GET; the state is single-use
    "account_logout",
    "mfa_activate_totp",  # keeps the new secret in the session until it is confirmed
}


# Google's pages and tokens; the one sending; feeds at addresses that we resolved ourselves.
NETWORK_USERS = {
    "gmail_send/oauth.py": {"requests"},
    "gmail_send/transport.py": {"http.client", "httplib2"},
    "meilleursjobs/lib/fetch.py": {"socket", "urllib3"},
}


def pages(patterns=None, space=""):
    """(name, path) of every address that takes no argument."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            if one.app_name != "admin" and not one.pattern.converters:
                inner = f"{space}{one.namespace}:" if one.namespace else space
                yield from pages(one.url_patterns, inner)
        elif isinstance(one, URLPattern) and one.name and not one.pattern.converters:
            yield space + one.name, reverse(space + one.name)


def sources():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text()


def rows_written():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        )
        return dict(cursor.fetchall())


def test_the_process_says_it_lives(client):
    assert client.get(reverse("alive")).json() == {"etat": "vivant"}


def test_the_site_is_ready_when_database_and_cache_answer(client, db):
    assert client.get(reverse("ready")).json() == {
        "etat": "pret",
        "base": True,
        "cache": True,
        "effacements": True,
        "conservation_depassee": 0,
    }


def test_what_is_kept_too_long_is_counted_and_stops_no_traffic(client, db):
    cache.delete("sante:overdue")
    ClaimFactory(state="expired")
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        told = client.get(reverse("ready"))
    cache.delete("sante:overdue")
    assert told.status_code == 200
    assert told.json()["conservation_depassee"] > 0


def test_without_cache_the_site_is_ready_and_says_so(client, db, settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    answer = client.get(reverse("ready"))
    assert (answer.status_code, answer.json()["cache"]) == (200, False)


def test_every_page_asks_strangers_to_sign_in_unless_it_is_listed_as_public(client, db):
    wrong = []
    for name, path in sorted(set(pages())):
        answer = client.get(path)
        private = answer.status_code == 302 and reverse("account_login") in answer.url
        if not SIGN_IN.match(name) and private == (name in PUBLIC):
            wrong.append(name)
    assert wrong == []


def test_reading_a_page_writes_no_row(client, db):
    lea = UserFactory()
    client.force_login(lea)
    client.get("/")  # the first page of the day notes the day
    wrote = {}
    for name, path in sorted(set(pages())):
        before = rows_written()
        client.get(path)
        after = rows_written()
        changed = {t for t, count in after.items() if count != before.get(t, 0)}
        if changed - {"django_session"} and name not in WRITE_ON_GET:
            wrote[name] = changed
    assert wrote == {}


def test_no_cache_keeps_what_a_signed_in_person_was_shown(client, db):
    client.force_login(UserFactory())
    for path in ("/", "/candidatures/", "/compte/", "/compte/cv/", "/compte/gmail/"):
        assert "no-store" in client.get(path)["Cache-Control"], path
    client.logout()
    assert not client.get("/").has_header("Cache-Control")


def state_writers(text):
    """Ways by which a source writes a state past `move`, or moves a delivery itself."""
    found = {way for node in ast.walk(ast.parse(text)) for way in ways_of(node)}
    if re.search(r"update\s+gmail_send_delivery", text, re.IGNORECASE):
        found.add("sql")
    return found


def ways_of(node):
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from ways_of_call(node)
    targets = node.targets if isinstance(node, ast.Assign) else ()
    if any(ast.unparse(one).endswith("delivery.state") for one in targets):
        yield "assignment"


def ways_of_call(node):
    on, name = ast.unparse(node.func.value), node.func.attr
    words = {word.arg: ast.unparse(word.value) for word in node.keywords}
    if name == "move" and (on == "delivery" or on.endswith((".delivery", "Delivery"))):
        yield "move"
    if name == "update" and "state" in words:
        yield "update"
    if name == "save" and "'state'" in words.get("update_fields", ""):
        yield "save"


def test_one_file_moves_a_delivery():
    """Only the outbox may call `move` on a delivery, and only lib.states writes a state."""
    writers = {name: found for name, text in sources() if (found := state_writers(text))}
    assert writers == {
        "gmail_send/services/outbox.py": {"move"},
        "privacy/post.py": {"update"},  # of the site's own mails, which are no state machine
    }


@pytest.mark.parametrize(
    ("way", "line"),
    [
        ("move", "self.delivery.move(State.SENT)"),
        ("update", "Delivery.objects.filter(pk=1).update(tries=2, state='sent')"),
        ("assignment", "application.delivery.state = 'sent'"),
        ("save", "row.save(update_fields=['reason', 'state'])"),
        ("sql", "cursor.execute('UPDATE gmail_send_delivery SET state = 1')"),
    ],
)
def test_another_writer_of_a_state_is_noticed(way, line):
    assert state_writers(line) == {way}


NETWORK = ("http.client", "httplib2", "requests", "socket", "urllib.request", "urllib3", "aiohttp")


def network_users(text):
    """Modules of the network that a source imports, whole or in part."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {one for one in NETWORK if any(n == one or n.startswith(f"{one}.") for n in names)}


def test_one_file_opens_connections_to_gmail():
    """The others that open any: Google's sign-in pages, and feeds at an address we resolved."""
    users = {name: found for name, text in sources() if (found := network_users(text))}
    assert users == NETWORK_USERS
    builders = {name for name, text in sources() if "transport.OneAttempt" in text}
    assert builders == {"gmail_send/client.py"}


@pytest.mark.parametrize(
    "line", ["import httplib2", "from http.client import HTTPSConnection", "import urllib3.util"]
)
def test_another_opener_of_connections_is_noticed(line):
    assert network_users(line)


def test_googles_libraries_are_not_loaded_by_a_page():
    """0.4 s and 47 MB for each web process, when no page needs them."""
    code = (
        "import django, sys; django.setup(); import meilleursjobs.urls; "
        "print([m for m in sys.modules if m.startswith(('googleapiclient', 'google_auth_oauth'))])"
    )
    printed = subprocess.run(
        [f"{ROOT}/.venv/bin/python", "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert printed.stdout.strip() == "[]", printed.stderr


def test_each_task_that_the_clock_starts_is_one_that_a_worker_knows():
    celery.loader.import_default_modules()
    assert {one["task"] for one in celery.conf.beat_schedule.values()} <= set(celery.tasks)


def test_no_template_holds_what_the_browser_would_refuse():
    """Inline styles, event attributes, and scripts without a source or a nonce."""
    refused = re.compile(
        r"\sstyle=[\"']|\son[a-z]+=[\"']"
        r"|<script(?![^>]*(\bsrc=|\bnonce=|type=\"application/))"
    )
    for path in (ROOT / "templates").rglob("*.html"):
        if path.parent.name != "email":  # a mail has no other styles, and no policy to refuse them
            assert not refused.search(path.read_text()), path


def test_no_mail_holds_a_pixel_or_a_tracked_link():
    for path in (ROOT / "templates").rglob("email/*.txt"):
        assert not re.search(r"<img|utm_|[?&](token|uid|click)=", path.read_text()), path


def test_no_file_names_a_download_host_or_a_path_of_a_machine():
    listed = subprocess.run(
        ["git", "ls-files", "requirements", "package-lock.json", ".npmrc"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    for name in listed:
        assert "https://" not in (ROOT / name).read_text(), name


def test_words_stand_behind_no_name_that_the_catalogue_does_not_know():
    """tools/messages.py reads `_` and Django's own names: behind another one, words stay French."""
    aliases = {
        (name, alias)
        for name, text in sources()
        for alias in re.findall(r"gettext\w* as (\w+)", text)
        if alias != "_"
    }
    assert aliases == set()
