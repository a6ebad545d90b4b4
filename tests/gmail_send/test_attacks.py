"""What an attacker, a bad moment or a broken row may not do to the outbox."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from gmail_send import client, services
from gmail_send.models import (
    LIFE,
    Delivery,
    DeliveryContent,
    GmailAccount,
    PendingRevocation,
)
from gmail_send.services import attempts, outbox, sweeps
from tests.factories.accounts import UserFactory
from tests.factories.gmail import connect, enqueue

State = Delivery.State
LATER = client.Outcome(State.QUEUED, "google_limit")


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state, delivery.reason


def in_flight(delivery):
    taken = attempts.claim(delivery)
    attempts.take_off(taken)
    return taken


def test_a_revocation_that_google_never_confirms_is_tried_for_ever_and_stops_no_other(
    account, google
):
    services.disconnect(account.user)
    PendingRevocation.objects.update(tries=5_000)
    with google.down():
        services.retry_revocations()
    assert PendingRevocation.objects.get().next_try_at <= timezone.now() + timedelta(hours=6)


def test_a_limit_told_after_a_disconnection_leaves_the_mail_blocked_not_queued(account, google):
    delivery = in_flight(enqueue(account))
    services.disconnect(account.user)
    attempts.settle(delivery, LATER)
    services.sweep()
    assert state_of(delivery) == (State.BLOCKED, "disconnected")


def test_a_mail_of_a_replaced_mailbox_neither_leaves_nor_holds_up_the_new_one(account, google):
    old = in_flight(enqueue(account))
    new = connect(account.user, google, "autre.boite@gmail.test")
    attempts.settle(old, LATER)
    Delivery.objects.update(send_after=timezone.now() - timedelta(hours=1))
    fresh = enqueue(new, sender_email=new.email)
    services.sweep()
    services.deliver_due()
    assert state_of(old) == (State.CANCELLED, "other_account")
    assert state_of(fresh)[0] == State.SENT
    assert [mail.account for mail in google.outbox] == [new.email]


def test_a_late_401_of_an_old_token_leaves_the_new_grant_alone(account, google):
    delivery = in_flight(enqueue(account))
    services.disconnect(account.user)
    connect(account.user, google)
    delivery.unauthorized = True
    attempts.settle(delivery, client.Outcome(State.QUEUED, "unauthorized"))
    account.refresh_from_db()
    assert account.is_connected
    services.sweep()
    services.deliver_due()
    assert state_of(delivery)[0] == State.SENT


@pytest.mark.parametrize("state", [State.CLAIMED, State.BLOCKED, State.UNCERTAIN])
def test_a_mail_past_its_thirty_days_stops_neither_the_sweep_nor_the_person(account, google, state):
    delivery = attempts.claim(enqueue(account))
    past = timezone.now() - LIFE - timedelta(hours=1)
    Delivery.objects.update(
        state=state,
        reason="key_lost",
        validated_at=past,
        send_after=past,
        lease_until=past,
        attempted_at=past,
    )
    delivery.refresh_from_db()
    if state == State.UNCERTAIN:
        outbox.resend(delivery)
    if state == State.BLOCKED:
        connect(account.user, google)
    services.pause()
    services.sweep()
    services.sweep()
    assert state_of(delivery) == (State.EXPIRED, "too_old")
    assert not DeliveryContent.objects.exists()


def test_a_row_that_cannot_be_moved_does_not_stop_the_sweep_of_others(account, google, caplog):
    broken = in_flight(enqueue(account))
    other = connect(UserFactory(), google, "autre.boite@gmail.test")
    fine = in_flight(enqueue(other, sender_email=other.email))
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    def stumble(sender, delivery, **kwargs):
        if delivery.pk == broken.pk:
            raise RuntimeError("a receiver of another room")

    outbox.delivery_moved.connect(stumble)
    try:
        services.sweep()
    finally:
        outbox.delivery_moved.disconnect(stumble)
    assert state_of(fine)[0] == State.UNCERTAIN
    assert state_of(broken)[0] == State.IN_FLIGHT
    assert "could not be moved" in caplog.text


def test_a_mail_whose_text_is_gone_is_told_and_holds_nobody_up(account, google):
    lost = enqueue(account)
    DeliveryContent.objects.all().delete()
    other = connect(UserFactory(), google, "autre.boite@gmail.test")
    fine = enqueue(other, sender_email=other.email)
    services.deliver_due()
    services.sweep()
    assert state_of(lost) == (State.BLOCKED, "text_lost")
    assert "perdu" in str(lost.explanation)
    assert state_of(fine)[0] == State.SENT
    services.cancel(lost)


def test_a_delivery_that_stumbles_does_not_hold_up_the_next_person(account, google, monkeypatch):
    enqueue(account)
    other = connect(UserFactory(), google, "autre.boite@gmail.test")
    fine = enqueue(other, sender_email=other.email)

    def deliver(pk):
        if pk != fine.pk:
            raise RuntimeError("whatever")
        services.deliver(pk)

    monkeypatch.setattr(sweeps, "deliver", deliver)
    services.deliver_due()
    assert state_of(fine)[0] == State.SENT


def faults_of(*acts):
    """Run them at the same moment, each in a thread; what they raised."""
    faults, barrier = [], threading.Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(20)
            act()
        except Exception as error:  # noqa: BLE001 told by the assertion
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return faults


@pytest.mark.django_db(transaction=True)
def test_reconnecting_while_mails_are_claimed_and_cancelled_never_falls_over(google):
    person = UserFactory()
    account = connect(person, google)
    waiting = [enqueue(account, f"rh{n}@exemple.test") for n in range(6)]

    def cancelling():
        for delivery in reversed(waiting):
            with suppress(outbox.TooLateToChange):
                services.cancel(Delivery.objects.get(pk=delivery.pk))

    faults = faults_of(
        lambda: [services.deliver(delivery.pk) for delivery in waiting],
        cancelling,
        lambda: connect(person, google, "autre.boite@gmail.test"),
        lambda: services.lose(GmailAccount.objects.get(pk=account.pk), "invalid_grant"),
    )
    assert not faults
    assert {mail.account for mail in google.outbox} <= {account.email}
    gone = Delivery.objects.filter(state__in=Delivery.ENDS)
    assert not DeliveryContent.objects.filter(delivery__in=gone).exists()
