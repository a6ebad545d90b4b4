"""Reading saved searches by the hundred thousand: each part once, however many share it.

SearchForm reads each field by itself, so that the parts of a query can be read apart. Words and
places exactly as `Criteria.as_query` writes them need no form to be understood; anything else has
SearchForm's own reading.
"""

from collections.abc import Hashable
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from urllib.parse import unquote_plus

from meilleursjobs.lib import geo
from meilleursjobs.lib.geo import Area, Commune

from .. import words
from ..criteria import Criteria
from ..forms.search import read

REMEMBERED = 50_000  # parts whose reading is kept from one look to the next: some 30 MB
LONGEST_WORDS = 200  # what SearchForm takes

Saved = tuple[
    str, str, str, str, datetime, Hashable
]  # place, radius, words, filters, since when, key
Filter = str | Criteria | None
Reach = tuple[Commune | Area | None, int]


def split(key: Hashable, query: str, since: datetime) -> Saved | None:
    """The parts of a query, as they stand in it; None when it means nothing any more."""
    place = radius = asked = ""
    rest = query
    if rest.startswith("q="):
        asked, _, rest = rest.partition("&")
    if rest.startswith("lieu="):
        place, _, rest = rest.partition("&")
    if rest.startswith("rayon="):
        radius, _, rest = rest.partition("&")
    if "q=" in rest or "lieu=" in rest or "rayon=" in rest:  # in another order than as_query's
        criteria = read(query)
        return split(key, criteria.as_query(), since) if criteria else None
    return (place, radius, asked, rest, since, key)


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


def read_reach(place: str, radius: str) -> Reach | None:
    """The place asked for, if one is, and how far around; None when it means nothing any more."""
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
