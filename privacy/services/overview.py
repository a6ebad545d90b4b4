"""« Où sont mes données » : what the map holds about one person, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings

from .. import purposes, registry
from .retention import gone_by


@dataclass(frozen=True)
class Held:
    """One kind of thing that we hold: how many, why, since when, until when."""

    name: str
    count: int
    purpose: str
    basis: str
    kept: str
    goes_at: datetime | None


@dataclass(frozen=True)
class Room:
    """What one part of the site holds."""

    name: str
    things: list[Held]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.things)


def held(user: Any) -> list[Room]:
    """What we hold about a person, by part of the site; empty kinds are left out."""
    rooms: dict[str, list[Held]] = {}
    for one in registry.personal():
        if thing := _held(one, user):
            label = one.model.partition(".")[0]
            rooms.setdefault(str(apps.get_app_config(label).verbose_name), []).append(thing)
    return [Room(name, things) for name, things in rooms.items()]


def _held(one: registry.PersonalData, user: Any) -> Held | None:
    rows = registry.held_about(one, user)
    count = rows.count()
    if not count:
        return None
    newest = rows.order_by(one.starts).last() if one.starts else None
    return Held(
        name=registry.name_of(one.model, count),
        count=count,
        purpose=purposes.purpose(one.purpose),
        basis=str(purposes.BASES[one.basis]),
        kept=purposes.duration(settings.RETENTION[one.retention]),
        goes_at=gone_by(one, newest) if newest else None,
    )
