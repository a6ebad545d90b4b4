"""Which rows of the search answer some criteria, in no order."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from meilleursjobs.lib.geo import Area, Commune

from ..criteria import NO_LICENCE, Criteria
from ..models import OfferSearch
from ..words import read

ASKED = "to_tsquery('french'::regconfig, %s)"
ANYWHERE = f"full_vector @@ {ASKED}"
IN_TITLE = f"title_vector @@ {ASKED}"
ELSEWHERE = f"({ANYWHERE} and not {IN_TITLE})"


def matching(criteria: Criteria, *, now: datetime | None = None) -> QuerySet[OfferSearch]:
    """Rows that answer, in no order. With a place, an offer may have several."""
    return saying(filtered(criteria, now=now), read(criteria.words).tsquery)


def saying(rows: QuerySet[OfferSearch], question: str) -> QuerySet[OfferSearch]:
    return rows.filter(raw(ANYWHERE, question)) if question else rows


def raw(sql: str, *params: object) -> RawSQL:
    return RawSQL(sql, params, output_field=BooleanField())  # noqa: S611 our own fragments


def filtered(criteria: Criteria, *, now: datetime | None = None) -> QuerySet[OfferSearch]:
    """Everything but the words."""
    rows = chosen(criteria, now=now)
    if isinstance(criteria.place, Commune):
        return _in_communes(rows, criteria.codes)
    if isinstance(criteria.place, Area):
        return rows.filter(department__in=criteria.place.departments)
    return rows.filter(slot=0)


def _in_communes(rows: QuerySet[OfferSearch], codes: tuple[str, ...]) -> QuerySet[OfferSearch]:
    return rows.filter(raw("commune_code = any(%s::text[])", list(codes)))


def chosen(criteria: Criteria, *, now: datetime | None = None) -> QuerySet[OfferSearch]:
    """What the job and its date have to do with it: neither words nor place."""
    rows = OfferSearch.objects.filter(**dict(about_the_job(criteria)))
    if not criteria.days:
        return rows
    return rows.filter(published_at__gte=(now or timezone.now()) - timedelta(days=criteria.days))


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
