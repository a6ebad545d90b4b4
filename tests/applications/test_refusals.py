"""A company that refuses letters gets none through us, at whatever address, by whatever way."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import contact_rules
from applications.models import DraftContent, Reservation, SpontaneousApplication
from gmail_send import services as gmail
from gmail_send.models import Delivery, DeliveryContent
from tests.factories.applications import BODY, DraftFactory, found_draft
from tests.factories.jobs import (
    ApplicationAddressFactory,
    CompanyFactory,
    EstablishmentFactory,
)

from .pages import press, text_of, url

State = SpontaneousApplication.State
SAID = "Cette entreprise ne souhaite pas de candidatures spontanées"


@pytest.fixture
def brought(candidate):
    """A letter to a listed company, at an address that the candidate brought."""
    place = EstablishmentFactory()
    return found_draft(
        candidate, "patron@tournelune.test", establishment=place, company_name=place.company.name
    )


def refuse(company):
    company.refuses_since = timezone.now()
    company.save()


def typed(**changes):
    return {
        "key": uuid.uuid4(),
        "action": "preview",
        "company_name": "Voilerie Vent Debout",
        "found_email": "contact@vent-debout.test",
        "found_where": "leur site",
        "subject": "Voilière",
        "body": BODY,
        **changes,
    }


def test_the_page_of_writing_says_it_beside_the_recipient_and_loses_nothing(signed_in):
    place = EstablishmentFactory()
    refuse(place.company)
    page = f"{reverse('spontaneous_new')}?entreprise={place.company.slug}"
    data = typed(establishment=place.pk)
    answer = signed_in.post(page, data)
    assert SAID in answer.context["form"].errors["found_email"][0]
    assert BODY in text_of(answer)
    assert not SpontaneousApplication.objects.exists()
    signed_in.post(page, {**data, "action": "save"})  # the words may be kept
    assert DraftContent.objects.get().read().body == BODY


def test_the_preview_says_it_and_validates_nothing(signed_in, account, brought):
    refuse(brought.establishment.company)
    assert SAID in text_of(signed_in.get(url("spontaneous_preview", brought)))
    assert SAID in text_of(press(signed_in, brought))
    assert not Delivery.objects.exists()
    assert DraftContent.objects.exists()


def test_ones_own_mailbox_follows_the_same_rule(signed_in, brought):
    refuse(brought.establishment.company)
    page = text_of(signed_in.get(url("spontaneous_own_mail", brought)))
    assert SAID in page
    assert BODY in page
    assert f"mailto:{brought.recipient}" not in page
    assert "C’est envoyé" not in page
    assert SAID in text_of(signed_in.post(url("spontaneous_own_mail", brought)))
    brought.refresh_from_db()
    assert brought.state == State.DRAFT
    assert not Reservation.objects.exists()


def test_a_refusal_between_validation_and_sending_gives_text_and_place_back(
    signed_in, google, account, brought
):
    press(signed_in, brought)
    assert Reservation.objects.exists()
    refuse(brought.establishment.company)
    gmail.deliver(Delivery.objects.get().pk)
    brought.refresh_from_db()
    assert brought.state == State.REFUSED
    assert brought.delivery.reason == "company_refuses"
    assert google.outbox == []
    assert DraftContent.objects.get().read().body == BODY
    assert not DeliveryContent.objects.exists()
    assert not Reservation.objects.exists()
    assert SAID in text_of(signed_in.get(brought.get_absolute_url()))


def test_typing_the_company_by_hand_is_no_way_around(signed_in, candidate, google, account):
    address = ApplicationAddressFactory(email="patron@tournelune.test")
    draft = found_draft(candidate, "Patron@tournelune.test", company_name="Tournelune")
    press(signed_in, draft)
    refuse(address.establishment.company)
    gmail.deliver(Delivery.objects.get().pk)
    draft.refresh_from_db()
    assert (draft.state, draft.delivery.reason) == (State.REFUSED, "company_refuses")


def test_a_name_typed_by_hand_is_refused_when_every_company_of_that_name_refuses(signed_in):
    refuse(CompanyFactory(name="Voilerie Vent-Debout"))
    answer = signed_in.post(reverse("spontaneous_new"), typed())
    assert "choisissez-la dans l’annuaire" in answer.context["form"].errors["found_email"][0]
    CompanyFactory(name="VOILERIE VENT DEBOUT")  # another one, which does not refuse
    assert signed_in.post(reverse("spontaneous_new"), typed()).status_code == 302


def test_choosing_another_company_is_no_way_to_the_address_of_one_that_refuses(candidate):
    address = ApplicationAddressFactory()
    refuse(address.establishment.company)
    draft = found_draft(candidate, address.email, establishment=EstablishmentFactory())
    assert contact_rules.forbidden(draft) == "company_refuses"


def test_an_address_that_was_withdrawn_stays_so_when_it_is_typed(candidate):
    address = ApplicationAddressFactory(refused_at=timezone.now())
    draft = found_draft(candidate, address.email)
    assert contact_rules.forbidden(draft) == "address_refused"


def test_an_address_shared_by_shops_serves_those_that_did_not_withdraw_it(candidate):
    one = ApplicationAddressFactory(email="emploi@chaine.test")
    shop = EstablishmentFactory(company=one.establishment.company)
    ApplicationAddressFactory(
        establishment=shop, email="emploi@chaine.test", refused_at=timezone.now()
    )
    assert contact_rules.forbidden(DraftFactory(candidate=candidate, address=one)) == ""
    there = found_draft(candidate, "emploi@chaine.test", establishment=shop)
    assert contact_rules.forbidden(there) == "address_refused"
