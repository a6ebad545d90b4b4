"""The way to a page when many answer: what lies above a bound that the sample tells, in order."""

from collections.abc import Iterator

from django.db.models import QuerySet

from ..criteria import DISTANCE, RELEVANCE, Criteria
from ..models import OfferSearch
from ..words import read
from .answers import Where, between, matching, wherever
from .reading import PAGE, SAMPLED, TABLE, Row, condition, fetch, value_of

WALK = 500  # rows of the sample read in their order before the others are looked at
ABOVE = 7  # offers of the sample left above: some 128 of all, and fewer than a page once in 10,000
WINDOWS = (1, 10, 100, 10_000)  # communes looked at together, the nearest first


def walk_to(criteria: Criteria, cursor: Row, *, dense: bool) -> list[Row]:
    """(part, value, offer id) of a page and one more, behind the cursor. dense: as of Look."""
    if criteria.order == DISTANCE:
        return _by_distance(criteria, cursor)
    parts = [Where.ANYWHERE]
    if read(criteria.words).tsquery and criteria.order == RELEVANCE:
        parts = [Where.IN_TITLE, Where.ELSEWHERE]
    keys: list[Row] = []
    begin, *behind = cursor or (0,)
    for number, where in enumerate(parts):
        if number < begin or len(keys) > PAGE:
            continue
        resumed = tuple(behind) if number == begin else ()
        met = _first(criteria, where, resumed, dense=dense)
        keys += [(number, *key) for key in met]
    return keys[: PAGE + 1]


def _first(criteria: Criteria, where: Where, behind: Row, *, dense: bool) -> list[Row]:
    """(value, offer id) of the first rows in order: what lies above a bound is put in order."""
    value = value_of(criteria)
    rows, few = matching(criteria, where), matching(criteria, where, paired=False)
    after = f"({value}, offer_id) < (%s, %s)" if behind else "true"
    met: list[Row] = []
    for bound in _bounds(few if dense else rows, value, behind, dense=dense):
        above = f"({value}, offer_id) >= (%s, %s)" if bound else "true"
        given = between(few, criteria, bound, behind) if bound else rows
        said, params = condition(given)
        met = fetch(
            f"""
            with met as materialized (
                select {value}, offer_id from {TABLE} where {said} and {after} and {above}
            ) select distinct on ({value}, offer_id) {value}, offer_id
            from met order by {value} desc, offer_id desc limit {PAGE + 1}
            """,  # noqa: S608 our own names
            (*params, *behind, *bound),
        )
        if len(met) > PAGE:
            break
    return met


def _bounds(rows: QuerySet[OfferSearch], value: str, behind: Row, *, dense: bool) -> Iterator[Row]:
    """Rows of the sample that leave a page above them, most likely; () when it has too few."""
    where, params = condition(rows)
    after = f"({value}, offer_id) < (%s, %s)" if behind else "true"
    order = f"order by {value} desc, offer_id desc"
    if dense:
        yield from fetch(
            f"""
            select {value}, offer_id from (
                select * from {SAMPLED} where {after} {order} limit {WALK}
            ) {TABLE} where {where} {order} offset {ABOVE} limit 1
            """,  # noqa: S608 our own names
            (*behind, *params),
        )
    for above in (ABOVE, 8 * ABOVE):
        yield from fetch(
            f"""
            with met as materialized (
                select {value}, offer_id from {SAMPLED} where {where} and {after}
            ) select {value}, offer_id from met {order} offset {above} limit 1
            """,  # noqa: S608 our own names
            (*params, *behind),
        )
    yield ()


def _by_distance(criteria: Criteria, cursor: Row) -> list[Row]:
    """The nearest commune first, the newest first in each; communes are taken in wider windows.

    An offer in several communes is shown at its nearest one.
    """
    codes = list(criteria.codes)
    where, params = condition(wherever(criteria))
    begin, *behind = cursor or (0,)
    keys: list[Row] = []
    at = begin
    for window in WINDOWS:
        near = codes[at : at + window]
        if not near or len(keys) > PAGE:
            break
        resumed = behind if at == begin else ()
        after = f"(place > {at} or (published_at, offer_id) < (%s, %s))" if resumed else "true"
        keys += fetch(
            f"""
            select place, published_at, offer_id from (
                select code, number + {at - 1} as place
                from unnest(%s::text[]) with ordinality as given (code, number)
            ) near cross join lateral (
                select published_at, offer_id from {TABLE}
                where commune_code = code and {where} and {after} and not exists (
                    select from {TABLE} nearer
                    where nearer.offer_id = {TABLE}.offer_id and nearer.slot <> {TABLE}.slot
                    and array_position(%s::text[], nearer.commune_code::text) <= place
                ) order by published_at desc, offer_id desc limit {PAGE + 1}
            ) newest order by place, published_at desc, offer_id desc limit {PAGE + 1}
            """,  # noqa: S608 our own names
            (near, *params, *resumed, codes),
        )
        at += len(near)
    return keys[: PAGE + 1]
