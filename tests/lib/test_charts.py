"""Lengths of bars, as an SVG reads them."""

from datetime import date

import pytest
from django.utils import translation

from meilleursjobs.lib.charts import by_day, chart


def sizes(values):
    return [bar.size for bar in chart([(str(value), value) for value in values]).bars]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([0, 0], ["0.0", "0.0"]),
        ([1], ["100.0"]),
        ([8, 3, 0], ["100.0", "37.5", "0.0"]),
        ([100_000, 1], ["100.0", "2.0"]),  # what is not nothing is seen
    ],
)
def test_bars_share_one_scale(values, expected):
    assert sizes(values) == expected


def test_columns_stand_side_by_side_on_one_ground():
    drawn = chart([("a", 8), ("b", 3)])
    assert [(bar.x, bar.rest) for bar in drawn.bars] == [(1, "0.0"), (11, "62.5")]
    assert (drawn.width, drawn.most, drawn.total) == (20, 8, 11)


def test_nothing_to_show_is_nothing():
    assert (chart([]).total, chart([]).most, chart([]).width) == (0, 0, 0)


def test_days_without_a_figure_are_shown_as_nothing_in_the_readers_language():
    days = [date(2026, 3, 1), date(2026, 3, 2)]
    with translation.override("fr"):
        drawn = by_day(days, {days[1]: 12, date(2025, 1, 1): 9})
    assert [(bar.label, bar.value) for bar in drawn.bars] == [("1er mars", 0), ("2 mars", 12)]
