"""The reverse search answers as the search does, pair by pair: two that disagree would be a lie."""

import gc
from datetime import timedelta
from itertools import product
from urllib.parse import urlencode

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Contract, Education, Remote, WorkingTime
from jobs import projection, reverse, search, seed
from jobs.forms.directory import RADII
from jobs.forms.search import DAYS, EMPLOYERS, EXPERIENCES, PARTS, read
from jobs.models import Company, HoursPattern, Licence, Offer, OfferSearch
from jobs.nomenclatures import occupations
from jobs.reverse import bits, saved
from jobs.reverse.around import Around
from jobs.reverse.batch import Batch
from jobs.reverse.questions import parse, understood
from jobs.words import synonyms
from meilleursjobs.lib import geo
from tests.factories.jobs import CompanyFactory, OfferFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=90)
# Places that answer for each other in every way: cities and their arrondissements, neighbours,
# namesakes, islands, and the code of a commune of yesterday.
MONTPELLIER, CASTELNAU, SETE = "34172", "34057", "34301"
PLACES = [MONTPELLIER, CASTELNAU, SETE, "75056", "75111", "75101", "69123", "69383", "13055",
          "13201", "92012", "97411", "2A004", "59350"]  # fmt: skip
COMPANIES = ["Voilerie Vent Debout", "Forge Tournelune", "Brise Lagune"]
AREAS = ["d34", "d75", "r76", "r11", "d2A", "r94"]
TITLES = [
    "Infirmière de nuit", "Infirmier en bloc", "Chef de rang", "Chef de cuisine", "Rang de chef",
    "Développeuse C++", "Développeur Node.js", "Technicien bac + 2", "Ouvrier en 3×8", "Comptable",
    "Aide-soignante", "Vendeur(se) en boulangerie", "Boulanger·ère H/F", "Employé de rayon 35 h",
    "Responsable de l’accueil", "Conducteur poids lourd", "Hôte de caisse", "R&D", "À la une",
]  # fmt: skip
SAID = [*synonyms(), "infirmière", "infirmier", "chef", "rang", "cuisine", "c++", ".net", "nodejs",
        "bac +2", "3x8", "35 heures", "comptable", "comptables", "soignant", "vendeuse",
        "boulangère", "boulangger", "accueil", "l’accueil", "poids", "lourd", "caisse", "r&d",
        "de", "la", "et", "calfat", "œuvre", "l'", "à", "équipe", "missions"]  # fmt: skip


def offers_of(chance, count):
    """Offers that differ in everything a search can ask."""

    def some(choices, most):
        return chance.sample([value for value, _label in choices], chance.randint(0, most))

    def one(choices):
        return chance.choice([value for value, _label in choices])

    places = [*PLACES, next(iter(geo.atlas().current))]
    companies = [CompanyFactory(name=name) for name in COMPANIES]
    for _ in range(count):
        remote = one(Remote.choices)
        late = chance.choice([0, 10])  # exactly so many days ago, or a little more
        pay = chance.choice([None, 1_500, 28_000, 30_000, 45_000])
        offer = OfferFactory(
            company=chance.choice(companies),
            title=chance.choice(TITLES),
            description=" ".join(chance.choices([*TITLES, *SAID], k=4)),
            occupation=chance.choice(["H2206", "M1805", "J1506"]),
            contract=one(Contract.choices),
            working_time=one(WorkingTime.choices),
            remote=remote,
            hours=some(HoursPattern.choices, 2),
            licences=some(Licence.choices, 2),
            diploma=one(Education.Level.choices),
            experience_years=chance.choice([0, 1, 2, 5, 12]),
            is_agency=chance.random() < 0.3,
            pay_min=None,
            pay_max=pay,
            pay_period="" if pay is None else "mois" if pay == 1_500 else "an",
            published_at=NOW - timedelta(days=chance.choice([0, 1, 3, 7, 20]), minutes=late),
            places=[] if remote == "total" else chance.sample(places, chance.randint(1, 4)),
        )  # fmt: skip
        yield offer.pk


def words_of(chance):
    """What people type: words, phrases, exclusions, in any case, and signs that mean nothing."""
    parts = []
    for _ in range(chance.choice([1, 1, 1, 2, 2, 3])):
        said = chance.sample(SAID, chance.choice([1, 1, 2, 3]))
        phrase = f'"{" ".join(said)}"' if chance.random() < 0.25 else said[0]
        phrase = chance.choice([phrase, phrase, phrase.upper(), phrase.title()])
        parts.append(("-" if chance.random() < 0.2 else "") + phrase)
    return " ".join(parts) + chance.choice(["", "", " - ", ' "', " !&|(", " :* <-> "])


