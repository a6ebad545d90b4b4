"""What no other field took: the description, the profile and the steps, in limited Markdown."""

import re
from collections.abc import Iterator
from functools import cache

from .layout import Ad, Line, pattern, rules
from .model import Proposal, Reading, shortened

CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:\+33|\b0\d)(?:[ .-]?\d{2}){4}\b")
BY_POST = re.compile(
    r"(?:candidatures?|cv|dossier|merci d'adress|adress\w+|envoy\w+)\b"
    r".*(?:\b\d{5}\b|avant le|courrier)"
)
TAKEN_WHOLE = {"title", "contract", "duration", "start", "time", "hours", "place", "remote", "pay",
               "experience", "diploma", "licence", "skills", "language", "benefits",
               "reference"}  # fmt: skip
FEW_LETTERS = 4
LONGEST = {"description": 8_000, "profile": 4_000, "process": 1_500}
NUMBERED = re.compile(r"^\s*(\d{1,2})\s?[).°-]+\s+")


@cache
def _rest() -> re.Pattern[str]:
    return re.compile("|".join(rules("words")["taken"]["rest"].strip().split("\n")))


@cache
def _only_apply() -> re.Pattern[str]:
    return re.compile(rules("words")["apply"]["only"].strip())


def read_texts(ad: Ad, found: Reading, title: Line | None) -> None:
    """Fill description, profile and process; what goes into no field is listed in `left`."""
    parts: dict[str, list[str]] = {"description": [], "profile": [], "process": []}
    for line in ad.lines:
        if line.kind == "blank":
            _blank(parts)
        elif line.section == "closing" or _is_left(ad, line):
            found.left.append(shortened(ad.written(line)))
        elif line is title and _is_only_title(ad, line, found):
            continue
        elif not _is_taken(ad, line, found):
            part = line.section if line.section in parts else "description"
            parts[part].extend(_markdown(ad, line, alone=part != "description"))
    found.left[:] = [one for one in dict.fromkeys(found.left) if one]
    for name, lines in parts.items():
        if text := _without_empty_headings("\n".join(lines)):
            first = next(line for line in text.split("\n") if line.strip(" *-"))
            found.proposals[name] = Proposal(text, shortened(first))


def _blank(parts: dict[str, list[str]]) -> None:
    for lines in parts.values():
        if lines and lines[-1]:
            lines.append("")


def _markdown(ad: Ad, line: Line, *, alone: bool) -> Iterator[str]:
    """The line with the marks that we keep: bold for headings, a dash for bullets."""
    words = ad.written(line).strip()
    if line.kind == "heading":
        bare = re.sub(r"^[#*_\s]+|[*_\s:]+$", "", words)
        if not alone and bare:
            yield from ("", f"**{bare}**", "")
    elif line.kind == "item":
        yield f"- {words}"
    else:
        yield NUMBERED.sub(r"\1. ", re.sub(r"^#{1,6}\s+", "", words))


EMPTY_HEADING = re.compile(r"(?:^|\n)\n*\*\*[^*\n]+\*\*\n*(?=\n\*\*[^*\n]+\*\*\n|$)")


def _without_empty_headings(text: str) -> str:
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    text = re.sub(r"(\n- .*)\n+(?=- )", r"\1\n", text)
    while (less := EMPTY_HEADING.sub("", f"{text}\n").strip()) != text:
        text = less
    return text


def _is_left(ad: Ad, line: Line) -> bool:
    """Greetings, headers of a mail, buttons of a page, and how to write to the employer."""
    folded = ad.folded[line.start : line.end].strip(" *_")
    for name in ("mail", "greeting", "page"):
        if pattern("layout", "left", name).fullmatch(folded.strip(" .!")) and (
            name != "mail" or (line in ad.lines[:12] and line.label in {"", "title", "company"})
        ):
            return line.label != "title" or name == "mail"
    written = ad.written(line)
    if line.label == "apply" or line.section == "apply":
        return True
    if BY_POST.match(folded):
        return True
    contact = CONTACT.search(written) or "http" in folded or "www." in folded
    return bool(contact) and (
        bool(_only_apply().search(folded)) or len(CONTACT.sub("", written).strip(" :|-")) < 30
    )


def _is_only_title(ad: Ad, line: Line, found: Reading) -> bool:
    """Whether the line says no more than the title, or is a line of the top."""
    title = found.value("title") or ""
    return len(ad.written(line)) <= max(len(title) + 60, 2 * len(title))


def _is_taken(ad: Ad, line: Line, found: Reading) -> bool:
    """Whether all that a line says stands in other fields already."""
    if line.kind == "heading":
        return bool(line.label) and line.value >= line.end and line.section != "conditions"
    if not (line.label in TAKEN_WHOLE or line.section in {"benefits", "skills"} or _is_short(line)):
        return False
    start = line.value if line.label else line.start
    rest = list(ad.folded[start : line.end])
    spans = [span for one in found.proposals.values() for span in one.spans]
    touched = False
    for span in spans:
        for place in range(max(span.start, start), min(span.end, line.end)):
            rest[place - start] = " "
            touched = True
    left = _rest().sub("", "".join(rest))
    return touched and len(left) < FEW_LETTERS


def _is_short(line: Line) -> bool:
    return line.end - line.start < 60 and line.kind == "text"
