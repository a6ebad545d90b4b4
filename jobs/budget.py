"""How many spontaneous letters an establishment may be sent in a month.

Decent by default: the company that has not spoken is spared, more so when it is small. Figures are
our choice; the design asks for 6 a month and « more with headcount ».
"""

from .models import Establishment

UNKNOWN = 6
# INSEE's headcount bands (codes.py) from which the budget grows.
BY_SIZE = (("51", 60), ("42", 40), ("32", 25), ("22", 15), ("21", 10), ("00", UNKNOWN))


def monthly_budget(place: Establishment | None) -> int:
    """Letters a month: the company's own figure when it gave one, else by the place's headcount."""
    if place is None:
        return UNKNOWN
    if place.company.letters_a_month:
        return place.company.letters_a_month
    return next((most for band, most in BY_SIZE if place.headcount >= band), UNKNOWN)
