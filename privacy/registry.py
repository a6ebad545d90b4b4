"""The data map: one declaration per model drives export, erasure, retention and the registers.

Each app declares its models in `personal_data.py`, found by `autodiscover_modules`. A field that no
declaration names stops the build (`privacy/checks.py`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from meilleursjobs.lib.crypto import digests

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

    model: "app.Model". subject: path from the row to the user, to an e-mail address when it ends
    in an address, or to a keyed hash of the user (`subject_key`) when it ends in `_key`. address:
    path of an e-mail address, or of its keyed hash, by which rows of people without an account
    are found as well.
    retention: a key of settings.RETENTION; its clock starts at `starts` (path of a date), for the
    rows of `ends` only. purge: what the end of that time does, when it is not `erase`; proof: the
    key of the longer time after which what the purge left goes too. swept: the command that
    erases in time, when it is not the common purge.
    names: what one row, and several, are called, when the model is not ours to name.
    exported: fields the person receives. withheld: {field: reason} for those they do not.
    technical: keys and links that say nothing.
    """

    model: str
    subject: str
    purpose: str
    basis: Basis
    retention: str
    starts: str
    address: str = ""
    ends: Q = field(default_factory=Q)
    swept: str = ""
    purge: Eraser | None = None
    proof: str = ""
    names: tuple[Any, ...] = ()
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


def lasts(key: str) -> timedelta:
    """A duration of settings.RETENTION. Raises ValueError for what is kept for ever."""
    duration = settings.RETENTION[key]
    if duration is None:
        raise ValueError(f"{key} has no end")
    return duration


def name_of(model: str, count: int = 2) -> str:
    """What `count` rows of "app.Model" are called in the person's language."""
    one, meta = _map[model.lower()], apps.get_model(model)._meta
    own = getattr(one, "names", ()) or (meta.verbose_name, meta.verbose_name_plural)
    return str(own[count != 1])


def subject_keys(user: models.Model) -> list[str]:
    """Keyed hashes of a user under every key of the ring; store the first, look up any."""
    return digests(str(user.pk), purpose="subject")


def address_keys(email: str) -> list[str]:
    """Keyed hashes of an address under every key of the ring; store the first, look up any."""
    return digests(email.strip().lower(), purpose="subject.address")


def human_key(user: models.Model) -> str:
    """The keyed hash by which a decision names who took it: it outlives their account."""
    return digests(str(user.pk), purpose="decision")[0]


def _is_address(path: str) -> bool:
    return "email" in path.rpartition("__")[2]


def _is_hash(path: str) -> bool:
    return path.endswith("_key")


def _of_address(path: str, email: str) -> Q:
    if _is_hash(path):
        return Q(**{f"{path}__in": address_keys(email)})
    return Q(**{f"{path}__iexact": email})


def _address_path(declaration: PersonalData) -> str:
    return declaration.subject if _is_address(declaration.subject) else declaration.address


def held_about(declaration: PersonalData, user: models.Model) -> "models.QuerySet[Any]":
    """The rows a declaration holds about a user, or about their e-mail address."""
    subject, email = declaration.subject, getattr(user, "email", "")
    rows = apps.get_model(declaration.model)._base_manager.all()
    if subject == "self":
        return rows.filter(pk=user.pk)
    if _is_hash(subject):
        mine = Q(**{f"{subject}__in": subject_keys(user)})
    else:
        mine = Q(**{f"{subject}__iexact": email} if _is_address(subject) else {subject: user})
    if declaration.address:
        mine |= _of_address(declaration.address, email)
    return rows.filter(mine)


def held_about_address(declaration: PersonalData, email: str) -> "models.QuerySet[Any]":
    """The rows a declaration holds about an e-mail address of nobody's account."""
    rows = apps.get_model(declaration.model)._base_manager.all()
    path = _address_path(declaration)
    return rows.filter(_of_address(path, email)) if path else rows.none()


def addresses(declaration: PersonalData) -> Iterable[str]:
    """The e-mail addresses by which a declaration knows people, without an account or with one.

    None where it knows but their hashes.
    """
    path = _address_path(declaration)
    if not path or _is_hash(path):
        return ()
    rows = apps.get_model(declaration.model)._base_manager.values_list(path, flat=True)
    return rows.distinct().iterator()


def personal() -> list[PersonalData]:
    """What the map holds about people, in the order of the rooms, the account last.

    Whoever erases in this order never meets a row that still needs one erased before
    (INSTALLED_APPS lists the rooms highest first).
    """
    rooms = [config.label for config in apps.get_app_configs()]
    found = [one for one in _map.values() if isinstance(one, PersonalData)]
    account = settings.AUTH_USER_MODEL

    def place(one: PersonalData) -> tuple[bool, int]:
        return one.model == account, rooms.index(one.model.partition(".")[0])

    return sorted(found, key=place)
