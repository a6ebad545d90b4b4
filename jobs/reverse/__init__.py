"""The reverse search: which saved searches does each new offer answer? (design: search.md)

New offers become bitmaps, newest first (`batch`), and a search the AND of a few of them. Searches
are taken in the order of place, radius and words, so that what two have in common is made once. It
answers exactly as `search.matching` would, pair by pair: the lexemes and the reading of words are
PostgreSQL's, the filters and the reading of addresses the search's own, and the tests hold it.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from ..criteria import Criteria
from ..forms.search import read
from ..models import Company, OfferSearch
from ..search import microseconds
from ..words import read as read_words
from .batch import Batch
from .bits import Bits, first
from .questions import understood

MOST_OFFERS = 50_000  # in one batch: its bitmaps take 6 kB each, its lexemes some 40 MB
MOST_SEARCHES = 200_000  # sorted at once: some 100 MB
KEPT = 50  # offers of one search, the newest: a mail shows ten
REMEMBERED = 50_000  # places, questions and filters whose reading is kept from one look to the next


class Saved(NamedTuple):
    """A search in the order in which searches share most: its parts, as its address writes them."""

    place: str
    radius: str
    words: str
    rest: str
    company: str  # slug
    since: int  # microseconds
    key: Hashable


@dataclass(slots=True)
class Found:
    """Offers of one search, the newest first; `more`: others answer as well."""

    ids: list[int] = field(default_factory=list)
    more: bool = False


class News:
    """The offers published after `since` and until `until`, and the searches that they answer."""

    def __init__(self, since: datetime, until: datetime) -> None:
        self._until = until
        rows = OfferSearch.objects.filter(slot=0, published_at__gt=since, published_at__lte=until)
        newest_first = rows.order_by("-published_at", "-offer_id")
        offers = list(newest_first.values_list("offer_id", "published_at"))
        self._parts = [offers[at : at + MOST_OFFERS] for at in range(0, len(offers), MOST_OFFERS)]
        self._batch = lru_cache(1)(lambda number: Batch(self._parts[number]))

    def find(
        self, searches: Iterable[tuple[Hashable, str, datetime]], *, most: int = KEPT
    ) -> dict[Any, Found]:
        """What each search finds, by key; those that find nothing are left out.

        searches: (key, query as `Criteria.as_query` wrote it, only offers newer than this). A query
        that means nothing any more finds nothing; its `days` count from `until`.
        """
        found: dict[Any, Found] = {}
        if not self._parts:
            return found
        saved = sorted(split for one in searches if (split := _split(*one)))
        companies = _listed({one.company for one in saved if one.company})
        saved = [one for one in saved if not one.company or one.company in companies]
        asked = {question for one in saved if (question := _question(one.words))}
        tsqueries = understood(asked)
        for number, part in enumerate(self._parts):
            newest = microseconds(part[0][1])
            full = {key for key, one in found.items() if len(one.ids) > most}
            wanted = [one for one in saved if one.since < newest and one.key not in full]
            batch = self._batch(number)
            batch.check(tsqueries.values())
            answered = _answered(batch, wanted, tsqueries, companies, self._until, most + 1)
            for key, places in answered:
                found.setdefault(key, Found()).ids += [batch.ids[place] for place in places]
        for one in found.values():
            one.more, one.ids = len(one.ids) > most, one.ids[:most]
        return found


def _answered(
    batch: Batch,
    saved: list[Saved],
    tsqueries: Mapping[str, str],
    companies: Mapping[str, int],
    now: datetime,
    most: int,
) -> Iterator[tuple[Hashable, list[int]]]:
    """Keys of the searches that find something in a batch, and where."""
    about = lru_cache(REMEMBERED)(lambda rest: _about(batch, rest, now))
    newer = lru_cache(REMEMBERED)(batch.newer)
    for (place, radius), there in groupby(saved, key=attrgetter("place", "radius")):
        here = _in_reach(batch, place, radius)
        if here is None or not np.count_nonzero(here):
            continue
        for words, these in groupby(there, key=attrgetter("words")):
            question = _question(words)
            if question is None:
                continue
            bits = here & batch.text(tsqueries[question]) if question else here
            if not np.count_nonzero(bits):
                continue
            for one in these:
                theirs = batch.company(companies[one.company]) if one.company else batch.everything
                wanted = about(one.rest) if one.rest else bits
                if wanted is not None and (
                    places := first(bits & theirs & wanted, most, newer(one.since))
                ):
                    yield one.key, places


# --- What a saved search says -------------------------------------------------------------------
def _split(key: Hashable, query: str, since: datetime) -> Saved | None:
    """The parts of a query that are read apart: SearchForm reads each field by itself.

    None when it means nothing.
    """
    place = radius = words = ""
    rest = query
    if rest.startswith("q="):
        words, _, rest = rest.partition("&")
    if rest.startswith("lieu="):
        place, _, rest = rest.partition("&")
    if rest.startswith("rayon="):
        radius, _, rest = rest.partition("&")
    if "q=" in rest or "lieu=" in rest or "rayon=" in rest:  # in another order than as_query's
        criteria = read(query)
        return _split(key, criteria.as_query(), since) if criteria else None
    rest, company = _without_company(rest)
    return Saved(place, radius, words, rest, company, microseconds(since), key)


def _without_company(rest: str) -> tuple[str, str]:
    """The rest and the slug apart: a company comes and goes, so how it is read is not kept."""
    if "entreprise=" not in rest:
        return rest, ""
    parts = rest.split("&")
    slugs = [part.partition("=")[2] for part in parts if part.startswith("entreprise=")]
    return "&".join(part for part in parts if not part.startswith("entreprise=")), "".join(slugs)


def _listed(slugs: set[str]) -> dict[str, int]:
    """The companies of these slugs that the site shows now."""
    return dict(Company.objects.listed().filter(slug__in=slugs).values_list("slug", "pk"))


_read = lru_cache(REMEMBERED)(read)


@lru_cache(REMEMBERED)
def _question(part: str) -> str | None:
    """What to give to `to_tsquery`; "" when no word is asked for, None when it cannot be read."""
    criteria = read(part)
    return read_words(criteria.words).tsquery if criteria else None


def _in_reach(batch: Batch, place: str, radius: str) -> Bits | None:
    asked, around = _read(place), _read(radius)
    return batch.place(asked.place, around.radius) if asked and around else None


def _about(batch: Batch, rest: str, now: datetime) -> Bits | None:
    criteria: Criteria | None = _read(rest)
    return batch.about(criteria, now) if criteria else None
