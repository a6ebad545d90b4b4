"""What waits for our staff beside offers: each app adds its own, one list shows all of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from .services import moderation


@dataclass(frozen=True)
class Item:
    """One thing to decide: what it is about, why, since when, and the page that decides."""

    what: str
    why: str
    since: datetime
    url: str

    @property
    def due(self) -> datetime:
        """By when our staff looks at it: as promised for offers."""
        return moderation.due(self.since)


Source = Callable[[], Iterable[Item]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source of things to decide; usable as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def waiting() -> list[Item]:
    """Everything that waits, the first due first."""
    found = [item for source in _sources for item in source()]
    return sorted(found, key=lambda item: item.since)