def query_of(chance):
    """A saved search that asks for one to five things out of all there are."""
    every = {
        "contrat": [value for value, _label in Contract.choices],
        "teletravail": [value for value, _label in Remote.choices],
        "temps": [value for value, _label in WorkingTime.choices],
        "permis": [*Licence.values, "aucun"],
        "horaires": HoursPattern.values,
        "salaire_min": [18_000, 28_000, 28_001, 45_000, 90_000],
        "experience": [value for value, _label in EXPERIENCES],
        "metier": ["H2206", "M1805", "K1302"],
        "entreprise": list(Company.objects.values_list("slug", flat=True)),
        "diplome": [value for value, _label in Education.Level.choices],
        "employeur": [value for value, _label in EMPLOYERS],
        "depuis": [value for value, _label in DAYS],
        "rayon": RADII,
        "tri": ["date", "distance"],
    }
    several = {"contrat", "teletravail", "temps", "permis", "horaires"}
    asked = {}
    for name in chance.sample(
        [*every, "q", "q", "q", "lieu", "lieu", "lieu"], chance.randint(1, 5)
    ):
        if name == "q":
            asked[name] = words_of(chance)
        elif name == "lieu":
            asked[name] = chance.choice([*(geo.commune(code).key for code in PLACES), *AREAS])
        else:
            most = 3 if name in several else 1
            asked[name] = chance.sample(every[name], min(chance.randint(1, most), len(every[name])))
    criteria = read(urlencode(asked, doseq=True))
    assert criteria is not None, asked
    return criteria.as_query(), set(asked)


def answers(query, *, since=LONG_AGO, until=NOW):
    """What the search itself finds, the newest first."""
    rows = search.matching(read(query), now=until)
    rows = rows.filter(published_at__gt=since, published_at__lte=until)
    found = dict(rows.order_by().values_list("offer_id", "published_at"))
    return sorted(found, key=lambda pk: (found[pk], pk), reverse=True)


def found(*queries, since=LONG_AGO, until=NOW, most=1_000):
    after = search.microseconds(since)
    searches = [(number, query, after) for number, query in enumerate(queries)]
    hits = dict(reverse.News(since, until).find(searches, most=most))
    return [hits[number].ids if number in hits else [] for number in range(len(queries))]


def test_every_search_finds_what_the_search_finds():
    chance = seed.generator(1)
    pks = list(offers_of(chance, 90))
    drawn = [query_of(chance) for _ in range(700)]
    queries = [query for query, _names in drawn]
    assert set().union(*(names for _query, names in drawn)) == set(PARTS)  # nothing left untried
    hits = 0
    for query, ids in zip(queries, found(*queries), strict=True):
        assert ids == answers(query), query
        hits += len(ids)
    assert hits > len(pks)  # the two do not agree on nothing


@pytest.mark.parametrize(
    "name",
    ["MOST_OFFERS", "batch.READ", "batch.PAIRS", "batch.KEPT_SETS", "matching.KEPT_TEXTS",
     "matching.KEPT_FILTERS", "matching.TOGETHER", "matching.AT_ONCE"],
)  # fmt: skip
def test_small_batches_and_short_memories_change_nothing(monkeypatch, name):
    chance = seed.generator(2)
    list(offers_of(chance, 12))
    queries = [query_of(chance)[0] for _ in range(40)]
    whole = found(*queries)
    assert any(whole)
    monkeypatch.setattr(f"jobs.reverse.{name}", 5)
    assert found(*queries) == whole
    assert found(*queries, most=2) == [ids[:2] for ids in whole]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.text(alphabet="aàé'’\"-+&|!:*<>() 3x8hcdçœ\\/.", max_size=30))
def test_whatever_is_typed_means_the_same_in_both(typed):
    if not OfferSearch.objects.exists():
        for title in ("Chef 3x8", "À la 3 h", "Ça, c’est d’été", "C++ & C#"):
            OfferFactory(title=title, published_at=NOW)
    criteria = read(urlencode({"q": typed}))
    if criteria:
        query = criteria.as_query()
        assert found(query) == [answers(query)]


@pytest.mark.parametrize(
    "asked",
    [
        "chef <-> rang", "rang <-> chef", "chef <2> rang", "!(chef <-> rang)", "chef <-> !rang",
        "!chef <-> rang", "(chef | rang) <-> cuisine", "che:*", "!che:*", "chef & !rang:A",
        "(chef | rang) & !(cuisine & rang)", "!!chef", "chef <-> (rang & rang)", "!(chef | !rang)",
        "'l''eau' | chef", "chef | (rang <-> chef & !cuisine)",
    ],
)  # fmt: skip
def test_any_question_of_postgresql_is_answered(asked):
    titles = ["Chef rang", "Rang chef", "Chef", "Rang", "Cuisine", "Rang cuisine", "Chef en rang"]
    offers = [OfferFactory(title=title, description="Un poste.") for title in titles]
    newest = [(offer.pk, search.microseconds(offer.published_at)) for offer in offers]
    batch = Batch(newest, NOW)
    [tsquery] = understood([asked]).values()
    batch.check([tsquery])
    _set, positions = bits.members(batch.text(tsquery)[None])
    with connection.cursor() as cursor:
        cursor.execute(
            "select offer_id from jobs_offersearch where full_vector @@ %s::tsquery", [tsquery]
        )
        wanted = {pk for (pk,) in cursor.fetchall()}
    assert {*batch.ids[batch.offers[positions]]} == wanted


