"""What was validated leaves once, or is told; its text is gone from here when it has left."""

import logging
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from gmail_send import client, guards, mime, services
from gmail_send.models import Delivery, DeliveryContent, GmailAccount, Outbox
from gmail_send.services import attempts, outbox
from meilleursjobs.lib.states import MoveRefused
from privacy.models import SiteMail
from tests.factories.accounts import UserFactory
from tests.factories.gmail import LETTER, MAILBOX, PDF, connect, enqueue, letter

State = Delivery.State
ROOT = Path(__file__).resolve().parents[2]


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state, delivery.reason


def test_the_accepted_mail_is_byte_for_byte_the_validated_one(account, google):
    raw = letter(account)
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    (mail,) = google.outbox
    assert state_of(delivery) == (State.SENT, "")
    assert mail.raw == raw
    read = mime.parse(mail.raw)
    assert (read.body, read.attachments[0].content) == (LETTER, PDF)


def test_the_text_is_erased_in_the_transaction_that_ends_the_sending(account, google):
    delivery = enqueue(account)
    assert DeliveryContent.objects.count() == 1
    services.deliver(delivery.pk)
    assert DeliveryContent.objects.count() == 0


def test_the_stored_text_is_unreadable_without_its_key_and_its_row(account):
    one, two = enqueue(account), enqueue(account, "rh@autre.test")
    assert "menuisière" not in one.content.raw
    one.content.raw = two.content.raw
    with pytest.raises(Exception, match=str(one.pk)):
        one.content.unseal("raw")


def test_only_the_agreed_call_was_ever_made_at_google(account, google):
    services.deliver(enqueue(account).pk)
    gmail = {call.path for call in google.calls if "/gmail/" in call.path}
    assert gmail == {"/gmail/v1/users/me/messages/send"}


def test_a_second_wake_up_finds_nothing_to_do(account, google):
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    services.deliver(delivery.pk)
    assert len(google.outbox) == 1


def test_a_mail_dated_later_waits(account, google):
    delivery = enqueue(account, send_after=timezone.now() + timedelta(hours=3))
    services.deliver(delivery.pk)
    assert not google.outbox
    assert state_of(delivery)[0] == State.QUEUED


def test_more_than_21_days_ahead_is_refused(account):
    with pytest.raises(ValueError, match="21 days"):
        enqueue(account, send_after=timezone.now() + timedelta(days=22))


def test_bytes_for_someone_else_are_never_queued(account):
    with pytest.raises(mime.Unsendable):
        services.enqueue(account, letter(account), recipient="autre@exemple.test")


@pytest.mark.parametrize("kind", ["close", "rst", "partial", "garbled"])
@pytest.mark.parametrize(("when", "arrived"), [("before", 0), ("after", 1)])
def test_an_answer_lost_after_the_write_is_uncertain_and_never_resent(
    account, google, kind, when, arrived
):
    google.faults.add(at="send", when=when, kind=kind)
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    assert state_of(delivery) == (State.UNCERTAIN, "answer_lost")
    services.sweep()
    services.dispatch()
    services.deliver(delivery.pk)
    assert state_of(delivery)[0] == State.UNCERTAIN
    assert len(google.outbox) == arrived


def test_the_person_is_told_of_an_uncertain_mail(account, google):
    google.faults.add(at="send", when="after", kind="rst")
    services.deliver(enqueue(account).pk)
    mail = SiteMail.objects.get(name="gmail_send/uncertain")
    assert mail.user == account.user
    assert "atelier" in mail.body
    assert "&#" not in mail.body


def test_a_5xx_is_uncertain(account, google):
    google.faults.add(at="send", when="after", kind="status", status=503)
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    assert state_of(delivery) == (State.UNCERTAIN, "google_error")


def test_three_5xx_in_a_row_pause_the_whole_outbox(account, google):
    google.faults.add(at="send", when="before", kind="status", status=500, times=3)
    for number in range(3):
        services.deliver(enqueue(account, f"rh{number}@exemple.test").pk)
    assert not Outbox.read().is_open
    waiting = enqueue(account)
    services.deliver(waiting.pk)
    assert state_of(waiting)[0] == State.QUEUED
    Outbox.objects.update(paused_until=timezone.now() - timedelta(seconds=1))
    services.deliver(waiting.pk)
    assert state_of(waiting)[0] == State.SENT


def test_a_connection_that_fails_leaves_the_mail_in_the_queue(account, google):
    delivery = enqueue(account)
    with google.down():
        services.deliver(delivery.pk)
    assert state_of(delivery) == (State.QUEUED, "no_connection")
    assert delivery.send_after > timezone.now()
    Delivery.objects.update(send_after=timezone.now())
    services.deliver(delivery.pk)
    assert state_of(delivery)[0] == State.SENT
    assert len(google.outbox) == 1


