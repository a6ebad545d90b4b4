"""What alerts would have found lately, and whether the company they follow is still there."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from django.http import QueryDict
from django.utils import timezone

from .. import search
from ..criteria import Criteria
from ..forms.search import read
from ..models import Alert, Company
from ..search import reading

WEEK = timedelta(days=7)


def followed(query: str) -> str:
    """The slug of the company that a saved search asks for, "" when it asks for none."""
    return QueryDict(query).get("entreprise", "")


def found_by(alerts: Iterable[Alert], *, within: timedelta = WEEK) -> dict[Alert, int | None]:
    """How many offers each alert would have found lately, in two queries for all of them.

    Beyond search.MANY, one more than that. None where the company it follows closed or was
    suspended: it waits for its return. Raises OperationalError as the search does.
    """
    asked = {one: followed(one.query)[:80] for one in alerts}
    slugs = {slug for slug in asked.values() if slug}
    rows = Company.objects.listed().filter(slug__in=slugs) if slugs else ()
    companies = {one.slug: one for one in rows}
    criteria = {one: _read(one, companies.get(slug)) for one, slug in asked.items()}
    counts = _count([one for one in criteria.values() if one], within)
    return {
        one: None if asked[one] and asked[one] not in companies else next(counts) if found else 0
        for one, found in criteria.items()
    }


def _read(alert: Alert, company: Company | None) -> Criteria | None:
    """The search of an alert, its company already known; None when it means nothing any more."""
    query = QueryDict(alert.query, mutable=True)
    slug = query.pop("entreprise", None)
    if slug and not company:
        return None
    criteria = read(query.urlencode())
    return criteria and replace(criteria, company=company)


def _count(searches: list[Criteria], within: timedelta) -> Iterator[int]:
    """How many offers answer each of the searches, in one statement."""
    since, parts, params = timezone.now() - within, [], []
    for number, criteria in enumerate(searches):
        found = search.matching(criteria).filter(published_at__gte=since).order_by()
        ids = found.values_list("offer_id")[: search.MANY + 1]  # an offer may have several rows
        sql, given = ids.query.sql_with_params()
        counted = f"select {number} as place, count(distinct offer_id)"
        parts.append(f"{counted} from ({sql}) met")
        params += given
    if not parts:
        return iter(())
    with reading.settings():
        rows = reading.fetch(f"{' union all '.join(parts)} order by place", tuple(params))
    return iter([count for _place, count in rows])


def found_lately(criteria: Criteria) -> int:
    """How many offers of this week an alert for this search would have found, as `found_by`."""
    return next(_count([criteria], WEEK))


def has_lost_its_company(alert: Alert) -> bool:
    """Whether the company that it follows closed or was suspended: it waits for its return."""
    slug = followed(alert.query)
    return bool(slug) and not Company.objects.listed().filter(slug=slug).exists()
