"""The form of a new offer makes one offer, however often it is sent."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from jobs.models import Offer
from jobs.services import publishing
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.applications.test_pipeline import at_once
from tests.factories.accounts import UserFactory
from tests.factories.jobs import CompanyFactory, MembershipFactory, OfferFactory
from tests.jobs.writing import TYPED, press, write

pytestmark = pytest.mark.django_db
State = Offer.State


def page_key(client, company):
    page = client.get(reverse("offer_new", args=[company.slug]))
    key = str(page.context["key"])
    assert f'name="key" value="{key}"' in page.content.decode()
    return key


def test_two_presses_on_a_new_offer_make_one_draft(client, company, karim):
    typed = {"key": page_key(client, company), "reference": "MEN-7"}
    first = write(client, company, **typed)
    again = write(client, company, **typed)
    assert first.url == again.url == reverse("offer_preview", args=[Offer.objects.get().pk])


def test_going_back_to_the_page_and_changing_a_word_changes_the_draft(client, company, karim):
    key = page_key(client, company)
    write(client, company, key=key)
    write(client, company, key=key, title="Ébéniste", more_places="")
    offer = Offer.objects.get()
    assert (offer.title, offer.places.count()) == ("Ébéniste", 1)


def test_an_error_on_the_second_press_goes_on_with_the_same_draft(client, company, karim):
    key = page_key(client, company)
    write(client, company, key=key)
    shown = write(client, company, key=key, title="")
    edit = reverse("offer_edit", args=[Offer.objects.get().pk])
    assert f'action="{edit}"' in shown.content.decode()


def test_an_error_on_the_first_press_keeps_the_key_of_the_page(client, company, karim):
    key = page_key(client, company)
    shown = write(client, company, key=key, title="")
    assert f'name="key" value="{key}"' in shown.content.decode()


def test_two_pages_make_two_offers(client, company, karim):
    for _page in range(2):
        write(client, company, key=page_key(client, company))
    assert Offer.objects.count() == 2


@pytest.mark.parametrize("key", [{}, {"key": ""}, {"key": "zzz"}])
def test_a_page_without_a_key_still_makes_its_offer(client, company, karim, key):
    assert write(client, company, **key).status_code == 302
    assert Offer.objects.get().form_key is None


def test_a_published_offer_is_given_back_to_the_page_that_made_it(client, company, karim, trusted):
    key = page_key(client, company)
    write(client, company, key=key)
    offer = Offer.objects.get(state=State.DRAFT)
    press(client, offer)
    assert write(client, company, key=key).url == reverse("offer_preview", args=[offer.pk])
    assert Offer.objects.exclude(pk=trusted.pk).get().version == 1


def test_other_words_from_the_page_of_a_published_offer_are_another_offer(
    client, company, karim, trusted
):
    key = page_key(client, company)
    write(client, company, key=key)
    offer = Offer.objects.get(state=State.DRAFT)
    press(client, offer)
    answer = write(client, company, key=key, title="Ébéniste")
    other = Offer.objects.get(state=State.DRAFT)
    assert answer.url == reverse("offer_preview", args=[other.pk])
    assert "Celle-ci en est une autre" in text_of(client.get(answer.url))
    offer.refresh_from_db()
    assert (offer.title, other.title) == (TYPED["title"], "Ébéniste")


def test_a_key_of_another_company_gives_nothing_of_its_offers(client, company, karim):
    other = OfferFactory(company=CompanyFactory(), form_key=uuid.uuid4(), draft=True)
    write(client, company, key=str(other.form_key))
    assert company.offers.get().title == TYPED["title"]
    assert Offer.objects.get(pk=other.pk).title == other.title


def test_a_pasted_ad_makes_one_draft_too(client, company, karim):
    key = page_key(client, company)
    for _press in range(2):
        write(client, company, key=key, pasted="1", **{"read-title": "Menuisier"})
    assert Offer.objects.count() == 1


@pytest.mark.parametrize("reference", ["", "MEN-7"])
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_give_the_same_offer_back(reference):
    company, karim, key = CompanyFactory(verified=True), UserFactory(), uuid.uuid4()
    found = []

    def press_once():
        offer = OfferFactory.build(
            company=company, state=State.DRAFT, form_key=key, reference=reference
        )
        found.append(publishing.save(offer, ["34172", "34301"], by=karim).pk)

    assert at_once(*[press_once] * 2) == [None, None]
    offer = Offer.objects.get()
    assert found == [offer.pk] * 2
    assert offer.places.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_posts_at_once_lead_to_the_same_page():
    company, user, key = CompanyFactory(verified=True), UserFactory(), str(uuid.uuid4())
    MembershipFactory(user=user, company=company)
    enrol(user)
    found = []

    def post():
        browser = Client()
        browser.force_login(user)
        found.append(write(browser, company, key=key, reference="MEN-7").url)

    assert at_once(post, post) == [None, None]
    assert set(found) == {reverse("offer_preview", args=[Offer.objects.get().pk])}


# --- The company's own reference ----------------------------------------------------------------
def test_a_reference_that_another_offer_has_is_told_beside_it(client, company, karim):
    OfferFactory(company=company, reference="MEN-7")
    shown = write(client, company, reference="MEN-7")
    assert "porte cette référence" in str(shown.context["form"].errors["reference"])
    assert "L’atelier est chauffé" in text_of(shown)
    write(client, company, reference="MEN-8")
    offer = Offer.objects.get(reference="MEN-8")
    typed = TYPED | {"reference": "MEN-7"}
    shown = client.post(reverse("offer_edit", args=[offer.pk]), typed)
    assert "porte cette référence" in str(shown.context["form"].errors["reference"])
    offer.refresh_from_db()
    assert offer.reference == "MEN-8"
