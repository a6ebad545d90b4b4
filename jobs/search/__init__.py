"""The search of offers: what answers some criteria, in which order, and how many.

The planner is not trusted with a guess (design: search.md). A look at a sixteenth of the offers
comes first. When few of them answer, everything that answers is counted and put in order. When many
do, they give the facets, and one of them the bound above which the page lies: what is above it is
put in order.

Order, said on the page (C. conso. L111-7): title matches before others, then the newest; no place
is sold. An offer in several communes has a row for each, and never counts twice.
"""

from dataclasses import dataclass, field

from ..cards import of_cards
from ..criteria import Criteria
from ..models import Offer
from . import look
from .answers import about_the_job, matching
from .cursors import microseconds, read_cursor, write_cursor
from .look import count_of, facets_of, look_at
from .reading import PAGE, settings
from .walks import walk_to

__all__ = [
    "MANY",
    "PAGE",
    "SOME",
    "Page",
    "about_the_job",
    "count",
    "matching",
    "microseconds",
    "page",
]
MANY = 1_000  # beyond, the page says « plus de 1 000 »
SOME = 300  # the same of another search that the page proposes: it shall only find more


@dataclass
class Page:
    """Offers of one page. count: exact, unless there are `more`; at most MANY.

    facets: filter → its value → how many answers; of so many `counted` ones when `partial`; the
    large ones roughly when `estimated`.
    """

    offers: list[Offer]
    count: int
    more: bool = False
    next_after: str = ""
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    partial: bool = False
    counted: int = 0
    estimated: bool = False


def page(criteria: Criteria, after: str = "", *, facets: bool = True, whole: bool = False) -> Page:
    """One page of answers behind `after` (a `next_after`; anything else is the start).

    The count is bounded. facets=False spares those of the filters in force; without `whole`, offers
    are read with what their cards show. Raises OperationalError when a statement takes longer than
    SETTINGS allow.
    """
    cursor = read_cursor(after, criteria)
    with settings():
        seen = look_at(criteria, cursor)
        keys = seen.keys if seen.complete else walk_to(criteria, cursor, dense=seen.dense)
        counts, estimated = facets_of(criteria, seen) if facets else ({}, False)
    shown = keys[:PAGE]
    offers = Offer.objects.visible()
    read = offers.with_card() if whole else of_cards(offers)
    found = read.in_bulk([key[-1] for key in shown])
    return Page(
        offers=[found[key[-1]] for key in shown if key[-1] in found],
        count=min(seen.count, MANY) if seen.complete else MANY,
        more=not seen.complete or seen.count > MANY,
        next_after=write_cursor(shown[-1]) if len(keys) > PAGE else "",
        facets=counts,
        partial=not seen.complete,
        counted=seen.count,
        estimated=estimated,
    )


def count(criteria: Criteria, most: int = MANY) -> tuple[int, bool]:
    """How many offers answer, at most so many (MANY or SOME), and whether there are more."""
    with settings():
        found = count_of(criteria, look.ENOUGH if most == MANY else look.ENOUGH_FOR_SOME)
    return (most, True) if found is None else (min(found, most), found > most)
