"""Titles of offers for both sexes: « H/F » is never typed, and shown where it is needed."""

import re
from functools import lru_cache

from meilleursjobs.lib.text import fold

from .words import INCLUSIVE, canonical

# « (H/F) », « - F/H », « h/f/x », wherever it stands, with the signs that set it apart.
MENTION = re.compile(
    r"\s*(?:[-–—,]\s*)?"
    r"(?:\(\s*(?:[hfm]\s?[/-]\s?[hfw](?:\s?[/-]\s?(?:x|d|nb))?|(?:homme|femme)s?\s?(?:/|ou)\s?(?:homme|femme)s?)\s*\)"
    r"|(?<![\w/-])[hfm]\s?/\s?[hf](?:\s?/\s?(?:x|d|nb))?(?![\w/]))",
    re.IGNORECASE,
)
REMEMBERED = 4_096  # titles: most are those of others
WORD = re.compile(r"[a-z]{3,}")


def without_sexes(title: str) -> str:
    """A title without « H/F » and its like; as it was when it says nothing else."""
    return MENTION.sub("", title).strip() or title.strip()


@lru_cache(maxsize=REMEMBERED)
def names_both(title: str) -> bool:
    """Whether a title says both forms: « serveuse ou serveur », « infirmier·ère »."""
    if INCLUSIVE.search(title.lower()):
        return True
    words = set(WORD.findall(fold(title)))
    return len({canonical(word) for word in words}) < len(words) or any(
        f"{word}e" in words for word in words
    )
