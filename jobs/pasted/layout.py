"""An ad as lines: cleaned, folded one sign for one sign, with labels and sections."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from .model import Span

RULES = Path(__file__).parent / "rules"
SAME = {
    **dict.fromkeys("’‘`´ʼ′", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("œŒ", "o"),
    **dict.fromkeys("æÆ", "a"),
}
WRITTEN_ALIKE = {"ﬁ": "fi", "ﬂ": "fl", "\u0085": "\n", "\u2028": "\n", "\u2029": "\n\n", "\f": "\n",
                 "\v": "\n", "…": "..."}  # fmt: skip
# The dots of word processors and pages, Word's own among them.
BULLET = re.compile(
    r"^\s*(?:[-–—•●○◦▪▫■□►▶➢➤✓✔✅★☆‣⁃∙·*\uf0b7\uf0a7\uf0d8]|o(?=\s{2}|\t))+\s*(?=\S)"
)
BIG = {"➤", "▶", "►", "■", "★", "☆"}
PICTURE = re.compile("^[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\\s]+")
LABELLED = re.compile(r"(?P<label>[\w][\w '’()/.°\-]{1,45}?)\s?(?:[:=]|\s[-–—]\s)\s?(?=\S)")
LONGEST_HEADING = 60
MOST_AFTER_CLOSING = 12  # lines of a signature; after more, « Cordialement » closed nothing
# Labels that speak of the job, wherever they stand.
OF_THE_JOB = {"contract", "duration", "start", "time", "hours", "place", "remote", "pay"}
OF_THE_PERSON = {"experience", "diploma", "licence", "skills", "language"}
RULE = set("-_=*—–")  # a line drawn with signs
WRAP = range(55, 82)  # columns at which mails are wrapped
WRAPPED = re.compile(r"(?<=[^\n.:;!?])\n(?=[a-zà-ÿœ(]\S*)")


@cache
def rules(name: str) -> dict[str, Any]:
    """The rules of a file, as data."""
    return tomllib.loads((RULES / f"{name}.toml").read_text())


@cache
def pattern(file: str, table: str, name: str) -> re.Pattern[str]:
    """Any of the alternatives of an entry, compiled once."""
    return re.compile("|".join(rules(file)[table][name].strip().split("\n")))


@lru_cache(maxsize=4096)
def _fold(sign: str) -> str:
    if sign in SAME:
        return SAME[sign]
    return unicodedata.normalize("NFKD", sign)[0].casefold()[0]


def fold(text: str) -> str:
    """Lower case without accents, exactly as long as the text: places in both are the same."""
    return "".join(map(_fold, text))


def clean(text: str) -> str:
    """The text with one kind of line end and of blank, without what is not seen."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    for sign, plain in WRITTEN_ALIKE.items():
        text = text.replace(sign, plain)
    text = "".join(filter(None, map(_seen, text)))
    text = "\n".join(re.sub(r"(?<=\S) {2,}", " ", line).rstrip() for line in text.split("\n"))
    if max(map(len, text.split("\n"))) < WRAP.stop:
        text = WRAPPED.sub(_unwrapped, text)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def _seen(sign: str) -> str:
    if sign == "\n":
        return sign
    category = unicodedata.category(sign)
    if category == "Zs" or sign == "\t":
        return " "
    return "" if category in {"Cc", "Cf", "Cs", "Cn"} else sign


def _unwrapped(match: re.Match[str]) -> str:
    """A blank where a line was cut at the edge of a mail's window."""
    start = match.string.rfind("\n", 0, match.start()) + 1
    return " " if match.start() - start >= WRAP.start else "\n"


@dataclass(frozen=True)
class Line:
    """One line. `bare` goes without its bullet; `label` names what is said before its colon.

    kind: blank, heading, item or text. start, end: of the bare line; value: where what the label
    announces starts.
    """

    start: int
    end: int
    kind: str
    section: str
    label: str = ""
    value: int = 0


