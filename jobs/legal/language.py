"""Is this sentence in French? Small words tell, and an ad holds many.

A tool or a job named in English inside a French sentence does not change its small words.
"""

import re
import tomllib
from functools import cache

from .patterns import FOLDER

WORD = re.compile(r"[a-z]{1,30}")
FEWEST = 4  # small words of another language before anything is said


@cache
def _small_words() -> tuple[frozenset[str], frozenset[str]]:
    """Those that only French has, and those of other languages."""
    kinds = tomllib.loads((FOLDER / "languages.toml").read_text())
    french, others, shared = (
        frozenset(kinds[kind].split()) for kind in ("french", "others", "shared")
    )
    return french - shared, others - french - shared


def is_foreign(sentence: str) -> bool:
    """Whether a folded sentence is written in another language than French."""
    french, others = _small_words()
    words = WORD.findall(sentence)
    foreign = sum(word in others for word in words)
    return foreign >= FEWEST and foreign > 2 * sum(word in french for word in words)
