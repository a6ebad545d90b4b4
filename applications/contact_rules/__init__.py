"""Who may be written to, and how often.

The rules themselves are constraints of the database (models/contact.py and its trigger); here are
the sentences, the dates of the next free place, and the guard that asks again at sending.
"""

from .budgets import budget, budget_key
from .often import (
    check,
    follow_up_from,
    free_minute,
    limits,
    release,
    reserve,
    used_on,
)
from .sentences import LimitReached, NotAllowed, say_when, sentence
from .who import (
    company_code,
    contact_keys,
    forbidden,
    guard,
    has_objected,
    object_to,
    withdraw_objection,
)

__all__ = [
    "LimitReached",
    "NotAllowed",
    "budget",
    "budget_key",
    "check",
    "company_code",
    "contact_keys",
    "follow_up_from",
    "forbidden",
    "free_minute",
    "guard",
    "has_objected",
    "limits",
    "object_to",
    "release",
    "reserve",
    "say_when",
    "sentence",
    "used_on",
    "withdraw_objection",
]
