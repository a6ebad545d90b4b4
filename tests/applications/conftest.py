import pytest

from tests.factories.accounts import UserFactory
from tests.factories.applications import DraftFactory
from tests.factories.gmail import connect


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
