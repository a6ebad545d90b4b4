"""The reverse search: which saved searches does each new offer answer? (design: search.md)

New offers become sets (`batch`), a bit for each offer and place where it stands (`bits`), from
south to north: for each thing one can ask for, those that answer. A search (`saved`) finds what is
in the sets of its place, of its words and of each of its filters (`matching`).

It answers exactly as `search.matching` would, pair by pair: the lexemes and the reading of words
are PostgreSQL's, the filters and the reading of addresses the search's own, and the tests hold it.
"""

import gc
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np

from ..models import OfferSearch
from .batch import Batch
from .matching import Answers, Matching
from .saved import Microseconds, Saved, Search

__all__ = ["MOST_SEARCHES", "Found", "Microseconds", "News"]
MOST_OFFERS = 50_000  # in one batch: a set of them takes 6 kB, or more when they have many places
MOST_SEARCHES = 1_000_000  # looked at together: some 200 bytes each
KEPT = 20  # offers of one search, the newest: a mail shows ten


@dataclass(slots=True)
class Found:
    """Offers of one search, the newest first; `more`: others answer as well."""

    ids: list[int]
    more: bool = False


class News:
    """The offers published after `since` and until `until`, and the searches that they answer."""

    def __init__(self, since: datetime, until: datetime) -> None:
        rows = OfferSearch.objects.filter(slot=0, published_at__gt=since, published_at__lte=until)
        newest_first = rows.order_by("-published_at", "-offer_id")
        offers = list(newest_first.values_list("offer_id", Microseconds("published_at")))
        self._ids = np.array([pk for pk, _published in offers], object)
        self._parts = [offers[at : at + MOST_OFFERS] for at in range(0, len(offers), MOST_OFFERS)]
        self._batch = lru_cache(1)(lambda part: Batch(self._parts[part], until))

    def find(self, searches: Iterable[Search], *, most: int = KEPT) -> Iterator[tuple[Any, Found]]:
        """What each search finds, by key; those that find nothing are left out.

        searches: (key, query as `Criteria.as_query` wrote it, only offers newer than this, as
        `Microseconds`); all are read before the first answer. A query that means nothing any more
        finds nothing; its `days` count from `until`.
        """
        if not self._parts:
            deque(searches, maxlen=0)
            return
        with _uncollected():
            saved = Saved(searches)
            answers = self._answers(saved, most + 1)
        for number, offer in answers:
            begins = np.flatnonzero(np.diff(number, prepend=-1))
            ends = np.append(begins[1:], len(number))
            ids = self._ids[offer].tolist()
            columns = number[begins].tolist(), begins.tolist(), ends.tolist()
            for one, begin, end in zip(*columns, strict=True):
                more = end - begin > most
                yield saved.keys[one], Found(ids[begin : begin + most if more else end], more)

    def _answers(self, saved: Saved, most: int) -> list[Answers]:
        """`most` offers of each search, or a few more, the newest first: numbers of both."""
        found = np.zeros(len(saved.keys), np.int64)
        answers = []
        for part, newest_first in enumerate(self._parts):
            _pk, newest = newest_first[0]
            matching = Matching(self._batch(part), saved, most)
            for number, offer in matching.answers((found < most) & (saved.since < newest)):
                np.add.at(found, number, 1)
                answers.append((number, offer + part * MOST_OFFERS))
        if len(self._parts) == 1 or not answers:
            return answers
        number, offer = (np.concatenate(columns) for columns in zip(*answers, strict=True))
        order = np.argsort(number, kind="stable")
        return [(number[order], offer[order])]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without a search for garbage: it would go over a million objects again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
