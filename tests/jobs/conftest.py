import pytest

from jobs.models import Offer
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.jobs import CompanyFactory, FeedSourceFactory, MembershipFactory, OfferFactory
from tests.jobs.writing import press, write


@pytest.fixture
def company():
    return CompanyFactory(verified=True)


@pytest.fixture
def karim(client, company):
    user = UserFactory(first_name="Karim")
    MembershipFactory(user=user, company=company, role="owner")
    enrol(user)
    client.force_login(user)
    return user


@pytest.fixture
def trusted(company):
    """An earlier offer of the company passed."""
    return OfferFactory(company=company, state="filled")


@pytest.fixture
def published(client, company, karim, trusted):
    write(client, company)
    offer = Offer.objects.get(state=Offer.State.DRAFT)
    press(client, offer)
    offer.refresh_from_db()
    return offer


@pytest.fixture
def source():
    """Where offers of a company come from of which one passed earlier: it is trusted."""
    company = CompanyFactory(verified=True)
    OfferFactory(company=company, state="filled")
    return FeedSourceFactory(company=company)
