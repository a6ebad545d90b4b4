"""The search of offers: what it finds, in which order, page after page, and that it never lies."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from jobs import search
from jobs.criteria import Criteria
from jobs.forms.search import read
from jobs.models import OfferSample, OfferSearch
from jobs.search import look, reading, walks
from meilleursjobs.lib import gazetteer, geo
from tests.applications.pages import text_of
from tests.factories.jobs import AlertFactory, OfferFactory

pytestmark = pytest.mark.django_db
MONTPELLIER, CASTELNAU, LILLE, SETE = "34172", "34057", "59350", "34301"


def titles(query="", after=""):
    criteria = read(query)
    assert criteria is not None, query
    return [offer.title for offer in search.page(criteria, after).offers]


# --- Words --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Infirmier de nuit", "infirmière"),
        ("Infirmière de nuit", "infirmier"),
        ("Infirmière de nuit", "infirmiere"),
        ("Développeur web", "développeuses"),
        ("Directrice d’agence", "directeur"),
        ("Vendeur(se) en boulangerie", "vendeuse"),
        ("Boulanger·ère H/F", "boulangère"),
        ("Développeur C++", "c++"),
        ("Développeur C#", "C#"),
        ("Développeur .NET", ".net"),
        ("Développeur Node.js", "nodejs"),
        ("Ouvrier en 3×8", "3x8"),
        ("Employé de rayon 35 h", "35h"),
        ("Technicien bac + 2", "bac+2"),
        ("Chef de rang", '"chef de rang"'),
        ("Mécanicien automobile", "mecanicien"),
        ("Aide-soignante", "aide soignant"),
        ("Développeur Python", "dev python"),
        ("Responsable de l’accueil", "accueil"),
        ("Assistante maternelle", "nounou"),
    ],
)
def test_words_are_found_whatever_their_form(title, asked):
    OfferFactory(title=title, description="Un poste.")
    assert titles(f"q={asked.replace('+', '%2B').replace('#', '%23')}") == [title]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Comptable", "compte"),
        ("Chef de cuisine", '"chef de rang"'),
        ("Serveur en salle", "serveur -salle"),
        ("Développeur Java", "javascript"),
        ("Développeur C", "c++"),
    ],
)
def test_words_that_only_look_alike_are_not_found(title, asked):
    OfferFactory(title=title, description="Un poste.")
    assert titles(f"q={asked.replace('+', '%2B')}") == []


@pytest.mark.parametrize("code", ["97411", "34090", "75111", "2A004", "34172"])
def test_a_saved_search_means_the_same_commune_when_it_is_read_again(code):
    """3,044 of the 35,006 INSEE codes are also somebody else's postal code."""
    asked = Criteria(place=geo.commune(code))
    again = read(asked.as_query())
    assert again is not None
    assert again.place == asked.place


def test_alerts_saved_before_name_their_commune_and_not_a_postal_code():
    from importlib import import_module

    from django.apps import apps

    old = [
        AlertFactory(query=query)
        for query in ("lieu=97411&q=prof", "lieu=d34&q=prof", "q=prof", "lieu=sete-34301")
    ]
    import_module("jobs.migrations.0012_places_of_alerts").name_the_commune(apps, None)
    for alert in old:
        alert.refresh_from_db()
    assert [alert.query for alert in old] == [
        "lieu=saint-denis-97411&q=prof", "lieu=d34&q=prof", "q=prof", "lieu=sete-34301"
    ]  # fmt: skip


def test_title_matches_come_first_then_the_newest():
    now = timezone.now()
    OfferFactory(title="Cuisinier", published_at=now - timedelta(days=3))
    OfferFactory(title="Commis", description="Aider le cuisinier.", published_at=now)
    OfferFactory(title="Cuisinier de collectivité", published_at=now - timedelta(days=1))
    assert titles("q=cuisinier") == ["Cuisinier de collectivité", "Cuisinier", "Commis"]


def test_a_question_without_a_word_asks_for_everything():
    OfferFactory(title="Calfat")
    assert titles('q="" - !!') == ["Calfat"]


def test_a_misspelt_word_is_guessed(client):
    OfferFactory(title="Boulangère ou boulanger")
    shown = client.get(reverse("offers"), {"q": "boulangger"})
    assert shown.context["meant"]["words"] == "boulanger"
    assert "Vouliez-vous dire" in text_of(shown)


# --- Places -------------------------------------------------------------------------------------
def test_a_radius_reaches_the_communes_around_and_no_further():
    OfferFactory(title="Ici", places=[MONTPELLIER])
    OfferFactory(title="À côté", places=[CASTELNAU])
    OfferFactory(title="Loin", places=[LILLE])
    assert set(titles(f"lieu={MONTPELLIER}&rayon=10")) == {"Ici", "À côté"}
    assert titles(f"lieu={MONTPELLIER}&rayon=0") == ["Ici"]


