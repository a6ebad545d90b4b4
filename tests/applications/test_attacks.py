"""Ways around the rules of who may be written to, and presses at the same moment."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import contact_rules, services
from applications.models import (
    ApplicationEvent,
    DraftContent,
    LetterModel,
    Reservation,
    SpontaneousApplication,
)
from gmail_send.models import MOST_AHEAD
from tests.factories.applications import BODY, DraftFactory, found_draft
from tests.factories.jobs import ApplicationAddressFactory

State = SpontaneousApplication.State


def code_of(draft):
    with pytest.raises(contact_rules.NotAllowed) as refused:
        contact_rules.reserve(draft)
    return refused.value.code


@pytest.mark.parametrize(
    ("kind", "value", "recipient"),
    [
        ("address", "rh@atelier.test", "RH+candidature@atelier.test"),
        ("address", "rh+non@atelier.test", "rh@atelier.test"),
        ("address", "rh@été-bois.test", "rh@xn--t-bois-9uab.test"),
        ("address", "l.atelier@gmail.com", "latelier@googlemail.com"),
        ("domain", "Été-Bois.test.", "rh@xn--t-bois-9uab.test"),
        ("domain", "@atelier.test", "rh@lyon.atelier.test"),
    ],
)
def test_no_other_spelling_gets_around_an_objection(candidate, kind, value, recipient):
    contact_rules.object_to(kind, value)
    assert code_of(found_draft(candidate, recipient)) == "objection"


@pytest.mark.parametrize("again", ["contact+1@bois.test", "CONTACT+2+3@bois.test"])
def test_a_tag_in_the_address_is_no_way_around_the_90_days(candidate, again):
    contact_rules.reserve(found_draft(candidate, "contact@bois.test"))
    assert code_of(found_draft(candidate, again)) == "quiet"


@pytest.mark.parametrize("typed", ["emploi@bois.test", "emploi+moi@bois.test"])
def test_typing_the_company_by_hand_is_no_way_around_a_withdrawn_address(candidate, typed):
    ApplicationAddressFactory(email="emploi@bois.test", refused_at=timezone.now())
    assert code_of(found_draft(candidate, typed)) == "address_refused"


def test_typing_the_company_by_hand_is_no_way_around_its_refusal(candidate):
    address = ApplicationAddressFactory(email="emploi@bois.test")
    company = address.establishment.company
    company.refuses_since = timezone.now()
    company.save()
    assert code_of(found_draft(candidate, "Emploi@bois.test")) == "company_refuses"


def test_an_address_one_shop_withdrew_still_serves_the_shop_that_keeps_it(candidate):
    ApplicationAddressFactory(email="emploi@bois.test", refused_at=timezone.now())
    kept = ApplicationAddressFactory(email="emploi@bois.test")
    contact_rules.reserve(DraftFactory(candidate=candidate, address=kept, resume=None))


def test_erasing_a_letter_that_may_have_left_erases_its_text_and_keeps_its_place(candidate):
    draft = found_draft(candidate, "contact@bois.test")
    contact_rules.reserve(draft)  # an uncertain attempt keeps it, though the letter came back
    services.record(draft, ApplicationEvent.Kind.UNCERTAIN)
    services.delete_draft(draft)
    assert not DraftContent.objects.exists()
    SpontaneousApplication.objects.update(edited_at=timezone.now() - timedelta(days=40))
    services.expire_drafts()
    assert code_of(found_draft(candidate, "contact@bois.test")) == "quiet"


def test_a_letter_that_may_have_left_is_not_sent_to_another_address(candidate):
    draft = found_draft(candidate, "contact@bois.test")
    contact_rules.reserve(draft)
    draft.recipient = "autre@bois.test"
    draft.save()
    assert code_of(draft) == "may_have_left"


def test_the_last_minute_of_the_21_days_taken_is_told(signed_in, account, candidate):
    last = timezone.now() + MOST_AHEAD - timedelta(seconds=20)
    contact_rules.reserve(found_draft(candidate, "un@bois.test"), at=last)
    draft = found_draft(candidate, "deux@bois.test")
    page = reverse("spontaneous_preview", args=[draft.pk])
    digest = signed_in.get(page).context["form"]["digest"].value()
    at = f"{timezone.localtime(last):%Y-%m-%dT%H:%M:%S}"
    data = {"digest": digest, "when": "later", "send_at": at, "anyway": "on"}
    answer = signed_in.post(page, data)
    assert answer.status_code == 200
    assert "plus tôt" in answer.content.decode()
    assert Reservation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", ["save", "keep"])
def test_two_first_presses_at_once_make_one_draft_and_no_fault(candidate, action):
    data = {
        "key": str(uuid.uuid4()),
        "company_name": "Voilerie Vent Debout",
        "subject": "Menuisière",
        "body": BODY,
        "action": action,
        "model_name": "Mon début",
    }
    answers, barrier = [], threading.Barrier(4)

    def press():
        browser = Client(raise_request_exception=False)
        browser.force_login(candidate)
        try:
            barrier.wait(20)
            answers.append(browser.post(reverse("spontaneous_new"), data).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [302] * 4
    assert SpontaneousApplication.objects.count() == 1
    assert LetterModel.objects.count() == (action == "keep")
