"""The operator's page: figures that name nobody, a switch, and what to do."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gmail_send import services
from gmail_send.models import Delivery, Outbox
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.gmail import MAILBOX, enqueue

DESK = "/gestion/envois/"


@pytest.fixture
def operator(client, db):
    person = UserFactory(is_staff=True)
    enrol(person)
    client.force_login(person)
    return client


def page_of(answer):
    return html.unescape(answer.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def test_the_page_counts_what_waits_and_names_nobody(operator, account):
    delivery = enqueue(account, "contact@atelier-sete.test")
    ago = timezone.now() - timedelta(minutes=12)
    Delivery.objects.filter(pk=delivery.pk).update(send_after=ago)
    page = page_of(operator.get(DESK))
    assert "attend depuis 12 minutes" in page
    for word in (MAILBOX, "atelier-sete", account.user.email, account.user.last_name, delivery.pk):
        assert str(word) not in page


def test_the_switch_stops_everything_and_lets_it_go_on(operator, account, google):
    delivery = enqueue(account)
    operator.post(reverse("outbox_switch"), {"to": "stop"})
    services.deliver(delivery.pk)
    assert not google.outbox
    page = page_of(operator.get(DESK))
    assert "Arrêté par l’équipe" in page
    assert "Lever l’arrêt" in page
    operator.post(reverse("outbox_switch"), {"to": "go"})
    services.deliver(delivery.pk)
    assert len(google.outbox) == 1


def test_looking_changes_nothing_and_an_unknown_word_neither(operator):
    operator.get(reverse("outbox_switch"))
    operator.post(reverse("outbox_switch"), {"to": "x"})
    assert Outbox.read().is_open


def test_the_breaker_says_when_everything_goes_on(operator, db):
    until = timezone.now() + timedelta(minutes=4)
    Outbox.objects.update_or_create(pk=1, defaults={"paused_until": until})
    assert "Trois erreurs de suite chez Google" in page_of(operator.get(DESK))


def test_a_missing_key_and_many_doubts_are_alerted(operator, account):
    one, two = enqueue(account), enqueue(account, "rh@autre.test")
    Delivery.objects.filter(pk=one.pk).update(state="blocked", reason="key_lost")
    now = {"attempted_at": timezone.now()}
    Delivery.objects.filter(pk=two.pk).update(state="uncertain", reason="answer_lost", **now)
    page = page_of(operator.get(DESK))
    assert "1 lettre ne s’ouvre avec aucune clé" in page
    assert "Beaucoup de doutes" in page
    assert "100,0 % (1 / 1)" in page


def test_nobody_else_finds_the_page(client, db):
    client.force_login(UserFactory())
    assert client.get(DESK).status_code == 404
    assert client.post(reverse("outbox_switch"), {"to": "stop"}).status_code == 404
    assert Outbox.read().is_open
