"""Marks among the words of the search's rows: the title's words, and what is counted on fingers.

And the pairs of common words that phrases are found by.
"""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jobs import projection, search
from jobs.forms.search import read
from jobs.models import OfferSample, OfferSearch
from jobs.search import look
from jobs.search.answers import matching
from meilleursjobs.lib import geo
from tests.factories.jobs import OfferFactory

pytestmark = pytest.mark.django_db
MONTPELLIER, LILLE = "34172", "59350"


def found(query):
    return {offer.title for offer in search.page(read(query)).offers}


def drawn():
    """What the rows say, each but its number."""
    columns = [
        field.attname for field in OfferSample._meta.concrete_fields if not field.primary_key
    ]
    return [
        list(one.objects.order_by("offer").values(*columns)) for one in (OfferSearch, OfferSample)
    ]


def marks(row):
    """Words of a row that no text has."""
    sql = "select word from unnest(tsvector_to_array(%s::tsvector)) word where word ~ '[=:]'"
    with connection.cursor() as cursor:
        cursor.execute(sql, [row.full_vector])
        return {word for (word,) in cursor.fetchall()}


def test_a_row_is_marked_by_what_it_says_whoever_writes_it():
    offer = OfferFactory(
        title="Chef d’équipe", places=[MONTPELLIER], contract="cdi", working_time="partiel",
        remote="aucun", hours=["nuit", "weekend"], pay_min=24_000, pay_max=29_999,
        published_at=datetime(1970, 1, 3, 23, 59, tzinfo=UTC),
    )  # fmt: skip
    projection.refresh([offer.pk])
    row = OfferSearch.objects.get(offer=offer)
    said = {"=chef", "=équip", "=equip"}
    told = {"d:34", "a:76", "c:cdi", "t:partiel", "r:aucun", "e:direct", "h:nuit", "h:weekend"}
    assert marks(row) == said | told | {"j:2", "p:5"}
    OfferSearch.objects.update(
        contract="cdd", department="974", hours=[], is_agency=True, pay_year=1_000_000,
        published_at=datetime(1970, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    row.refresh_from_db()
    told = {"d:974", "c:cdd", "t:partiel", "r:aucun", "e:agence", "j:0", "p:20"}
    assert marks(row) == said | told


def test_regions_are_those_of_the_nomenclature():
    regions = import_module("jobs.migrations.0029_search_marks").REGIONS
    assert {f"r{code}": tuple(codes.split()) for code, codes in regions.items()} == {
        code: area.departments
        for code, area in geo.areas().items()
        if code.startswith("r") and len(area.departments) > 1
    }


def test_rows_that_were_there_before_the_marks_receive_them():
    OfferFactory.create_batch(30, title="Calfat", contract="stage")
    before = drawn()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table jobs_offersearch disable trigger search_marks")
        cursor.execute("update jobs_offersearch set full_vector = title_vector where id % 3 > 0")
        cursor.execute("alter table jobs_offersearch enable trigger search_marks")
    assert search.page(read("q=calfat&contrat=stage")).count == 10
    import_module("jobs.migrations.0030_fill_search_marks").fill(None, connection.schema_editor())
    assert search.page(read("q=calfat&contrat=stage")).count == 30
    projection.rebuild()
    assert drawn() == before


def test_rows_that_were_there_before_days_and_pay_receive_them():
    OfferFactory.create_batch(30, title="Calfat")
    before = drawn()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table jobs_offersearch disable trigger search_marks")
        cursor.execute(
            "update jobs_offersearch set full_vector = ts_delete(full_vector, array(select word"
            " from unnest(tsvector_to_array(full_vector)) word where word ~ '^[jp]:'))"
            " where id % 3 > 0"
        )
        cursor.execute("alter table jobs_offersearch enable trigger search_marks")
    assert drawn() != before
    import_module("jobs.migrations.0033_fill_days_and_pay").fill(None, connection.schema_editor())
    assert drawn() == before


# Common words, words that are not, little words; some of which have an accent.
WORDS = ["équipe", "nuit", "travail", "qualité", "vente", "calfat", "voilier"]
WORDS += ["de", "la", "les", "à", "en"]


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from(WORDS), max_size=30),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5),
    st.integers(0, 30),
)
@example(["équipe", "jour", "nuit"], ["équipe", "de", "nuit"], 30)
def test_a_phrase_is_never_missed_for_its_pairs(text, phrase, where):
    """What says a phrase has all of its pairs; those pairs are what the search reads first."""
    text = " ".join([*text[:where], *(phrase if where < 25 else []), *text[where:]])
    with connection.cursor() as cursor:
        cursor.execute(
            "select v @@ phraseto_tsquery('french', %(phrase)s),"
            " search_pairs(v) @> search_pairs(to_tsvector('french', %(phrase)s))"
            " from to_tsvector('french', %(text)s) v",
            {"phrase": " ".join(phrase), "text": text},
        )
        [(said, paired)] = cursor.fetchall()
    assert paired or not said


