"""Offers proposed by plain rules: with consent only, explained, and never in the search."""

import pytest
from django.utils import timezone

from accounts.models import Preferences
from jobs import search, suggestions
from jobs.criteria import Criteria
from jobs.models import Bookmark
from privacy import registry
from privacy.models import Consent
from tests.factories.accounts import ProfileFactory, UserFactory
from tests.factories.jobs import OfferFactory


def say(user, given):
    Consent.objects.create(
        subject_key=registry.subject_keys(user)[0],
        purpose="personal",
        given=given,
        wording="x",
        surface="page",
    )


@pytest.fixture
def lea(db):
    user = UserFactory()
    ProfileFactory(user=user, commune_code="34172")
    Preferences.objects.create(
        user=user, occupations=["menuisier"], contracts=["cdi"], min_pay=25_000
    )
    return user


@pytest.fixture
def offers(db):
    return [
        OfferFactory(title="Menuisier à Sète", places=["34301"], contract="cdi"),
        OfferFactory(title="Menuisier en intérim", places=["34172"], contract="interim",
                     pay_min=20_000, pay_max=22_000),
        OfferFactory(title="Comptable", places=["34172"]),
        OfferFactory(title="Menuisier à Lille", places=["59350"]),
    ]  # fmt: skip


def titles(found):
    return [one.offer.title for one in found]


def test_nothing_is_proposed_without_consent_or_after_it_is_taken_back(lea, offers):
    assert suggestions.of(lea) == []
    say(lea, given=True)
    assert len(suggestions.of(lea)) == 2
    say(lea, given=False)
    assert suggestions.of(lea) == []


def test_the_rules_sort_and_each_offer_says_which_it_meets(lea, offers):
    say(lea, given=True)
    first, second = suggestions.of(lea)
    assert (first.offer, second.offer) == (offers[0], offers[1])
    assert first.score == sum(points for _why, points in first.reasons) == 5 + 3 + 2 + 1
    assert [why.replace("\xa0", " ") for why, _points in second.reasons] == [
        "vous cherchez : menuisier",
        "à 0 km de chez vous",
    ]


def test_bookmarked_offers_are_not_proposed_again(lea, offers):
    say(lea, given=True)
    Bookmark.objects.create(user=lea, offer=offers[0])
    assert titles(suggestions.of(lea)) == ["Menuisier en intérim"]


def test_who_said_nothing_of_their_wishes_is_proposed_nothing(db, offers):
    user = UserFactory()
    say(user, given=True)
    assert suggestions.of(user) == []


def test_the_search_is_the_same_with_and_without_consent(client, lea, offers):
    def found():
        return [offer.pk for offer in search.page(Criteria(words="menuisier")).offers]

    def shown():
        page = client.get("/offres/?q=menuisier")
        return [card.offer.pk for card in page.context["cards"]]

    anonymous = shown()
    assert len(anonymous) == 4  # the words of an offer count as well as its title
    client.force_login(lea)
    before = found()
    say(lea, given=True)
    assert found() == before
    assert shown() == anonymous


def test_the_home_page_shows_why_and_how_to_stop(client, lea, offers):
    client.force_login(lea)
    assert "Pourquoi cette offre" not in client.get("/").content.decode()
    say(lea, given=True)
    page = client.get("/").content.decode().replace("\xa0", " ").replace("\u202f", " ")
    assert "Menuisier à Sète" in page
    assert "11 points en tout" in page
    assert "/confidentialite/cookies/" in page


def test_a_suspended_company_is_not_proposed(lea, offers):
    say(lea, given=True)
    company = offers[0].company
    company.suspended_at = timezone.now()
    company.save()
    assert titles(suggestions.of(lea)) == ["Menuisier en intérim"]
