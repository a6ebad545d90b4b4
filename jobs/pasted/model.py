"""What reading an ad gives: proposals with their passages, doubts, and what was left out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from meilleursjobs.lib.errors import UserFacingError

LONGEST = 20_000  # characters: twice what the form's texts hold together
LONGEST_PASSAGE = 160
# What is looked for, in the order of the form. `places` fills « commune » and « autres communes ».
FIELDS = (
    *("title", "occupation", "contract", "duration_months", "starts_on", "working_time"),
    *("weekly_hours", "hours", "places", "remote", "pay", "pay_absence", "benefits"),
    *("description", "profile", "experience_years", "diploma", "licences", "skills", "languages"),
    *("process", "answer_days", "apply_url", "reference"),
)


class NotAnAd(UserFacingError):
    """The text cannot be read as an ad. Its sentence says why."""

    field = "text"

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)


@dataclass(frozen=True)
class Span:
    """Where something stands in the cleaned text."""

    start: int
    end: int


@dataclass(frozen=True)
class Proposal:
    """A value as `Offer` holds it (`places`: INSEE codes, `pay`: several fields), and its passage.

    spans: the places of the text that say it.
    """

    value: Any
    passage: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Unclear:
    """A passage that speaks of a field without settling it, and the values it may mean."""

    passage: str
    choices: tuple[str, ...] = ()


@dataclass
class Reading:
    """What an ad says, by names of FIELDS. left: passages that go into no field."""

    proposals: dict[str, Proposal] = field(default_factory=dict)
    unclear: dict[str, Unclear] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def value(self, name: str) -> Any:
        """The proposed value of a field, or None."""
        found = self.proposals.get(name)
        return found.value if found else None


def shortened(text: str) -> str:
    """A passage on one line, cut at a length that can be read beside a field."""
    line = " ".join(text.split()).strip(" -–—•*|,;")
    return line if len(line) <= LONGEST_PASSAGE else f"{line[: LONGEST_PASSAGE - 1].rstrip()}…"


def joined(passages: Iterable[str]) -> str:
    """Several passages as one, each once."""
    return shortened(" […] ".join(dict.fromkeys(passages)))