def test_an_offer_in_several_communes_is_found_in_each_and_counted_once():
    OfferFactory(title="Partout", places=[MONTPELLIER, CASTELNAU, LILLE])
    assert titles(f"lieu={LILLE}") == ["Partout"]
    page = search.page(read(f"lieu={MONTPELLIER}&rayon=20"))
    assert (page.count, len(page.offers)) == (1, 1)
    assert titles() == ["Partout"]


def test_a_city_and_its_arrondissements_are_one_place():
    OfferFactory(title="Paris 11e", places=["75111"])
    OfferFactory(title="Paris", places=["75056"])
    assert set(titles("lieu=75056&rayon=0")) == {"Paris 11e", "Paris"}
    assert set(titles("lieu=75111&rayon=0")) == {"Paris 11e", "Paris"}


@pytest.mark.parametrize("place", ["Hérault (département)", "d34", "34", "Occitanie", "r76"])
def test_a_department_or_a_region_is_a_place(place):
    OfferFactory(title="Dedans", places=[SETE])
    OfferFactory(title="Dehors", places=[LILLE])
    assert titles(f"lieu={place}") == ["Dedans"]


def test_a_bare_name_is_a_commune_before_an_area():
    assert gazetteer.find_place("Paris").code == "75056"
    assert gazetteer.find_place("La Réunion").code.startswith(("d", "r"))


def test_distance_puts_the_nearest_first():
    OfferFactory(title="Sète", places=[SETE])
    OfferFactory(title="Castelnau", places=[CASTELNAU])
    OfferFactory(title="Montpellier", places=[MONTPELLIER])
    query = f"lieu={MONTPELLIER}&rayon=50&tri=distance"
    assert titles(query) == ["Montpellier", "Castelnau", "Sète"]


# --- Filters and orders -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("contrat=cdd", {"B"}),
        ("contrat=cdd&contrat=cdi", {"A", "B", "C"}),
        ("teletravail=total", {"C"}),
        ("salaire_min=30000", {"A"}),
        ("experience=2", {"A", "B"}),
        ("diplome=4", {"A", "B"}),
        ("permis=B", {"A", "B", "C"}),
        ("permis=aucun", {"A", "C"}),
        ("horaires=nuit", {"B"}),
        ("temps=partiel", {"B"}),
        ("employeur=agence", {"C"}),
        ("employeur=direct", {"A", "B"}),
        ("depuis=3", {"A", "B"}),
        ("metier=M1805", {"A"}),
    ],
)
def test_each_filter_keeps_what_it_says(query, found):
    now = timezone.now()
    OfferFactory(title="A", occupation="M1805", pay_min=29_000, pay_max=31_000)
    OfferFactory(
        title="B", contract="cdd", working_time="partiel", hours=["nuit"], licences=["B"],
        experience_years=1, pay_min=1_500, pay_max=None, pay_period="mois",
    )  # fmt: skip
    OfferFactory(
        title="C", remote="total", is_agency=True, experience_years=5, diploma=7,
        published_at=now - timedelta(days=9), pay_min=None, pay_max=None, pay_period="",
    )  # fmt: skip
    assert set(titles(query)) == found


def test_pay_orders_by_the_year_and_puts_the_silent_ones_last():
    OfferFactory(title="Sans", pay_min=None, pay_max=None, pay_period="")
    OfferFactory(title="Heure", pay_min=None, pay_max=30, pay_period="heure")
    OfferFactory(title="An", pay_min=20_000, pay_max=25_000)
    assert titles("tri=salaire") == ["Heure", "An", "Sans"]


def draw_all():
    """Put every offer into the sample, where a sixteenth of so few would tell nothing."""
    columns = ", ".join(field.column for field in OfferSample._meta.fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {OfferSample._meta.db_table} ({columns}) select {columns}"  # noqa: S608 our own names
            f" from {reading.TABLE} on conflict do nothing"
        )


# Of the sample: how many are many, are counted, are read at its start, stay above the bound; and
# whether all offers are in it.
WAYS = {
    "sorted": (125, 1_000, 500, 7, False),
    "bounded at the start of the sample": (0, 2, 500, 30, True),
    "bounded behind its start": (0, 2, 3, 30, True),
    "bounded anywhere in the sample": (0, 1_000, 500, 30, True),
    "bounded too closely, then better": (0, 2, 500, 4, True),
    "not bounded": (0, 1_000, 500, 7, False),
}


