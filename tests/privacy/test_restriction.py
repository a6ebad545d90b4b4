"""Frozen data is kept and used for nothing, on every surface; its person reads, and decides."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import outcomes, pipeline
from applications.models import Application
from gmail_send import services as gmail
from gmail_send.models import Delivery
from jobs.models import Alert
from jobs.services import alerts
from privacy.models import Restriction
from privacy.services import restriction
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, found_draft
from tests.factories.gmail import connect, enqueue
from tests.factories.jobs import AlertFactory, MembershipFactory, OfferFactory


@pytest.fixture
def frozen(lea):
    restriction.restrict(lea, "accuracy")
    return lea


def test_recruiters_no_longer_see_the_application_nor_the_cv(client, lea):
    application = ApplicationFactory(candidate=lea)
    karim = UserFactory(first_name="Karim")
    enrol(karim)
    MembershipFactory(user=karim, company=application.offer.company)
    client.force_login(karim)
    addresses = [
        reverse("received_one", args=[application.pk]),
        reverse("received_resume", args=[application.pk]),
    ]
    assert {client.get(address).status_code for address in addresses} == {200}
    restriction.restrict(lea, "accuracy")
    assert {client.get(address).status_code for address in addresses} == {404}
    assert lea.last_name not in client.get(reverse("received")).content.decode()
    restriction.lift(lea)
    assert Application.objects.received_by(karim).count() == 1


def test_no_alert_leaves(frozen):
    AlertFactory(user=frozen, email=frozen.email, query="q=menuisier", frequency="daily")
    AlertFactory(email="ana@exemple.test", query="q=menuisier", frequency="daily")
    Alert.objects.update(looked_at=timezone.now() - timedelta(days=2))
    OfferFactory(title="Menuisier de marine")
    assert alerts.look("daily") == 1


def test_no_letter_leaves_and_its_text_comes_back(lea, google):
    delivery = enqueue(connect(lea, google))
    restriction.restrict(lea, "pause")
    gmail.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (Delivery.State.REFUSED, "restricted")
    assert not google.outbox


def test_nothing_is_asked_and_nothing_counts_in_statistics(lea):
    when = timezone.now() - timedelta(days=12)
    found_draft(lea, "contact@vent-debout.test", state="sent_by_me", sent_at=when)
    assert outcomes.ask_everybody(dry_run=True) == 1
    restriction.restrict(lea, "pause")
    assert outcomes.ask_everybody(dry_run=True) == 0


def test_recruiters_are_not_reminded_of_frozen_applications(lea):
    application = ApplicationFactory(candidate=lea)
    MembershipFactory(company=application.offer.company, user=UserFactory())
    late = timezone.now() + timedelta(days=20)
    assert pipeline.remind_recruiters(as_of=late, dry_run=True) == 1
    restriction.restrict(lea, "pause")
    assert pipeline.remind_recruiters(as_of=late, dry_run=True) == 0


def test_writes_are_refused_and_reading_is_not(client, frozen):
    client.force_login(frozen)
    assert client.get(reverse("profile")).status_code == 200
    answer = client.post(reverse("profile_edit"), {"headline": "Menuisière"})
    assert answer.status_code == 403
    assert "Rien de ce que vous avez tapé n’est perdu" in answer.content.decode()
    offer = OfferFactory()
    assert client.post(reverse("apply", args=[offer.pk]), {}).status_code == 403


def test_the_person_lifts_it_at_once(client, frozen):
    client.force_login(frozen)
    assert "Vos données sont gelées" in client.get(reverse("rights")).content.decode()
    client.post(reverse("restriction"), {"action": "lift"})
    assert not Restriction.objects.exists()


def test_the_person_freezes_it_with_a_reason(client, lea):
    client.force_login(lea)
    page = client.post(reverse("restriction"), {"ground": ""}).content.decode()
    assert not Restriction.objects.exists()
    assert "field-errors" in page
    client.post(reverse("restriction"), {"ground": "claim"})
    assert Restriction.objects.get().ground == "claim"


def test_rights_and_sign_out_stay_open_to_a_frozen_account(client, frozen):
    client.force_login(frozen)
    client.post(reverse("rights"), {"kind": "access", "words": "Une question"})
    assert frozen.rightsrequest_set.count() == 1
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_directives_are_kept_encrypted_read_back_and_erased(client, lea):
    from privacy.models import Directive

    client.force_login(lea)
    words = {"words": "Tout effacer.", "trusted": "Nina, ma sœur"}
    client.post(reverse("directive"), words)
    stored = Directive.objects.get()
    assert "Tout effacer" not in stored.words
    page = client.get(reverse("directive")).content.decode()
    assert "Tout effacer." in page
    assert "Nina, ma sœur" in page
    Directive.objects.update(words="v1.lost.AAAA")
    page = client.get(reverse("directive"))
    assert page.status_code == 200
    assert "ne peuvent pas être ouvertes" in page.content.decode()
    client.post(reverse("directive"), {"action": "delete"})
    assert not Directive.objects.exists()
