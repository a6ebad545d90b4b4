"""The grant of a mailbox: taken back, revoked at Google, given again, checked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gmail_send import services
from gmail_send.models import Delivery, GmailAccount, PendingRevocation
from gmail_send.services import attempts
from gmail_send.signals import delivery_moved
from privacy.models import SiteMail
from tests.factories.accounts import UserFactory
from tests.factories.gmail import MAILBOX, connect, enqueue

from .test_outbox import state_of

State = Delivery.State


def test_disconnecting_blocks_what_waits_and_revokes_at_google(account, google):
    delivery = enqueue(account)
    services.disconnect(account.user)
    account.refresh_from_db()
    assert (account.state, account.refresh_token) == (GmailAccount.State.DISCONNECTED, "")
    assert state_of(delivery) == (State.BLOCKED, "disconnected")
    services.retry_revocations()
    assert not PendingRevocation.objects.exists()
    assert not google.grants


def test_a_revocation_is_retried_until_google_answers(account, google):
    services.disconnect(account.user)
    with google.down():
        services.retry_revocations()
    pending = PendingRevocation.objects.get()
    assert pending.tries == 1
    assert pending.next_try_at > timezone.now()
    PendingRevocation.objects.update(next_try_at=timezone.now())
    services.retry_revocations()
    assert not PendingRevocation.objects.exists()


def test_a_late_revocation_does_not_end_the_grant_of_a_reconnection(account, google):
    services.disconnect(account.user)
    with google.down():
        services.retry_revocations()
    connect(account.user, google)
    PendingRevocation.objects.update(next_try_at=timezone.now())
    services.retry_revocations()
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    assert state_of(delivery)[0] == State.SENT
    assert google.grants


def test_a_grant_taken_back_between_claim_and_take_off_stops_the_mail(account, google):
    delivery = attempts.claim(enqueue(account))
    services.disconnect(account.user)
    attempts._fly(delivery, "any", deadline=float("inf"))
    assert state_of(delivery) == (State.BLOCKED, "disconnected")
    assert not google.outbox


def test_disconnecting_while_one_is_in_flight_lets_it_end_and_blocks_the_rest(account, google):
    flying, waiting = enqueue(account), enqueue(account, "rh@autre.test")

    def meanwhile(sender, delivery, new, **kwargs):
        if new == State.IN_FLIGHT:
            services.disconnect(account.user)

    delivery_moved.connect(meanwhile)
    try:
        services.deliver(flying.pk)
    finally:
        delivery_moved.disconnect(meanwhile)
    assert state_of(flying)[0] == State.SENT
    assert len(google.outbox) == 1
    assert state_of(waiting) == (State.BLOCKED, "disconnected")


def test_the_same_mailbox_reconnected_frees_what_was_blocked(account, google):
    delivery = enqueue(account)
    services.disconnect(account.user)
    connect(account.user, google)
    services.deliver(delivery.pk)
    assert state_of(delivery)[0] == State.SENT


def test_another_mailbox_never_sends_what_the_first_one_was_to_send(account, google):
    delivery = enqueue(account)
    services.disconnect(account.user)
    connect(account.user, google, "autre.boite@gmail.test")
    assert state_of(delivery) == (State.CANCELLED, "other_account")
    services.deliver(delivery.pk)
    assert not google.outbox


def test_a_grant_that_died_is_told_when_it_is_checked(account, google):
    google.revoke_user(MAILBOX)
    services.check(account.pk)
    account.refresh_from_db()
    assert (account.state, account.lost_reason) == (GmailAccount.State.LOST, "invalid_grant")
    assert SiteMail.objects.filter(name="gmail_send/lost").count() == 1


def test_a_check_while_google_is_in_trouble_changes_nothing(account, google):
    google.faults.add(at="token", kind="status", status=503, times=None)
    services.check(account.pk)
    account.refresh_from_db()
    assert account.is_connected


def test_a_living_grant_is_dated_by_its_check(account, google):
    long_ago = timezone.now() - timedelta(days=3)
    GmailAccount.objects.update(checked_at=long_ago)
    services.check(account.pk)
    account.refresh_from_db()
    assert account.checked_at > timezone.now() - timedelta(minutes=1)


def test_one_mailbox_serves_one_person(account, google):
    with pytest.raises(Exception, match="déjà connectée"):
        connect(UserFactory(), google)
