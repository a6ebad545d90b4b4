"""Fields that hold codes: contract, working time, remote work, hours, licences, diploma."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from .layout import Ad, Line, rules, sentences
from .model import Proposal, Reading, Span, Unclear, joined, shortened

# Where an employer speaks of itself, or of how to write to it, nothing is said of the job.
SILENT = {"company", "apply", "legal", "process", "closing"}
ANNOUNCED = {  # field → labels whose line is about it
    "contract": {"contract"},
    "working_time": {"time", "hours", "contract"},
    "remote": {"remote"},
    "hours": {"hours", "time"},
    "licences": {"licence"},
    "diploma": {"diploma"},
}
SEVERAL = {"hours", "licences"}
WISHED = {"licences", "diploma"}  # what is only wished for is not asked for
CLAUSE = re.compile(r"[,;()]| - |\bmais\b")
NEAR = 60  # characters after « permis B » in which « pas obligatoire » is about it
TITLE, LABELLED, ELSEWHERE = 2, 3, 1  # how much a place is worth
# « CDD saisonnier » is seasonal; an apprenticeship is one way of « alternance ».
MORE_PRECISE = {
    "contract": {("cdd", "saisonnier"), ("alternance", "apprentissage"),
                 ("alternance", "professionnalisation"), ("cdd", "apprentissage"),
                 ("cdd", "professionnalisation")},
}  # fmt: skip
MEANS = {"alternance": ("apprentissage", "professionnalisation"), "titulaire": ("cdd", "cdi")}


@dataclass(frozen=True)
class Sign:
    """One entry of choices.toml, compiled."""

    field: str
    value: Any
    says: re.Pattern[str] | None
    labelled: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    near: re.Pattern[str] | None
    case: re.Pattern[str] | None


@dataclass(frozen=True)
class Hit:
    """Where a value is said; `wish`: it would only be liked."""

    value: Any
    span: Span
    sentence: Span
    worth: int
    wish: bool


def _any(lines: str) -> re.Pattern[str] | None:
    found = [f"(?:{line})" for line in lines.strip().split("\n") if line]
    return re.compile("|".join(found)) if found else None


@cache
def signs() -> tuple[Sign, ...]:
    """Every sign, compiled once."""
    names = ("says", "labelled", "unless", "near", "case")
    return tuple(
        Sign(one["field"], one["value"], *(_any(one.get(name, "")) for name in names))
        for one in rules("choices")["sign"]
    )


@cache
def word(name: str) -> re.Pattern[str]:
    """The words of a wish, or of a negation."""
    found = _any(rules("choices")["words"][name])
    assert found is not None  # noqa: S101 the file holds both
    return found


def clause_of(ad: Ad, sentence: Span, span: Span) -> str:
    """The folded words around a span, up to the commas."""
    before = CLAUSE.split(ad.folded[sentence.start : span.start])[-1]
    after = CLAUSE.split(ad.folded[span.end : sentence.end])[0]
    return f"{before}{ad.folded[span.start : span.end]}{after}"


def is_wish(ad: Ad, sentence: Span, span: Span) -> bool:
    """Whether the words around say that it would be liked rather than asked for."""
    after = ad.folded[span.end : min(sentence.end, span.end + NEAR)]
    return bool(word("wish").search(clause_of(ad, sentence, span)) or word("refused").search(after))


def spoken(ad: Ad) -> Iterator[Line]:
    """The lines that are about the job."""
    return (one for one in ad.lines if one.kind != "blank" and one.section not in SILENT)


def _hits(ad: Ad, sign: Sign, title: Line | None) -> Iterator[Hit]:
    for line in spoken(ad):
        announced = line.label in ANNOUNCED[sign.field]
        if line.label == "company":
            continue
        worth = LABELLED if announced else TITLE if line is title else ELSEWHERE
        for sentence in sentences(ad, line, line.value if announced else None):
            for span in _found(ad, sign, sentence, announced=announced):
                wish = sign.field in WISHED and is_wish(ad, sentence, span)
                yield Hit(sign.value, span, sentence, worth, wish)


def _found(ad: Ad, sign: Sign, sentence: Span, *, announced: bool) -> Iterator[Span]:
    folded = ad.folded[sentence.start : sentence.end]
    if sign.unless and sign.unless.search(folded):
        return
    for known, text in (
        (sign.says, folded),
        (sign.labelled if announced else None, folded.lstrip()),
        (sign.case, ad.text[sentence.start : sentence.end]),
    ):
        offset = sentence.end - len(text)
        for match in known.finditer(text) if known else ():
            span = Span(offset + match.start(), offset + match.end())
            if not _is_spared(sign, ad.folded[sentence.start : span.start]):
                yield span


def _is_spared(sign: Sign, lead: str) -> bool:
    if sign.near and sign.near.search(lead):
        return True
    return sign.field in WISHED and bool(word("negation").search(lead))


def read_choices(ad: Ad, found: Reading, title: Line | None) -> None:
    """Fill the coded fields that the text settles, and note those that it leaves open."""
    for field in ANNOUNCED:
        hits = [hit for one in signs() if one.field == field for hit in _hits(ad, one, title)]
        firm = [hit for hit in hits if not hit.wish]
        if field in SEVERAL:
            _several(ad, found, field, firm, hits)
        elif field == "diploma":
            _diploma(ad, found, firm, hits)
        else:
            _one(ad, found, field, firm)


def passages(ad: Ad, hits: Iterable[Hit]) -> str:
    """The sentences of these hits, shortened."""
    return joined(shortened(ad.text[one.sentence.start : one.sentence.end]) for one in hits)


def _several(ad: Ad, found: Reading, field: str, firm: list[Hit], hits: list[Hit]) -> None:
    values = list(dict.fromkeys(hit.value for hit in firm))
    if values:
        spans = tuple(hit.span for hit in firm)
        found.proposals[field] = Proposal(values, passages(ad, firm), spans)
    elif hits:
        found.unclear[field] = Unclear(passages(ad, hits))


def _one(ad: Ad, found: Reading, field: str, firm: list[Hit]) -> None:
    best = max((hit.worth for hit in firm), default=0)
    kept = [hit for hit in firm if hit.worth == best]
    values = set(dict.fromkeys(hit.value for hit in kept))
    for less, more in MORE_PRECISE.get(field, ()):
        everywhere = {hit.value for hit in firm}
        if less in values and more in everywhere:
            values = values - {less} | {more}
    kept = [hit for hit in firm if hit.value in values]
    if len(values) == 1 and not values & MEANS.keys():
        spans = tuple(hit.span for hit in kept)
        found.proposals[field] = Proposal(values.pop(), passages(ad, kept[:1]), spans)
    elif values:
        meant = [means for value in values for means in MEANS.get(value, (value,))]
        found.unclear[field] = Unclear(passages(ad, kept[:2]), tuple(sorted(set(meant))))


# The diploma that an apprentice is going to prepare is not the one asked for.
PREPARED = re.compile(
    r"\b(?:prepar\w{1,6}|en vue d|formation (?:de|en|visee)|ecole|inscrit\w?|inscrire|integr\w{1,5}"
    r"|alternance|apprentissage|futur|vis(?:e|ez|ant)|suiv\w{1,4}|etudiante?|cursus|actuell)"
)


def _diploma(ad: Ad, found: Reading, firm: list[Hit], hits: list[Hit]) -> None:
    kept = [
        hit for hit in firm if not PREPARED.search(ad.folded[hit.sentence.start : hit.sentence.end])
    ]
    trains = found.value("contract") in {"apprentissage", "professionnalisation"}
    if kept and not trains:
        value = min(hit.value for hit in kept)  # « CAP ou bac pro »: at least the lower one
        said = [hit for hit in kept if hit.value == value]
        spans = tuple(hit.span for hit in kept)
        found.proposals["diploma"] = Proposal(value, passages(ad, said[:1]), spans)
    elif hits:
        found.unclear["diploma"] = Unclear(passages(ad, hits[:2]))
