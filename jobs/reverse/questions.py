"""What words ask for, as PostgreSQL itself understood them: a tree over the lexemes of offers.

`to_tsquery` alone stems, drops empty words and cuts compounds; here its answer is only read. A tree
says at most which offers can answer; where that is not the whole truth (words that follow each
other), it is not `exact` and the database has the last word.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

AND, OR, NOT, NEXT, WORD, UNKNOWN = "&", "|", "!", "<>", "word", "?"
# One mark of a tsquery's text: a lexeme with what it may carry (« :* », « :AB »), or an operator.
MARK = re.compile(r"\s*(?:'((?:[^'\\]|''|\\\\)*)'(:[*ABCD]+)?|(<(?:-|\d+)>|[&|!()]))")
INEXACT = re.compile("[<:]")  # any other question is exact
ESCAPED = re.compile(r"''|\\\\")
END = ("", "", None)
# What most ask: words, choices of words, and what must not be there. Many share each of them.
CLAUSE = r"!?(?:'\w+'|\( '\w+'(?: \| '\w+')+ \))"
CLAUSES = re.compile(rf"{CLAUSE}(?: & {CLAUSE})+")
REMEMBERED = 4_096  # clauses: a million alerts have some thousands
MOST_AT_ONCE = 10_000  # questions in one statement


@dataclass(frozen=True, slots=True)
class Node:
    """op: one of the above; parts for an operator, word for a lexeme."""

    op: str
    parts: tuple["Node", ...] = ()
    word: str = ""

    @property
    def exact(self) -> bool:
        """Whether sets of offers say all that this asks."""
        return self.op not in {NEXT, UNKNOWN} and all(part.exact for part in self.parts)


NOTHING = Node(OR)  # only empty words: no offer answers


def understood(questions: Iterable[str]) -> dict[str, str]:
    """Question (for `to_tsquery`) → what PostgreSQL's French dictionary makes of it, as text."""
    wanted: list[str] = list(questions)
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), MOST_AT_ONCE):
            cursor.execute(
                "select q, to_tsquery('french'::regconfig, q)::text from unnest(%s::text[]) q",
                [wanted[start : start + MOST_AT_ONCE]],
            )
            found |= dict(cursor.fetchall())
    return found


def is_exact(tsquery: str) -> bool:
    """Whether sets of offers say all that is asked."""
    return not INEXACT.search(tsquery) or parse(tsquery).exact


def parse(tsquery: str) -> Node:
    """The tree of a tsquery as PostgreSQL writes it. Raises ValueError for anything else."""
    if CLAUSES.fullmatch(tsquery):
        return Node(AND, tuple(map(_clause, tsquery.split(" & "))))
    return _read(tsquery) if tsquery else NOTHING


def _read(tsquery: str) -> Node:
    reader = _Reader(tsquery)
    tree = reader.either()
    if reader.mark is not None:
        raise ValueError(tsquery)
    return tree


_clause = lru_cache(REMEMBERED)(_read)


class _Reader:
    """Descends from the loosest operator to the tightest: | & <-> !."""

    def __init__(self, text: str) -> None:
        if MARK.sub("", text):
            raise ValueError(text)
        self._text, self._marks = text, iter(MARK.findall(text))
        self._next()

    def _next(self) -> None:
        """Read a mark: an operator's text, "" for a lexeme (kept in `lexeme`), None at the end."""
        self.mark: str | None
        word, flags, self.mark = next(self._marks, END)
        if self.mark == "":
            if "'" in word or "\\" in word:
                word = ESCAPED.sub(lambda two: two[0][0], word)
            self.lexeme = Node(UNKNOWN if flags else WORD, word=word)

    def _joined(self, op: str, part: Callable[[], Node], signs: Callable[[str], bool]) -> Node:
        parts = [part()]
        while self.mark and signs(self.mark):
            self._next()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Node(op, tuple(parts))

    def either(self) -> Node:
        return self._joined(OR, self._all, "|".__eq__)

    def _all(self) -> Node:
        return self._joined(AND, self._sequence, "&".__eq__)

    def _sequence(self) -> Node:
        return self._joined(NEXT, self._one, lambda mark: mark[0] == "<")

    def _one(self) -> Node:
        mark = self.mark
        if mark not in {"!", "(", ""}:
            raise ValueError(self._text)
        one = self.lexeme if mark == "" else None
        self._next()
        if one:
            return one
        if mark == "!":
            return Node(NOT, (self._one(),))
        inner = self.either()
        if self.mark != ")":
            raise ValueError(self._text)
        self._next()
        return inner
