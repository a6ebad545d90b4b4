"""« Où sont mes données » : what the map holds about one person, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import registry
from .retention import gone_by

BASES = {
    registry.Basis.CONSENT: lambda: _("votre consentement"),
    registry.Basis.CONTRACT: lambda: _("le contrat (les conditions d’utilisation)"),
    registry.Basis.LEGAL: lambda: _("une obligation légale"),
    registry.Basis.INTEREST: lambda: _("notre intérêt légitime"),
}


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
        purpose=str(one.purpose),
        basis=BASES[one.basis](),
        kept=kept(one.retention),
        goes_at=gone_by(one, newest) if newest else None,
    )


def kept(key: str) -> str:
    """A duration of settings.RETENTION in words: « 30 jours », « 2 ans »."""
    duration = settings.RETENTION[key]
    if duration is None:
        return _("tant que le site existe")
    days = duration.days
    if days >= 364:
        years = round(days / 365)
        return ngettext("%(n)s an", "%(n)s ans", years) % {"n": years}
    if days >= 60:
        months = round(days / 30.4)
        return ngettext("%(n)s mois", "%(n)s mois", months) % {"n": months}
    return ngettext("%(n)s jour", "%(n)s jours", days) % {"n": days}
