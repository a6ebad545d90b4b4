import pytest
from django.urls import reverse
from django.utils import timezone

from jobs import directory
from jobs.models import Company
from jobs.nomenclatures import find_occupations, occupations
from tests.factories.jobs import (
    ApplicationAddressFactory,
    CompanyFactory,
    EstablishmentFactory,
)

pytestmark = pytest.mark.django_db

MONTPELLIER, CASTELNAU, SETE, LYON_3, PARIS, PARIS_11 = (
    "34172", "34057", "34301", "69383", "75056", "75111",
)  # fmt: skip


def company(name, commune=MONTPELLIER, **kwargs):
    """A company with one place of work."""
    work = {key: kwargs.pop(key) for key in ("enseigne",) if key in kwargs}
    made = CompanyFactory(name=name, **kwargs)
    EstablishmentFactory(
        company=made, commune_code=commune, is_head_office=True, name=work.get("enseigne", "")
    )
    return made


def names(client, **query):
    response = client.get(reverse("companies"), query)
    assert response.status_code == 200
    return [card["company"].name for card in response.context["cards"]]


def page(client, **query):
    return client.get(reverse("companies"), query).content.decode()


def test_anybody_reads_the_directory_without_an_account(client):
    company("Menuiserie Tournelune")
    assert "Menuiserie Tournelune" in page(client)


def test_closed_and_suspended_companies_are_not_listed(client):
    now = timezone.now()
    company("Ouverte")
    company("Fermée", closed_at=now, closed_reason="closed")
    company("Suspendue", suspended_at=now)
    assert names(client) == ["Ouverte"]


def test_verified_ones_come_first_then_the_largest_then_the_names(client):
    company("Zinc", headcount="12")
    company("Alpha", headcount="12")
    company("Minuscule", headcount="01", verified=True)
    company("Géante", headcount="53")
    company("Inconnue", headcount="")
    assert names(client) == ["Minuscule", "Géante", "Alpha", "Zinc", "Inconnue"]


@pytest.mark.parametrize("typed", ["œuvre électrique", "OEUVRE", "electrique oeuv", "  oeuvre  "])
def test_a_name_is_found_without_its_accents_case_or_order(client, typed):
    company("L’Œuvre Électrique")
    company("Autre")
    assert names(client, q=typed) == ["L’Œuvre Électrique"]


def test_a_shop_sign_finds_its_company(client):
    company("SARL Dupont-Tournelune", enseigne="Au Fournil d’Argent")
    assert names(client, q="fournil argent") == ["SARL Dupont-Tournelune"]


@pytest.mark.parametrize("typed", ["menuisrie", "menuiserrie", "tourneluune"])
def test_a_misspelt_name_finds_the_closest_ones_and_says_so(client, typed):
    company("Menuiserie Tournelune")
    company("Boulangerie Épi")
    assert names(client, q=typed) == ["Menuiserie Tournelune"]
    assert "Les plus proches" in page(client, q=typed)


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'; drop table", "<script>", "é" * 100])
def test_signs_that_mean_something_to_a_machine_are_only_signs(client, typed):
    company("Menuiserie")
    assert names(client, q=typed) == []
    assert "<script>alert" not in page(client, q=typed)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"q": "x" * 101}, "q"),
        ({"lieu": "Zzyzx"}, "lieu"),
        ({"rayon": "12"}, "rayon"),
        ({"rayon": "abc"}, "rayon"),
        ({"secteur": "ZZ"}, "secteur"),
        ({"metier": "qzxw"}, "metier"),
        ({"taille": "3"}, "taille"),
    ],
)
def test_a_part_that_is_not_understood_is_named_and_nothing_typed_is_lost(client, query, field):
    company("Menuiserie")
    response = client.get(reverse("companies"), {"q": "menuiserie", **query})
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {field}
    assert "cards" not in response.context
    html = response.content.decode()
    assert html.count("n’a pas été compris") == 1
    if field != "q":
        assert 'value="menuiserie"' in html


def test_a_place_is_asked_for_by_name_postal_code_or_insee_code(client):
    company("Ici", MONTPELLIER)
    company("Loin", LYON_3)
    for typed in ("montpellier", "34000", "34172", "montpellier-34172", "Montpellier (34)"):
        assert names(client, lieu=typed, rayon=0) == ["Ici"]


