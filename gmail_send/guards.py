"""Last checks before a mail is taken for sending; other apps fill the list at start-up."""

from collections.abc import Callable

from .models import Delivery

Guard = Callable[[Delivery], str | None]
_guards: list[Guard] = []


def register(guard: Guard) -> Guard:
    """Add a check; usable as a decorator. It returns a reason code (words.py) to refuse."""
    if guard not in _guards:
        _guards.append(guard)
    return guard


def refusal(delivery: Delivery) -> str | None:
    """The first reason why this delivery may not leave, asked in the claim transaction."""
    return next((reason for guard in _guards if (reason := guard(delivery))), None)
