"""Which offers of a batch each search finds: what is in the sets of its place, words and filters.

Searches are taken place by place, neighbours together, so that only a narrow band of each set is
looked at; all those of a few places in one operation.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from meilleursjobs.lib.geo import Area, Commune

from .batch import Batch
from .bits import IN_WORD, Bits, Indices, Rows, count, members
from .saved import Reach, Saved
from .tables import Lists

TOGETHER = 64  # communes looked around at once
AT_ONCE = 65_536  # words of the sets of so many searches: they stay near the processor
KEPT_TEXTS, KEPT_FILTERS = 100 * 2**20, 25 * 2**20  # bytes of sets kept for a batch
FEWER = 4  # where too many answer, so many times fewer offers are tried: the newest

# Numbers of searches and, for each, of an offer that it finds: all those of a search together.
Answers = tuple[NDArray[np.int32], NDArray[np.int32]]


class Matching:
    """One batch and many searches: `answers` is the product."""

    def __init__(self, batch: Batch, saved: Saved, most: int) -> None:
        """most: offers wanted of each search."""
        self._batch, self._saved, self._most = batch, saved, most
        batch.check(one for one in saved.tsqueries if one)
        self._newer = batch.newer(saved.since)
        texts, filters = saved.tsqueries, saved.filters
        self._texts = Rows(lambda one: batch.text(texts[one]), len(texts), batch.width, KEPT_TEXTS)
        self._filters = Rows(
            lambda one: batch.filter(filters[one]), len(filters), batch.width, KEPT_FILTERS
        )
        self._step = min(self._texts.most, self._filters.most)
        self._newest = []  # sets, each of fewer offers
        many = len(batch.ids) // FEWER
        while many >= most:
            self._newest.append(batch.newest(many))
            many //= FEWER

    def answers(self, wanted: NDArray[np.bool]) -> Iterator[Answers]:
        """What the wanted searches find, the newest offers first."""
        alike = self._alike(np.flatnonzero(wanted))
        places = self._saved.places[alike.asked]
        begins = np.searchsorted(places, np.arange(len(self._saved.reaches) + 1, dtype=np.int32))
        for group in _groups(self._saved.reaches):
            begin, end = begins[group.start], begins[group.stop]
            if begin == end:
                continue
            band, reach = self._reach(self._saved.reaches[group])
            if not reach.size:
                continue
            step = min(max(AT_ONCE // reach.shape[1], 1), self._step)
            for at in range(begin, end, step):
                some = slice(at, min(at + step, end))
                sets = reach[places[some] - group.start]
                self._choose(sets, band, alike.asked[some])
                found = self._read(sets, band)
                number, which = alike.of(some)
                number = number.repeat(found.counts[which])
                offer = found.join(which)
                new = offer < self._newer[number]
                if np.any(new):
                    yield number[new], offer[new]

    def _alike(self, searches: Indices) -> "Alike":
        """Searches by place, those that ask the same together: they are answered once."""
        saved = self._saved
        asked = saved.places[searches].astype(np.int64)
        asked = asked * len(saved.tsqueries) + saved.words[searches]
        asked = asked * len(saved.counts) + saved.lists[searches]
        order = np.argsort(asked)
        return Alike(searches[order].astype(np.int32), np.diff(asked[order], prepend=-1) > 0)

    def _reach(self, reaches: list[Reach | None]) -> tuple[slice, Bits]:
        """The sets of a group of reaches, and the words of them that matter."""
        communes = [(one[0], one[1]) for one in reaches if one and isinstance(one[0], Commune)]
        if communes:
            return self._batch.around(communes)
        [reach], everywhere = reaches, slice(0, self._batch.width)
        if reach is None:
            return everywhere, self._batch.nothing[:0]
        if isinstance(reach[0], Area):
            return everywhere, self._batch.in_area(reach[0])[None]
        return everywhere, self._batch.anywhere[None]

    def _choose(self, sets: Bits, band: slice, searches: Indices) -> None:
        """Leave in the sets of their places only what each search asks for, and enough of it."""
        saved = self._saved
        sets &= self._texts.take(saved.words[searches], band)
        lists = saved.lists[searches]
        column = 0
        while (more := np.flatnonzero(saved.counts[lists] > column)).size:
            sets[more] &= self._filters.take(saved.parts[lists[more], column], band)
            column += 1
        enough = self._most * self._batch.most_places  # an offer may be there several times
        many, found = np.arange(len(sets)), count(sets)
        for newest in self._newest:
            many = many[found > FEWER * enough]
            if not many.size:
                return
            fewer = sets[many] & newest[band]
            found = count(fewer)
            good = found >= enough
            many, found = many[good], found[good]
            sets[many] = fewer[good]

    def _read(self, sets: Bits, band: slice) -> Lists:
        """The newest offers of each set."""
        number, position = members(sets)
        pairs = np.sort(number << 32 | self._batch.offers[position + band.start * IN_WORD])
        if self._batch.most_places > 1:
            pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        number = pairs >> 32
        first = np.searchsorted(number, np.arange(len(sets)))
        wanted = np.arange(len(pairs)) - first[number] < self._most
        counts = np.bincount(number[wanted], minlength=len(sets))
        return Lists((pairs[wanted] & 0xFFFFFFFF).astype(np.int32), counts)


class Alike:
    """Searches, those that ask the same one behind the other. `asked`: the first of each kind."""

    def __init__(self, searches: NDArray[np.int32], first: NDArray[np.bool]) -> None:
        self._searches = searches
        self._begins = np.append(np.flatnonzero(first), len(searches))
        self.asked = searches[first]

    def of(self, some: slice) -> tuple[NDArray[np.int32], Indices]:
        """The searches of these kinds and, for each, which of them it is."""
        begins = self._begins[some.start : some.stop + 1]
        which = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
        return self._searches[begins[0] : begins[-1]], which


def _groups(reaches: list[Reach | None]) -> Iterator[slice]:
    """Reaches that are looked around together: several communes, or something else alone."""
    at = 0
    while at < len(reaches):
        one = reaches[at]
        many = TOGETHER if one and isinstance(one[0], Commune) else 1
        yield slice(at, min(at + many, len(reaches)))
        at += many
