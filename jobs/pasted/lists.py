"""Skills, benefits, languages, the reference and the link to apply by."""

import re
from collections.abc import Iterator
from functools import cache

from django.utils import translation

from accounts.models import LanguageSkill
from meilleursjobs.lib.text import fold

from .choices import SILENT, is_wish
from .layout import Ad, Line, rules, sentences
from .model import Proposal, Reading, Span, Unclear, joined, shortened

NOT_OFFERED = re.compile(r"\b(?:pas|sans|hors)\b[^,]{0,15}$")
MOST_SKILLS, LONGEST_SKILL = 20, 60
MOST_BENEFITS, LONGEST_BENEFIT = 12, 80
MOST_LANGUAGES, LONGEST_REFERENCE = 6, 80
BETWEEN = re.compile(r"\s*(?:,(?!\d)|[;•|·]|\s[-–/]\s|/(?=\S+\s)|\bet\b(?= \S+$))\s*")
URL = re.compile(r"https?://[^\s<>\"«»()]+|(?<![@\w.])www\.[\w-]+\.[^\s<>\"«»()]+")
REFERENCE = re.compile(
    r"\b(?:ref|reference)\.?(?: de l'(?:offre|annonce))?\s?[:.]?\s?(?:n[°o]\s?)?:?\s?"
    r"(?=[a-z0-9/_.-]*\d)(?P<code>[a-z0-9][a-z0-9/_.-]{2,30})"
)


@cache
def _sign(table: str, name: str) -> re.Pattern[str]:
    return re.compile("|".join(rules("words")[table][name].strip().split("\n")))


@cache
def _languages() -> dict[str, str]:
    """Folded French name → code; French itself is the site's language."""
    with translation.override("fr"):
        return {fold(str(name)): code for code, name in LanguageSkill.Language.choices}


def read_lists(ad: Ad, found: Reading) -> None:
    """Fill the fields written one item a line, and the two that are a sign each."""
    _skills(ad, found)
    _benefits(ad, found)
    _language_levels(ad, found)
    _reference(ad, found)
    _link(ad, found)


def _put(found: Reading, name: str, items: dict[str, Span], ad: Ad, most: int) -> None:
    if items:
        kept = dict(list(items.items())[:most])
        spans = tuple(kept.values())
        lines = dict.fromkeys(ad.text[: span.start].count("\n") for span in spans)
        said = joined(shortened(ad.written(ad.lines[number])) for number in lines)
        found.proposals[name] = Proposal(list(kept), said, spans)


def _listed(ad: Ad, line: Line, longest: int) -> Iterator[tuple[str, Span]]:
    """The items of a line, « a, b et c », as they are written; nothing when one is a sentence."""
    start = line.value if line.label else line.start
    pieces, at = [], start
    for part in BETWEEN.split(ad.text[start : line.end]):
        place = ad.text.find(part, at)
        pieces.append((part.strip(" .:*-–"), Span(place, place + len(part))))
        at = place + len(part)
    pieces = [piece for piece in pieces if piece[0]]
    if all(len(words) <= longest and len(words.split()) <= 8 for words, _span in pieces):
        yield from pieces


# --- Skills ---------------------------------------------------------------------------------------
@cache
def _known_skills() -> re.Pattern[str]:
    names = rules("words")["skills"]["names"].strip().split("|")
    listed = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w.+#-])(?:{listed})(?![\w+#]|-\w)")


def _skills(ad: Ad, found: Reading) -> None:
    items: dict[str, Span] = {}
    for line in ad.lines:
        if line.kind == "blank" or line.section in SILENT or line.label in {"company", "title"}:
            continue
        listed = line.label == "skills" or (line.section == "skills" and line.kind == "item")
        if listed and line.kind != "heading":
            items |= {
                name: span
                for name, span in _listed(ad, line, LONGEST_SKILL)
                if not _is_said(name, items) and not re.search(r"\bans?\b", name)
            }
        for match in _known_skills().finditer(ad.text, line.start, line.end):
            if not _is_said(match[0], items):
                items[match[0]] = Span(match.start(), match.end())
    _put(found, "skills", items, ad, MOST_SKILLS)


