"""The life of an offer, and who may read it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from jobs.models import Offer
from jobs.services import offers
from jobs.signals import offer_moved
from meilleursjobs.lib.states import MoveRefused
from tests.factories.accounts import UserFactory
from tests.factories.jobs import CompanyFactory, MembershipFactory, OfferFactory

pytestmark = pytest.mark.django_db
State = Offer.State


@pytest.fixture
def moves():
    seen = []

    def note(sender, *, offer, old, new, **_kwargs):
        seen.append((offer.pk, old, new))

    offer_moved.connect(note)
    yield seen
    offer_moved.disconnect(note)


def test_a_published_offer_lives_thirty_days_and_its_followers_are_told(moves):
    offer = OfferFactory(draft=True)
    offers.publish(offer)
    offer.refresh_from_db()
    assert offer.expires_at - offer.published_at == timedelta(days=30)
    assert moves == [(offer.pk, "draft", "published")]


def test_a_confirmation_gives_thirty_more_days_and_keeps_the_first_date():
    old = timezone.now() - timedelta(days=20)
    offer = OfferFactory(published_at=old)
    offers.confirm(offer)
    offer.refresh_from_db()
    assert offer.published_at == old
    assert offer.expires_at - timezone.now() > timedelta(days=29)


def test_an_expired_offer_that_is_confirmed_is_published_again():
    offer = OfferFactory(published_at=timezone.now() - timedelta(days=40))
    assert offers.expire_due() == 1
    offer.refresh_from_db()
    assert offer.state == State.EXPIRED
    offers.confirm(offer)
    assert Offer.objects.visible().get() == offer


def test_a_dry_run_counts_what_is_due_and_moves_nothing():
    OfferFactory(published_at=timezone.now() - timedelta(days=40))
    assert (offers.expire_due(dry_run=True), Offer.objects.visible().count()) == (1, 1)


def test_two_hands_cannot_move_an_offer_twice():
    offer = OfferFactory()
    other = Offer.objects.get(pk=offer.pk)
    offers.fill(offer)
    with pytest.raises(MoveRefused):
        offers.archive(other)


def test_only_published_offers_of_open_companies_are_visible():
    shown = OfferFactory()
    OfferFactory(draft=True)
    OfferFactory(company=CompanyFactory(suspended_at=timezone.now()))
    OfferFactory(company=CompanyFactory(closed_at=timezone.now(), closed_reason="closed"))
    assert Offer.objects.visible().get() == shown


def test_members_see_the_offers_of_their_company_and_strangers_none():
    offer = OfferFactory(draft=True)
    OfferFactory(draft=True)
    member = MembershipFactory(company=offer.company, user=UserFactory()).user
    assert Offer.objects.managed_by(member).get() == offer
    assert not Offer.objects.managed_by(UserFactory()).exists()


def test_pay_is_compared_by_the_year_of_full_time():
    hourly = OfferFactory(pay_min="12.50", pay_max=None, pay_period="heure")
    monthly = OfferFactory(pay_min=2000, pay_max=2500, pay_period="mois")
    daily = OfferFactory(pay_min=400, pay_max=None, pay_period="jour", contract="freelance")
    for offer in (hourly, monthly, daily):
        offer.refresh_from_db()
    assert (hourly.pay_year_min, monthly.pay_year_max) == (22_750, 30_000)
    assert daily.pay_year_min is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"pay_min": 30_000, "pay_max": 20_000},
        {"pay_min": 20_000, "pay_period": ""},
        {"pay_min": 0},
        {"apply_mode": "link", "apply_url": ""},
        {"expires_at": None},
    ],
)
def test_the_database_refuses_an_offer_that_makes_no_sense(wrong):
    with pytest.raises(IntegrityError):
        OfferFactory(**wrong)


def test_a_wrong_slug_leads_to_the_offer(client):
    offer = OfferFactory(title="Boulangère ou boulanger")
    answer = client.get(f"/offres/{offer.pk}-autre-chose/")
    assert (answer.status_code, answer.url) == (
        301,
        f"/offres/{offer.pk}-boulangere-ou-boulanger/",
    )
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(("state", "status"), [("filled", 410), ("expired", 410), ("draft", 404)])
def test_an_offer_that_is_over_answers_410_and_one_never_shown_404(client, state, status):
    offer = OfferFactory(state=state)
    assert client.get(offer.get_absolute_url()).status_code == status
