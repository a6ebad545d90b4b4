"""States that change in one way only: compare and swap, once per move."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone


class MoveRefused(Exception):
    """The move is not in MOVES, or someone else moved the row first."""


class StateMachine(models.Model):
    """A model whose `state` changes only through `move()`, once per move.

    `MOVES` maps each state to the states it may go to.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {}

    state: Any  # each model declares its own, with its choices
    moved_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def can(self, to: str) -> bool:
        """Tell whether MOVES allows going from the state we read to `to`."""
        return to in self.MOVES.get(self.state, set())

    def move(self, to: str, *, expect: dict[str, Any] | None = None, **changes: Any) -> None:
        """Write the new state if the row still holds the state we read.

        `expect` names further columns that must still hold a value (an attempt's id, say);
        `changes` are columns written by the same UPDATE.
        Raises MoveRefused when the move is not allowed or someone moved first.
        """
        changes = {"state": to, "moved_at": timezone.now(), **changes}
        expected = {"pk": self.pk, "state": self.state, **(expect or {})}
        row = type(self)._base_manager.filter(**expected)
        if not self.can(to) or not row.update(**changes):
            raise MoveRefused(f"{self._meta.label} {self.pk}: {self.state} to {to}")
        for name, value in changes.items():
            setattr(self, name, value)