def test_a_phrase_of_common_words_is_looked_for_among_their_pairs():
    OfferFactory(title="Une", description="Il y a une équipe de nuit.")
    OfferFactory(title="Autre", description="Une équipe travaille, souvent la nuit.")
    for typed in ('"équipe de nuit"', '"equipe de nuit"', 'équipe "Équipe de nuit" -souvent'):
        assert found(f"q={typed}") == {"Une"}
    assert found('q="équipe calfat"') == set()
    assert found('q=équipe -"équipe de nuit"') == {"Autre"}
    rows = matching(read('q="équipe de nuit"'))
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    assert "search_pairs" in rows.explain()


@pytest.mark.parametrize(
    "typed", ["t:plein", "'t:plein'", "t:plein | calfat", "e:direct", "r:aucun"]
)
def test_nobody_can_ask_for_a_mark_by_its_name(typed):
    OfferFactory(title="Menuisier", description="Calfat", contract="cdi")
    assert found(f"q={typed}") == set()
    assert found("q==menuisier") == found("q==calfat") == {"Menuisier"}


def test_words_of_the_title_come_first_and_are_not_shown_again_elsewhere(monkeypatch):
    """Of many answers, by the way that reads each part apart."""
    monkeypatch.setattr(look, "ENOUGH", 0)
    OfferFactory(title="Voilier", description="Calfat")
    OfferFactory(title="Calfat", description="Calfat, encore.")
    OfferFactory(title="Maître calfat")
    for query in ("q=calfat", 'q="maître calfat"', "q=calfat+-maître", "q=calfat&contrat=cdi"):
        shown = [offer.title for offer in search.page(read(query)).offers]
        assert len(shown) == len(set(shown))
    assert [offer.title for offer in search.page(read("q=calfat")).offers] == [
        "Maître calfat", "Calfat", "Voilier",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "q=calfat&lieu=montpellier-34172&rayon=100",  # more departments than a mark may name
        "q=calfat&lieu=montpellier-34172&rayon=5",
        "q=calfat&lieu=r76", "q=calfat&lieu=d34", "lieu=r76", "lieu=d34",
        "q=calfat&contrat=cdi&temps=plein&teletravail=aucun&horaires=nuit&employeur=direct",
        "contrat=cdi&temps=plein&teletravail=aucun&horaires=nuit&employeur=direct",
    ],
)  # fmt: skip
def test_marks_keep_what_the_columns_say(query):
    said = {"contract": "cdi", "working_time": "plein", "remote": "aucun", "hours": ["nuit"]}
    OfferFactory(title="Calfat", places=[MONTPELLIER], **said)
    OfferFactory(title="Calfat à Lille", places=[LILLE], **said | {"contract": "cdd"})
    assert found(query) == {"Calfat"}


def test_words_that_mean_nothing_find_nothing_with_filters_as_without():
    OfferFactory(title="Calfat", contract="cdi")
    assert found("q=avec") == found("q=avec&contrat=cdi") == found("q=avec&contrat=cdi&lieu=r11")
