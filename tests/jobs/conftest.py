import pytest

from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.jobs import CompanyFactory, MembershipFactory, OfferFactory


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
