import pytest

from tests.factories.accounts import UserFactory
from tests.factories.gmail import connect


@pytest.fixture
def lea(db):
    return UserFactory(first_name="Léa", last_name="Dupré")


@pytest.fixture
def account(lea, google):
    return connect(lea, google)
