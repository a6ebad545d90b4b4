from collections.abc import Iterator

import pytest

from tools.google import LocalGoogle


@pytest.fixture(scope="session")
def running_google() -> Iterator[LocalGoogle]:
    with LocalGoogle() as google:
        yield google


@pytest.fixture
def google(running_google: LocalGoogle) -> LocalGoogle:
    """A local Google without mails, consents or faults."""
    running_google.reset()
    return running_google
