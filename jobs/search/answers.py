"""Which rows of the search answer some criteria, in no order.

What can be counted on fingers (kinds of contract, departments …) stands among the words of a row,
as marks that no text contains (`search_marks` in the database, called by a trigger): so do the
words of its title. One index then finds at once what has these words in the title, or elsewhere,
and these filters; otherwise long lists of rows would be compared, or rows be read to be left out.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from meilleursjobs.lib import geo
from meilleursjobs.lib.geo import Area, Commune

from ..criteria import NO_LICENCE, Criteria
from ..models import OfferSearch
from ..words import read

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
# Look-ups that marks can answer: the name of the mark, as the trigger writes it.
MARKED = {
    "contract__in": "c",
    "working_time__in": "t",
    "remote__in": "r",
    "hours__overlap": "h",
}


def matching(
    criteria: Criteria, where: Where = Where.ANYWHERE, *, now: datetime | None = None
) -> QuerySet[OfferSearch]:
    """Rows that answer, in no order. With a place, an offer may have several."""
    rows, marks = _chosen(criteria, now)
    place = criteria.place
    if isinstance(place, Commune):
        rows = rows.filter(raw("commune_code = any(%s::text[])", list(criteria.codes)))
        if criteria.words:
            marks += _around({geo.commune(code).department for code in criteria.codes})
    elif isinstance(place, Area):
        marks += _around(place.departments)
    else:
        rows = rows.filter(slot=0)
    return _saying(rows, criteria, where, marks)


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
    if criteria.days:
        since = (now or timezone.now()) - timedelta(days=criteria.days)
        rows = rows.filter(published_at__gte=since)
    return rows, marks


def _mark(name: str, values: Collection[str]) -> str:
    """One of these values, for a tsquery."""
    return "(" + " | ".join(f"'{name}:{value}'" for value in sorted(values)) + ")"


def _around(departments: Collection[str]) -> list[str]:
    """The mark of these departments or, when they are many, of the regions they are in; or none."""
    if len(departments) <= FEW:
        return [_mark("d", departments)]
    regions = {geo.department(one).region for one in departments}
    return [_mark("a", regions)] if len(regions) <= FEW else []


def _saying(
    rows: QuerySet[OfferSearch], criteria: Criteria, where: Where, marks: list[str]
) -> QuerySet[OfferSearch]:
    question, marked = read(criteria.words).tsquery, " & ".join(marks)
    if not question:
        return rows.filter(raw("full_vector @@ %s::tsquery", marked)) if marks else rows
    asked, params = where.value, [question] * where.value.count("%s")
    if marks:  # a question that no word is left of is answered by nothing
        asked, params = f"({asked} && %s::tsquery)", [*params, marked]
        rows = rows.filter(raw(f"numnode({ASKED}) > 0", question))
    return rows.filter(raw(f"full_vector @@ {asked}", *params))


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
