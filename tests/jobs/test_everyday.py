"""What people type for what offers say: everyday names, empty words, labels of the page."""

import pytest

from jobs import projection, search, wider
from jobs.criteria import Criteria
from jobs.forms.search import read as criteria_of
from jobs.models import Offer
from jobs.words import MOST_WORDS, NAMES, read, synonyms
from tests.factories.jobs import CompanyFactory, OfferFactory

pytestmark = pytest.mark.django_db


def titles(words):
    return {offer.title for offer in search.page(Criteria(words)).offers}


@pytest.fixture
def market():
    for title in ("Agent de propreté", "Conducteur SPL", "Comptable", "Chef de chantier",
                  "Auxiliaire de vie sociale", "Chargée de recherche"):  # fmt: skip
        OfferFactory(title=title, occupation="", description="", profile="")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("femme de ménage", "Agent de propreté"),
        ("FEMMES DE MENAGE", "Agent de propreté"),
        ("chauffeuse SPL", "Conducteur SPL"),
        ("avs", "Auxiliaire de vie sociale"),
        ("aide à domicile", "Auxiliaire de vie sociale"),
        ("cherche emploi de comptable", "Comptable"),
        ("offre d’emploi comptable", "Comptable"),
        ("travail de comptable", "Comptable"),
        ("chargé de recherche", "Chargée de recherche"),
    ],
)
def test_everyday_names_and_what_everybody_looks_for_lead_to_the_trade(market, typed, found):
    assert titles(typed) == {found}


@pytest.mark.parametrize("typed", ['"femme de ménage"', "femme -agent de ménage", "emploi"])
def test_a_phrase_says_what_it_says_and_a_word_alone_counts(market, typed):
    assert titles(typed) == set()


def test_an_exclusion_leaves_out_what_the_word_stands_for(market):
    assert "Comptable" not in titles("chef -compta") | titles("comptable -compta")


def test_each_line_of_the_table_is_read():
    lines = [one for one in NAMES.read_text().splitlines() if one and not one.startswith("#")]
    assert all(" > " in one or " = " in one or " >> " in one for one in lines)
    assert all(name and said for name, said in synonyms().items())
    assert len(synonyms()) > len(lines)


def test_a_question_stays_bounded_whatever_its_words_stand_for():
    assert read("chauffeur " * 200).tsquery.count("'livreur'") <= MOST_WORDS


# --- Labels -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("calfat cdi", {"contract": "cdi"}),
        ("calfat CDD", {"contract": "cdd", "duration_months": 6}),
        ("calfat alternance", {"contract": "apprentissage"}),
        ("calfat intérim", {"contract": "interim"}),
        ("calfat télétravail", {"remote": "partiel"}),
        ("calfat à distance", {"remote": "total", "places": []}),
        ("calfat temps partiel", {"working_time": "partiel"}),
        ("calfat mi-temps", {"working_time": "partiel"}),
        ("calfat de nuit", {"hours": ["nuit"]}),
        ("calfat week-end", {"hours": ["weekend"]}),
        ("calfat débutant", {"experience_years": 0}),
        ("calfat sète", {"places": ["34301"]}),
        ("calfat lyon", {"places": ["69383"]}),
        ("calfat hérault", {"places": ["34301"]}),
        ("calfat la réunion", {"places": ["97411"]}),
    ],
)
def test_what_the_page_shows_as_labels_is_found_as_words(typed, made):
    base = {"title": "Calfat", "contract": "stage", "experience_years": 3, "places": ["29019"]}
    wanted = OfferFactory(**base | made)
    OfferFactory(**base, remote="aucun")
    assert [offer.pk for offer in search.page(criteria_of(f"q={typed}")).offers] == [wanted.pk]


def test_an_offer_that_changes_its_place_is_found_by_the_new_one():
    offer = OfferFactory(title="Calfat", places=["34301"])
    offer.places.update(commune_code="29019")
    assert projection.disagreements().changed == [offer.pk]
    projection.refresh([offer.pk])
    assert (titles("calfat sète"), titles("calfat brest")) == (set(), {"Calfat"})
    assert Offer.objects.get() == offer


# --- One word too many --------------------------------------------------------------------------
def ways(words, **more):
    return {said: count for said, count, _more, _one in wider.found(Criteria(words, **more))}


def test_the_word_that_is_too_many_is_named_with_what_is_found_without_it():
    company = CompanyFactory(name="Tournelune", verified=True)
    OfferFactory.create_batch(2, company=company, title="Calfat de marine")
    assert ways("calfat de marine goélette") == {"sans «\xa0goélette\xa0»": 2}
    assert ways("calfat goélette -marine") == {}
    assert ways('"calfat goélette" marine') == {}
    assert ways("goélette") == {}
    assert ways("a b c d e f g h i j k") == {}
