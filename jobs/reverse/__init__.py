"""The reverse search: which saved searches does each new offer answer? (design: search.md)

New offers become maps, newest first (`batch`): for each thing one can ask for, which ones answer. A
search keeps what stands in a few of them. Searches are taken in the order of place, radius and
words, so that what two have in common is looked for once.

It answers exactly as `search.matching` would, pair by pair: the lexemes and the reading of words
are PostgreSQL's, the filters and the reading of addresses the search's own, and the tests hold it.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from numpy.typing import NDArray

from ..models import OfferSearch
from .batch import Batch, Map, Test
from .questions import understood
from .saved import Reach, Saved, filters_of, read_filter, read_question, read_reach, split

MOST_OFFERS = 50_000  # in one batch: its maps take 50 kB each, its lexemes some 40 MB
MOST_SEARCHES = 200_000  # sorted at once: some 100 MB
KEPT = 20  # offers of one search, the newest: a mail shows ten
KEPT_FILTERS = 4_096  # what filters ask for, kept while a batch is looked at: 5 kB each


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
        saved = sorted(parts for one in searches if (parts := split(*one)))
        asked = {question for one in saved if (question := read_question(one[2]))}
        tsqueries = understood(asked)
        for number, part in enumerate(self._parts):
            newest = part[0][1]
            full = {key for key, one in found.items() if len(one.ids) > most}
            wanted = [one for one in saved if one[4] < newest and one[5] not in full]
            batch = self._batch(number)
            batch.check(tsqueries.values())
            for key, places in _answered(batch, wanted, tsqueries, self._until, most + 1):
                found.setdefault(key, Found()).ids += [batch.ids[place] for place in places]
        for one in found.values():
            one.more, one.ids = len(one.ids) > most, one.ids[:most]
        return found


def _answered(
    batch: Batch, saved: list[Saved], tsqueries: Mapping[str, str], now: datetime, most: int
) -> Iterator[tuple[Hashable, list[int]]]:
    """Keys of the searches that find something in a batch, and where."""
    about = lru_cache(KEPT_FILTERS)(lambda part: _about(batch, part, now))
    newer = lru_cache(KEPT_FILTERS)(batch.newer)
    for places, same in _by_place_and_words(batch, saved, tsqueries):
        for *_, filters, since, key in same:
            wanted = places
            for part in filters_of(filters):
                for numbers, good in about(part):
                    wanted = wanted[good[numbers[wanted]]]
            first = wanted[:most].tolist()
            if kept := first[: bisect_left(first, newer(since))]:
                yield key, kept


def _by_place_and_words(
    batch: Batch, saved: list[Saved], tsqueries: Mapping[str, str]
) -> Iterator[tuple[NDArray[Any], Iterable[Saved]]]:
    """Offers, the newest first, with the searches that ask for their place and their words."""
    for (place, radius), there in groupby(saved, key=itemgetter(0, 1)):
        reach = read_reach(place, radius)
        here = _here(batch, reach) if reach else None
        if here is None:
            continue
        for words, same in groupby(there, key=itemgetter(2)):
            question = read_question(words)
            if question:
                places = batch.text(tsqueries[question])
                places = places[here[places]]
            elif question == "":
                places = here.nonzero()[0]
            else:
                continue
            if places.size:
                yield places, same


def _here(batch: Batch, reach: Reach) -> Map | None:
    """Offers in reach, None when there is none."""
    place, radius = reach
    if place is None:
        return batch.there
    places = batch.reach(place, radius)
    return batch.map_of(places) if places.size else None


def _about(batch: Batch, part: str, now: datetime) -> list[Test]:
    asked = read_filter(part)
    if isinstance(asked, str):
        return batch.by_company(asked)
    return batch.about(asked, now) if asked else [batch.never]
