"""The name of the job, and the occupation that it names."""

import re
from functools import cache

from ..nomenclatures import occupations
from ..words import canonical, stands_for, tidy
from .choices import SILENT
from .layout import Ad, Line, fold, rules
from .model import Proposal, Reading, Span, Unclear, shortened
from .places import is_town

LONGEST_TITLE, LONGEST_ACRONYM, FIRST_LINES = 120, 3, 8
SEXES = re.compile(r"\b(?:[hfm]\s?[/.-]\s?[hfm]\b|homme\s?/\s?femme|femme\s?/\s?homme)")
SMALL = set(rules("words")["small"]["words"].split())
# What follows a trade without changing it.
HARMLESS = set(rules("words")["small"]["harmless"].split())
NO_ACRONYMS = SMALL | set(rules("words")["small"]["no_acronyms"].split())
ABBREVIATION = re.compile(r"\([^)]*\)|-[A-Z]{2,}-")
SHORTEST = 3


@cache
def _sign(name: str) -> re.Pattern[str]:
    return re.compile("|".join(rules("words")["title"][name].strip().split("\n")))


def read_title(ad: Ad, found: Reading) -> Line | None:
    """Propose the title and return its line, or None. The place after it is taken off."""
    for line, span in _candidates(ad):
        if words := _tidied(ad, span):
            at = ad.text.find(words, span.start, span.end)
            spans = (Span(at, at + len(words)),)
            passage = shortened(ad.text[line.start : line.end])
            found.proposals["title"] = Proposal(words, passage, spans)
            return line
    return None


def _candidates(ad: Ad) -> list[tuple[Line, Span]]:
    """Where the title may stand, the surest first."""
    lines = [one for one in ad.lines if one.kind != "blank"]
    labelled = [(one, Span(one.value, one.end)) for one in lines if one.label == "title"]
    top = [one for one in lines[:FIRST_LINES] if one.label not in {"company", "title"}]
    sexed = [one for one in top if SEXES.search(ad.folded[one.start : one.end])]
    short = [(one, Span(one.start, one.end)) for one in sexed if _is_title(ad, one)]
    first = [(one, Span(one.start, one.end)) for one in top[:2] if _is_title(ad, one)]
    found = [pair for pair in labelled if pair[1].start < pair[1].end]
    said = _in_sentences(ad, lines)
    sure = [[pair for pair in some if _is_sexed(ad, pair[1])] for some in (found, short, said)]
    return [*sure[0], *sure[1], *sure[2], *found, *first, *said]


def _is_sexed(ad: Ad, span: Span) -> bool:
    return bool(SEXES.search(ad.folded[span.start : span.end + 1]))


def _is_title(ad: Ad, line: Line) -> bool:
    folded = ad.folded[line.start : line.end].strip()
    if line.kind == "item" or line.section in SILENT or len(folded) > LONGEST_TITLE:
        return False
    if (line.label and line.label != "title") or (line.kind == "heading" and line.section != "job"):
        return False
    known = "opens_sentence" if SEXES.search(folded) else "not_title"
    if _sign(known).search(folded) or "@" in folded or "http" in folded:
        return False
    return not folded.endswith((".", "!", "?", ",", ";")) and not _sign("sentence").search(folded)


def _in_sentences(ad: Ad, lines: list[Line]) -> list[tuple[Line, Span]]:
    """« La boulangerie Epi d’Or recrute un boulanger (H/F) pour … »"""
    found = []
    for line in lines:
        for match in _sign("sentence").finditer(ad.folded, line.start, line.end):
            rest = ad.folded[match.end() : line.end]
            end = re.search(r"[,.;!:?](?=\s|$)| et (?:vous|nous)\b| (?:pour|afin)\b|$", rest)
            stop = match.end() + (end.start() if end else len(rest))
            if SEXES.search(ad.folded[match.end() : stop]) or _known(ad.text[match.end() : stop]):
                found.append((line, Span(match.end(), stop)))
    return found[:3]


def _known(words: str) -> bool:
    """Whether the words begin with a trade of the nomenclature."""
    first = canonical(tidy(words)).split()[:1]
    return bool(first) and first[0] in _heads()


@cache
def _heads() -> frozenset[str]:
    return frozenset(words.split()[0] for words in _names() if words)


def _tidied(ad: Ad, span: Span) -> str:
    """The name of the job alone: no « H/F », contract, place or call."""
    start, end = span.start, span.end
    while lead := _sign("lead").match(ad.folded[start:end]):
        start += lead.end()
    for _turn in range(3):
        if tail := _sign("tail").search(ad.folded[start:end]):
            end = start + tail.start()
    words = ad.text[start:end].strip(' -–—:|,;*#"«».!_/')
    words = _in_sentence_case(_without_place(words))
    if words.count("(") != words.count(")"):
        words = words.split("(")[0].strip()
    if is_town(words) and not _known(words):  # « Maçon » is no town
        return ""
    has_name = sum(sign.isalpha() for sign in words) >= SHORTEST
    return words if has_name and len(words) <= LONGEST_TITLE and len(words.split()) <= 14 else ""


