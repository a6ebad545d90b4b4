import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def signed_in(client, user):
    """The client of someone who signed in without any recent proof."""
    client.force_login(user)
    return client


@pytest.fixture
def stranger(db):
    return UserFactory()


@pytest.fixture
def proven(client, user):
    """The client of someone who has just typed their password."""
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def code():
    """The code in the latest mail."""

    def read():
        return re.search(r"^(\d{4}-\d{4})$", mail.outbox[-1].body, re.MULTILINE)[1]

    return read


@pytest.fixture
def mail_server_down(settings):
    """Mails go to a port of this machine where nobody listens."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.EMAIL_TIMEOUT = 2


@pytest.fixture
def google_sign_in(google, settings, monkeypatch):
    """Sign-in with Google, pointed at the local one: allauth reads its addresses at import."""
    from allauth.socialaccount.providers.google import views

    base = google.base_url
    settings.SOCIALACCOUNT_PROVIDERS = {
        "google": {
            **settings.SOCIALACCOUNT_PROVIDERS["google"],
            "APPS": [{"client_id": "login-client", "secret": "local"}],
        }
    }
    adapter = views.GoogleOAuth2Adapter
    monkeypatch.setattr(adapter, "authorize_url", f"{base}/o/oauth2/v2/auth")
    monkeypatch.setattr(adapter, "access_token_url", f"{base}/token")
    monkeypatch.setattr(adapter, "identity_url", f"{base}/oauth2/v3/userinfo")
    monkeypatch.setattr(views, "CERTS_URL", f"{base}/oauth2/v1/certs")
    monkeypatch.setattr(views, "ID_TOKEN_ISSUER", base)
    return google


def path_of(url):
    return urlsplit(url).path
