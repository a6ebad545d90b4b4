import pytest

from tests.factories.accounts import UserFactory


@pytest.fixture(autouse=True)
def fresh_counters(request):
    """Limits count in the cache: each test starts at nought."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def signed_in(client, user):
    """The client of someone who signed in without any recent proof."""
    client.force_login(user)
    return client


@pytest.fixture
def stranger(db):
    return UserFactory()
