"""One bounded look at what answers: how many, of which kinds, and the page when that is all."""

import json
from collections import Counter
from dataclasses import dataclass

from ..criteria import DISTANCE, RELEVANCE, Criteria
from ..models import OfferSample
from ..words import read
from .answers import IN_TITLE, matching
from .reading import PAGE, SAMPLED, TABLE, Row, condition, fetch, value_of

DRAWN = 1_000  # rows of the sample that facets are counted over, at most
# Offers of the sample from which on nobody looks any further: 1,600 answer then, or nearly so.
# Where 1,000 answer, 62 of them are in the sample, and 100 once in 300,000 searches (binomial).
ENOUGH = 100
# The same for 300: where 300 answer, 19 are in the sample, and 42 once in a million searches.
ENOUGH_FOR_SOME = 42
FACETS = {"contracts": "contract", "remote": "remote", "working_time": "working_time"}
COLUMNS = ", ".join(FACETS.values())
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Look:
    """What a bounded look has seen. keys: of the page, when it has seen everything."""

    count: int
    complete: bool
    facets: Counts
    keys: list[Row]

    @property
    def dense(self) -> bool:
        """Whether so many answer that few rows of the sample, in any order, hold some of them."""
        return self.count >= DRAWN // 2


def look_at(criteria: Criteria, cursor: Row) -> Look:
    """How many answer and of which kinds: of the sample, and of everything when that is few."""
    count, facets = _drawn(criteria)
    if count >= ENOUGH:
        return Look(count, complete=False, facets=facets, keys=[])
    return _look_at_all(criteria, cursor)


def count_of(criteria: Criteria, enough: int) -> int | None:
    """How many offers answer; None when so many of the sample do."""
    return None if _drawn(criteria)[0] >= enough else _tally(criteria, TABLE)[0]


def _drawn(criteria: Criteria) -> tuple[int, Counts]:
    return _tally(criteria, SAMPLED, f"limit {DRAWN}")


def _tally(criteria: Criteria, table: str, limit: str = "") -> tuple[int, Counts]:
    """How many offers of these rows answer, and how many of each kind."""
    where, params = condition(matching(criteria))
    once = "distinct" if criteria.place else ""  # an offer may have several rows
    return _sums(
        fetch(
            f"""
            select {COLUMNS}, count(*) from (
                select {once} offer_id, {COLUMNS} from (
                    select offer_id, {COLUMNS} from {table} where {where} {limit}
                ) met
            ) offers group by {COLUMNS}
            """,  # noqa: S608 our own names
            params,
        )
    )


def _sums(rows: list[Row]) -> tuple[int, Counts]:
    """How many offers, and how many by each column alone."""
    facets: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for *values, alike in rows:
        for name, one in zip(FACETS, values, strict=True):
            facets[name][one] += alike
    return sum(row[-1] for row in rows), {name: dict(of) for name, of in facets.items()}


def _look_at_all(criteria: Criteria, cursor: Row) -> Look:
    """All that answer, counted and put in order by the database. It sees no limit: with one, it
    would read the table from its start, hoping to reach it soon."""
    where, params = condition(matching(criteria))
    part, given = _part(criteria)
    value = value_of(criteria)
    behind, key = "true", cursor
    if cursor:
        behind = f"(part > %s or part = %s and ({value}, offer_id) < (%s, %s))"
        key = (cursor[0], *cursor)
    met = fetch(
        f"""
        with met as materialized (
            select {part} as part, {value}, offer_id, {COLUMNS}
            from {TABLE} where {where}
        ), offers as not materialized ({_once(criteria, value)})
        select 0, {COLUMNS}, count(*), null, null, null from offers group by {COLUMNS}
        union all (
            select 1, {"null, " * len(FACETS)} null, part, {value}, offer_id from offers
            where {behind}
            order by part, {value} desc, offer_id desc limit {PAGE + 1}
        )
        """,  # noqa: S608 our own names
        (*given, *params, *key),
    )
    offers, facets = _sums([row[1:5] for row in met if row[0] == 0])
    return Look(offers, True, facets, [row[5:] for row in met if row[0] == 1])


def _once(criteria: Criteria, value: str) -> str:
    """Each offer met once: with a place, an offer may have several rows."""
    if criteria.place is None:
        return "select * from met"
    same = f"{value}, offer_id, {COLUMNS}"
    return f"select min(part) as part, {same} from met group by {same}"  # noqa: S608 our own names


def _part(criteria: Criteria) -> tuple[str, Row]:
    """What comes before: 0 for a title that matches; with distance, the place of the commune."""
    question = read(criteria.words).tsquery
    if criteria.order == DISTANCE:
        places = {code: place for place, code in enumerate(criteria.codes)}
        return "(%s::jsonb -> commune_code::text)::int", (json.dumps(places),)
    if criteria.order == RELEVANCE and question:
        return f"case when {IN_TITLE} then 0 else 1 end", (question,)
    return "0", ()


def facets_of(criteria: Criteria, look: Look) -> tuple[Counts, bool]:
    """For each filter, how many answers each of its values has, the other filters kept.

    And whether some were estimated: beside few answers, many are told by two figures.
    """
    counts, estimated = dict(look.facets), False
    for name in FACETS:
        if not getattr(criteria, name):
            continue
        wider = criteria.without(name)
        count, facets = _drawn(wider)
        counts[name] = facets[name]
        if look.complete and count < ENOUGH:
            counts[name] = _tally(wider, TABLE)[1][name]
        elif look.complete:
            estimated = True
            counts[name] = {one: _about(found) for one, found in facets[name].items()}
    return counts, estimated


def _about(found: int) -> int:
    """So many of the sample, among all. A low figure where the sample was not read to its end."""
    return int(float(f"{found * OfferSample.SHARE:.2g}"))
