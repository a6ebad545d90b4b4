"""One bounded look at what answers: how many, of which kinds, and the page when that is all."""

import json
from collections import Counter
from dataclasses import dataclass

from ..criteria import DISTANCE, RELEVANCE, Criteria
from ..words import read
from .answers import IN_TITLE, matching
from .reading import PAGE, TABLE, Row, condition, fetch, value_of

SAMPLE = 5_000  # rows looked at before we call it many; facets count these
FACETS = {"contracts": "contract", "remote": "remote", "working_time": "working_time"}


@dataclass(frozen=True)
class Look:
    """What a bounded look has seen. keys: of the page, when it has seen everything."""

    count: int
    complete: bool
    facets: dict[str, dict[str, int]]
    keys: list[Row]


def look_at(criteria: Criteria, cursor: Row) -> Look:
    """At most SAMPLE rows that answer, counted by the database and put in order if they are all."""
    where, params = condition(matching(criteria))
    part, given = _part(criteria)
    value, columns = value_of(criteria), ", ".join(FACETS.values())
    behind, key = "true", cursor
    if cursor:
        behind = f"(part > %s or part = %s and ({value}, offer_id) < (%s, %s))"
        key = (cursor[0], *cursor)
    met = fetch(
        f"""
        with met as materialized (
            select {part} as part, {value}, offer_id, {columns}
            from {TABLE} where {where} limit {SAMPLE + 1}
        ), offers as materialized ({_once(criteria, value, columns)})
        select 0, {columns}, sum(rows), count(*), null, null, null from offers group by {columns}
        union all (
            select 1, {"null, " * len(FACETS)} null, null, part, {value}, offer_id from offers
            where (select count(*) from met) <= {SAMPLE} and {behind}
            order by part, {value} desc, offer_id desc limit {PAGE + 1}
        )
        """,  # noqa: S608
        (*given, *params, *key),
    )
    facets: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    rows = offers = 0
    for *values, seen, alike in (row[1:6] for row in met if row[0] == 0):
        rows, offers = rows + seen, offers + alike
        for name, one in zip(FACETS, values, strict=True):
            facets[name][one] += alike
    keys = [row[6:] for row in met if row[0] == 1]
    return Look(offers, rows <= SAMPLE, {name: dict(of) for name, of in facets.items()}, keys)


def _once(criteria: Criteria, value: str, columns: str) -> str:
    """Each offer met once: with a place, an offer may have several rows."""
    if criteria.place is None:
        return "select *, 1 as rows from met"
    same = f"{value}, offer_id, {columns}"
    return f"select min(part) as part, {same}, count(*) as rows from met group by {same}"  # noqa: S608


def _part(criteria: Criteria) -> tuple[str, Row]:
    """What comes before: 0 for a title that matches; with distance, the place of the commune."""
    question = read(criteria.words).tsquery
    if criteria.order == DISTANCE:
        places = {code: place for place, code in enumerate(criteria.codes)}
        return "(%s::jsonb -> commune_code::text)::int", (json.dumps(places),)
    if criteria.order == RELEVANCE and question:
        return f"case when {IN_TITLE} then 0 else 1 end", (question,)
    return "0", ()


def facets_of(criteria: Criteria, look: Look) -> dict[str, dict[str, int]]:
    """For each filter, how many answers each of its values has, the other filters kept."""
    counts = dict(look.facets)
    for name, column in FACETS.items():
        if not getattr(criteria, name):
            continue
        where, params = condition(matching(criteria.without(name)))
        found = fetch(
            f"""
            select {column}, count(*) from (
                select distinct {column}, offer_id from (
                    select {column}, offer_id from {TABLE} where {where} limit {SAMPLE + 1}
                ) met
            ) offers group by {column}
            """,  # noqa: S608
            params,
        )
        counts[name] = dict(found)
    return counts
