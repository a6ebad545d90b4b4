"""How a delivery ends when no machine decides: by the person, or by its age."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gmail_send import services
from gmail_send.models import Delivery, DeliveryContent
from gmail_send.services import outbox
from privacy.models import SiteMail
from tests.factories.gmail import enqueue

from .test_outbox import state_of

State = Delivery.State


def test_the_person_may_resend_after_fifteen_minutes_not_before(account, google):
    google.faults.add(at="send", when="before", kind="rst")
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    delivery.refresh_from_db()
    with pytest.raises(services.TooEarly):
        services.resend(delivery)
    past = timezone.now() - timedelta(minutes=16)
    Delivery.objects.update(attempted_at=past)
    delivery.refresh_from_db()
    services.resend(delivery)
    services.deliver(delivery.pk)
    assert state_of(delivery)[0] == State.SENT
    assert len(google.outbox) == 1


def test_the_person_may_say_that_it_left(account, google):
    google.faults.add(at="send", when="after", kind="rst")
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    delivery.refresh_from_db()
    services.confirm_sent(delivery)
    assert state_of(delivery) == (State.SENT, "by_person")
    assert not DeliveryContent.objects.exists()


def test_cancelling_twice_is_told_the_second_time(account):
    delivery = enqueue(account)
    same = Delivery.objects.get(pk=delivery.pk)
    services.cancel(delivery)
    with pytest.raises(outbox.TooLateToChange):
        services.cancel(same)


def test_what_is_thirty_days_old_ends(account):
    delivery = enqueue(account)
    long_ago = timezone.now() - timedelta(days=31)
    Delivery.objects.update(validated_at=long_ago, send_after=long_ago)
    services.sweep()
    assert state_of(delivery) == (State.EXPIRED, "too_old")
    assert not DeliveryContent.objects.exists()


def test_a_doubt_that_nobody_cleared_ends_without_saying_that_nothing_left(account, google):
    google.faults.add(at="send", when="after", kind="close")
    delivery = enqueue(account)
    services.deliver(delivery.pk)
    services.sweep(as_of=timezone.now() + timedelta(days=31))
    assert state_of(delivery) == (State.EXPIRED, "never_told")
    assert "personne ne sait si ce message est parti" in str(delivery.explanation)
    assert "rien n’est parti" not in str(delivery.explanation)


def test_the_person_is_warned_a_week_before_and_once(account):
    delivery = enqueue(account)
    services.disconnect(account.user)
    Delivery.objects.update(validated_at=timezone.now() - timedelta(days=24))
    services.sweep()
    services.sweep()
    assert SiteMail.objects.filter(name="gmail_send/expiring").count() == 1
    assert state_of(delivery)[0] == State.BLOCKED
