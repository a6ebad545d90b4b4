"""« Vouliez-vous dire »: the words of titles that a misspelt word is nearest to."""

from difflib import get_close_matches
from functools import cache, lru_cache

from django.contrib.postgres.search import TrigramSimilarity

from meilleursjobs.lib.text import fold

from .models import SearchWord
from .nomenclatures import Occupation, find_occupations, occupations
from .pasted.naming import occupation_of
from .words import SMALL, canonical, read, stands_for, synonyms, tidy

SHORTEST = 4  # letters
REMEMBERED = 4_096  # misspelt words
MOST_READ = 80  # signs of the name of an occupation
ALIKE = 0.8  # of difflib: one letter wrong in five
NEAR = 0.4  # of pg_trgm, measured: right in 14 cases of 15 (design: search.md)


@cache
def _trades() -> frozenset[str]:
    """The words of all occupations: what is misspelt may be a trade that nobody hires today."""
    words = {word for one in occupations().values() for word in canonical(tidy(one.label)).split()}
    return frozenset(word for word in words if len(word) >= SHORTEST)


@lru_cache(maxsize=REMEMBERED)
def _near_trade(word: str) -> str:
    """The word of a trade that is nearest, "" for none; of those that begin alike: some hundred."""
    alike = [one for one in _trades() if one[0] == word[0] and abs(len(one) - len(word)) <= 2]
    return next(iter(get_close_matches(word, sorted(alike), 1, ALIKE)), "")


def suggest(typed: str) -> str:
    """The question with its unknown words replaced by near ones that titles hold, "" when none is.

    Two queries for each word at most; asked only when nothing answered.
    """
    words = [canonical(word) for word in read(typed).words]
    known = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
    known.update(word for word in words if word in synonyms() or word in _trades())
    changed = {}
    for word in words:
        if word in known or len(word) < SHORTEST:
            continue
        near = (
            SearchWord.objects.filter(word__trigram_similar=word)
            .annotate(likeness=TrigramSimilarity("word", word))
            .filter(likeness__gte=NEAR)
            .order_by("-likeness", "-count")
            .first()
        )
        if near:
            changed[word] = near.word
        elif trade := _near_trade(word):
            changed[word] = trade
    if not changed:
        return ""
    return " ".join(changed.get(canonical(fold(word)), word) for word in typed.split())


@lru_cache(maxsize=REMEMBERED)
def near_occupations(typed: str, limit: int = 3) -> tuple[Occupation, ...]:
    """The occupations that somebody may have meant by a name that none has: the nearest first.

    Each of its words misspelt, said in an everyday way, or one too many: « infirmier de nuit ».
    """
    words = [word for word in canonical(tidy(typed[:MOST_READ])).split() if word not in SMALL]
    right = [word if word in _trades() else _near_trade(word) or word for word in words]
    said = tuple(each for word in right for each in stands_for(word))
    for name in (" ".join(right), occupation_of(" ".join(right)), *right, *said):
        # The first words name the trade, the others its place or its hours.
        if len(name) >= SHORTEST and (found := find_occupations(name, limit)):
            return tuple(found)
    return ()
