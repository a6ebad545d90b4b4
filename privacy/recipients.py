"""Who received something of a person: each room names them, for the person alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Recipient:
    """A named recipient: what they received, when last, and where the person reads more."""

    name: str
    what: str
    at: datetime
    path: str = ""


Provider = Callable[[Any], Iterable[Recipient]]  # takes the user
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a room's recipients; usable as a decorator."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def of(user: Any) -> list[Recipient]:
    """Every recipient, the latest first."""
    found = [one for provider in _providers for one in provider(user)]
    return sorted(found, key=lambda one: one.at, reverse=True)
