"""Cards and filters are drawn once and shown again: never to say what is no longer so."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tests.factories.jobs import CompanyFactory, OfferFactory

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def offer():
    company = CompanyFactory(name="Ateliers Roc", verified=True)
    return OfferFactory(company=company, title="Luthier", places=["34172"], pay_max=30_000)


def page(client, query=""):
    return client.get(f"{reverse('offers')}{query}").content.decode()


@pytest.mark.parametrize(
    ("of", "changes", "said"),
    [
        ("offer", {"title": "Archetier"}, "Archetier"),
        ("offer", {"contract": "freelance"}, "freelance"),
        ("offer", {"duration_months": 7}, "7 mois"),
        ("offer", {"working_time": "partiel"}, "temps partiel"),
        ("offer", {"remote": "total"}, "télétravail"),
        ("offer", {"pay_max": Decimal(31_500)}, "31\xa0500"),
        ("offer", {"pay_is_net": True}, ", net"),
        ("company", {"name": "Ateliers Brume"}, "Ateliers Brume"),
    ],
)
def test_a_card_says_at_once_what_changed(client, offer, of, changes, said):
    def card():
        return page(client).split("<ol")[1].split("</ol>")[0].lower()

    assert said.lower() not in card()
    rows = type(offer) if of == "offer" else type(offer.company)
    rows.objects.update(**changes)
    assert said.lower() in card()


def test_a_company_that_is_verified_no_more_loses_its_sign(client, offer):
    assert "</svg> vérifiée" in page(client)
    type(offer.company).objects.update(verified_at=None, verified_how="")
    assert "</svg> vérifiée" not in page(client)


def test_an_offer_that_may_not_be_shown_any_more_is_gone_at_once(client, offer):
    assert "Luthier" in page(client)
    type(offer.company).objects.update(suspended_at=timezone.now())
    assert "Luthier" not in page(client)


def test_a_card_tells_today_from_yesterday(client, offer):
    noon = datetime.now(PARIS).replace(hour=12)
    type(offer).objects.update(published_at=noon)
    with time_machine.travel(noon.replace(hour=13)):
        assert "aujourd&#x27;hui" in page(client)
    with time_machine.travel(noon + timedelta(days=1)):
        assert "hier" in page(client)


def test_the_distance_is_that_of_the_search_in_hand(client, offer):
    assert "Montpellier (34)</span>" in page(client)
    assert "Montpellier (34) à " in page(client, "?lieu=34057&rayon=50")
    assert "Montpellier (34)</span>" in page(client)


def test_each_reads_cards_and_filters_in_their_own_language(client, offer):
    type(offer).objects.update(working_time="partiel")
    french = page(client)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = page(client)
    client.cookies.clear()
    assert "temps partiel" in french.lower()
    assert "temps partiel" not in english.lower()
    assert "part time" in english.lower()
    assert page(client).count("temps partiel") == french.count("temps partiel")


def test_a_filter_shows_the_choice_of_this_search_and_of_no_other(client, offer):
    def ticked(html):
        return html.count(" checked"), html.count(" selected")

    bare = ticked(page(client))
    assert ticked(page(client, "?contrat=cdi&contrat=cdd&experience=2")) == (bare[0] + 2, bare[1])
    assert ticked(page(client)) == bare


def test_a_wrong_choice_is_told_and_then_forgotten(client, offer):
    assert "contrat-inconnu" in page(client, "?contrat=contrat-inconnu")
    assert "contrat-inconnu" not in page(client, "?contrat=cdi")
    assert "Sélectionnez" not in page(client)


def test_what_one_typed_is_not_shown_to_the_next(client, offer):
    assert 'value="41000"' in page(client, "?salaire_min=41000")
    assert 'value="41000"' not in page(client, "?salaire_min=42000")
    assert 'value="41000"' not in page(client)