def test_a_429_waits_until_the_time_google_says(account, google):
    google.faults.add(at="send", kind="status", status=429, reason="x", retry_after=7200)
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    assert state_of(delivery) == (State.QUEUED, "google_limit")
    assert delivery.send_after > timezone.now() + timedelta(minutes=119)


@pytest.mark.parametrize(
    ("reasons", "status", "expected"),
    [
        ({"userRateLimitExceeded"}, 403, (State.QUEUED, "google_limit")),
        ({"dailyLimitExceeded"}, 403, (State.QUEUED, "google_limit")),
        ({"insufficientPermissions"}, 403, (State.BLOCKED, "scope")),
        ({"domainPolicy"}, 403, (State.BLOCKED, "domain_policy")),
        ({"failedPrecondition"}, 400, (State.BLOCKED, "no_mailbox")),
        ({"invalidArgument"}, 400, (State.FAILED, "invalid_message")),
        (set(), 413, (State.FAILED, "invalid_message")),
        (set(), 408, (State.UNCERTAIN, "google_error")),
        (set(), 302, (State.UNCERTAIN, "google_error")),
    ],
)
def test_each_answer_of_google_has_its_end(reasons, status, expected):
    outcome = client.judge(status, reasons, "")
    assert (outcome.to, outcome.reason) == expected


def test_the_time_in_googles_message_is_read_when_no_header_says_it():
    outcome = client.judge(429, set(), "Retry after 2031-05-04T10:11:12.123Z please")
    assert outcome.not_before.isoformat().startswith("2031-05-04T10:11:12")


def test_a_refused_message_gives_its_text_back(account, google):
    google.faults.add(at="send", kind="status", status=400, reason="invalidArgument")
    given_back = []

    def listen(sender, delivery, old, new, letter, **kwargs):
        if letter:
            given_back.append((new, letter.body))

    outbox.delivery_moved.connect(listen)
    try:
        delivery = enqueue(account)
        services.deliver(delivery.pk)
    finally:
        outbox.delivery_moved.disconnect(listen)
    assert state_of(delivery)[0] == State.FAILED
    assert given_back == [(State.FAILED, LETTER)]


def test_a_401_is_tried_once_more_with_a_fresh_token(account, google):
    google.expire_access_tokens()
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    assert state_of(delivery) == (State.QUEUED, "unauthorized")
    services.deliver(delivery.pk)
    assert state_of(delivery)[0] == State.SENT


def test_a_second_401_blocks_and_asks_to_reconnect(account, google):
    google.faults.add(at="send", kind="status", status=401, reason="authError", times=2)
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    services.deliver(delivery.pk)
    assert state_of(delivery) == (State.BLOCKED, "unauthorized")
    account.refresh_from_db()
    assert account.state == GmailAccount.State.LOST
    assert not account.refresh_token


def test_a_revoked_grant_erases_the_token_keeps_the_mail_and_tells_the_person(lea, google):
    account = connect(lea, google, fresh=False)
    google.revoke_user(MAILBOX)
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    account.refresh_from_db()
    assert (account.state, account.refresh_token) == (GmailAccount.State.LOST, "")
    assert state_of(delivery) == (State.BLOCKED, "invalid_grant")
    assert DeliveryContent.objects.count() == 1
    assert SiteMail.objects.filter(name="gmail_send/lost", user=lea).count() == 1


@pytest.mark.parametrize("status", [500, 503])
def test_a_token_endpoint_in_trouble_leaves_the_mail_in_the_queue(lea, google, status):
    account = connect(lea, google, fresh=False)
    google.faults.add(at="token", kind="status", status=status, times=None)
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    assert state_of(delivery) == (State.QUEUED, "token_unavailable")
    account.refresh_from_db()
    assert account.is_connected


def test_an_old_token_is_refreshed_before_the_claim(lea, google):
    account = connect(lea, google, fresh=False)
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    assert state_of(delivery)[0] == State.SENT


def test_another_worker_that_refreshes_makes_this_one_wait(lea, google):
    account = connect(lea, google, fresh=False)
    lease = timezone.now() + timedelta(seconds=30)
    GmailAccount.objects.filter(pk=account.pk).update(refreshing_until=lease)
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    assert state_of(delivery) == (State.QUEUED, "refreshing")


