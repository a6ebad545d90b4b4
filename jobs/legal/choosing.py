"""A criterion's words beside the ways of choosing people: « retraités, passez votre chemin ».

Both are searched for once, each with its own bounded pattern, and then paired by distance: a
pattern for every pair would be slow, and each criterion would know few of the ways.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from .model import Frame, Signs
from .patterns import frames

BEYOND = 90  # characters after the sentence: « Fumeurs ? Passez votre chemin. »
LEAD = 28  # characters before a frame, for what turns it round
AROUND = 130  # characters on both sides, for what makes a choice lawful
CLOSE = 12  # characters: two words or so, after which a comma cuts the frame off
TO_WORD_END = re.compile(r"\w{0,20}(?: pas\b)?")  # for the passage to be shown whole

Met = tuple[int, int, Frame]


@lru_cache(maxsize=64)
def _frames_in(text: str) -> tuple[Met, ...]:
    """Every frame of a text, but those turned round: « n’est pas exigé »."""
    known = frames()
    return tuple(
        (match.start(), match.end(), frame)
        for frame in known.all
        for match in frame.says.finditer(text)
        if known.denies.match(match[0])
        or not known.turned.search(text[max(0, match.start() - LEAD) : match.start()])
    )


def chosen(signs: Signs, text: str, end: int) -> Iterator[tuple[re.Match[str], int, int]]:
    """The criterion's words met beside a frame, with where both start and end.

    text: a sentence, which ends at `end`, and a little of what follows.
    """
    for kind, words in (("shut", signs.barred), ("want", signs.sought)):
        for match in words.finditer(text, 0, end) if words else ():
            around = text[max(0, match.start() - AROUND) : match.end() + AROUND]
            if frames().spared.search(around):
                continue
            for start, stop, frame in _frames_in(text):
                if frame.kind == kind and _reaches(frame, text, match, start, stop, end):
                    last = max(stop, match.end())
                    tail = TO_WORD_END.match(text, last)
                    yield match, min(start, match.start()), tail.end() if tail else last
                    break


def _reaches(
    frame: Frame, text: str, match: re.Match[str], start: int, stop: int, end: int
) -> bool:
    """Whether a frame, from start to stop, speaks of the words matched."""
    if frame.side == "before":
        between = text[stop : match.start()]
        cut = frame.reach <= CLOSE and ("," in between or between[:1] == "-")  # « non-fumeurs »
        return stop <= match.start() <= stop + frame.reach and not cut
    if not match.end() <= start <= match.end() + frame.reach:
        return False
    # In the next sentence only when it answers this one, or begins with the frame.
    return start < end or text[:end].rstrip().endswith("?") or not text[end:start].strip(" \n.-!")