@pytest.mark.parametrize("text", ["'a", "'a' &", "& 'a'", "('a'", "'a' 'b'", "'a')", "a"])
def test_what_postgresql_would_not_write_is_refused(text):
    with pytest.raises(ValueError, match=r"^.+$"):
        parse(text)


def test_the_edge_of_a_circle_is_where_the_search_puts_it():
    every = list(geo.atlas().communes)
    chance = seed.generator(3)
    some = {*chance.sample(every, 1_500), *PLACES, *geo.within("75056"), *geo.within("69123")}
    codes = [*some, "", "00000"]
    around = Around(codes)

    def near(*wanted):
        first, rows = around.near(wanted)
        return [{around.codes[first + at] for at in row.nonzero()[0]} for row in rows]

    for radius in (0, 5, 30, 200, 500):
        asked = [*PLACES, *chance.sample(every, 10)]
        for code, found in zip(
            asked, near(*((geo.commune(one), radius) for one in asked)), strict=True
        ):
            assert found == set(geo.near(code, radius)) & some, (code, radius)
    for code in PLACES:  # exactly on the edge, and just within it
        here, there = geo.commune(code), geo.commune(chance.choice(sorted(some)))
        far = geo.distance(here, there)
        for radius in (far, far - 1e-9, far + 1e-9):
            assert near((here, radius)) == [set(geo.near(code, radius)) & some], (code, radius)


def test_every_place_is_read_as_the_form_reads_it():
    every = seed.generator(6).sample(list(geo.atlas().communes), 200)
    for place in [*map(geo.commune, [*every, *PLACES]), *geo.areas().values()]:
        part = urlencode({"lieu": place.key})
        assert saved.read_reach(part) == (place, 20) == (read(part).place, 20)
    for part in ("lieu=", "lieu=34172", "lieu=sete", "lieu=Paris+%2875%29", "lieu=autre-34172"):
        assert saved.read_reach(part) == (read(part).place, 20), part
    assert saved.read_reach("lieu=nulle-part") is None
    assert saved.read_reach("") == (None, 20)


# --- What a look is told ------------------------------------------------------------------------
def test_only_what_is_newer_than_each_search_is_told_the_newest_first():
    ages = [timedelta(hours=hours) for hours in (1, 2, 3)]
    new, middle, old = (OfferFactory(title="Calfat", published_at=NOW - age).pk for age in ages)
    searches = [
        (number, "q=calfat", search.microseconds(NOW - age)) for number, age in enumerate(ages)
    ]
    hits = reverse.News(LONG_AGO, NOW).find(searches)
    assert {number: one.ids for number, one in hits} == {1: [new], 2: [new, middle]}
    assert found("q=calfat", until=NOW - ages[1]) == [[middle, old]]


def test_the_newest_are_kept_and_there_being_more_is_said():
    for minutes in range(5):
        OfferFactory(title=f"Calfat {minutes}", published_at=NOW - timedelta(minutes=minutes))
    hits = dict(
        reverse.News(LONG_AGO, NOW).find(
            [("few", "q=calfat", 0), ("one", 'q="calfat 3"', 0)], most=2
        )
    )
    titles = dict(Offer.objects.values_list("pk", "title"))
    assert [titles[pk] for pk in hits["few"].ids] == ["Calfat 0", "Calfat 1"]
    assert (hits["few"].more, hits["one"].more) == (True, False)


