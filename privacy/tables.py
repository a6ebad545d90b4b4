"""The tables of the policy, drawn from the data map and the settings, never from prose.

`facts()` is what they say, in plain JSON: a published version keeps its own, so that its page shows
for ever what was true of it. The other functions make rows that a template shows.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext

from . import processors, purposes
from .registry import Basis, PersonalData, declarations

Facts = dict[str, Any]


class Kept(NamedTuple):
    """A row of the table of durations."""

    what: str
    duration: str
    starts: str


class Aim(NamedTuple):
    """A row of the table of purposes: one of the seven, and what it means here with its basis."""

    label: str
    details: list[tuple[str, str]]


def facts() -> Facts:
    """What is held, why, how long, and who outside receives it, today."""
    held = {
        (one.purpose, one.basis.value)
        for one in declarations().values()
        if isinstance(one, PersonalData)
    }
    return {
        "purposes": [
            {"purpose": name, "group": group.value, "basis": basis.value}
            for name, (group, _words) in purposes.PURPOSES.items()
            for basis in Basis
            if (name, basis.value) in held
        ],
        "retention": [
            {"key": key, "days": time.days if time else None}
            for key, time in _in_order(settings.RETENTION)
        ],
        "processors": [
            {"name": one.name, "role": one.role, "country": one.country}
            for one in processors.register()
        ],
    }


def _in_order(retention: dict[str, timedelta | None]) -> list[tuple[str, timedelta | None]]:
    """As purposes.py tells them; a key of the settings that has no words there comes last."""
    order = list(purposes.RETENTIONS)
    return sorted(
        retention.items(),
        key=lambda one: order.index(one[0]) if one[0] in order else len(order),
    )


def aims(said: Facts) -> Iterator[Aim]:
    """The seven purposes of the policy, and what each means here."""
    for group in purposes.Group:
        mine = [one for one in said["purposes"] if one["group"] == group]
        details = [
            (purposes.purpose(one["purpose"]), str(purposes.BASES[Basis(one["basis"])]))
            for one in mine
        ]
        yield Aim(str(group.label), details)


def bases(said: Facts) -> Iterator[tuple[str, list[str]]]:
    """Each legal basis, with what rests on it."""
    for basis, label in purposes.BASES.items():
        on_it = [one["purpose"] for one in said["purposes"] if one["basis"] == basis.value]
        yield str(label), [purposes.purpose(name) for name in on_it]


def durations(said: Facts) -> Iterator[Kept]:
    """How long each kind of data is kept, and from when its time runs."""
    for one in said["retention"]:
        what, starts = purposes.RETENTIONS.get(one["key"], (one["key"], ""))
        time = None if one["days"] is None else timedelta(days=one["days"])
        yield Kept(str(what), purposes.duration(time), str(starts))


def outside(said: Facts) -> Iterator[dict[str, str]]:
    """Who receives data outside, in the reader's language."""
    for one in said["processors"]:
        yield {name: words and gettext(words) for name, words in one.items()}


def changes(before: Facts, after: Facts) -> list[tuple[str, str]]:
    """(« + » or « − », words) of each line of the tables that came or went between two states."""
    old, new = set(_lines(before)), set(_lines(after))
    gone = [("−", line) for line in _lines(before) if line not in new]
    return gone + [("+", line) for line in _lines(after) if line not in old]


def _lines(said: Facts) -> Iterator[str]:
    if not said:
        return
    for aim in aims(said):
        for words, basis in aim.details:
            yield f"{aim.label} : {words} ({basis})"
    for kept in durations(said):
        yield f"{kept.what} : {kept.duration}"
    for one in outside(said):
        yield " · ".join(part for part in (one["name"], one["country"]) if part)
