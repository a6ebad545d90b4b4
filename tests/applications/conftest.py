import pytest

from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.applications import DraftFactory
from tests.factories.gmail import connect
from tests.factories.jobs import MembershipFactory, OfferFactory


@pytest.fixture
def candidate(db):
    return UserFactory(first_name="Léa", last_name="Dupré")


@pytest.fixture
def stranger(db):
    return UserFactory()


@pytest.fixture
def account(candidate, google):
    return connect(candidate, google)


@pytest.fixture
def draft(candidate):
    return DraftFactory(candidate=candidate)


@pytest.fixture
def signed_in(client, candidate):
    client.force_login(candidate)
    return client


@pytest.fixture
def offer(db):
    return OfferFactory(title="Menuisière ou menuisier de marine")


@pytest.fixture
def karim(offer):
    """A recruiter of the company, with a second factor."""
    user = UserFactory(first_name="Karim", last_name="Belkacem")
    MembershipFactory(user=user, company=offer.company)
    enrol(user)
    return user


@pytest.fixture
def recruiter(client, karim):
    client.force_login(karim)
    return client