@pytest.mark.parametrize("batch", [9, 50_000])
def test_thousands_of_searches_each_find_the_newest_once_and_only_what_is_newer(monkeypatch, batch):
    """Offers with several places, far more than are kept, whole or in several batches."""
    monkeypatch.setattr("jobs.reverse.MOST_OFFERS", batch)
    for minutes in range(30):
        at = NOW - timedelta(minutes=minutes)
        OfferFactory(
            title="Calfat" if minutes % 5 else "Calfat junior",
            places=[MONTPELLIER, CASTELNAU, SETE][: 1 + minutes % 3],
            contract="cdi" if minutes % 2 else "cdd",
            working_time="plein",
            published_at=at,
        )
    queries = [
        "q=calfat",
        "q=calfat&lieu=montpellier-34172",
        "q=calfat+-junior&lieu=sete-34301&rayon=50",
        "lieu=d34&contrat=cdd&contrat=cdi&temps=plein",
        "q=%22calfat+junior%22",
        "contrat=cdd&temps=plein&salaire_min=1000",
        "lieu=montpellier-34172&rayon=0",
        "q=goelette",
        "lieu=nulle-part",
    ]
    ages = [NOW - timedelta(minutes=minutes) for minutes in (40, 21, 11, 5, 1, 0)]
    asked = {
        (query, age, time): (query, age) for query, age, time in product(queries, ages, range(50))
    }
    expected = {
        (query, age): answers(query, since=age) if "nulle" not in query else []
        for query, age in product(queries, ages)
    }
    for most in (2, 20):
        news = reverse.News(LONG_AGO, NOW)
        hits = dict(
            news.find(((key, key[0], search.microseconds(key[1])) for key in asked), most=most)
        )
        for key, one in asked.items():
            got = hits.get(key, reverse.Found([]))
            assert (got.ids, got.more) == (expected[one][:most], len(expected[one]) > most), one


def test_sets_are_read_as_they_were_packed():
    chance = np.random.default_rng(7)
    for density in (0, 0.01, 0.5, 1):
        maps = chance.random((5, 3 * bits.IN_WORD)) < density
        number, position = bits.members(bits.pack(maps))
        assert np.array_equal([number, position], maps.nonzero())
        assert np.array_equal(bits.count(bits.pack(maps)), maps.sum(axis=1))


def test_the_collector_of_garbage_is_back_even_after_a_fault():
    OfferFactory(title="Calfat", published_at=NOW)
    news = reverse.News(LONG_AGO, NOW)
    with pytest.raises(ZeroDivisionError):
        list(news.find((number, "q=calfat", 1 // number) for number in (1, 0)))
    assert gc.isenabled()


@pytest.mark.parametrize(
    "query",
    [
        "q=goélette",  # no offer has it
        "q=de+la",  # empty words alone: the search finds nothing either
        "q=calfat&lieu=nulle-part",
        "lieu=34172&rayon=999",
        "contrat=esclavage",
        "metier=Z9999",
        "depuis=x",
    ],
)
def test_a_dead_search_finds_nothing_and_disturbs_nobody(query):
    offer = OfferFactory(title="Calfat", published_at=NOW)
    assert found(query, "q=calfat") == [[], [offer.pk]]


def test_a_company_that_is_suspended_is_not_found_until_it_returns():
    offer = OfferFactory(title="Calfat", published_at=NOW)
    query = f"entreprise={offer.company.slug}"
    company = Company.objects.filter(pk=offer.company_id)
    for suspended, ids in ((None, [offer.pk]), (NOW, []), (None, [offer.pk])):
        company.update(suspended_at=suspended)
        projection.refresh([offer.pk])
        assert found(query, "entreprise=autre", "q=calfat") == [ids, [], ids]


def test_no_offer_no_question(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert found("q=calfat", "lieu=34172") == [[], []]


def test_a_query_in_another_order_is_read_all_the_same():
    offer = OfferFactory(title="Calfat", published_at=NOW)
    OfferFactory(title="Calfat", places=["59350"], published_at=NOW)
    assert found("rayon=5&contrat=cdi&lieu=34172&q=calfat") == [[offer.pk]]


def test_an_offer_that_leaves_meanwhile_is_not_found():
    offers = [OfferFactory(title="Calfat", published_at=NOW) for _ in "12"]
    news = reverse.News(LONG_AGO, NOW)
    OfferSearch.objects.filter(offer=offers[0]).delete()
    queries = ("q=calfat", "q=la+-voile", "contrat=cdi")
    hits = dict(news.find([(query, query, 0) for query in queries]))
    assert [hits[query].ids for query in queries] == [[offers[1].pk]] * 3
    news = reverse.News(LONG_AGO, NOW)
    OfferSearch.objects.all().delete()
    assert not list(news.find((query, query, 0) for query in (*queries, "lieu=sete-34301")))


def test_as_many_searches_as_one_likes_ask_as_many_questions(django_assert_max_num_queries):
    list(offers_of(seed.generator(4), 10))
    queries = [query_of(seed.generator(number))[0] for number in range(300)]
    with django_assert_max_num_queries(5):
        found(*queries)


def test_every_occupation_is_found_under_its_own_name():
    ones = seed.generator(5).sample(list(occupations().values()), 25)
    for one in ones:
        OfferFactory(title=one.label[:120], occupation=one.code, published_at=NOW)
    queries = [urlencode({"q": one.label[:100]}) for one in ones]
    assert found(*queries) == [answers(query) for query in queries]
    assert all(found(*queries))
