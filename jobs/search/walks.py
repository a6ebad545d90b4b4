"""The way to a page when many answer: along an index of the wanted order."""

from django.db.models import QuerySet

from ..criteria import DISTANCE, RELEVANCE, Criteria
from ..models import OfferSearch
from ..words import read
from .answers import ANYWHERE, ELSEWHERE, IN_TITLE, chosen, filtered, raw, saying
from .reading import PAGE, TABLE, Row, condition, fetch, value_of

WALK = 5_000  # rows of an index read before a walk is given up
WINDOWS = (1, 10, 100, 10_000)  # communes looked at together, the nearest first


def walk_to(criteria: Criteria, cursor: Row) -> list[Row]:
    """(part, value, offer id) of a page and one more, behind the cursor."""
    if criteria.order == DISTANCE:
        return _by_distance(criteria, cursor)
    question = read(criteria.words).tsquery
    rows, parts = filtered(criteria), ["true"]
    if question:
        parts = [IN_TITLE, ELSEWHERE] if criteria.order == RELEVANCE else [ANYWHERE]
    keys: list[Row] = []
    begin, *behind = cursor or (0,)
    for number, text in enumerate(parts):
        if number < begin or len(keys) > PAGE:
            continue
        listed = rows.filter(raw(text, *(question,) * text.count("%s")))
        met = _walk(listed, value_of(criteria), tuple(behind) if number == begin else ())
        keys += [(number, *key) for key in met]
    return keys[: PAGE + 1]


def _walk(rows: QuerySet[OfferSearch], value: str, behind: Row) -> list[Row]:
    """(value, offer id) of the first rows in order; gathered when they lie far from its start."""
    where, params = condition(rows)
    after = f"({value}, offer_id) < (%s, %s)" if behind else "true"
    order = f"order by {value} desc, offer_id desc"
    key = f"distinct on ({value}, offer_id) {value}, offer_id"
    met = fetch(
        f"""
        select {key} from (
            select * from {TABLE} where {after} {order} limit {WALK}
        ) {TABLE} where {where} {order} limit {PAGE + 1}
        """,  # noqa: S608
        (*behind, *params),
    )
    if len(met) > PAGE:
        return met
    return fetch(
        f"""
        with met as materialized (
            select {value}, offer_id from {TABLE} where {where} and {after}
        ) select {key} from met {order} limit {PAGE + 1}
        """,  # noqa: S608
        (*params, *behind),
    )


def _by_distance(criteria: Criteria, cursor: Row) -> list[Row]:
    """The nearest commune first, the newest first in each; communes are taken in wider windows.

    An offer in several communes is shown at its nearest one.
    """
    codes = list(criteria.codes)
    where, params = condition(saying(chosen(criteria), read(criteria.words).tsquery))
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
            """,  # noqa: S608
            (near, *params, *resumed, codes),
        )
        at += len(near)
    return keys[: PAGE + 1]
