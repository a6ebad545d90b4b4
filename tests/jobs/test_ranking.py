"""The page that tells how offers are ranked tells the truth."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.forms.search import SORTS
from tests.applications.pages import text_of
from tests.factories.jobs import EstablishmentFactory, OfferFactory


def titles(client, query):
    cards = client.get(reverse("offers") + query).context["cards"]
    return [card.offer.title for card in cards]


@pytest.fixture
def offers(db):
    """Three offers, told apart by what each order looks at."""
    now = timezone.now()
    old = {"published_at": now - timedelta(days=3), "expires_at": now + timedelta(days=20)}
    OfferFactory(title="Menuisier ancien", places=["34172"], pay_max=30_000, **old)
    OfferFactory(title="Agent polyvalent", places=["34057"], pay_max=40_000,
                 description="Travaux de menuisier, peinture et serrurerie dans nos résidences, "
                 "avec une équipe de cinq personnes.")  # fmt: skip
    OfferFactory(
        title="Menuisier sans chiffre", places=["34057"], pay_min=None, pay_max=None, pay_period="",
        published_at=now - timedelta(days=1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=menuisier", ["Menuisier sans chiffre", "Menuisier ancien", "Agent polyvalent"]),
        ("", ["Agent polyvalent", "Menuisier sans chiffre", "Menuisier ancien"]),
        (
            "?q=menuisier&lieu=34172&rayon=50&tri=distance",
            ["Menuisier ancien", "Agent polyvalent", "Menuisier sans chiffre"],
        ),
        ("?tri=salaire", ["Agent polyvalent", "Menuisier ancien", "Menuisier sans chiffre"]),
    ],
)
def test_the_order_is_the_one_the_page_tells(client, offers, query, expected):
    assert titles(client, query) == expected


def test_who_looks_changes_nothing_to_the_order(client, offers, django_user_model):
    before = titles(client, "?q=menuisier")
    client.force_login(django_user_model.objects.create_user(email="lea@exemple.test"))
    assert titles(client, "?q=menuisier") == before


def test_the_page_speaks_of_every_order_one_can_choose(client, db):
    page = text_of(client.get(reverse("ranking")))
    for _code, label in SORTS:
        assert f"<dt>{label}</dt>" in page
    assert "L111-7" in page


def test_every_list_leads_to_the_rules_of_its_order(client, db):
    OfferFactory()
    EstablishmentFactory()
    for name in ("offers", "companies"):
        results = client.get(reverse(name)).content.decode().split('id="results"')[1]
        assert f'href="{reverse("ranking")}"' in results.split("</section>")[0]
        assert "Aucune place n’est payée" in results