def test_a_lost_key_blocks_and_alerts_and_the_returned_key_frees(account, google, settings, caplog):
    delivery = enqueue(account)
    keys = settings.FIELD_KEYS
    settings.FIELD_KEYS = "new:" + "A" * 43 + "="
    with caplog.at_level(logging.CRITICAL):
        services.deliver(delivery.pk)
    assert state_of(delivery) == (State.BLOCKED, "key_lost")
    assert "No key opens" in caplog.text
    services.sweep()
    assert state_of(delivery)[0] == State.BLOCKED
    settings.FIELD_KEYS = f"{settings.FIELD_KEYS},{keys}"
    services.sweep()
    services.deliver(delivery.pk)
    assert state_of(delivery)[0] == State.SENT


def test_a_guard_that_says_no_refuses_and_gives_the_text_back(account, google):
    def guard(delivery):
        return "objection"

    guards.register(guard)
    try:
        delivery = enqueue(account)
        services.deliver(delivery.pk)
    finally:
        guards._guards.remove(guard)
    assert state_of(delivery) == (State.REFUSED, "objection")
    assert not google.outbox
    assert not DeliveryContent.objects.exists()


def test_two_mails_of_one_account_never_fly_together(account):
    one, two = enqueue(account), enqueue(account, "rh@autre.test")
    assert attempts.claim(one)
    assert attempts.claim(two) is None
    assert state_of(two)[0] == State.QUEUED


def test_a_worker_lost_before_take_off_costs_nothing(account, google):
    delivery = enqueue(account)
    attempts.claim(delivery)
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    services.sweep()
    services.deliver(delivery.pk)
    assert state_of(delivery)[0] == State.SENT
    assert len(google.outbox) == 1


def test_a_worker_lost_after_take_off_leaves_doubt_and_no_second_mail(account, google):
    delivery = attempts.claim(enqueue(account))
    attempts.take_off(delivery)
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    services.sweep()
    assert state_of(delivery) == (State.UNCERTAIN, "worker_lost")
    services.deliver_due()
    assert not google.outbox


def test_a_worker_that_wakes_after_its_lease_does_not_write(account, google):
    delivery = attempts.claim(enqueue(account))
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(MoveRefused):
        attempts.take_off(delivery)


def test_a_worker_past_its_deadline_writes_not_one_byte(account, google):
    claimed = attempts.claim(enqueue(account))
    attempts._fly(claimed, "any", deadline=0)
    assert state_of(claimed) == (State.QUEUED, "too_slow")
    assert not [call for call in google.calls if "/gmail/" in call.path]


def test_a_late_yes_for_the_same_attempt_ends_the_doubt(account):
    delivery = attempts.claim(enqueue(account))
    attempts.take_off(delivery)
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    services.sweep()
    attempts.settle(delivery, client.Outcome(State.SENT, google_id="abc"))
    assert state_of(delivery)[0] == State.SENT
    assert not DeliveryContent.objects.exists()


def test_a_late_yes_of_another_attempt_changes_nothing(account):
    delivery = attempts.claim(enqueue(account))
    attempts.take_off(delivery)
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    services.sweep()
    delivery.attempt = uuid.uuid4()
    attempts.settle(delivery, client.Outcome(State.SENT, google_id="abc"))
    assert state_of(delivery)[0] == State.UNCERTAIN


def test_fairness_one_person_with_many_waiting_does_not_hide_another(account, google):
    for number in range(5):
        enqueue(account, f"rh{number}@exemple.test")
    other = connect(UserFactory(), google, "autre.boite@gmail.test")
    enqueue(other, sender_email=other.email)
    assert services.deliver_due() == 2
    assert {mail.account for mail in google.outbox} == {MAILBOX, "autre.boite@gmail.test"}


def test_letters_of_one_mailbox_leave_a_minute_apart_even_after_an_outage(
    account, google, settings
):
    settings.GMAIL_PACE = timedelta(seconds=60)
    first, second = enqueue(account), enqueue(account, "rh@autre.test")
    services.deliver_due()
    services.deliver_due()
    assert len(google.outbox) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.state, second.reason) == (State.QUEUED, "pace")
    assert second.send_after == first.attempted_at + timedelta(seconds=60)
    with time_machine.travel(second.send_after):
        services.deliver_due()
    assert len(google.outbox) == 2


def test_the_pace_of_one_mailbox_does_not_slow_another(account, google, settings):
    settings.GMAIL_PACE = timedelta(seconds=60)
    services.deliver(enqueue(account).pk)
    other = connect(UserFactory(), google, "autre.boite@gmail.test")
    services.deliver(enqueue(other, sender_email=other.email).pk)
    assert len(google.outbox) == 2


def test_the_operators_switch_stops_all(account, google):
    services.pause()
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    assert (services.dispatch(), services.deliver_due()) == (0, 0)
    assert state_of(delivery)[0] == State.QUEUED