class Ad:
    """A cleaned text, folded, by lines."""

    def __init__(self, text: str) -> None:
        self.text = clean(text)
        self.folded = fold(self.text)
        lines = list(self._read())
        end = self._closing(lines)
        self.lines = lines[:end] + [
            replace(
                one, section="closing", label="", kind="blank" if one.kind == "blank" else "text"
            )
            for one in lines[end:]
        ]

    def written(self, line: Line) -> str:
        """The bare line, as it was written."""
        return self.text[line.start : line.end]

    def _read(self) -> Iterator[Line]:
        section, waiting, start = "", "", 0
        for whole in self.text.split("\n"):
            end, first = start + len(whole), _first_sign(whole)
            line = self._line(start + first, end, section, waiting, item=_is_item(whole, first))
            waiting = line.label if line.value >= line.end else waiting * (line.kind == "blank")
            section = line.section
            yield line
            start = end + 1

    def _line(self, start: int, end: int, section: str, waiting: str, *, item: bool) -> Line:
        if start >= end:
            return Line(end, end, "blank", section)
        bare = self.folded[start:end].strip(" *_#=-:?!.>~")
        if waiting and len(bare) <= LONGEST_HEADING and not _label(bare):
            return Line(start, end, "text", _section_of(waiting, section), waiting, start)
        whole = ":" not in bare and len(bare) <= LONGEST_HEADING
        found = _section(bare) if whole and not item else ""
        label = _label(bare) if whole else ""
        if label and (not found or found == "conditions"):  # its value is on the next line
            return Line(start, end, "heading", found or section, label, end)
        if found:
            return Line(start, end, "heading", found)
        for match in LABELLED.finditer(self.folded[start : min(end, start + 60)]):
            if label := _label(match["label"].strip(" *_")):
                value = start + match.end()
                section = _section_of(label, section)
                return Line(start, end, "item" if item else "text", section, label, value)
            break
        if not item and self._is_heading(start, end):
            return Line(start, end, "heading", "job")
        return Line(start, end, "item" if item else "text", section)

    def _closing(self, lines: list[Line]) -> int:
        """The number of the line where a mail's end begins; that of all lines when none does."""
        for number, line in enumerate(lines):
            folded = self.folded[line.start : line.end].strip(" ,.!*")
            if line.kind != "blank" and pattern("layout", "left", "closing").fullmatch(folded):
                after = [one for one in lines[number:] if one.kind != "blank"]
                if len(after) <= MOST_AFTER_CLOSING:
                    return number
        return len(lines)

    def _is_heading(self, start: int, end: int) -> bool:
        """A heading of no known kind: marked as one, or a few words before a colon."""
        line, folded = self.text[start:end].strip(), self.folded[start:end].strip()
        if len(line) > LONGEST_HEADING:
            return False
        if re.match(r"(?:vous|nous|il|elle|tu|je|on|dans|en|sous|au|a)\b", folded):
            return bool(re.match(r"\*\*.*\*\*\W{0,3}$", line))
        few = len(line.split()) <= 6 and line.endswith(":")
        marked = re.match(r"#{1,4} |\*\*[^*]+\*\*\W{0,3}$|__.+__$", self.text[start:end])
        return few or bool(marked)


def _is_item(line: str, first: int) -> bool:
    """Whether a line is of a list; a big arrow or square opens a part rather than an item."""
    bullet = BULLET.match(line) if first else None
    return bullet is not None and bullet[0].strip() not in BIG


def _first_sign(line: str) -> int:
    """Where a line starts once bullets, pictures and the marks of quoting are taken off."""
    start = len(line) - len(line.lstrip(" >"))
    if set(line.strip()) <= RULE:
        return start
    for sign in (BULLET, PICTURE):
        if not line.startswith("**", start) and (match := sign.match(line[start:])):
            start += match.end()
    return min(start, len(line))


def _section_of(label: str, section: str) -> str:
    """The section of a labelled line, and of what follows it."""
    if label == "apply":
        return "apply"
    if label in OF_THE_PERSON and section in {"company", "legal"}:
        return "job"
    return "conditions" if label in OF_THE_JOB else section


def _label(words: str) -> str:
    for name in rules("layout")["labels"]:
        if pattern("layout", "labels", name).fullmatch(words):
            return name
    return ""


def _section(words: str) -> str:
    for name in rules("layout")["sections"]:
        if pattern("layout", "sections", name).fullmatch(words):
            return name
    return ""


SENTENCE = re.compile(r"\n|[!?;](?= |$)|(?<=[^\W\d]{3})\.(?= |$)|(?<=[\d)€])\.(?= [^\W\d]|$)")


def sentences(ad: Ad, line: Line, start: int | None = None) -> Iterator[Span]:
    """The sentences of a line, from a place on."""
    here = line.start if start is None else start
    for match in SENTENCE.finditer(ad.folded, here, line.end):
        yield Span(here, match.start())
        here = match.end()
    if here < line.end:
        yield Span(here, line.end)
