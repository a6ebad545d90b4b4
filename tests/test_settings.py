"""Unsafe values of the settings stop the start, each with its id."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from meilleursjobs import checks


def ids(check):
    return {fault.id.removeprefix("meilleursjobs.") for fault in check(None)}


@pytest.fixture
def public(settings):
    settings.SITE_URL, settings.SITE = "https://exemple.test", urlsplit("https://exemple.test")
    settings.GOOGLE_GMAIL_CLIENT_ID = settings.GOOGLE_GMAIL_CLIENT_SECRET = "x"
    settings.ALLOWED_HOSTS = ["exemple.test"]
    settings.RETENTION_DATABASE_URL = "postgres://mj_retention@exemple.test/mj"
    return settings


def test_a_public_site_with_safe_values_passes(public):
    assert ids(checks.public_address) == set()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"DEBUG": True}, "E010"),
        ({"DEMO": True}, "E011"),
        ({"GOOGLE_BASE_URL": "http://127.0.0.1:9"}, "E012"),
        ({"SITE": urlsplit("http://exemple.test")}, "E013"),
        ({"ALLOWED_HOSTS": ["*"]}, "E014"),
        ({"GOOGLE_GMAIL_CLIENT_ID": ""}, "E015"),
        ({"GOOGLE_GMAIL_CLIENT_SECRET": ""}, "E016"),
        ({"FEEDS_FROM_LOOPBACK": True}, "E017"),
        ({"RETENTION_DATABASE_URL": ""}, "E018"),
    ],
)
def test_a_public_site_refuses(public, change, expected):
    for name, value in change.items():
        setattr(public, name, value)
    assert expected in ids(checks.public_address)


@pytest.mark.parametrize("base", ["http://10.0.0.1:1", "https://google.test", "http://0.0.0.0:1"])
def test_the_local_google_stays_on_this_machine(settings, base):
    settings.GOOGLE_BASE_URL = base
    assert ids(checks.local_google) == {"E020"}


@pytest.mark.parametrize("base", ["", "http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"])
def test_a_loopback_google_passes(settings, base):
    settings.GOOGLE_BASE_URL = base
    assert ids(checks.local_google) == set()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"SECRET_KEY": "short"}, "E001"),
        ({"FIELD_KEYS": ""}, "E002"),
        ({"FIELD_KEYS": "k:short"}, "E002"),
    ],
)
def test_missing_or_weak_secrets_are_refused(settings, change, expected):
    for name, value in change.items():
        setattr(settings, name, value)
    assert expected in ids(checks.secrets)


def test_a_key_ring_made_of_the_secret_key_is_refused(settings):
    settings.SECRET_KEY = settings.FIELD_KEYS.partition(":")[2]
    assert "E003" in ids(checks.secrets)


def test_a_site_address_that_is_none_is_refused(settings):
    settings.SITE = urlsplit("meilleursjobs")
    assert ids(checks.addresses) == {"E030"}


@pytest.mark.parametrize(
    ("value", "expected"), [("", set()), ("192.0.2.1:5353", set()), ("dns.example.fr", {"E031"})]
)
def test_a_name_server_that_is_no_address_is_refused(settings, value, expected):
    settings.DNS_SERVER = value
    assert ids(checks.name_server) == expected


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-c", "import meilleursjobs.wsgi"],
        [sys.executable, "-m", "celery", "-A", "meilleursjobs", "worker", "-c", "1"],
    ],
)
def test_a_process_does_not_start_on_unsafe_settings(command):
    unsafe = os.environ | {"SITE_URL": "https://exemple.test", "DEMO": "1"}
    done = subprocess.run(command, env=unsafe, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    assert "meilleursjobs.E011" in done.stderr + done.stdout
