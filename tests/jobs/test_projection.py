"""The search's table says of every visible offer what the offer says, whatever happens to it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs import projection, search
from jobs.forms.search import read
from jobs.models import Company, Offer, OfferSample, OfferSearch
from jobs.services import checks, offers, publishing
from meilleursjobs.lib.states import MoveRefused
from tests.applications.pages import text_of
from tests.factories.jobs import CompanyFactory, OfferFactory

pytestmark = pytest.mark.django_db
MONTPELLIER, LILLE, SETE = "34172", "59350", "34301"


def titles(query):
    return [offer.title for offer in search.page(read(query)).offers]


def test_offers_are_read_again_when_words_are_read_in_another_way(capsys):
    first = OfferFactory(title="Calfat")
    OfferFactory(title="Voilière")
    OfferSearch.objects.filter(offer=first).update(title_vector="autre", full_vector="autre")
    assert titles("q=calfat") == []
    call_command("refresh_search", whole=True)
    assert "2 offres réécrites." in capsys.readouterr().out
    assert titles("q=calfat") == ["Calfat"]


def test_an_offer_is_found_by_the_request_after_its_publication(client):
    offer = OfferFactory(draft=True, title="Calfat")
    assert "Calfat" not in text_of(client.get(reverse("offers")))
    offers.publish(offer)
    assert "Calfat" in text_of(client.get(reverse("offers")))
    offers.fill(offer)
    assert "Calfat" not in text_of(client.get(reverse("offers")))


def test_a_company_that_closes_leaves_the_search_whoever_writes_it():
    company = CompanyFactory()
    OfferFactory(company=company)
    Company.objects.filter(pk=company.pk).update(suspended_at=timezone.now())
    assert not OfferSearch.objects.exists()
    Company.objects.filter(pk=company.pk).update(suspended_at=None)
    assert [len(ids) for ids in projection.repair(dry_run=True)] == [1, 0, 0]
    assert [len(ids) for ids in projection.repair()] == [1, 0, 0]
    assert OfferSearch.objects.count() == 1


def sample():
    return list(OfferSample.objects.order_by("id").values())


def drawn():
    """What the sample must be: the rows of a sixteenth of the offers, whole."""
    rows = OfferSearch.objects.extra(where=["hashint8(offer_id) & 15 = 0"])
    return list(rows.order_by("id").values())


def test_a_sixteenth_of_the_offers_is_in_the_sample_whatever_becomes_of_them():
    made = OfferFactory.create_batch(60, places=[MONTPELLIER, LILLE])
    assert 0 < len(sample()) < 40
    assert sample() == drawn()
    OfferSearch.objects.update(title_vector="autre", pay_year=1)
    assert sample() == drawn()
    projection.refresh([offer.pk for offer in made])
    assert sample() == drawn()
    Company.objects.filter(offers__in=made[:30]).update(suspended_at=timezone.now())
    assert sample() == drawn()
    OfferSearch.objects.all().delete()
    assert sample() == []


def test_the_sample_of_the_offers_before_it_is_filled_once():
    OfferFactory.create_batch(40, places=[MONTPELLIER, LILLE])
    before = sample()
    fill = import_module("jobs.migrations.0026_fill_offer_sample").fill
    for kept in (0, 1, len(before)):
        OfferSample.objects.exclude(pk__in=[row["id"] for row in before[:kept]]).delete()
        fill(None, connection.schema_editor())
        assert sample() == before


OTHERWISE = {
    "slot": 7, "company_id": 1, "published_at": timezone.now() - timedelta(days=400),
    "commune_code": SETE, "department": "974", "occupation": "M1805", "contract": "stage",
    "working_time": "partiel", "remote": "total", "pay_year": 1, "experience_years": 19,
    "diploma": 8, "is_agency": True, "licences": ["BE"], "hours": ["nuit"], "title_vector": "autre",
    "full_vector": "autre",
}  # fmt: skip


def test_whatever_column_says_something_else_it_is_noticed_and_mended():
    wrong, right = OfferFactory(places=[MONTPELLIER, LILLE]), OfferFactory()
    columns = {field.attname for field in OfferSearch._meta.concrete_fields}
    assert columns == {"id", "offer_id", *OTHERWISE}, "a new column is compared and tried here"
    for column, value in OTHERWISE.items():
        row = OfferSearch.objects.filter(offer=wrong).latest("slot")
        OfferSearch.objects.filter(pk=row.pk).update(**{column: value})
        assert projection.repair() == ([], [], [wrong.pk]), column
        assert projection.disagreements() == ([], [], []), column
    OfferSearch.objects.filter(offer=right).update(title_vector="autre")
    told = [projection.disagreements(hour).changed for hour in range(24)]
    assert told[right.pk % 24] == [right.pk]
    assert sum(map(len, told)) == 1


def test_a_company_that_changes_its_name_is_found_by_it_after_the_next_repair():
    offer = OfferFactory(title="Calfat")
    Company.objects.filter(pk=offer.company_id).update(name="Voilerie Vent Debout")
    assert titles("q=voilerie") == []
    call_command("refresh_search")
    assert titles("q=voilerie") == ["Calfat"]


ACTS = (
    *("publish", "fill", "archive", "confirm", "expire", "suspend", "reopen", "rename"),
    *("edit", "move"),
)


def act(name, offer):
    now = timezone.now()
    try:
        if name == "expire":
            Offer.objects.filter(pk=offer.pk).update(expires_at=now)
            offers.expire_due()
        elif name in {"suspend", "reopen"}:
            at = now if name == "suspend" else None
            Company.objects.filter(pk=offer.company_id).update(suspended_at=at)
            projection.repair()
        elif name == "rename":
            Offer.objects.filter(pk=offer.pk).update(title=f"Calfat {now}")
            projection.refresh([offer.pk])
        elif name in {"edit", "move"}:
            changed = Offer.objects.get(pk=offer.pk)
            changed.occupation, changed.skills = "M1805", ["Voile", str(now)]
            changed.hours, changed.pay_max = ["nuit"], 31_000 + now.microsecond % 900
            publishing.save(changed, [LILLE, SETE] if name == "move" else [MONTPELLIER], by=None)
        else:
            getattr(offers, name)(Offer.objects.get(pk=offer.pk))
    except (MoveRefused, checks.CannotPublish, publishing.MovedMeanwhile):
        pass


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2)), max_size=12))
def test_the_search_never_disagrees_with_the_offers(db, history):
    Offer.objects.all().delete()
    company = CompanyFactory()
    made = [OfferFactory(company=company, draft=True) for _ in range(3)]
    for name, which in history:
        act(name, made[which])
        assert projection.disagreements() == ([], [], [])
