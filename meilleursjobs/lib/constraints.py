"""Check constraints that a form can ask without asking the database.

Django validates each one by a query of its own, with every column of the row as an annotation, in
a savepoint: 4 ms of work a constraint. The conditions on a row's own columns are simple enough to
be read here; the database goes on holding them.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Q

Pair = tuple[str, Any]  # « pay_min__gt », 0
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, among: value in among,
}


class RowCheck(models.CheckConstraint):
    """A check constraint on the columns of one row, in words that `holds` knows."""

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Iterable[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError when the row breaks it; one that names an excluded field waits."""
        condition = cast("Q", self.condition)
        if not names(condition).isdisjoint(exclude or ()):
            return
        if holds(condition, instance) is False:
            raise ValidationError(
                self.get_violation_error_message(), code=self.violation_error_code
            )

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """To the database, and hence to migrations, it is a check constraint like any other."""
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs


class FieldCheck(RowCheck):
    """A check constraint that a field's own validators are stricter than: nothing more to ask."""

    def validate(self, *_args: Any, **_how: Any) -> None:
        """The validators have answered."""


def names(condition: Q) -> set[str]:
    """The fields that a condition reads."""
    found: set[str] = set()
    for child in condition.children:
        if isinstance(child, Q):
            found |= names(child)
        else:
            left, right = cast("Pair", child)
            found.add(left.partition("__")[0])
            if isinstance(right, F):
                found.add(_name(right))
    return found


def _name(column: F) -> str:
    return column.name  # type: ignore[attr-defined]


def holds(condition: Q, row: models.Model) -> bool | None:
    """Whether a row meets a condition, None when an empty column leaves it open, as in SQL.

    Raises KeyError for a lookup that it does not know, ValueError for XOR.
    """
    found = _or(_each(condition, row)) if condition.connector == Q.OR else _and(condition, row)
    return found if found is None or not condition.negated else not found


def _and(condition: Q, row: models.Model) -> bool | None:
    """All of the children: the opposite of any opposite."""
    if condition.connector != Q.AND:
        raise ValueError(condition.connector)
    found = _or(None if one is None else not one for one in _each(condition, row))
    return None if found is None else not found


def _or(found: Iterable[bool | None]) -> bool | None:
    seen = set(found)
    return True if True in seen else None if None in seen else False


def _each(condition: Q, row: models.Model) -> Iterator[bool | None]:
    for child in condition.children:
        if isinstance(child, Q):
            yield holds(child, row)
        else:
            left, right = cast("Pair", child)
            yield _compare(row, left, right)


def _compare(row: models.Model, left: str, right: Any) -> bool | None:
    name, _mark, lookup = left.partition("__")
    value = getattr(row, name)
    other = getattr(row, _name(right)) if isinstance(right, F) else right
    if lookup == "isnull" or (other is None and not isinstance(right, F)):
        return (value is None) is (other is None or other)
    if value is None or other is None:
        return None
    return COMPARE[lookup or "exact"](value, other)
