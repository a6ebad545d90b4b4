"""The operator sees what waits and may stop all sending; staff pages show no secret and no text."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from gmail_send import services
from gmail_send.models import Delivery
from tests.factories.accounts import UserFactory
from tests.factories.gmail import LETTER, enqueue


def outbox(action):
    out = StringIO()
    call_command("outbox", action, stdout=out)
    return out.getvalue()


def test_paused_nothing_leaves_and_resumed_everything_does(account, google):
    delivery = enqueue(account)
    assert outbox("pause").startswith("stopped by the operator")
    services.deliver(delivery.pk)
    assert not google.outbox
    assert outbox("resume").startswith("open")
    services.deliver(delivery.pk)
    assert len(google.outbox) == 1


def test_the_status_counts_and_names_nobody(account):
    enqueue(account)
    told = outbox("status")
    assert "queued: 1" in told
    assert "oldest due: " in told
    assert "@" not in told


@pytest.fixture
def staff(client, db):
    from allauth.mfa.totp.internal.auth import TOTP

    person = UserFactory(is_staff=True, is_superuser=True)
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client.force_login(person)
    return client


@pytest.mark.parametrize("model", ["gmailaccount", "delivery", "pendingrevocation", "outbox"])
def test_no_page_of_the_admin_shows_a_token_a_text_or_a_recipient(staff, account, model):
    services.disconnect(account.user)
    row = enqueue_after_reconnection(account)
    secrets = {
        LETTER[:20],
        "contact@atelier-sete.test",
        row.content.raw[:40],
        row.account.refresh_token[:40],
        row.account.unseal("refresh_token").decode(),
        row.account.sub,
    }
    listing = staff.get(reverse(f"admin:gmail_send_{model}_changelist"))
    assert listing.status_code == 200
    change = f"admin:gmail_send_{model}_change"
    rows = listing.context["cl"].queryset
    answers = [listing, *(staff.get(reverse(change, args=[one.pk])) for one in rows)]
    pages = [answer.content.decode() for answer in answers]
    assert not [secret for secret in secrets for page in pages if secret in page]


def enqueue_after_reconnection(account):
    from gmail_send import oauth

    granted = oauth.Granted(
        email=account.email,
        sub=account.sub,
        refresh_token="refresh-token-of-the-test",
        access_token="access-token-of-the-test",
        expires_in=3600,
    )
    return enqueue(services.connect(account.user, granted))


def test_no_state_can_be_written_in_the_admin(staff, account):
    delivery = enqueue(account)
    address = reverse("admin:gmail_send_delivery_change", args=[delivery.pk])
    assert staff.post(address, {"state": "sent"}).status_code == 403
    assert Delivery.objects.get().state == Delivery.State.QUEUED
    assert (
        staff.post(reverse("admin:gmail_send_delivery_delete", args=[delivery.pk])).status_code
        == 403
    )
