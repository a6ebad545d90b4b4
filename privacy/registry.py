"""The data map: one declaration per model drives export, erasure, retention and the registers.

Each app declares its models in `personal_data.py`, found by `autodiscover_modules`. A field that no
declaration names stops the build (`privacy/checks.py`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import models

Eraser = Callable[["models.QuerySet[Any]"], int]


class Basis(Enum):
    """Legal bases, GDPR article 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL = "legal obligation"
    INTEREST = "legitimate interest"


def delete(rows: "models.QuerySet[Any]") -> int:
    """The plain eraser: the rows go. Returns how many went, cascades included."""
    return rows.delete()[0]


@dataclass(frozen=True)
class PersonalData:
    """What one model holds about people.

    model: "app.Model". subject: path from the row to the user, or to an e-mail address when it
    ends in an address (people without an account). retention: a key of settings.RETENTION; its
    clock starts at `starts` (path of a date). exported: fields the person receives.
    withheld: {field: reason} for those they do not. technical: keys and links that say nothing.
    """

    model: str
    subject: str
    purpose: str
    basis: Basis
    retention: str
    starts: str
    exported: tuple[str, ...] = ()
    withheld: dict[str, str] = field(default_factory=dict)
    technical: tuple[str, ...] = ("id",)
    erase: Eraser = delete

    def declared(self) -> set[str]:
        """Every field name this declaration speaks of."""
        return {*self.exported, *self.withheld, *self.technical}


@dataclass(frozen=True)
class NotPersonal:
    """A model that holds nothing about a person, and why we think so."""

    model: str
    reason: str


Declaration = PersonalData | NotPersonal
_map: dict[str, Declaration] = {}


def declare(*declarations: Declaration) -> None:
    """Add to the map. Raises ValueError when a model is declared twice."""
    for one in declarations:
        key = one.model.lower()
        if key in _map and _map[key] != one:
            raise ValueError(f"{one.model} is declared twice")
        _map[key] = one


def declarations() -> dict[str, Declaration]:
    """The whole map, by lower-case label, in the order of declaration."""
    return dict(_map)


def fields_of(model: type[models.Model]) -> set[str]:
    """Names of the model's own columns and many-to-many fields."""
    meta = model._meta
    return {f.name for f in (*meta.local_fields, *meta.local_many_to_many)}


def managed_models() -> Iterable[type[models.Model]]:
    """Models with a table of their own; automatic link tables go with their field."""
    return (m for m in apps.get_models() if m._meta.managed and not m._meta.proxy)


def held_about(declaration: PersonalData, user: models.Model) -> "models.QuerySet[Any]":
    """The rows a declaration holds about a user, or about their e-mail address."""
    model = apps.get_model(declaration.model)
    rows = model._base_manager.all()
    if declaration.subject == "self":
        return rows.filter(pk=user.pk)
    *_, last = declaration.subject.split("__")
    if "email" in last:
        return rows.filter(**{f"{declaration.subject}__iexact": getattr(user, "email", "")})
    return rows.filter(**{declaration.subject: user})
