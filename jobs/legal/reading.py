"""Reading a text as a person would: without accents, case or typographic traps, by sentences.

Everything keeps the way back to the text as it was written, for the passage to be shown there.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property, lru_cache

SAME = {
    **dict.fromkeys("’‘`´ʼ′", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("·•∙⋅‧", "."),
}
LIGATURES = {"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"}
# A line that ends in the middle of a sentence (text pasted from a mail or a PDF).
WRAPPED = re.compile(r"(?<![.:;!?\n•-])\r?\n(?=[a-zà-ÿ0-9])")
LONGEST = 400  # characters of a sentence; a text without full stops is read in pieces
ENDS = re.compile(
    r"\n|[!?;…](?= |\n|$)|(?<!\bm)(?<!\bl)(?<!\bmme)(?<!\bart)(?<!\bex)(?<!\bmin)(?<!\bmax)"
    r"\.(?= |\n|$)"
)


@lru_cache(maxsize=4096)
def _fold(sign: str) -> str:
    """A sign in lower case without its accent; nothing for what is not seen."""
    if sign in SAME or sign in LIGATURES:
        return SAME.get(sign) or LIGATURES[sign]
    category = unicodedata.category(sign)
    if sign == "*" or category in {"Cf", "Mn"}:  # bold; zero-width signs, accents on their own
        return ""
    if sign != "\n" and category in {"Zs", "Cc"}:
        return " "
    bare = unicodedata.normalize("NFKD", sign)
    return "".join(c for c in bare if not unicodedata.combining(c)).casefold()


class Reading:
    """A text folded for comparison, its sentences, and the way back."""

    def __init__(self, text: str) -> None:
        self.text = text
        pieces: list[str] = []
        self._origin: list[int] = []
        last = ""
        for place, sign in enumerate(WRAPPED.sub(lambda m: " " * len(m[0]), text)):
            piece = _fold(sign)
            if not piece or (piece == " " and last == " "):
                continue
            last = piece
            pieces.append(piece)
            self._origin.extend([place] * len(piece))
        self.folded = "".join(pieces)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Where each sentence starts and ends in the folded text."""
        bounds, start = [], 0
        for end in (*(match.end() for match in ENDS.finditer(self.folded)), len(self.folded)):
            while end - start > LONGEST:
                cut = self.folded.rfind(" ", start, start + LONGEST) + 1 or start + LONGEST
                bounds.append((start, cut))
                start = cut
            bounds.append((start, end))
            start = end
        return bounds

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _end in self.sentences]

    def holding(self, words: tuple[str, ...]) -> list[tuple[int, int]]:
        """The sentences that hold one of the words, in order. `str.find` makes this cheap."""
        found = set()
        for word in words:
            place = self.folded.find(word)
            while place >= 0:
                number = bisect_right(self._starts, place) - 1
                found.add(number)
                place = self.folded.find(word, max(self.sentences[number][1], place + 1))
        return [self.sentences[number] for number in sorted(found)]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text as written of a place in the folded text."""
        return self._origin[start], self._origin[end - 1] + 1
