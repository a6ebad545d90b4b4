"""The search of offers: what answers some criteria, in which order, and how many.

The planner is not trusted with a guess (design: search.md). One bounded look at what answers comes
first: it gives the count and the facets, and when it holds everything, the page too. When there is
more, an index of the wanted order is walked, and meets answers soon since they are many; a walk
that does not (all of them are old, or ill paid) is given up for gathering and sorting.

Order, said on the page (C. conso. L111-7): title matches before others, then the newest; no place
is sold. An offer in several communes has a row for each, and never counts twice.
"""

from dataclasses import dataclass, field

from ..criteria import Criteria
from ..models import Offer
from .answers import about_the_job, matching
from .cursors import microseconds, read_cursor, write_cursor
from .look import SAMPLE, facets_of, look_at
from .reading import PAGE, TABLE, condition, fetch, settings
from .walks import walk_to

__all__ = [
    "MANY",
    "PAGE",
    "SAMPLE",
    "Page",
    "about_the_job",
    "count",
    "matching",
    "microseconds",
    "page",
]
MANY = 1_000  # beyond, the page says « plus de 1 000 »


@dataclass
class Page:
    """Offers of one page. count: exact, unless there are `more`; at most MANY.

    facets: filter → its value → how many answers; of the first SAMPLE ones when `partial`.
    """

    offers: list[Offer]
    count: int
    more: bool = False
    next_after: str = ""
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    partial: bool = False


def page(criteria: Criteria, after: str = "", *, facets: bool = True) -> Page:
    """One page of answers behind `after` (a `next_after`; anything else is the start).

    The count is bounded. facets=False spares those of the filters in force. Raises
    OperationalError when a statement takes longer than SETTINGS allow.
    """
    cursor = read_cursor(after, criteria)
    with settings():
        look = look_at(criteria, cursor)
        keys = look.keys if look.complete else walk_to(criteria, cursor)
        counts = facets_of(criteria, look) if facets else {}
    shown = keys[:PAGE]
    found = Offer.objects.visible().with_card().in_bulk([key[-1] for key in shown])
    return Page(
        offers=[found[key[-1]] for key in shown if key[-1] in found],
        count=min(look.count, MANY),
        more=look.count > MANY or not look.complete,
        next_after=write_cursor(shown[-1]) if len(keys) > PAGE else "",
        facets=counts,
        partial=not look.complete,
    )


def count(criteria: Criteria) -> tuple[int, bool]:
    """How many offers answer, at most MANY, and whether there are more."""
    where, params = condition(matching(criteria))
    with settings():
        [(rows, found)] = fetch(
            f"""
            select count(*), count(distinct offer_id)
            from (select offer_id from {TABLE} where {where} limit {MANY + 1}) met
            """,  # noqa: S608
            params,
        )
    return min(found, MANY), rows > MANY
