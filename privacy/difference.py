"""What changed between two versions of a text, for people: by section, word for word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .texts import sections

WORDS = re.compile(r"\S+\s*")
LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


@dataclass(frozen=True)
class Piece:
    """Words that both versions hold (""), that came ("+") or that went ("−")."""

    sign: str
    words: str


@dataclass(frozen=True)
class Change:
    """A section that is not the same; each line is a paragraph in pieces."""

    title: str
    lines: list[list[Piece]]


def between(before: str, after: str) -> Iterator[Change]:
    """The sections that differ, in the order of the newer text, then those that are gone."""
    old = {one.title: one.text for one in sections(before)}
    new = {one.title: one.text for one in sections(after)}
    for title in [*new, *(title for title in old if title not in new)]:
        if old.get(title, "") != new.get(title, ""):
            lines = _lines(_paragraphs(old.get(title, "")), _paragraphs(new.get(title, "")))
            yield Change(title, list(lines))


def _paragraphs(text: str) -> list[str]:
    """Paragraphs and items of lists, each on one line, as one reads them: a link tells where to."""
    bare = LINK.sub(r"\1 (\2)", text).replace("**", "").replace("`", "")
    marked = re.sub(r"\n(?=[-#] )", "\n\n", bare)
    return [" ".join(one.split()) for one in marked.split("\n\n") if one.strip()]


def _lines(old: list[str], new: list[str]) -> Iterator[list[Piece]]:
    for act, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act == "equal":
            continue
        pairs = min(b - a, d - c)
        for place in range(pairs):
            yield list(_words(old[a + place], new[c + place]))
        yield from ([Piece("−", line)] for line in old[a + pairs : b])
        yield from ([Piece("+", line)] for line in new[c + pairs : d])


def _words(old: str, new: str) -> Iterator[Piece]:
    was, now = WORDS.findall(old), WORDS.findall(new)
    for act, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if act == "equal":
            yield Piece("", "".join(was[a:b]))
            continue
        if a < b:
            yield Piece("−", "".join(was[a:b]))
        if c < d:
            yield Piece("+", "".join(now[c:d]))
