"""What a rule of wording is, and where in a text it was met."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Severity(StrEnum):
    BLOCKS = "blocks"  # the text cannot be published as it stands
    CONFIRMS = "confirms"  # lawful in some cases: the recruiter says that theirs is one
    ADVISES = "advises"  # lawful, and better said otherwise


@dataclass(frozen=True)
class Rule:
    """One rule. `title`, `why` and `instead` are lazy French sentences for the recruiter.

    `sources` are shown as they are: articles checked one by one (see rules.py), or guides.
    """

    code: str
    severity: Severity
    sources: tuple[str | Promise, ...]
    title: str | Promise
    why: str | Promise
    instead: str | Promise


@dataclass(frozen=True)
class Passage:
    """Where a rule was met: `text[start:end]` of the field, and the same on one line.

    question: the number of the question, from 1, when it is one that an offer asks.
    """

    rule: Rule
    field: str
    start: int
    end: int
    excerpt: str
    question: int | None = None

    @property
    def sentence(self) -> str:
        """What stands beside a field: the words found, why not, the articles."""
        sources = ", ".join(map(str, self.rule.sources))
        return f"« {self.excerpt} » : {self.rule.why} ({sources})"


@dataclass(frozen=True)
class Frame:
    """A way of choosing people, whatever the criterion: one entry of signs/frames.toml.

    kind: `shut` (out) or `want`. side: where it stands, `before` or `after` the criterion's words.
    reach: the most characters in between.
    """

    kind: str
    side: str
    reach: int
    says: re.Pattern[str]


@dataclass(frozen=True)
class Frames:
    """All of them, what turns one round just before it, and what makes any choice lawful.

    denies: frames that hold their own negation, which nothing turns round.
    served, served_after: people worked for, by the words before theirs in the clause, or after.
    """

    all: tuple[Frame, ...]
    turned: re.Pattern[str]
    denies: re.Pattern[str]
    spared: re.Pattern[str]
    served: re.Pattern[str]
    served_after: re.Pattern[str]


@dataclass(frozen=True)
class Signs:
    """The wording that a rule looks for, in folded text (reading.py): one entry of signs/*.toml.

    words: at least one must stand in a sentence before it is read further; every pattern
    below holds one of them.
    says: what no ad may hold, or None. asks: what no question to candidates may, `says` included.
    unless: what makes the sentence lawful. before: the same, but only just before the words
    found or within them: « auprès d’enfants de moins de 12 ans ».
    barred, sought: the criterion's own words, unlawful beside a way of shutting people out, or of
    wanting them (`Frame`): « retraités » of « retraités, passez votre chemin ».
    lawful_in: by contract, what makes the sentence lawful because the law sets the criterion.
    only_in: the contracts that these signs are about, when not all.
    spared_occupations: ROME codes for which the criterion may be the work itself.
    demand: the rule is about something asked for, so « nous ne demandons jamais … » is lawful.
    """

    rule: str
    words: tuple[str, ...]
    says: re.Pattern[str] | None
    asks: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    before: re.Pattern[str] | None
    barred: re.Pattern[str] | None
    sought: re.Pattern[str] | None
    lawful_in: Mapping[str, re.Pattern[str]]
    only_in: tuple[str, ...] = ()
    spared_occupations: tuple[str, ...] = ()
    demand: bool = False
