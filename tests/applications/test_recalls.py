"""CVs called back: recruiters are told, erase their copy, say so; the candidate sees it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from applications import pipeline, recalls
from applications.models import Recall
from privacy import post
from privacy.models import SiteMail
from privacy.services import erasure, restriction
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.jobs import MembershipFactory

from .pages import text_of


@pytest.fixture
def karim(db):
    user = UserFactory(first_name="Karim")
    enrol(user)
    return user


@pytest.fixture
def read(candidate, karim):
    """An application whose CV Karim opened."""
    application = ApplicationFactory(candidate=candidate)
    MembershipFactory(user=karim, company=application.offer.company)
    pipeline.note_reading(application, by=karim)
    return application


def link():
    post.send_due()
    return re.search(r"/recruteur/candidatures/rappels/\S+", mail.outbox[-1].body)[0]


def test_an_erasure_calls_back_every_cv_that_was_opened(client, candidate, karim, read):
    erasure.erase(candidate)
    post.send_due()
    told = [one for one in mail.outbox if one.to == [karim.email]]
    assert "Léa Dupré" in told[0].body  # or nobody would know what to erase
    assert not SiteMail.objects.filter(name="applications/recalled").exists()  # nothing is kept
    recall = Recall.objects.get()
    assert (recall.application, recall.reader) == (None, karim)
    client.force_login(karim)
    assert client.get(reverse("received_resume", args=[read.pk])).status_code == 404


def test_the_recruiter_confirms_and_the_candidate_sees_it(client, candidate, karim, read):
    pipeline.withdraw(read, by=candidate)
    client.force_login(candidate)
    assert "ne l’a pas encore confirmé" in text_of(client.get(read.get_absolute_url()))
    client.logout()
    address = link()
    told = SiteMail.objects.get(name="applications/recalled").body
    assert "Léa" not in told  # the page behind the sign-in says whose it is
    assert reverse("received_one", args=[read.pk]) in told
    assert "Je n’en garde aucune copie" in text_of(client.get(address))
    assert Recall.objects.get().acknowledged_at is None  # looking is not confirming
    client.post(address)
    first = Recall.objects.get().acknowledged_at
    client.post(address)
    assert Recall.objects.get().acknowledged_at == first
    client.force_login(candidate)
    assert "n’en garder aucune copie" in text_of(client.get(read.get_absolute_url()))


def test_what_waits_stands_above_the_applications_received(client, candidate, karim, read):
    pipeline.withdraw(read, by=candidate)
    client.force_login(karim)
    page = text_of(client.get(reverse("received")))
    assert "Effacez toute copie du CV de Léa Dupré" in page
    recalls.acknowledge(Recall.objects.get())
    assert "Effacez toute copie" not in text_of(client.get(reverse("received")))


def test_a_recruiter_is_shown_nobody_elses_recalls(client, candidate, karim, read):
    pipeline.withdraw(read, by=candidate)
    stranger = UserFactory()
    enrol(stranger)
    client.force_login(stranger)
    assert "Effacez toute copie" not in text_of(client.get(reverse("received")))


def test_a_forged_link_serves_nobody(client, db):
    assert client.post(reverse("recall", args=["forge"])).status_code == 410


def test_nobody_is_asked_about_a_cv_that_nobody_opened(candidate):
    application = ApplicationFactory(candidate=candidate)
    pipeline.withdraw(application, by=candidate)
    assert not Recall.objects.exists()


# --- Frozen data ----------------------------------------------------------------------------------
def asked():
    return SiteMail.objects.filter(name="applications/recalled")


def test_freezing_ones_data_calls_back_every_cv_that_was_opened(client, candidate, karim, read):
    restriction.restrict(candidate, "accuracy")
    restriction.restrict(candidate, "claim")  # another reason is no other freeze
    told = asked().get()
    assert told.user == karim
    assert "Léa Dupré a fait geler ses données" in told.body
    client.force_login(karim)
    page = text_of(client.get(reverse("received")))
    assert "Effacez toute copie du CV reçu" in page
    assert "Dupré" not in page
    client.force_login(candidate)
    assert "ne l’a pas encore confirmé" in text_of(client.get(read.get_absolute_url()))
    post.send_due()
    assert not asked().exists()  # the mail that named a frozen person does not stay


def test_who_confirmed_is_asked_again_only_after_opening_the_cv_again(candidate, karim, read):
    restriction.restrict(candidate, "pause")
    recalls.acknowledge(Recall.objects.get())
    restriction.lift(candidate)
    restriction.restrict(candidate, "pause")
    assert asked().count() == 1
    restriction.lift(candidate)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        pipeline.note_reading(read, by=karim)
        pipeline.withdraw(read, by=candidate)
    assert Recall.objects.get().acknowledged_at is None
    assert asked().count() == 2


def readings(application):
    return application.steps.filter(kind="read").count()


def test_a_cv_opened_within_the_hour_of_a_confirmation_is_called_back_again(candidate, karim, read):
    restriction.restrict(candidate, "pause")
    recalls.acknowledge(Recall.objects.get())
    restriction.lift(candidate)
    for _time in range(2):  # the second is the same reading
        pipeline.note_reading(read, by=karim)
    assert readings(read) == 2
    pipeline.withdraw(read, by=candidate)
    assert Recall.objects.get().acknowledged_at is None
    assert asked().count() == 2


def test_a_cv_opened_again_since_it_was_called_back_is_another_reading(candidate, karim, read):
    restriction.restrict(candidate, "pause")
    restriction.lift(candidate)
    for _time in range(2):
        pipeline.note_reading(read, by=karim)
    assert readings(read) == 2
    colleague = UserFactory()  # of whom nothing was asked
    for _time in range(2):
        pipeline.note_reading(read, by=colleague)
    assert readings(read) == 3


def test_a_freeze_asks_nobody_who_never_opened_the_cv(candidate):
    ApplicationFactory(candidate=candidate)
    restriction.restrict(candidate, "pause")
    assert not Recall.objects.exists()
