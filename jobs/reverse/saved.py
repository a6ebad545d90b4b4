"""Reading saved searches by the hundred thousand: each part once, however many share it.

SearchForm reads each field by itself, so that the parts of a query can be read apart. Words and
places exactly as `Criteria.as_query` writes them need no form to be understood; anything else has
SearchForm's own reading.
"""

import re
from array import array
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import unquote_plus

import numpy as np
from django.db.models import BigIntegerField, Func
from numpy.typing import NDArray

from meilleursjobs.lib import geo
from meilleursjobs.lib.geo import Area, Commune

from .. import words
from ..criteria import Criteria
from ..forms.search import read
from .questions import understood
from .tables import Numbers

REMEMBERED = 50_000  # parts whose reading is kept from one look to the next: some 30 MB
# Words, place with its radius, filters: what there is of them, in the order of `as_query`.
PARTS = re.compile(r"(q=[^&]*|)&?(lieu=[^&]*(?:&rayon=[^&]*)?|)&?(.*)", re.DOTALL)
ANYTHING, NOTHING = None, ""  # tsqueries: no word is asked for; the words mean nothing
LONGEST_WORDS = 200  # what SearchForm takes

Filter = str | Criteria | None
Reach = tuple[Commune | Area | None, int]
Search = tuple[Hashable, str, int]  # key, query, only offers newer than this (in microseconds)


class Microseconds(Func):
    """A date as the reverse search compares it, `search.microseconds`: quicker to read."""

    # As a double, less than a fifth of a microsecond off, then rounded: quicker than `extract`.
    template = "(date_part('epoch', %(expressions)s) * 1000000)::bigint"
    output_field = BigIntegerField()

    def get_db_converters(self, connection: object) -> list[Callable[..., Any]]:
        return []  # it comes as a number


class Saved:
    """Searches in columns: what they ask for is numbered, and each thing is read once.

    `tsqueries`, `reaches` and `filters` are all that is asked for. `words` and `places` say which
    of them each search has; `lists` its row of `parts`: the numbers of its filters, the first
    `counts` of that row. A search whose query means nothing any more is left out.
    """

    def __init__(self, searches: Iterable[Search]) -> None:
        self.keys: list[Hashable] = []
        asked, reaches, filters = Numbers(), Numbers(), Numbers()
        words, places, lists, since = array("i"), array("i"), array("i"), array("q")
        for key, query, newer_than in searches:
            if parts := split(query):
                self.keys.append(key)
                words.append(asked[parts[0]])
                places.append(reaches[parts[1]])
                lists.append(filters[parts[2]])
                since.append(newer_than)
        self.since, self.lists = np.array(since, np.int64), np.array(lists, np.int32)
        self.words, self.tsqueries = _questions(words, asked)
        self.places, self.reaches = _reaches(places, reaches)
        self.parts, self.counts, self.filters = _filters(filters)


def _questions(
    numbers: Sequence[int], texts: Iterable[str]
) -> tuple[NDArray[np.int32], list[str | None]]:
    """The question of each search, and all of them: many texts ask the same."""
    asked = [read_question(text) for text in texts]
    meant = understood({one for one in asked if one})
    tsqueries = Numbers()
    same = [tsqueries[meant[one] if one else NOTHING if one is None else ANYTHING] for one in asked]
    return np.array(same, np.int32)[np.array(numbers, np.int32)], list(tsqueries)


def _reaches(
    numbers: Sequence[int], texts: Iterable[str]
) -> tuple[NDArray[np.int32], list[Reach | None]]:
    """The reach of each search, and all of them: communes last, by radius, from south to north."""
    reaches = [read_reach(text) for text in texts]
    lats = [one[0].lat if one and isinstance(one[0], Commune) else -90 for one in reaches]
    radii = [one[1] if one and isinstance(one[0], Commune) else -1 for one in reaches]
    order = np.lexsort((lats, radii))
    rank = np.argsort(order).astype(np.int32)
    return rank[np.array(numbers, np.int32)], [reaches[number] for number in order.tolist()]


def _filters(texts: Collection[str]) -> tuple[NDArray[np.intp], NDArray[np.intp], list[str]]:
    """For each text a row of numbers, how many of them count, and the filter of each number."""
    numbers = Numbers()
    lists = [[numbers[part] for part in filters_of(text)] for text in texts]
    counts = np.array([len(some) for some in lists], np.intp)
    table = np.zeros((len(lists), counts.max(initial=0)), np.intp)
    table[np.arange(table.shape[1]) < counts[:, None]] = [one for some in lists for one in some]
    return table, counts, list(numbers)


def split(query: str) -> tuple[str, str, str] | None:
    """What a query asks for, as it stands there: words, place with its radius, filters.

    None when it means nothing any more.
    """
    met = PARTS.match(query)
    asked, reach, rest = met.groups() if met else ("", "", query)
    if "q=" in rest or "lieu=" in rest or "rayon=" in rest:  # in another order than as_query's
        criteria = read(query)
        return split(criteria.as_query()) if criteria else None
    return asked, reach, rest


@lru_cache(REMEMBERED)
def read_question(part: str) -> str | None:
    """What to give to `to_tsquery`; "" when no word is asked for, None when it cannot be read."""
    typed = unquote_plus(part.removeprefix("q="))
    if not (typed.isprintable() and len(typed) <= LONGEST_WORDS and typed == _single(typed)):
        criteria = read(part)
        if criteria is None:
            return None
        typed = criteria.words
    return words.read(typed).tsquery


def _single(text: str) -> str:
    return " ".join(text.split())


def read_reach(part: str) -> Reach | None:
    """The place asked for, if one is, and how far around; None when it means nothing any more."""
    place, _, radius = part.partition("&")
    where, around = _read_place(place), _read(radius)
    return (where[0], around.radius) if where and around else None


@lru_cache(REMEMBERED)
def _read_place(part: str) -> tuple[Commune | Area | None] | None:
    if not part:
        return (None,)
    if found := geo.of_key(part.removeprefix("lieu=")):
        return (found,)
    criteria = read(part)
    return (criteria.place,) if criteria else None


_read = lru_cache(REMEMBERED)(read)


@lru_cache(REMEMBERED)
def filters_of(part: str) -> tuple[str, ...]:
    """The filters in a query, each with all its values."""
    fields = groupby(part.split("&"), key=lambda pair: pair.partition("=")[0])
    return tuple("&".join(pairs) for name, pairs in fields if name)


def read_filter(part: str) -> Filter:
    """What a filter asks for, None when it means nothing any more.

    A company is told by its slug: whether it may be found changes while we remember.
    """
    slug = part.rpartition("=")[2] if part.startswith("entreprise=") else ""
    return unquote_plus(slug).strip() or _read(part)