def _is_said(name: str, items: dict[str, Span]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", fold(one)) for one in items)


# --- Benefits -------------------------------------------------------------------------------------
def _benefits(ad: Ad, found: Reading) -> None:
    items: dict[str, Span] = {}
    for line in ad.lines:
        if line.kind in {"blank", "heading"} or line.section in SILENT:
            continue
        if line.label == "benefits" or (line.section == "benefits" and not line.label):
            items |= _own_words(ad, line)
        elif line.label != "company":
            items |= {n: s for n, s in _known_benefits(ad, line) if n not in items}
    _put(found, "benefits", items, ad, MOST_BENEFITS)


def _own_words(ad: Ad, line: Line) -> dict[str, Span]:
    """The items of a list of benefits, unless it is about the contract."""
    listed = dict(_listed(ad, line, LONGEST_BENEFIT))
    one = ad.written(line).strip(" .;,*")
    if line.kind == "item" and not line.label and any(len(w.split()) > 3 for w in listed):
        listed = {one: Span(line.start, line.end)} if len(one) <= LONGEST_BENEFIT else {}
    off = _sign("offers", "not_a_benefit")
    if line.kind == "text" and not line.label and off.search(ad.folded[line.start : line.end]):
        return {}
    return {_begun(words): span for words, span in listed.items() if not off.search(fold(words))}


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _known_benefits(ad: Ad, line: Line) -> Iterator[tuple[str, Span]]:
    for sentence in sentences(ad, line):
        folded = ad.folded[sentence.start : sentence.end]
        offered = line.label == "pay" or line.section == "benefits"
        if not offered and not _sign("offers", "says").search(folded):
            continue
        for name, says in rules("words")["benefits"].items():
            match = re.search(says, folded)
            if match and not re.search(
                r"\b(?:pas|sans|hors)\b[^,]{0,15}$", folded[: match.start()]
            ):
                yield name, Span(sentence.start + match.start(), sentence.start + match.end())


# --- Languages ------------------------------------------------------------------------------------
def _language_levels(ad: Ad, found: Reading) -> None:
    items: dict[str, Span] = {}
    vague: list[str] = []
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, _languages()))})\b")
    for line in ad.lines:
        if line.kind == "blank" or line.section in SILENT or line.label == "company":
            continue
        for sentence in sentences(ad, line):
            folded = ad.folded[sentence.start : sentence.end]
            for match in named.finditer(folded):
                after = re.split(r"[,;.]| et | ou ", folded[match.end() : match.end() + 40])[0]
                level = _sign("languages", "level").search(after)
                span = Span(sentence.start + match.start(), sentence.start + match.end())
                if level and not is_wish(ad, sentence, span):
                    items[f"{_languages()[match[0]]}:{level[1].upper()}"] = span
                elif level or _sign("languages", "vague").search(after + folded[: match.start()]):
                    vague.append(shortened(ad.text[sentence.start : sentence.end]))
    _put(found, "languages", items, ad, MOST_LANGUAGES)
    if vague and not items:
        found.unclear["languages"] = Unclear(joined(vague[:2]))


# --- The reference and the link -------------------------------------------------------------------
def _reference(ad: Ad, found: Reading) -> None:
    for line in ad.lines:
        match = REFERENCE.search(ad.folded, line.start, line.end)
        if match:
            code = ad.text[match.start("code") : match.end("code")].strip(".-/")
        elif line.label == "reference" and line.value < line.end:
            code = ad.text[line.value : line.end].strip(" .*")
        else:
            continue
        if any(sign.isdigit() for sign in code) and len(code) <= 30 and " " not in code:
            place = ad.text.find(code, line.start)
            said = (Span(place, place + len(code)),)
            found.proposals["reference"] = Proposal(code, shortened(ad.written(line)), said)
            return


def _link(ad: Ad, found: Reading) -> None:
    """The one address at which the text says to apply."""
    links: dict[str, tuple[Line, Span]] = {}
    for number, line in enumerate(ad.lines):
        for match in URL.finditer(ad.text, line.start, line.end):
            before = next((o for o in reversed(ad.lines[:number]) if o.kind != "blank"), line)
            around = ad.folded[line.start : match.start()] + ad.folded[match.end() : line.end]
            if ad.folded[line.start : match.start()].strip() == "":
                around += ad.folded[before.start : before.end]
            if (
                line.label == "apply"
                or line.section == "apply"
                or _sign("apply", "says").search(around)
            ):
                url = match[0].rstrip(".,;:!?'’*")
                address = url if url.startswith("http") else f"https://{url}"
                links[address] = (line, Span(match.start(), match.start() + len(url)))
    if len(links) == 1:
        ((address, (line, span)),) = links.items()
        found.proposals["apply_url"] = Proposal(address[:500], shortened(ad.written(line)), (span,))
    elif links:
        said = joined(shortened(ad.written(line)) for line, _span in links.values())
        found.unclear["apply_url"] = Unclear(said, tuple(links))
