"""The search of offers: what answers some criteria, in which order, and how many.

The planner is not trusted with a guess (design: search.md). A bounded sample of what answers comes
first: it gives the count. When it holds everything, that is sorted; when there is more, an index of
the wanted order is walked, and meets answers soon since they are many.

Order, said on the page (C. conso. L111-7): title matches before others, then the newest; no place
is sold. An offer in several communes has a row for each, and never counts twice.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from meilleursjobs.lib.geo import Area, Commune

from .criteria import DISTANCE, NO_LICENCE, PAY, RELEVANCE, Criteria
from .models import Offer, OfferSearch
from .words import read

PAGE = 20
MANY = 1_000  # beyond, the page says « plus de 1 000 »
SAMPLE = 5_000  # answers looked at before we call it many; facets count these
FACETS = {"contracts": "contract", "remote": "remote", "working_time": "working_time"}
WINDOWS = (1, 10, 100, 10_000)  # communes looked at together, the nearest first
ASKED = "to_tsquery('french'::regconfig, %s)"
ANYWHERE = f"full_vector @@ {ASKED}"
IN_TITLE = f"title_vector @@ {ASKED}"
ELSEWHERE = f"({ANYWHERE} and not {IN_TITLE})"

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

Row = tuple[Any, ...]


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


@dataclass(frozen=True)
class _Order:
    """Columns of an order, all descending, and whether the first one is a date."""

    columns: tuple[str, ...]

    @property
    def names(self) -> str:
        return ", ".join(self.columns)

    @property
    def sorting(self) -> str:
        return ", ".join(f"{column} desc" for column in self.columns)


BY_DATE, BY_PAY = _Order(("published_at", "offer_id")), _Order(("pay_year", "offer_id"))


# --- What answers -------------------------------------------------------------------------------
def matching(criteria: Criteria, *, now: datetime | None = None) -> QuerySet[OfferSearch]:
    """Rows that answer, in no order. With a place, an offer may have several."""
    rows = _filtered(criteria, now=now)
    question = read(criteria.words).tsquery
    return rows.filter(_raw(ANYWHERE, question)) if question else rows


def _raw(sql: str, *params: object) -> RawSQL:
    return RawSQL(sql, params, output_field=BooleanField())  # noqa: S611 our own fragments


def _filtered(criteria: Criteria, *, now: datetime | None = None) -> QuerySet[OfferSearch]:
    """Everything but the words."""
    rows = OfferSearch.objects.filter(**dict(about_the_job(criteria)))
    if criteria.days:
        rows = rows.filter(
            published_at__gte=(now or timezone.now()) - timedelta(days=criteria.days)
        )
    if isinstance(criteria.place, Commune):
        return _in_communes(rows, criteria.codes)
    if isinstance(criteria.place, Area):
        return rows.filter(department__in=criteria.place.departments)
    return rows.filter(slot=0)


def _in_communes(rows: QuerySet[OfferSearch], codes: tuple[str, ...]) -> QuerySet[OfferSearch]:
    return rows.filter(_raw("commune_code = any(%s::text[])", list(codes)))


def about_the_job(criteria: Criteria) -> list[tuple[str, Any]]:
    """What is asked of an offer's own columns, as look-ups of Django: all of them must hold."""
    lists = {
        "contract__in": criteria.contracts,
        "remote__in": criteria.remote,
        "working_time__in": criteria.working_time,
        "hours__overlap": criteria.hours,
    }
    bounds = {
        "pay_year__gte": criteria.min_pay,
        "experience_years__lte": criteria.experience,
        "diploma__lte": criteria.diploma,
        "occupation": criteria.occupation.code if criteria.occupation else None,
        "company_id": criteria.company.pk if criteria.company else None,
        "is_agency": {"direct": False, "agence": True}.get(criteria.employer),
    }
    found = [(name, list(values)) for name, values in lists.items() if values]
    found += [(name, value) for name, value in bounds.items() if value is not None]
    if criteria.licences:
        held = [one for one in criteria.licences if one != NO_LICENCE]
        found.append(("licences__contained_by", held))
    return found


# --- One page -----------------------------------------------------------------------------------
def page(criteria: Criteria, after: str = "", *, facets: bool = True) -> Page:
    """One page of answers behind `after` (a `next_after`; anything else is the start).

    The count is bounded; facets=False spares their queries.
    """
    ids, complete = _sample(matching(criteria), SAMPLE)
    keys = _keys(criteria, _read_cursor(after, criteria))
    shown = keys[:PAGE]
    found = Offer.objects.visible().with_card().in_bulk([key[-1] for key in shown])
    return Page(
        offers=[found[key[-1]] for key in shown if key[-1] in found],
        count=min(len(ids), MANY),
        more=len(ids) > MANY,
        next_after=_write_cursor(shown[-1]) if len(keys) > PAGE else "",
        facets=_facets(criteria) if facets else {},
        partial=not complete,
    )


def count(criteria: Criteria) -> tuple[int, bool]:
    """How many offers answer, at most MANY, and whether there are more."""
    ids, complete = _sample(matching(criteria), MANY)
    return min(len(ids), MANY), not complete


def _sample(rows: QuerySet[Any], limit: int) -> tuple[set[int], bool]:
    """Ids of the first answers met, and whether these are all."""
    found = rows.order_by().values_list("offer_id", flat=True)[: limit + 1]
    ids = list(found)
    return set(ids), len(ids) <= limit