TOWN = re.compile(
    r"\s*(?:\s[-–—|]\s|,\s|\s\()\s?(?:[A-ZÀÝÉÈ][\w'’-]*(?:[ -][A-ZÀÉÈ\d][\w'’-]*){0,4}\s?)?"
    r"\(?(?:\d{5}|\d{2,3}|2[AB])\)?(?:\s[A-ZÀÉ][\w'’ -]*)?$"
    r"|\s+(?:à|sur) [A-ZÉ][\w'’ -]*(?:\(\d+\))?$"
)


def _in_sentence_case(words: str) -> str:
    """« PLOMBIER CHAUFFAGISTE » → « Plombier chauffagiste »; « AGENT SAV » → « Agent SAV »."""
    if words.isupper() and len(words) > LONGEST_ACRONYM:
        words = re.sub(r"[^\W\d_]+", lambda m: _lowered(m[0]), words)
    return words[:1].upper() + words[1:]


def _lowered(word: str) -> str:
    known = len(word) <= LONGEST_ACRONYM and fold(word) not in SMALL | {
        "vie",
        "vin",
        "bus",
        "nez",
        "eau",
    }
    return word if known and len(word) > 1 else word.lower()


def _without_place(words: str) -> str:
    words = TOWN.sub("", words).strip()
    parts = re.split(r"\s[-–—|]\s|\s?\|\s?|,\s(?=[A-ZÉÎ])", words)
    while len(parts) > 1 and is_town(parts[-1].strip()):
        words = words[: words.rindex(parts.pop())].rstrip(" -–—|,")
    return words


# --- The occupation -------------------------------------------------------------------------------
@cache
def _names() -> dict[str, str]:
    """Canonical words of each occupation's name, and everyday names, → ROME code."""
    names: dict[str, str] = {}
    for one in occupations().values():
        short = ABBREVIATION.findall(one.label)
        words = canonical(tidy(ABBREVIATION.sub(" ", one.label)))
        names.setdefault(_key(words), one.code)
        for letters in short:  # « Soudeur TIG »
            names.setdefault(_key(f"{words.split()[0]} {letters.strip('()-').lower()}"), one.code)
    return names | {_key(name): code for name, code in rules("words")["occupations"].items()}


def _key(words: str) -> str:
    """Each word once, in order, without the small ones."""
    return " ".join(dict.fromkeys(_singular(w) for w in words.split() if w not in SMALL))


def _singular(word: str) -> str:
    return word.removesuffix("s") if len(word) > 4 else word


def _words_of(title: str) -> list[str]:
    return _key(canonical(tidy(title))).split()


def occupation_of(title: str) -> str:
    """The code of the one occupation that a title names: "" for none, and for several."""
    codes = _codes(_words_of(title))
    return codes[0] if len(codes) == 1 else ""


def read_occupation(found: Reading) -> None:
    """Propose the one occupation that the title names; several are left to be chosen."""
    title = found.proposals.get("title")
    if title is None:
        return
    words = _words_of(title.value)
    codes = _codes(words)
    if len(codes) == 1:
        found.proposals["occupation"] = Proposal(codes[0], title.passage)
    elif codes := codes or _codes_around(words):
        labels = tuple(occupations()[code].label for code in codes[:6])
        found.unclear["occupation"] = Unclear(title.passage, labels)


def _codes(words: list[str]) -> list[str]:
    """The occupations whose whole name stands in these words, or in what the first stands for."""
    if not words:
        return []
    others = (stands_for(one) for one in words[:1])
    ways = (words, *([*_key(one).split(), *words[1:]] for some in others for one in some))
    return next((codes for way in ways if (codes := _named_in(way))), [])


def _named_in(words: list[str]) -> list[str]:
    """The longest names only."""
    asked, head = {word for word in words if word not in HARMLESS}, words[0]
    inside = [(len(own), code) for own, code in _word_sets() if own <= asked and head in own]
    longest = max(inside, default=(0, ""))[0]
    return list(dict.fromkeys(code for size, code in inside if size == longest))


@cache
def _word_sets() -> list[tuple[frozenset[str], str]]:
    return [(frozenset(name.split()), code) for name, code in _names().items() if name]


def _codes_around(words: list[str]) -> list[str]:
    """The occupations whose name holds all of these words and more: none is meant for sure."""
    return list(dict.fromkeys(code for own, code in _word_sets() if words and own >= set(words)))
