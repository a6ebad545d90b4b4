"""Searches that ask for less and find more: for a page of few offers, and for an empty alert."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from meilleursjobs.lib.geo import Commune
from meilleursjobs.lib.text import fold

from . import search
from .criteria import Criteria
from .forms.directory import RADII
from .words import SMALL, read

MOST_TRIED = 5  # words: a count for each
NEAREST = 20  # kilometres: a smaller radius is widened to more than this at once

Wider = tuple[str, int, bool, Criteria]  # words, how many offers, whether more, the search


def found(criteria: Criteria, *, than: int = 0) -> Iterator[Wider]:
    """Searches that ask for less and find more offers than so many.

    The whole country only where it finds more than a wider circle. One bounded count each.
    Raises OperationalError as the search does.
    """
    around = next(_finding(_further(criteria), than), None)
    if around:
        yield around
    for way in _asking_less(criteria):
        everywhere = way[1].place is None and around
        yield from _finding([way], around[1] if everywhere else than)


def _finding(ways: Iterable[tuple[str, Criteria]], than: int) -> Iterator[Wider]:
    for words, wider in ways:
        count, more = search.count(wider, search.SOME)
        if more or count > than:
            yield words, count, more, wider


def _further(criteria: Criteria) -> Iterator[tuple[str, Criteria]]:
    """The same around the same commune, further and further: the first that finds more will do."""
    if isinstance(criteria.place, Commune):
        for radius in RADII:
            if radius > max(criteria.radius, NEAREST):
                words = _("à %(km)s km de %(place)s")
                where = {"km": radius, "place": criteria.place.name}
                yield words % where, replace(criteria, radius=radius)


def _asking_less(criteria: Criteria) -> Iterator[tuple[str, Criteria]]:
    yield from _a_word_less(criteria)
    if criteria.place:
        yield _("dans toute la France"), criteria.without("place", "radius")
    if criteria.company and not criteria.without("company").is_empty:
        yield _("dans toutes les entreprises"), criteria.without("company")
    if criteria.words and criteria.place:
        yield _("sans les mots"), criteria.without("words")
    bare = Criteria(criteria.words, criteria.place, criteria.radius, occupation=criteria.occupation)
    if bare != criteria.without("sort"):
        yield _("sans les filtres"), bare


def _a_word_less(criteria: Criteria) -> Iterator[tuple[str, Criteria]]:
    """Who asks for many words gets what has them all: the one that is too many is left out."""
    words = criteria.words.split()
    if '"' in criteria.words or not 1 < len(words) <= MOST_TRIED:
        return
    for place in range(len(words) - 1, -1, -1):
        one, rest = words[place], " ".join((*words[:place], *words[place + 1 :]))
        if not one.startswith("-") and fold(one) not in SMALL and read(rest).tsquery:
            yield _("sans « %(word)s »") % {"word": one}, replace(criteria, words=rest)
