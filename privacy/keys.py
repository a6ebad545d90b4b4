"""Rotation of the keys: everything encrypted is encrypted again with the first key of the ring."""

from collections import Counter
from collections.abc import Callable

from django.apps import apps
from django.db import models

from meilleursjobs.lib import crypto

Rotator = Callable[[bool], Counter[str]]  # takes dry_run
_rotators: dict[str, Rotator] = {}
BATCH = 10  # rows in memory: a waiting letter weighs up to 6 MB


def register(name: str, rotator: Rotator) -> None:
    """Add a store that is no Sealed model. The rotator counts outcomes, see `rotate`."""
    _rotators[name] = rotator


def turn(stored: str, *, table: str, column: str, row: object) -> str:
    """The same text under the first key of the ring. Raises Undecryptable."""
    place = {"table": table, "column": column, "row": row}
    return crypto.encrypt(crypto.decrypt(stored, **place), **place)


def is_current(stored: str) -> bool:
    """Whether the first key of the ring wrote this value."""
    return crypto.key_id(stored) == next(iter(crypto.keyring()))


def sealed_models() -> list[type[models.Model]]:
    """Every model with encrypted columns."""
    return [model for model in apps.get_models() if issubclass(model, crypto.Sealed)]


def rotate(*, dry_run: bool = False) -> dict[str, Counter[str]]:
    """Encrypt again what an older key encrypted; a value that changes meanwhile is left alone.

    Idempotent. Returns {table: {"current", "rotated", "unreadable"}}; with dry_run, "rotated"
    counts what would be.
    """
    report = {model._meta.db_table: _rotate_model(model, dry_run) for model in sealed_models()}
    return report | {name: rotator(dry_run) for name, rotator in _rotators.items()}


def _rotate_model(model: type[models.Model], dry_run: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    for column in model.SEALED:
        rows = model._base_manager.exclude(**{column: ""}).values_list("pk", column)
        for pk, stored in rows.iterator(chunk_size=BATCH):
            counts[_rotate_value(model, pk, column, stored, dry_run)] += 1
    return counts


def _rotate_value(
    model: type[models.Model], pk: object, column: str, stored: str, dry_run: bool
) -> str:
    if is_current(stored):
        return "current"
    try:
        fresh = turn(stored, table=model._meta.db_table, column=column, row=pk)
    except crypto.Undecryptable:
        return "unreadable"
    if not dry_run:
        model._base_manager.filter(pk=pk, **{column: stored}).update(**{column: fresh})
    return "rotated"