def go(patch, way):
    enough, drawn, walk, above, all_of_them = WAYS[way]
    patch.setattr(look, "ENOUGH", enough)
    patch.setattr(look, "DRAWN", drawn)
    patch.setattr(walks, "WALK", walk)
    patch.setattr(walks, "ABOVE", above)
    if all_of_them:
        draw_all()


@pytest.mark.parametrize("order", ["date", "salaire", "distance", "pertinence"])
@pytest.mark.parametrize("way", WAYS)
def test_pages_follow_each_other_and_show_everything_once(monkeypatch, order, way):
    now = timezone.now()
    for number in range(50):
        OfferFactory(
            title=f"{'Calfat' if number % 3 else 'Marin'} {number}",
            description="Un calfat.",
            published_at=now - timedelta(hours=number // 4 * 9),
            pay_max=27_000 + number // 5 * 4_000,
            places=[MONTPELLIER, CASTELNAU] if number % 2 else [SETE],
        )
    go(monkeypatch, way)
    criteria = read(f"q=calfat&lieu={MONTPELLIER}&rayon=50&tri={order}")
    seen, after, pages = [], "", 0
    while pages < 10:
        page = search.page(criteria, after)
        seen += [offer.title for offer in page.offers]
        pages += 1
        if not (after := page.next_after):
            break
    assert len(seen) == len(set(seen)) == 50
    if order == "pertinence":
        assert all(title.startswith("Calfat") for title in seen[:33])


QUERIES = (
    "", "tri=salaire", "depuis=3", "contrat=cdd&permis=aucun", f"lieu={MONTPELLIER}",
    "lieu=d34&horaires=nuit", "q=calfat", "q=calfat&tri=salaire", "q=calfat -marin&depuis=1",
    'q="calfat 3"', 'q="un poste"',
    f"q=calfat&lieu={MONTPELLIER}&rayon=50&tri=distance&contrat=cdi", f"lieu={SETE}&tri=distance",
)  # fmt: skip


def test_every_way_to_a_page_gives_the_same(monkeypatch):
    now = timezone.now()
    for number in range(30):
        OfferFactory(
            title=f"{'Calfat' if number % 2 else 'Marin'} {number}",
            description="Un calfat." if number % 3 else "Un poste.",
            contract="cdd" if number % 5 else "cdi",
            hours=["nuit"] if number % 4 else [],
            published_at=now - timedelta(hours=9 * number),
            pay_max=27_000 + number // 2 * 2_500,
            places=[[MONTPELLIER], [CASTELNAU, SETE], [SETE, LILLE, CASTELNAU]][number % 3],
        )
    for query in QUERIES:
        first, middle = titles(query), search.page(read(query)).next_after
        second = titles(query, middle) if middle else None
        for way in WAYS:
            with monkeypatch.context() as patch:
                go(patch, way)
                assert titles(query) == first, (query, way)
                assert second is None or titles(query, middle) == second, (query, way)
        OfferSample.objects.all().delete()


def test_many_answers_are_told_by_the_sample(client, monkeypatch):
    """Which offers there are is never asked of it: it may hold what has just left."""
    monkeypatch.setattr(look, "ENOUGH", 3)
    OfferFactory.create_batch(4, contract="cdd", title="Calfat")
    gone = OfferFactory(contract="cdi", title="Calfat")
    draw_all()
    held = list(OfferSample.objects.all())
    OfferSearch.objects.filter(offer=gone).delete()
    OfferSample.objects.bulk_create(held, ignore_conflicts=True)
    page = search.page(read("q=calfat"))
    assert (page.count, page.more, len(page.offers)) == (search.MANY, True, 4)
    assert page.facets["contracts"] == {"cdd": 4, "cdi": 1}
    shown = text_of(client.get(reverse("offers"), {"q": "calfat"}))
    assert "Plus de 1 000 offres" in shown.replace("\xa0", " ").replace("\u202f", " ")
    assert "comptés sur 5 de ces offres" in shown


def test_many_others_beside_few_answers_are_told_roughly(client, monkeypatch):
    monkeypatch.setattr(look, "ENOUGH", 3)
    OfferFactory.create_batch(4, contract="cdd")
    OfferFactory(contract="cdi")
    draw_all()
    page = search.page(read("contrat=cdi"))
    assert (page.count, page.partial, page.estimated) == (1, False, True)
    assert page.facets["contracts"] == {"cdd": 64, "cdi": 16}
    assert page.facets["remote"] == {"aucun": 1}
    assert "sont estimés" in text_of(client.get(reverse("offers"), {"contrat": "cdi"}))
    assert search.count(read("contrat=cdd")) == (search.MANY, True)
    assert search.count(read("contrat=cdi")) == (1, False)


def test_facets_count_what_each_choice_would_leave(client):
    OfferFactory(contract="cdi")
    OfferFactory(contract="cdi", remote="total")
    OfferFactory(contract="cdd")
    facets = search.page(read("contrat=cdd")).facets
    assert facets["contracts"] == {"cdi": 2, "cdd": 1}  # as if no contract was asked for
    assert facets["remote"] == {"aucun": 1}


@pytest.fixture
def held_table(monkeypatch):
    """Somebody holds the table of the search, and nobody waits for it long."""
    monkeypatch.setitem(reading.SETTINGS, "statement_timeout", "50ms")
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(f"lock table {reading.TABLE} in access exclusive mode")
    yield
    other.rollback()
    other.close()


def test_a_search_that_takes_too_long_is_told_kindly(client, held_table):
    shown = client.get(reverse("offers"), {"q": "calfat", "lieu": MONTPELLIER})
    assert shown.status_code == 200
    assert "Cette recherche demande trop à la fois" in text_of(shown)
    assert 'value="calfat"' in text_of(shown)


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "a " * 5_000,
        "& | ! <-> :* ( ) ' \\ %s {} ; --",
        "calfat' | '' & !!'",
        '"' * 9 + "calfat" + "-" * 90,
        "(((((((((((((((((((((((((",
        "-a -b -c -d -e -f -g -h -i -j -k -l -m -n calfat",
        " ".join(f'"mot{n} suite{n}"' for n in range(400)),
        "c++ " * 50,
        "\u202e\ufffe\U0001f469 calfat",
    ],
)
def test_no_question_is_too_odd(client, typed):
    """On the page, which says what is wrong with it, and beneath, which alerts use."""
    OfferFactory(title="Calfat")
    assert client.get(reverse("offers"), {"q": typed}).status_code == 200
    for order in ("", "date", "salaire"):
        assert search.page(Criteria(typed, sort=order)).count <= 1