def test_a_radius_reaches_neighbours_and_no_further(client):
    company("Ici", MONTPELLIER)
    company("À côté", CASTELNAU)
    company("À trente kilomètres", SETE)
    assert names(client, lieu=MONTPELLIER, rayon=0) == ["Ici"]
    assert set(names(client, lieu=MONTPELLIER, rayon=10)) == {"Ici", "À côté"}
    assert len(names(client, lieu=MONTPELLIER, rayon=30)) == 3


@pytest.mark.parametrize("asked", [PARIS, PARIS_11, "75011", "Paris"])
def test_paris_and_its_arrondissements_are_one_place(client, asked):
    company("Recensée à Paris", PARIS)
    company("Recensée au onzième", PARIS_11)
    assert len(names(client, lieu=asked, rayon=0)) == 2


def test_the_card_names_the_nearest_place_of_work_and_how_many_others(client):
    chain = company("Enseigne nationale", LYON_3)
    EstablishmentFactory(company=chain, commune_code=CASTELNAU, name="Boutique de Castelnau")
    EstablishmentFactory(company=chain, commune_code=MONTPELLIER)
    html = page(client, lieu=MONTPELLIER, rayon=10)
    assert "Montpellier (34)" in html
    assert "et 1 autre lieu" in html
    html = page(client, lieu=CASTELNAU, rayon=0)
    assert "Boutique de Castelnau" in html
    assert "autre lieu" not in html


def test_a_sector_is_a_section_or_a_division(client):
    company("Logiciels", naf="62.01Z")
    company("Édition", naf="58.11Z")
    company("Toiture", naf="43.91B")
    assert set(names(client, secteur="J")) == {"Logiciels", "Édition"}
    assert names(client, secteur="62") == ["Logiciels"]


def test_an_occupation_leads_to_the_sectors_where_it_is_found(client):
    company("Fournil", naf="10.71C")
    company("Toiture", naf="43.91B")
    assert names(client, metier="D1102") == ["Fournil"]
    assert names(client, metier="boulanger") == ["Fournil"]
    assert names(client, metier="boulanger", secteur="F") == []


def test_a_word_that_is_no_name_but_an_occupation_is_taken_as_one(client):
    company("Fournivelle", naf="10.71C")
    html = page(client, q="boulanger")
    assert "Fournivelle" in html
    assert "où s’exerce ce métier" in html


def test_a_size_is_that_of_the_company(client):
    company("Petite", headcount="02")
    company("Moyenne", headcount="12")
    company("Grande", headcount="41")
    assert names(client, taille="1-9") == ["Petite"]
    assert names(client, taille="10-49") == ["Moyenne"]
    assert names(client, taille="250-") == ["Grande"]


def test_all_criteria_hold_together(client):
    company("Bon", naf="62.01Z", headcount="12")
    company("Bon mais loin", LYON_3, naf="62.01Z", headcount="12")
    company("Bon mais grand", naf="62.01Z", headcount="53")
    company("Bon en bois", naf="43.32A", headcount="12")
    query = {"q": "bon", "lieu": MONTPELLIER, "rayon": 20, "secteur": "J", "taille": "10-49"}
    assert names(client, **query) == ["Bon"]


def test_nothing_found_offers_to_ask_for_less(client):
    company("Loin", LYON_3, naf="62.01Z")
    response = client.get(reverse("companies"), {"lieu": MONTPELLIER, "rayon": 20, "secteur": "J"})
    assert response.context["cards"] == []
    queries = [query for _text, query in response.context["wider"]]
    assert f"lieu=montpellier-{MONTPELLIER}&rayon=30&secteur=J" in queries
    assert "secteur=J" in queries
    everywhere = client.get(f"{reverse('companies')}?secteur=J")
    assert len(everywhere.context["cards"]) == 1


def walk(client, url):
    """Follow « Suivantes » to the end; each page's names."""
    while url:
        response = client.get(url)
        yield [card["company"].name for card in response.context["cards"]]
        after = response.context["page"].next_after
        query = response.context["query"]
        url = after and f"{reverse('companies')}?{query}&apres={after}"


