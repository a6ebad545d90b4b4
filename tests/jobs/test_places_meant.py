"""Places as people type them: in the field of words, misspelt, and of several of the same name."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs import feeds, spelling, structured_data
from jobs.models import Offer
from meilleursjobs.lib import gazetteer
from tests.applications.pages import text_of
from tests.factories.jobs import OfferFactory

pytestmark = pytest.mark.django_db
OFFERS, DIRECTORY = reverse("offers"), reverse("companies")


def page_of(client, **query):
    return " ".join(text_of(client.get(OFFERS, query)).replace("\xa0", " ").split())


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Paris 15", "Paris 15e (75)"),
        ("paris 15ème", "Paris 15e (75)"),
        ("Paris 1er", "Paris 1er (75)"),
        ("lyon 3", "Lyon 3e (69)"),
        ("Lyon 3e arrondissement", "Lyon 3e (69)"),
        ("marseille 2eme", "Marseille 2e (13)"),
        ("Marseille (13)", "Marseille (13)"),
        ("Marseille 13", "Marseille (13)"),
        ("Marseille 13e", "Marseille 13e (13)"),
        ("Paris 75", "Paris (75)"),
        ("Lyon 69", "Lyon (69)"),
    ],
)
def test_arrondissements_are_understood_as_people_write_them(typed, label):
    assert gazetteer.find_place(typed).label == label


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Montpelier", "Montpellier (34)"),
        ("lyonn", "Lyon (69)"),
        ("Marseile", "Marseille (13)"),
        ("Toulousse", "Toulouse (31)"),
        ("Sant-Denis 93", "Saint-Denis (93)"),
        ("Nouméaa", "Nouméa (988)"),
    ],
)
def test_a_misspelt_place_is_guessed_and_the_rest_is_kept(client, typed, label):
    assert gazetteer.misspelt(typed).label == label
    page = page_of(client, q="calfat", lieu=typed)
    assert f"Vouliez-vous dire {label} ?" in page
    assert f"Chercher à {label}" in page
    assert "q=calfat&lieu=" in page.replace("&amp;", "&")


def test_the_directory_guesses_a_misspelt_town_too(client):
    page = text_of(client.get(DIRECTORY, {"lieu": "Montpelier", "q": "calfat"}))
    page = page.replace("\xa0", " ").replace("&amp;", "&")
    assert "« Montpelier ». Vouliez-vous dire Montpellier (34) ?" in page
    assert "lieu=montpellier-34172" in page
    assert "Chercher à Montpellier (34)" in page
    answer = client.get(reverse("place_suggestions"), {"lieu": "Montpelier"})
    assert "Montpellier (34)" in text_of(answer)


@pytest.mark.parametrize("path", [OFFERS, DIRECTORY])
@pytest.mark.parametrize(
    ("typed", "label", "code"),
    [
        ("menuissier", "Menuisier / Menuisière", "H2206"),
        ("nounou", "Garde d’enfant", "K1303"),
        ("infirmier de nuit", "Infirmier / Infirmière en soins généraux (IDE)", "J1506"),
        ("chauffeur poids lours", "Conducteur / Conductrice de poids lourd", "N4101"),
    ],
)
def test_an_occupation_that_has_no_such_name_leads_to_near_ones(client, path, typed, label, code):
    page = text_of(client.get(path, {"metier": typed, "q": "calfat"})).replace("\xa0", " ")
    assert f"Nous ne connaissons pas « {typed} ». Vouliez-vous dire « {label} »" in page
    assert f"metier={code}&q=calfat" in page
    assert f"Chercher : {label}" in page
    answer = client.get(reverse("occupation_suggestions"), {"metier": typed})
    assert label in text_of(answer)


@pytest.mark.parametrize("typed", ["", "x", "zzzzzzzz", "12345678", "{}", "\u00e9" * 150, "de la"])
def test_what_resembles_no_occupation_is_not_guessed(typed):
    assert spelling.near_occupations(typed) == ()


@pytest.mark.parametrize("typed", ["", "x", "zzzzzzzz", "12345678", "\u00e9" * 80, "{}", "~~~~~"])
def test_what_resembles_no_place_is_not_guessed(typed):
    assert gazetteer.misspelt(typed) is None


def test_the_filters_stay_folded_where_the_mistake_is_above_them(client):
    assert '<details class="disclosure">' in page_of(client, lieu="Montpelier")
    assert '<details class="disclosure" open>' in page_of(client, salaire_min="beaucoup")


@pytest.mark.parametrize("code", ["69383", "75115", "13201"])
def test_an_arrondissement_is_told_to_machines_by_its_city(code):
    offer = Offer.objects.get(pk=OfferFactory(places=[code], expires_at=timezone.now()).pk)
    address = structured_data.job_posting(offer)["jobLocation"][0]["address"]
    assert address["addressLocality"] in {"Lyon", "Paris", "Marseille"}
    writer = feeds.Writer()
    feeds.write_job(writer, offer)
    assert f"<city>{address['addressLocality']}</city>" in writer.take()


def test_suggestions_forgive_a_letter(client):
    answer = client.get(reverse("offer_places"), {"lieu": "Montpelier"})
    assert "Montpellier (34)" in text_of(answer)


def test_a_bare_name_of_several_communes_leads_to_the_others(client):
    page = page_of(client, lieu="saint-denis", q="calfat", contrat="cdi")
    assert "Même nom, autre lieu : " in page
    assert "Saint-Denis (93)" in page
    assert "lieu=saint-denis-93066&contrat=cdi" in page
    assert "autre lieu" not in page_of(client, lieu="Saint-Denis (93)")
    assert "autre lieu" not in page_of(client, lieu="Montpellier")


def test_a_town_among_the_words_leads_to_the_search_around_it(client):
    OfferFactory(title="Calfat", contract="cdi", places=["34301"])
    OfferFactory.create_batch(2, title="Calfat", contract="cdi", places=["34172"])
    page = page_of(client, q="calfat à Montpellier")
    assert "<strong>calfat, à 20 km de Montpellier (34)</strong></a> : 2 offres" in page
    page = page_of(client, q="Montpellier calfat", rayon=30)
    assert "<strong>calfat, à 30 km de Montpellier (34)</strong></a> : 3 offres" in page
    for words in ('"calfat Montpellier"', "calfat", "calfat Saint-Martin-de-Londres"):
        assert "km de" not in page_of(client, q=words).partition("offer-head")[2]


def test_the_title_of_the_page_says_what_was_looked_for(client):
    assert "<title>calfat, Sète (34) : offres d’emploi" in page_of(client, q="calfat", lieu="34200")
    part = client.get(OFFERS, {"q": "calfat"}, headers={"HX-Request": "true"})
    assert "<title>calfat : offres d’emploi · " in text_of(part).replace("\xa0", " ")


def test_a_misspelt_trade_that_nobody_hires_is_guessed_and_a_known_one_is_left_alone():
    OfferFactory(title="Meunier")
    assert spelling.suggest("menuissier") in {"meunier", "menuisier"}
    assert spelling.suggest("plombbier") == "plombier"
    assert spelling.suggest("menuisier") == ""
