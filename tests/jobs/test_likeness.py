"""Offers that read nearly the same are shown to our staff, with a score."""

import pytest
from django.urls import reverse

from jobs.likeness import near_duplicates
from jobs.models import Offer
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.factories.accounts import UserFactory
from tests.factories.jobs import OfferFactory

pytestmark = pytest.mark.django_db
WORDS = (
    "Vous fabriquez des fenêtres et des portes en chêne, du débit à la pose, avec deux collègues. "
    "L’atelier est chauffé, et chacun rentre chez soi à dix-sept heures."
)
OTHER = "Vous tenez la caisse et le rayon des fromages, et conseillez les clients du quartier."


@pytest.fixture
def offer():
    return OfferFactory(title="Menuisier", description=WORDS, profile="")


def twin(offer, **changes):
    same = {"title": offer.title, "description": WORDS, "profile": ""}
    return OfferFactory(**same | {"occupation": offer.occupation} | changes)


def test_a_copy_under_other_accents_and_signs_scores_a_hundred(offer):
    copy = twin(offer, description=WORDS.upper().replace("Ê", "E").replace(",", " –"))
    assert near_duplicates(offer) == [(copy, 100)]


def test_another_job_is_no_duplicate(offer):
    twin(offer, description=OTHER)
    assert near_duplicates(offer) == []


def test_an_offer_that_is_over_is_no_duplicate(offer):
    twin(offer, state="filled")
    assert near_duplicates(offer) == []


def test_an_agency_s_own_offers_are_left_out_but_not_those_of_others(offer):
    offer.is_agency = True
    twin(offer, company=offer.company)
    copy = twin(offer)
    assert near_duplicates(offer) == [(copy, 100)]


def test_an_offer_of_two_words_is_compared_without_a_fall(offer):
    short = twin(offer, title="A", description="b")
    assert near_duplicates(short) == []


def test_staff_sees_the_twin_and_its_score(client, offer):
    copy = twin(offer)
    user = UserFactory(is_staff=True)
    enrol(user)
    client.force_login(user)
    page = client.get(reverse("moderation_one", args=[offer.pk]))
    assert "Offres presque identiques" in text_of(page)
    assert reverse("moderation_one", args=[copy.pk]) in page.content.decode()


# --- Candidates ---------------------------------------------------------------------------------
def listed(client):
    return client.get(reverse("offers")).context["cards"]


def test_the_same_ad_for_several_places_is_one_card_that_leads_to_each(client, offer):
    lille = twin(offer, company=offer.company, places=["59350"])
    again = twin(offer)  # by another company
    cards = listed(client)
    assert [card.offer for card in cards] == [again]
    assert {one.offer for one in cards[0].twins} == {offer, lille}
    page = text_of(client.get(reverse("offers")))
    assert "2 autres offres presque identiques" in page
    for one in (offer, lille, again):
        assert one.get_absolute_url() in page


@pytest.mark.parametrize(
    "other", [{"description": OTHER}, {"title": "Menuisière"}, {"occupation": "D1102"}]
)
def test_another_job_keeps_a_card_of_its_own(client, offer, other):
    twin(offer, **other)
    assert [card.twins for card in listed(client)] == [[], []]


def test_a_card_says_that_an_intermediary_recruits(client, offer):
    assert "intermédiaire" not in listed(client)[0].html
    Offer.objects.update(is_agency=True)
    assert "intermédiaire" in listed(client)[0].html
