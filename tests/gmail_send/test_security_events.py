"""Google tells that an access ended: believed when signed for us, once, and nobody else is."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from gmail_send import oauth, risc, services
from gmail_send.models import Delivery, GmailAccount, PendingRevocation, SecurityEvent
from privacy.models import SiteMail
from tests.factories.gmail import MAILBOX, enqueue
from tools.google.keys import SigningKey


@pytest.fixture(autouse=True)
def _fresh_keys():
    risc._published.cache_clear()


def tell(client, event):
    return client.post(
        reverse("gmail_security_events"), event, content_type="application/secevent+jwt"
    ).status_code


def state_of(account):
    account.refresh_from_db()
    return account.state


@pytest.mark.parametrize("kind", ["tokens-revoked", "account-disabled", "account-purged"])
def test_an_access_that_ended_at_google_ends_here(client, account, google, kind):
    delivery = enqueue(account)
    assert tell(client, google.security_event(kind, MAILBOX)) == 202
    assert state_of(account) == GmailAccount.State.LOST
    assert not account.refresh_token
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (Delivery.State.BLOCKED, "security_event")
    assert SiteMail.objects.filter(name="gmail_send/lost").count() == 1


def test_a_single_token_is_known_by_its_fingerprint(client, account, google):
    token = account.unseal("refresh_token").decode()
    assert account.token_digest == oauth.token_digest(token)
    assert tell(client, google.security_event("token-revoked", token="another")) == 202
    assert state_of(account) == GmailAccount.State.CONNECTED
    assert tell(client, google.security_event("token-revoked", token=token)) == 202
    assert state_of(account) == GmailAccount.State.LOST


def test_the_same_event_again_changes_nothing(client, account, google):
    event = google.security_event("tokens-revoked", MAILBOX)
    tell(client, event)
    from tests.factories.gmail import connect

    connect(account.user, google)
    assert tell(client, event) == 202
    assert state_of(account) == GmailAccount.State.CONNECTED
    assert SecurityEvent.objects.count() == 1


@pytest.mark.parametrize("signature", ["forged", "unknown_key"])
def test_a_badly_signed_event_is_refused(client, account, google, signature):
    event = google.security_event("tokens-revoked", MAILBOX, signature=signature)
    assert tell(client, event) == 400
    assert state_of(account) == GmailAccount.State.CONNECTED
    assert not SecurityEvent.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"audience": "someone-else"}, {"issuer": "https://ailleurs.test/"}]
)
def test_an_event_for_others_or_from_others_is_refused(client, account, google, changes):
    assert tell(client, google.security_event("tokens-revoked", MAILBOX, **changes)) == 400
    assert state_of(account) == GmailAccount.State.CONNECTED


@pytest.mark.parametrize("body", ["", "x", "a.b.c", "é", "x" * 70_000])
def test_what_is_no_event_is_refused(client, db, google, body):
    assert tell(client, body) == 400


def test_an_old_event_still_counts(client, account, google):
    event = google.security_event("tokens-revoked", MAILBOX, issued_at=1_600_000_000)
    assert tell(client, event) == 202
    assert state_of(account) == GmailAccount.State.LOST


def test_an_event_about_something_else_is_taken_and_changes_nothing(client, account, google):
    assert tell(client, google.security_event("verification", state="hello")) == 202
    assert tell(client, google.security_event("sessions-revoked", MAILBOX)) == 202
    assert state_of(account) == GmailAccount.State.CONNECTED


def test_without_googles_keys_it_is_asked_to_come_again(client, account, google):
    event = google.security_event("tokens-revoked", MAILBOX)
    with google.down():
        assert tell(client, event) == 503
    assert tell(client, event) == 202


def test_a_grant_unused_for_six_months_is_given_back_and_told(account, google):
    half_a_year = timezone.now() - timedelta(days=183)
    GmailAccount.objects.update(connected_at=half_a_year)
    assert services.revoke_unused() == 1
    assert state_of(account) == GmailAccount.State.DISCONNECTED
    assert PendingRevocation.objects.count() == 1
    assert SiteMail.objects.get(name="gmail_send/unused").user == account.user


def test_a_grant_used_lately_stays(account, google):
    half_a_year = timezone.now() - timedelta(days=183)
    GmailAccount.objects.update(connected_at=half_a_year, last_used_at=timezone.now())
    assert services.revoke_unused() == 0
    assert state_of(account) == GmailAccount.State.CONNECTED


# --- Registration ---------------------------------------------------------------------------------
@pytest.fixture
def key(tmp_path):
    """The JSON key of a service account, as Google's console gives it."""
    signing = SigningKey.make()
    path = tmp_path / "key.json"
    account = {
        "type": "service_account",
        "client_email": "evenements@projet.test",
        "private_key_id": signing.kid,
        "private_key": signing.pem,
    }
    path.write_text(json.dumps(account))
    return path


def test_the_receiver_is_registered_and_tried(google, key, settings):
    settings.SITE_URL = "http://127.0.0.1:9"
    out = StringIO()
    call_command("security_events", key, stdout=out)
    assert google.stream["delivery"]["url"] == "http://127.0.0.1:9/gmail/evenements-securite/"
    assert set(google.stream["events_requested"]) == risc.ENDS_THE_GRANT
    assert google.stream["verified"] == "ConnectionRefusedError"  # nobody listens: it was posted
    assert "Inscrite" in out.getvalue()


def test_a_rehearsal_of_the_registration_sends_nothing(google, key):
    out = StringIO()
    call_command("security_events", key, dry_run=True, stdout=out)
    assert "/gmail/evenements-securite/" in out.getvalue()
    assert google.stream is None


def test_a_file_that_is_no_key_is_said_so(google, tmp_path):
    path = tmp_path / "key.json"
    path.write_text("{}")
    with pytest.raises(CommandError, match="no key of a service account"):
        call_command("security_events", path, stdout=StringIO())


def test_googles_refusal_of_the_registration_is_told(google, key):
    google.faults.add(at="stream", kind="status", status=403, reason="forbidden")
    with pytest.raises(CommandError, match="403"):
        call_command("security_events", key, stdout=StringIO())
