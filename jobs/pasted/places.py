"""Where the job is: communes named with their postal code or department, or alone and unique."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from meilleursjobs.lib import gazetteer, geo

from .choices import SILENT
from .layout import Ad, Line, rules
from .model import Proposal, Reading, Span, Unclear, joined, shortened

MOST_PLACES, MOST_CHOICES, LONGEST_NAME = 10, 8, 6  # names of communes hold six words at most
# A proper name, small words within: « Le Mans », « Saint-Rémy-de-Provence », « La Roche sur Yon ».
BIG = r"[A-ZÀ-Ý][\w'’-]*"
LITTLE = r"de|du|des|la|le|les|en|sur|sous|aux?|lès|et|à|[ld][’'][A-ZÀ-Ý][\w-]*|[A-ZÀ-Ý\d][\w'’-]*"
NAME = rf"{BIG}(?:[ -](?:{LITTLE})){{0,7}}"
POSTAL_FIRST = re.compile(rf"(?<![\d.,])(?P<code>\d{{5}})\s+(?P<name>{NAME})")
POSTAL_AFTER = re.compile(rf"(?P<name>{NAME})[ ,]*\(?\s?(?P<code>\d{{5}})\b\)?(?!\s?€)")
IN_BRACKETS = re.compile(rf"(?P<name>{NAME})\s?\(\s?(?P<code>\d{{2,3}}|2[ABab])\s?\)")
DASHED = re.compile(
    rf"(?P<name>{NAME})\s(?:[-–—]|/)\s(?P<code>\d{{2,3}}|2[AB])"
    r"(?![\d-]|\s?(?:h|%|€|ans|mois|jours|k))"
)
ARRONDISSEMENT = re.compile(
    r"\b(?P<name>Paris|Lyon|Marseille|PARIS|LYON|MARSEILLE)\s?(?:\(\s?)?(?P<rank>\d{1,2})\s?"
    r"(?:er|e|è|ème|eme|ième|ÈME|EME|E)\b\)?"
)
OTHER_CODE = re.compile(r"\s?[(,]?\s?\d{2,5}\b")  # after a name: it is not the place we thought
# With a capital because they begin a line, and no part of the name: « Famille à Bordeaux ».
COMMON_NOUN = re.compile(
    r"\b(?:Secteur|Famille|Particulier|Poste|Mission|Agence|Cabinet|Restaurant|Magasin|Garage)(?= )"
)
AFTER_A_SIGN = re.compile(r"^[\s*_]*$|(?:\s-|[|,(])\s?[*_]{0,3}$")
LONGEST_TOP = 90
TOP = 6  # lines in which an ad says where it is without more words


@cache
def _sign(name: str) -> re.Pattern[str]:
    return re.compile("|".join(rules("words")["places"][name].strip().split("\n")))


@dataclass(frozen=True)
class Named:
    """A place that is named: its codes (several: namesakes), where, and in which line."""

    codes: tuple[str, ...]
    span: Span
    line: Line
    worth: int  # 3: announced or « basé à »; 2: at the top; 1: elsewhere
    certain: bool = False  # told by a code


@cache
def _by_name(name: str) -> tuple[geo.Commune, ...]:
    """Communes of exactly this name, the most populous first."""
    wanted = _key(name)
    found = gazetteer.search(name, limit=60) if len(wanted) > 1 else []
    return tuple(one for one in found if _key(one.name) == wanted)


def _key(name: str) -> str:
    return geo.name_key(name).removesuffix(" cedex")


def is_town(words: str) -> bool:
    """Whether these words are a commune's name and nothing else."""
    return bool(words) and not words.isdigit() and bool(_by_name(words))


def read_places(ad: Ad, found: Reading, title: Line | None) -> None:
    """Fill `places` with INSEE codes; namesakes and places among others are left to be chosen."""
    named = [one for line in _lines(ad) for one in _in_line(ad, line, title)]
    best = max((one.worth for one in named), default=0)
    kept = [one for one in named if one.worth == best]
    kept = _settled(kept, named)
    if not kept:
        return
    passage = joined(shortened(ad.written(one.line)) for one in kept)
    codes = list(dict.fromkeys(one.codes[0] for one in kept))
    codes = _without_cities(codes)
    if all(len(one.codes) == 1 for one in kept) and (best > 1 or len(codes) == 1):
        spans = tuple(one.span for one in kept)
        found.proposals["places"] = Proposal(codes[:MOST_PLACES], passage, spans)
        return
    every = dict.fromkeys(code for one in kept for code in one.codes)
    labels = tuple(geo.commune(code).label for code in every)[:MOST_CHOICES]
    found.unclear["places"] = Unclear(passage, labels)


def _lines(ad: Ad) -> Iterator[Line]:
    for line in ad.lines:
        if (line.kind != "blank" and line.section not in SILENT) or line.label == "place":
            yield line


