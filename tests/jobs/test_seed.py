"""Invented offers: as many as asked for, the same again, found, and lawful."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from jobs import legal, projection, seed
from jobs.forms.search import read
from jobs.models import Offer, OfferSearch
from jobs.search import page

pytestmark = pytest.mark.django_db


def test_offers_are_added_and_found_by_the_search(capsys):
    call_command("seed", offers=120)
    assert "120 offres" in capsys.readouterr().out
    assert Offer.objects.visible().count() == OfferSearch.objects.count() == 120
    one = Offer.objects.order_by("?").first()
    criteria = read(f"metier={one.occupation}")
    assert one.pk in {offer.pk for offer in page(criteria).offers} or page(criteria).count > 20


def test_the_projection_of_a_seeded_offer_is_what_a_refresh_would_write():
    list(seed.seed(40))
    fields = [f.name for f in OfferSearch._meta.fields if f.name != "id"]
    before = list(OfferSearch.objects.order_by("offer").values(*fields))
    projection.refresh(Offer.objects.values_list("pk", flat=True))
    after = list(OfferSearch.objects.order_by("offer").values(*fields))
    for was, now in zip(before, after, strict=True):
        # The company's name is not in the seeded vector: the only difference.
        was.pop("full_vector"), now.pop("full_vector")
        assert was == now


def test_the_same_seed_invents_the_same_offers():
    now = timezone.now()
    first, second = (seed.invent(seed.generator(7), now) for _ in range(2))
    assert first == second


def test_invented_offers_are_lawful_and_valid():
    chance, now = seed.generator(3), timezone.now()
    for _ in range(150):
        draft = seed.invent(chance, now)
        texts = {"title": draft.title, "description": draft.values["description"]}
        assert not legal.blocking(legal.review(texts, contract=draft.values["contract"])), draft


def test_a_public_site_is_never_seeded(settings):
    settings.SITE = settings.SITE._replace(netloc="www.example.fr")
    with pytest.raises(CommandError, match="Refusé"):
        call_command("seed", offers=1)
