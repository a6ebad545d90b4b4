"""Pages of occupations and places: real figures, one address each, and none without substance."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobs import landing
from jobs.models import OfferSearch
from tests.applications.pages import text_of
from tests.factories.jobs import OfferFactory

pytestmark = pytest.mark.django_db
MONTPELLIER, SETE = "34172", "34301"
CARPENTERS = reverse("occupation", args=["menuisier-h2206"])
HERE = reverse("place", args=["montpellier-34172"])


@pytest.fixture
def five():
    pays = (24_000, 26_000, 30_000, 32_000, 40_000)
    contracts = ("cdi", "cdi", "cdi", "cdd", "apprentissage")
    for number, (pay, contract) in enumerate(zip(pays, contracts, strict=True)):
        OfferFactory(
            title=f"Menuisier {number}", pay_min=20_000, pay_max=pay, contract=contract,
            duration_months=6 if contract == "cdd" else None,
            remote="partiel" if number == 0 else "aucun",
            places=[MONTPELLIER, SETE] if number == 0 else [MONTPELLIER],
        )  # fmt: skip


def test_an_occupation_shows_the_figures_of_its_open_offers(client, five):
    OfferFactory(title="Fermée", state="filled")
    page = client.get(CARPENTERS)
    figures = page.context["figures"]
    assert (figures.count, figures.pay, figures.paid, figures.remote) == (5, 30_000, 5, 1)
    assert figures.contracts[0][:2] == ("CDI", 3)
    text = text_of(page)
    assert "30 000 € par an" in text
    assert "Menuisier 4" in text
    assert "Montpellier (34)" in text
    assert "Fermée" not in text


def test_a_place_counts_what_is_in_the_commune_itself(client, five):
    OfferFactory(title="À Sète", places=[SETE])
    page = client.get(HERE)
    assert page.context["figures"].count == 5
    assert "À Sète" not in text_of(page)


def test_each_figure_leads_to_the_search_that_finds_as_many(client, five):
    for address in (CARPENTERS, HERE):
        figures = client.get(address).context["figures"]
        for _words, count, url in (*figures.contracts, *figures.neighbours):
            assert client.get(url).context["page"].count == count, url


def test_fewer_than_five_offers_make_no_page_and_lead_to_the_search(client):
    for _ in range(4):
        OfferFactory()
    answer = client.get(CARPENTERS)
    assert (answer.status_code, answer.url) == (302, f"{reverse('offers')}?metier=H2206")
    assert client.get(HERE).status_code == 302
    assert landing.occupations_open() == landing.places_open() == []
    assert "Pas encore" in text_of(client.get(reverse("occupations")))


def test_fewer_than_five_pays_make_no_median(client, five):
    OfferSearch.objects.filter(pay_year=40_000).update(pay_year=0)
    assert client.get(CARPENTERS).context["figures"].pay is None


@pytest.mark.parametrize(
    ("name", "slug", "right"),
    [
        ("occupation", "autre-chose-h2206", "menuisier-h2206"),
        ("occupation", "H2206", "menuisier-h2206"),
        ("place", "x-34172", "montpellier-34172"),
        ("place", "34172", "montpellier-34172"),
    ],
)
def test_each_page_has_one_address(client, five, name, slug, right):
    answer = client.get(reverse(name, args=[slug]))
    assert (answer.status_code, answer.url) == (301, reverse(name, args=[right]))
    page = client.get(answer.url).content.decode()
    assert re.search(r'rel="canonical" href="([^"]+)"', page)[1].endswith(answer.url)


@pytest.mark.parametrize("address", ["/metiers/z9999/", "/lieux/00000/", "/lieux/nulle-part/"])
def test_what_does_not_exist_has_no_page(client, address):
    assert client.get(address).status_code == 404


def test_the_lists_and_the_sitemap_name_the_pages_that_exist(client, five):
    assert CARPENTERS in text_of(client.get(reverse("occupations")))
    assert HERE in text_of(client.get(reverse("places")))
    sitemap = b"".join(client.get(reverse("sitemap_pages")).streaming_content).decode()
    assert CARPENTERS in sitemap
    assert HERE in sitemap
    assert "sete" not in sitemap


def test_a_page_asks_the_same_number_of_questions_however_many_offers(client, five):
    def questions():
        with CaptureQueriesContext(connection) as seen:
            client.get(CARPENTERS)
        return len(seen)

    questions()
    few = questions()
    for _ in range(10):
        OfferFactory()
    assert questions() == few
