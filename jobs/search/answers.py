"""Which rows of the search answer some criteria, in no order.

What can be counted on fingers (kinds of contract, departments …) stands among the words of a row,
as marks that no text contains (`search_marks` in the database, called by a trigger): so do the
words of its title. One index then finds at once what has these words in the title, or elsewhere,
and these filters; otherwise long lists of rows would be compared, or rows be read to be left out.
Pairs of common words that follow each other have an index of their own (`search_pairs`): what has
« équipe » and « nuit » somewhere is a fifteenth of everything, what has « équipe de nuit » is not.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from meilleursjobs.lib import geo
from meilleursjobs.lib.geo import Area, Commune

from ..criteria import NO_LICENCE, Criteria
from ..models import OfferSearch
from ..words import REMEMBERED, Question, read

ASKED = "to_tsquery('french'::regconfig, %s)"
# The same question, of the title's words alone: each has a mark with « = » before it.
OF_TITLE = f"regexp_replace({ASKED}::text, $$'((?:[^']|'')+)'$$, $$'=\\1'$$, 'g')::tsquery"
IN_TITLE = f"full_vector @@ {OF_TITLE}"


class Where(Enum):
    """Where the words must be: what is asked of the vector of a row."""

    ANYWHERE = ASKED
    IN_TITLE = OF_TITLE
    ELSEWHERE = f"({ASKED} && !!{OF_TITLE})"


# Values of one mark: each costs as much as the word for every row that has it.
FEW = 3
# Departments around a commune where a filter has a mark: those that have it are fewer.
AROUND = 13
# Days, or steps of pay, that marks may name: each holds few rows.
STEPS = 7
DAY = timedelta(days=1)
PAY_STEP, PAY_STEPS = 5_000, 20  # euros of a year; what is above the last stands in it
# Look-ups that marks can answer: the name of the mark, as the trigger writes it.
MARKED = {
    "contract__in": "c",
    "working_time__in": "t",
    "remote__in": "r",
    "hours__overlap": "h",
}


def matching(
    criteria: Criteria, where: Where = Where.ANYWHERE, *, now: datetime | None = None,
    paired: bool = True,
) -> QuerySet[OfferSearch]:  # fmt: skip
    """Rows that answer, in no order. With a place, an offer may have several.

    paired: whether the pairs of a phrase help to find them; not where few rows are left without.
    """
    rows, marks = _chosen(criteria, now)
    place = criteria.place
    if isinstance(place, Commune):
        rows = rows.filter(raw("commune_code = any(%s::text[])", list(criteria.codes)))
        if criteria.words or marks:
            around = {geo.commune(code).department for code in criteria.codes}
            marks += _around(around, AROUND if marks else FEW)
    elif isinstance(place, Area):
        marks += _around(place.departments, FEW)
    else:
        rows = rows.filter(slot=0)
    return _saying(rows, criteria, where, marks, paired=paired)


def between(
    rows: QuerySet[OfferSearch], criteria: Criteria, low: tuple[Any, ...], high: tuple[Any, ...]
) -> QuerySet[OfferSearch]:
    """Of rows that say some words, those from one key to another in order, or a few more.

    low, high: date of publication or pay of a year, and number of an offer; high may be empty.
    """
    if not read(criteria.words).tsquery:
        return rows
    first, last = low[0], high[0] if high else None
    if isinstance(first, datetime):
        mark = _days(first, last or timezone.now() + DAY)
    else:
        mark = _pays(first, PAY_STEP * PAY_STEPS if last is None else last)
    return rows.filter(raw("full_vector @@ %s::tsquery", mark)) if mark else rows


def _days(low: datetime, high: datetime) -> str:
    first, last = (int(one.timestamp()) // 86_400 for one in (low, high))
    return _steps("j", first, last)


def _pays(low: int, high: int) -> str:
    first, last = (min(one // PAY_STEP, PAY_STEPS) for one in (low, high))
    # Within a step or two, the index of pay alone has fewer.
    return _steps("p", first, last) if last - first > 1 else ""


def _steps(name: str, first: int, last: int) -> str:
    """The mark of these steps, both included; "" when they are many."""
    return _mark(name, range(first, last + 1)) if last - first < STEPS else ""


def wherever(criteria: Criteria) -> QuerySet[OfferSearch]:
    """What answers all but the place that is asked for."""
    rows, marks = _chosen(criteria, None)
    return _saying(rows, criteria, Where.ANYWHERE, marks)


def raw(sql: str, *params: object) -> RawSQL:
    return RawSQL(sql, params, output_field=BooleanField())  # noqa: S611 our own fragments


def _chosen(criteria: Criteria, now: datetime | None) -> tuple[QuerySet[OfferSearch], list[str]]:
    """What the job and its date have to do with it: rows, and the marks that they must have."""
    asked = about_the_job(criteria)
    marks = [_mark(MARKED[name], value) for name, value in asked if name in MARKED]
    rows = OfferSearch.objects.filter(**{k: v for k, v in asked if k not in MARKED})
    if criteria.employer == "agence":  # the others are nearly everybody
        marks.append("'e:agence'")
    if criteria.days:
        until = now or timezone.now()
        since = until - timedelta(days=criteria.days)
        rows = rows.filter(published_at__gte=since)
        if recent := _days(since, max(until, timezone.now()) + DAY):
            marks.append(recent)
    return rows, marks


def _mark(name: str, values: Collection[str] | range) -> str:
    """One of these values, for a tsquery."""
    return "(" + " | ".join(f"'{name}:{value}'" for value in sorted(values)) + ")"


def _around(departments: Collection[str], few: int) -> list[str]:
    """The mark of these departments or, when they are many, of the regions they are in; or none."""
    if len(departments) <= few:
        return [_mark("d", departments)]
    regions = {geo.department(one).region for one in departments}
    return [_mark("a", regions)] if len(regions) <= FEW else []


def _saying(
    rows: QuerySet[OfferSearch], criteria: Criteria, where: Where, marks: list[str], *,
    paired: bool = True,
) -> QuerySet[OfferSearch]:  # fmt: skip
    question, marked = read(criteria.words), " & ".join(marks)
    if not question.tsquery:
        return rows.filter(raw("full_vector @@ %s::tsquery", marked)) if marks else rows
    if marks:  # a question that no word is left of is answered by nothing
        rows = rows.filter(raw(f"numnode({ASKED}) > 0", question.tsquery))
    asked, params = where.value, [question.tsquery] * where.value.count("%s")
    if where is not Where.IN_TITLE and "<->" in question.tsquery:
        rows = rows.filter(raw(f"(full_vector @@ {asked}) is true", *params))
        rows = _paired(rows, question) if paired else rows
        asked, params = ASKED, [question.loose]
        if not marks:
            said = f"(numnode({asked}) = 0 or full_vector @@ {asked})"
            return rows.filter(raw(said, *params, *params))
    if marks:
        asked, params = f"({asked} && %s::tsquery)", [*params, marked]
    return rows.filter(raw(f"full_vector @@ {asked}", *params))


def _paired(rows: QuerySet[OfferSearch], question: Question) -> QuerySet[OfferSearch]:
    """What has the phrases' pairs: what the question asks already, asked of their index."""
    for phrase in question.phrases:
        if all(pairs := _pairs(phrase)):
            either = " or ".join(["search_pairs(full_vector) @> %s::text[]"] * len(pairs))
            rows = rows.filter(raw(f"({either})", *pairs))
    return rows


@lru_cache(REMEMBERED)
def _pairs(spellings: tuple[str, ...]) -> list[list[str]]:
    """The pairs of common words in each spelling of a phrase: the database alone knows stems."""
    asked = ", ".join(["search_pairs(to_tsvector('french'::regconfig, %s))"] * len(spellings))
    with connection.cursor() as cursor:
        cursor.execute(f"select {asked}", spellings)
        return list(cursor.fetchone())


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
