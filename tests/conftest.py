"""Set-up that every room shares: the local Google, and nothing else by default."""

from datetime import timedelta
from itertools import count

import pytest
from django.core import mail
from django.core.cache import cache

from tests import mails
from tests.nameserver import NameServer
from tools.google import LocalGoogle


@pytest.fixture(scope="session")
def google_server():
    with LocalGoogle() as server:
        yield server


@pytest.fixture
def google(google_server, settings):
    """A fresh Google on this machine, and the application pointed at it."""
    google_server.reset()
    settings.GOOGLE_BASE_URL = google_server.base_url
    settings.GOOGLE_GMAIL_CLIENT_ID = google_server.DEFAULT_CLIENT
    settings.GOOGLE_GMAIL_CLIENT_SECRET = "local"
    settings.GMAIL_PACE = timedelta(0)  # tests of the pace set it back
    return google_server


@pytest.fixture
def name_server(settings):
    """A name server of the test's own; without it, look-ups reach nobody."""
    with NameServer() as server:
        settings.DNS_SERVER = server.address
        yield server


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """The real hash takes a third of a second for each person that a test makes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _sound_mails(settings):
    """Whatever a test made the site write keeps the rules of its mails."""
    yield
    for one in getattr(mail, "outbox", []):
        mails.check(one)


@pytest.fixture(autouse=True)
def _clean_cache():
    """Counts of rate limits do not leak from one test to the next."""
    yield
    cache.clear()


@pytest.fixture(scope="session")
def _ledgers(tmp_path_factory):
    return tmp_path_factory.mktemp("ledgers"), count()


@pytest.fixture(autouse=True)
def _own_ledger(settings, _ledgers):
    """What one test erased is nothing that another's database has to carry out."""
    folder, numbers = _ledgers
    settings.ERASURE_LEDGER_URL = str(folder / f"{next(numbers)}.jsonl")


@pytest.fixture
def no_broker():
    """Celery pointed at a port where nobody listens; gives that address."""
    from meilleursjobs.celery import app

    def forget_connections():
        app._pool = None
        app.amqp._producer_pool = None

    kept, nowhere = app.conf.broker_url, "redis://127.0.0.1:1/0"
    app.conf.broker_url = nowhere
    forget_connections()
    yield nowhere
    app.conf.broker_url = kept
    forget_connections()
