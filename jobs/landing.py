"""Pages of an occupation or a place: real figures of the offers that are open, or no page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from django.db.models import Count
from django.urls import reverse

from accounts.models import Contract
from meilleursjobs.lib import geo
from meilleursjobs.lib.remembered import remembered

from . import search
from .criteria import Criteria
from .models import OfferSearch
from .nomenclatures import occupations

LEAST = 5  # offers; with fewer, a page would say nothing that the search does not (our choice)
LINKS, KEPT = 8, 600  # seconds
SAMPLE = 5_000  # offers that figures are counted over, at most
REMOTE = ("partiel", "total")

Link = tuple[str, int, str]  # words, how many offers, address


@dataclass(frozen=True)
class Figures:
    """What the open offers of a search are like. pay: median of the yearly tops, in euros."""

    count: int
    partial: bool  # counted over the first ones only
    pay: int | None
    paid: int  # offers that say their pay, and carry the median
    remote: int
    contracts: list[Link]
    neighbours: list[Link]  # communes of an occupation, occupations of a commune


def of(criteria: Criteria) -> Figures | None:
    """The figures of an occupation or of a commune; None when there are too few offers."""
    rows = search.matching(criteria).values_list(
        "offer_id", "contract", "remote", "pay_year", "occupation", "commune_code"
    )
    found = {row[0]: row for row in rows[:SAMPLE]}  # an offer in three places counts once
    if len(found) < LEAST:
        return None
    pays = sorted(row[3] for row in found.values() if row[3])
    return Figures(
        count=len(found),
        partial=len(found) >= SAMPLE,
        pay=round(median(pays)) if len(pays) >= LEAST else None,
        paid=len(pays),
        remote=sum(row[2] in REMOTE for row in found.values()),
        contracts=_contracts(criteria, Counter(row[1] for row in found.values())),
        neighbours=_neighbours(criteria, found.values()),
    )


def _contracts(criteria: Criteria, counts: Counter[str]) -> list[Link]:
    labels = dict(Contract.choices)
    return [
        (str(labels[code]), count, _search(replace(criteria, contracts=(code,))))
        for code, count in counts.most_common(LINKS)
    ]


def _neighbours(criteria: Criteria, rows: Iterable[tuple[Any, ...]]) -> list[Link]:
    by_place = criteria.occupation is not None
    counts = Counter(row[5] if by_place else row[4] for row in rows)
    links: list[Link] = []
    for code, count in counts.most_common():
        if len(links) < LINKS and (found := _narrowed(criteria, code, by_place)):
            name, narrowed = found
            links.append((name, count, _search(narrowed)))
    return links


def _narrowed(criteria: Criteria, code: str, by_place: bool) -> tuple[str, Criteria] | None:
    """The name of a place or an occupation, and the search within it; None when it is unknown."""
    if by_place:
        known = geo.current_code(code) if code else None
        place = geo.commune(known) if known else None
        return (place.label, replace(criteria, place=place, radius=0)) if place else None
    occupation = occupations().get(code)
    return (occupation.label, replace(criteria, occupation=occupation)) if occupation else None


def _search(criteria: Criteria) -> str:
    return f"{reverse('offers')}?{criteria.as_query()}"


# --- The lists: each reads every visible offer, so both are kept for ten minutes ------------------
def occupations_open() -> list[Link]:
    """The occupations that have a page, by name."""
    return remembered("landing:occupations", _occupations_open, seconds=KEPT)


def _occupations_open() -> list[Link]:
    rows = OfferSearch.objects.filter(slot=0).exclude(occupation="").values_list("occupation")
    known = occupations()
    return sorted(
        (known[code].label, count, reverse("occupation", args=[known[code].key]))
        for code, count in rows.annotate(Count("pk")).filter(pk__count__gte=LEAST)
        if code in known
    )


def places_open() -> list[Link]:
    """The communes that have a page, by name: where five offers are in the commune itself."""
    return remembered("landing:places", _places_open, seconds=KEPT)


def _places_open() -> list[Link]:
    rows = OfferSearch.objects.exclude(commune_code="").values_list("commune_code")
    counted = rows.annotate(Count("offer", distinct=True)).filter(offer__count__gte=LEAST)
    known = [(geo.commune(code), count) for code, count in counted if geo.current_code(code)]
    return sorted((one.label, count, reverse("place", args=[one.key])) for one, count in known)
