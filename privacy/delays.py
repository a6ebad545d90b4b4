"""Legal delays, counted as the law counts them."""

from datetime import date, datetime, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta
from django.utils import timezone

ANSWER = 1  # months, GDPR article 12(3)
EXTENSION = 2  # months more at most, same article
BREACH_HOURS = 72  # GDPR article 33(1)
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)  # days: Easter Monday, Ascension, Whit Monday


def is_holiday(day: date) -> bool:
    """Whether a day is one of the French public holidays (Code du travail, L3133-1)."""
    moving = {easter(day.year) + timedelta(days=after) for after in AFTER_EASTER}
    return (day.month, day.day) in FIXED or day in moving


def due_on(received: datetime, *, months: int = ANSWER) -> date:
    """The last day to answer what arrived at `received`, in Paris.

    The day of the same number `months` later, or the last day of that month when it has none; a
    delay that ends on a Saturday, a Sunday or a holiday runs to the next working day (Regulation
    1182/71, article 3(2)(c) and (4)).
    """
    day = timezone.localtime(received).date() + relativedelta(months=months)
    while day.weekday() >= 5 or is_holiday(day):
        day += timedelta(days=1)
    return day