@pytest.mark.parametrize("few", [True, False], ids=["sorted", "walked"])
@pytest.mark.parametrize("query", ["", "lieu=34172&rayon=10", "q=atelier", "secteur=F"])
def test_pages_follow_each_other_without_gap_or_repeat(client, monkeypatch, few, query):
    if not few:
        monkeypatch.setattr(directory, "ROWS", 5)
    for number in range(45):
        company(f"Atelier {number:02d}", headcount="12" if number % 2 else "01")
    pages = list(walk(client, f"{reverse('companies')}?{query}"))
    assert [len(one) for one in pages] == [20, 20, 5]
    seen = [name for one in pages for name in one]
    assert len(set(seen)) == 45
    assert seen == [c.name for c in Company.objects.order_by("standing", "name_key", "pk")]


def test_a_sign_held_by_many_companies_finds_them_all(client, monkeypatch):
    monkeypatch.setattr(directory, "ROWS", 3)
    for number in range(6):
        company(f"Société {number}", enseigne="Carré d’As")
    assert len(names(client, q="carre d'as")) == 6
    assert len(names(client, q="carre", lieu=MONTPELLIER)) == 6
    assert names(client, q="carre", lieu=LYON_3) == []


@pytest.mark.parametrize("typed", ["l'œuvre d'art-déco", "l’oeuvre d’art deco", "oeuvre art-deco"])
def test_apostrophes_and_hyphens_do_not_count(client, typed):
    company("L’Œuvre d'Art-Déco & Cie")
    html = page(client, q=typed)
    assert "Œuvre d&#x27;Art-Déco" in html
    assert "Les plus proches" not in html


def test_signs_alone_ask_for_everything(client):
    company("Menuiserie")
    assert names(client, q="'-&") == ["Menuiserie"]


@pytest.mark.parametrize("after", ["", "abc", "-1", "999999999", "9" * 40, "²"])
def test_a_wrong_cursor_shows_the_first_page(client, after):
    company("Menuiserie")
    assert names(client, apres=after) == ["Menuiserie"]


def test_many_answers_are_not_counted_to_the_last(client, monkeypatch):
    monkeypatch.setattr(directory, "MANY", 2)
    for number in range(3):
        company(f"Atelier {number}")
    assert "Plus de 2 entreprises" in page(client)


def test_the_shops_of_one_chain_are_not_counted_as_companies(client, monkeypatch):
    monkeypatch.setattr(directory, "ROWS", 3)
    chain = company("Enseigne nationale")
    for _ in range(5):
        EstablishmentFactory(company=chain)
    html = page(client, lieu=MONTPELLIER)
    assert "Plus de 1 entreprise" in html
    assert "Plus de 1 000" not in html


def test_the_number_of_queries_does_not_grow_with_the_answers(
    client, django_assert_max_num_queries
):
    query = {"q": "atelier", "lieu": MONTPELLIER, "rayon": 10}
    for number in range(25):
        work = EstablishmentFactory(company=CompanyFactory(name=f"Atelier {number}"))
        ApplicationAddressFactory(establishment=work)
    with django_assert_max_num_queries(7):
        assert len(names(client, **query)) == 20


def test_htmx_receives_the_results_alone(client):
    company("Menuiserie")
    html = client.get(reverse("companies"), headers={"HX-Request": "true"}).content.decode()
    assert html.strip().startswith("<section")
    assert "Menuiserie" in html


def test_reading_writes_nothing(client, django_assert_num_queries):
    company("Menuiserie")
    before = list(Company.objects.values())
    page(client, q="menuiserie", lieu=MONTPELLIER)
    assert list(Company.objects.values()) == before
    assert client.post(reverse("companies")).status_code == 405


def test_places_and_occupations_are_suggested_while_typing(client):
    html = client.get(reverse("place_suggestions"), {"lieu": "montpel"}).content.decode()
    assert html.startswith('<option value="Montpellier (34)">')
    html = client.get(reverse("occupation_suggestions"), {"metier": "boulang"}).content.decode()
    assert "Boulanger / Boulangère" in html
    for typed in ("", "<b>", "zzzz"):
        assert client.get(reverse("place_suggestions"), {"lieu": typed}).content.strip() == b""


def test_a_company_with_an_address_says_so(client):
    writable = company("Joignable")
    ApplicationAddressFactory(establishment=writable.establishments.get())
    company("Sans adresse")
    response = client.get(reverse("companies"))
    assert [card["direct"] for card in response.context["cards"]] == [True, False]
    assert "@tournelune.test" not in response.content.decode()


def test_every_occupation_is_found_by_its_own_name():
    known = occupations().values()
    assert [one.label for one in known if one not in find_occupations(one.label, limit=99)] == []
