import pytest
from django.urls import reverse

from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import PASSWORD, UserFactory


@pytest.fixture
def lea(db):
    return UserFactory(first_name="Léa", last_name="Dupré")


@pytest.fixture
def signed_in(client, lea):
    client.force_login(lea)
    return client


@pytest.fixture
def proven(client, lea):
    """The client of someone who has just typed their password."""
    client.post(reverse("account_login"), {"login": lea.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def staff(db):
    user = UserFactory(is_staff=True)
    enrol(user)
    return user


@pytest.fixture
def desk(client, staff):
    """The client of a member of our staff, with a second factor."""
    client.force_login(staff)
    return client