def _facets(criteria: Criteria) -> dict[str, dict[str, int]]:
    """For each filter, how many answers each of its values has, the other filters kept."""
    counts = {}
    for name, column in FACETS.items():
        rows = matching(criteria.without(name)).order_by().values_list(column, "offer_id")
        sql, params = rows[: SAMPLE + 1].query.sql_with_params()
        counts[name] = dict(
            _fetch(
                f"with m as materialized ({sql})"  # noqa: S608 compiled by Django
                f" select {column}, count(distinct offer_id) from m group by 1",
                params,
            )
        )
    return counts


def _fetch(sql: str, params: Row) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _keys(criteria: Criteria, cursor: Row) -> list[Row]:
    """(part, the columns of the order…, offer id) of a page and one more, behind the cursor."""
    question = read(criteria.words).tsquery
    rows = _filtered(criteria)
    if criteria.order == DISTANCE:
        return _by_distance(rows, criteria, question, cursor)
    if criteria.order == RELEVANCE and question:
        parts = [(rows, IN_TITLE), (rows, ELSEWHERE)]
        return _parts(parts, question, BY_DATE, cursor)
    order = BY_PAY if criteria.order == PAY else BY_DATE
    return _parts([(rows, ANYWHERE if question else "")], question, order, cursor)


def _parts(
    parts: list[tuple[QuerySet[Any], str]], question: str, order: _Order, cursor: Row
) -> list[Row]:
    """One list after the other, each in the order, until the page is full."""
    keys: list[Row] = []
    begin, *behind = cursor or (0,)
    for number, (rows, text) in enumerate(parts):
        if number < begin or len(keys) > PAGE:
            continue
        met = _ordered(rows, text, question, order, tuple(behind) if number == begin else ())
        keys += [(number, *key) for key in met]
    return keys[: PAGE + 1]


def _ordered(
    rows: QuerySet[Any], text: str, question: str, order: _Order, behind: Row
) -> list[Row]:
    """Keys of one list: gathered and sorted when few answer, met along the index when many do."""
    texts = (question,) * text.count("%s")
    answering = rows.filter(_raw(text, *texts)) if text else rows
    _ids, few = _sample(answering, SAMPLE)
    after = f"({order.names}) < ({', '.join(['%s'] * len(behind))})" if behind else "true"
    source = answering if few else rows
    columns = [*order.columns, "title_vector", "full_vector"]
    sql, params = source.order_by().values_list(*columns).query.sql_with_params()
    if few:
        inner, rest = f"with m as materialized ({sql}) select distinct", "m"
        where, values = after, (*params, *behind)
    else:
        # The fence (offset 0) keeps the words out of the walk: the index gives the order.
        walk = f"select * from ({sql}) f where {after} order by {order.sorting} offset 0"  # noqa: S608
        inner, rest = "select distinct", f"({walk}) w"
        where, values = text or "true", (*params, *behind, *texts)
    return _fetch(
        f"{inner} on ({order.names}) {order.names} from {rest} where {where}"
        f" order by {order.sorting} limit {PAGE + 1}",
        values,
    )


def _by_distance(rows: QuerySet[Any], criteria: Criteria, question: str, cursor: Row) -> list[Row]:
    """The nearest commune first, the newest first in each; communes are taken in wider windows.

    An offer in several communes is shown at its nearest one.
    """
    codes, text = criteria.codes, ANYWHERE if question else ""
    begin, *behind = cursor or (0,)
    keys: list[Row] = []
    seen: set[int] = set()
    at = begin
    for window in WINDOWS:
        near = codes[at : at + window]
        if not near or len(keys) > PAGE:
            break
        # What is recorded nearer was shown before.
        fresh = rows.exclude(
            offer__in=OfferSearch.objects.filter(
                _raw("commune_code = any(%s::text[])", list(codes[:at]))
            ).values("offer")
        )
        met = _in_window(fresh, near, text, question, tuple(behind) if at == begin else ())
        for place, *key in met:
            if key[-1] not in seen:
                seen.add(key[-1])
                keys.append((at + place, *key))
        at += len(near)
    return keys[: PAGE + 1]


def _in_window(
    rows: QuerySet[Any], codes: tuple[str, ...], text: str, question: str, behind: Row
) -> list[Row]:
    """(place among the codes, published_at, offer_id) of a page in these communes."""
    if len(codes) == 1:
        met = _ordered(_in_communes(rows, codes), text, question, BY_DATE, behind)
        return [(0, *key) for key in met]
    answering = _in_communes(rows, codes)
    if text:
        answering = answering.filter(_raw(text, question))
    place = RawSQL("array_position(%s::text[], commune_code::text) - 1", [list(codes)])
    found = answering.annotate(place=place).order_by("place", "-published_at", "-offer_id")
    return list(found.values_list("place", "published_at", "offer_id")[: PAGE + 1])


# --- Cursors ------------------------------------------------------------------------------------
def microseconds(date: datetime) -> int:
    """A date as PostgreSQL keeps it: exact, as a number."""
    return (date - EPOCH) // MICROSECOND


def _write_cursor(key: Row) -> str:
    """The key of the last offer shown, as figures: dates in microseconds."""
    return ".".join(str(microseconds(p) if isinstance(p, datetime) else p) for p in key)


def _read_cursor(text: str, criteria: Criteria) -> Row:
    """The key that `_write_cursor` wrote for this order, () for anything else."""
    parts = text.split(".")
    if len(parts) != 3 or not all(p.isascii() and p.isdecimal() and len(p) < 18 for p in parts):
        return ()
    begin, value, pk = (int(part) for part in parts)
    if criteria.order == PAY:
        return (begin, value, pk)
    try:
        return (begin, EPOCH + value * MICROSECOND, pk)
    except OverflowError:
        return ()