# --- The address --------------------------------------------------------------------------------
CHOICES = {
    "q": st.sampled_from(["", "menuisier", '"chef de rang" -nuit', "C++"]),
    "lieu": st.sampled_from(["", MONTPELLIER, "d34", "r76"]),
    "rayon": st.sampled_from(["", "0", "50"]),
    "contrat": st.sampled_from(["", "cdi", "stage"]),
    "salaire_min": st.sampled_from(["", "30000"]),
    "experience": st.sampled_from(["", "0", "5"]),
    "permis": st.sampled_from(["", "B", "aucun"]),
    "depuis": st.sampled_from(["", "7"]),
    "tri": st.sampled_from(["", "date", "distance"]),
}


@given(typed=st.fixed_dictionaries(CHOICES))
def test_criteria_survive_their_address(typed):
    from urllib.parse import urlencode

    criteria = read(urlencode({k: v for k, v in typed.items() if v}))
    assert read(criteria.as_query()).as_query() == criteria.as_query()


def test_an_address_that_means_nothing_any_more_is_none():
    assert read("contrat=esclavage") is None
    assert read("lieu=nulle-part") is None


@pytest.mark.parametrize(
    "after", ["x", "1", "1.2", "1.2.3.4", "-1.2.3", "9" * 17 + ".1.1", "0." + "9" * 17 + ".1", "²"]
)
def test_an_odd_cursor_is_the_start(after):
    OfferFactory(title="Calfat")
    assert search.page(Criteria(), after).offers or after.startswith("9")


def test_the_page_asks_few_questions_however_much_it_shows(client):
    def questions():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("offers"), {"q": "calfat", "lieu": MONTPELLIER})
        return len(seen)

    for _ in range(12):
        OfferFactory(title="Calfat")
    few = questions()
    for _ in range(7):
        OfferFactory(title="Calfat")
    assert questions() <= few


def test_a_wrong_criterion_is_told_beside_its_field_and_nothing_typed_is_lost(client):
    shown = client.get(reverse("offers"), {"q": "calfat", "lieu": "nulle-part"})
    assert "Nous ne connaissons pas « nulle-part »" in text_of(shown)
    assert 'value="calfat"' in text_of(shown)


def test_htmx_receives_the_results_alone(client):
    OfferFactory(title="Calfat")
    part = client.get(reverse("offers"), headers={"HX-Request": "true"})
    assert "Calfat" in text_of(part)
    assert "<html" not in text_of(part)


def test_few_answers_lead_further_and_to_companies(client):
    OfferFactory(title="Calfat", places=[SETE])
    shown = text_of(client.get(reverse("offers"), {"q": "calfat", "lieu": MONTPELLIER}))
    assert "1 offre à 30 km de Montpellier" in shown or "1 offre dans toute la France" in shown
