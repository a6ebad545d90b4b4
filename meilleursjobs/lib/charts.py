"""Bars that the server draws: lengths for templates/components/chart_*.html, which add the words.

Lengths are texts, for an SVG reads « 12.5 » and a French template would write « 12,5 ».
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

FULL = 100  # the longest bar, in the units of the drawing
STEP = 10  # from one column to the next
LEAST = 2  # a bar that is not nothing can be seen


@dataclass(frozen=True)
class Bar:
    """One value with its name, where it stands (`x`), how long it is, and what is left above."""

    label: str
    value: int
    x: int
    size: str
    rest: str


@dataclass(frozen=True)
class Chart:
    """Bars on one scale, from nothing to `most`."""

    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        return max((bar.value for bar in self.bars), default=0)

    @property
    def total(self) -> int:
        return sum(bar.value for bar in self.bars)

    @property
    def width(self) -> int:
        return len(self.bars) * STEP


def chart(values: Sequence[tuple[str, int]]) -> Chart:
    """A chart of (name, value) pairs in their order. Values are not negative."""
    most = max((value for _label, value in values), default=0)
    bars = []
    for number, (label, value) in enumerate(values):
        size = max(value / most * FULL, LEAST) if value else 0
        bars.append(Bar(label, value, number * STEP + 1, f"{size:.1f}", f"{FULL - size:.1f}"))
    return Chart(tuple(bars))


def by_day(days: Sequence[date], values: dict[date, int]) -> Chart:
    """A chart of these days, nothing where `values` has none."""
    return chart([(date_format(day, "j F"), values.get(day, 0)) for day in days])
