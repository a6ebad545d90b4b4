"""Due dates are those of the law: a month later, month ends, week-ends and holidays included."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from privacy.delays import due_on, is_holiday


def at(year, month, day, hour=12):
    return timezone.make_aware(datetime(year, month, day, hour))  # noqa: DTZ001 made aware here


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (at(2026, 1, 31), date(2026, 3, 2)),  # 28 February is a Saturday: the Monday after
        (at(2028, 1, 31), date(2028, 2, 29)),
        (at(2026, 3, 10), date(2026, 4, 10)),
        (at(2026, 10, 1), date(2026, 11, 2)),  # 1 November is a Sunday
        (at(2026, 4, 1), date(2026, 5, 4)),  # 1 May is a holiday, a Friday
        (at(2027, 3, 14), date(2027, 4, 14)),
        (at(2026, 12, 25), date(2027, 1, 25)),
    ],
)
def test_an_answer_is_due_a_month_later_on_a_working_day(received, due):
    assert due_on(received) == due


def test_two_months_more_are_counted_from_the_receipt():
    assert due_on(at(2026, 11, 30), months=3) == date(2027, 3, 1)  # 28 February is a Sunday


def test_what_arrives_after_midnight_in_paris_counts_from_that_day():
    evening = datetime.fromisoformat("2026-06-30T22:30:00+00:00")  # 1 July, 0:30 in Paris
    assert due_on(evening) == date(2026, 8, 3)  # 1 August is a Saturday


@pytest.mark.parametrize(
    "day", ["2026-04-06", "2026-05-14", "2026-05-25", "2026-07-14", "2027-03-29"]
)
def test_moving_and_fixed_holidays_are_known(day):
    assert is_holiday(date.fromisoformat(day))
    assert not is_holiday(date(2026, 4, 7))