def _settled(kept: list[Named], named: list[Named]) -> list[Named]:
    """Namesakes told apart by another passage that names one of them with its code."""
    sure = {code for one in named if one.certain for code in one.codes}
    return [
        Named(tuple(both), one.span, one.line, one.worth)
        if len(one.codes) > 1 and len(both := set(one.codes) & sure) == 1
        else one
        for one in kept
    ]


def _without_cities(codes: list[str]) -> list[str]:
    """An arrondissement says more than its city, named beside it."""
    parents = {geo.commune(code).parent for code in codes}
    return [code for code in codes if code not in parents]


def _in_line(ad: Ad, line: Line, title: Line | None) -> Iterator[Named]:
    labelled = line.label == "place"
    start = line.value if labelled else line.start
    text = ad.text[start : line.end]
    top = line is title or (line in ad.lines[:TOP] and len(text) < LONGEST_TOP)
    taken: list[Span] = []
    for codes, span, certain in (
        *_coded(text, start),
        *_alone(ad, line, start, labelled=labelled, at_top=top),
    ):
        if any(span.start < other.end and other.start < span.end for other in taken):
            continue
        lead = ad.folded[max(line.start, span.start - 60) : span.start]
        if not labelled and _sign("elsewhere").search(lead):
            continue
        taken.append(span)
        here = labelled or _sign("here").search(lead)
        yield Named(codes, span, line, 3 if here else 2 if top else 1, certain)


def _coded(text: str, offset: int) -> Iterator[tuple[tuple[str, ...], Span, bool]]:
    for match in ARRONDISSEMENT.finditer(text):
        found = gazetteer.find(f"{match['name']} {int(match['rank'])}e")
        if found and found.parent and _rank(found.name) == int(match["rank"]):
            yield (found.code,), Span(offset + match.start(), offset + match.end()), True
    for sign in (POSTAL_FIRST, POSTAL_AFTER, IN_BRACKETS, DASHED):
        first = sign is POSTAL_FIRST
        for match in sign.finditer(text):
            hit = _with_code(match["name"], match["code"].upper(), last=not first)
            if hit is None:
                continue
            code, words = hit
            start = match.start() if first else match.end("name") - len(words)
            end = match.start("name") + len(words) if first else match.end()
            yield (code,), Span(offset + start, offset + end), True


def _rank(name: str) -> int:
    return int("".join(sign for sign in name if sign.isdigit()) or 0)


def _with_code(name: str, code: str, *, last: bool) -> tuple[str, str] | None:
    """(INSEE code, the words of the name) of the commune that both the name and the code mean."""
    for words in _parts(name, last=last):
        known = _arrondissements(words, code) or [
            one for one in _by_name(words) if code in one.postal_codes or code == one.department
        ]
        if len(known) == 1:
            return known[0].code, words
    return None


def _arrondissements(city: str, code: str) -> list[geo.Commune]:
    """« 75011 Paris » is the 11th."""
    return [
        one
        for one in (geo.by_postal_code(code) if len(code) == 5 else ())
        if one.parent and _key(geo.commune(one.parent).name) == _key(city)
    ]


def _parts(name: str, *, last: bool) -> Iterator[str]:
    """The name, then fewer and fewer of its words: its last ones, or its first."""
    words = name.split(" ")
    for size in range(min(len(words), LONGEST_NAME), 0, -1):
        yield " ".join(words[-size:] if last else words[:size])


def _alone(
    ad: Ad, line: Line, start: int, *, labelled: bool, at_top: bool
) -> Iterator[tuple[tuple[str, ...], Span, bool]]:
    """A name without a code: after « Lieu : » or « basé à », or after a sign in the first lines."""
    text = COMMON_NOUN.sub(lambda noun: noun[0].lower(), ad.text[start : line.end])
    for match in re.finditer(NAME, text):
        at = start + match.start()
        lead = ad.folded[max(line.start, at - 60) : at]
        here = _is_announced(lead, ad.folded[start:at], labelled=labelled)
        if not here and not (at_top and AFTER_A_SIGN.search(lead)):
            continue
        for words in _parts(match[0], last=False):
            after = ad.text[at + len(words) : line.end]
            known = () if OTHER_CODE.match(after) else _by_name(words)
            alone = re.match(r"[\s*_]*(?:$|[-–—|,(/])", after) and not _is_area(words)
            if known and (here or alone):
                codes = tuple(one.code for one in known)
                yield codes, Span(at, at + len(words)), False
                break


def _is_area(words: str) -> bool:
    """« Rennes, Bretagne »: a region first, and a village of that name far away."""
    return any(_key(one.name) == _key(words) for one in gazetteer.search_areas(words))


def _is_announced(lead: str, before: str, *, labelled: bool) -> bool:
    if labelled:
        return not before.strip(" *,/;-&") or bool(
            re.search(r"(?:[,/;&(]|\bet|\bou|\ba)\s?$", lead)
        )
    return bool(_sign("here").search(lead))
