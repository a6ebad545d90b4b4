"""Reading an ad, or a question to candidates, against the rules."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from .asked import ASKED
from .choosing import BEYOND, chosen
from .language import is_foreign
from .model import Passage, Severity, Signs
from .patterns import (
    ASKS_TO_TELL,
    CLAUSE,
    CONTRAST,
    DIRECT,
    NOT_ASKED,
    NOT_ASKED_AFTER,
    YET,
    every_sign,
    frames,
)
from .reading import Reading
from .rules import RULES

LONGEST_EXCERPT = 160
BEFORE, AFTER = 45, 40  # characters: about a clause
TOLD = 80  # characters of what an ad asks to be told
NEAR = 150  # … and about a sentence, for texts that have none

Place = tuple[int, int, str]  # start and end in the folded text, code of the rule


def review(texts: Mapping[str, str], *, contract: str = "", rome: str = "") -> list[Passage]:
    """What the rules say of an ad, in the order of its fields and then of the text.

    texts: by name of the field, as they will be shown. contract: cdi, cdd, interim, apprentissage,
    professionnalisation, stage, freelance or saisonnier. rome: the occupation's code.
    """
    return [
        passage
        for field, text in texts.items()
        if text
        for passage in _read(field, text, contract=contract, rome=rome)
    ]


def review_question(
    text: str, *, number: int | None = None, contract: str = "", rome: str = ""
) -> list[Passage]:
    """What the rules say of a question put to candidates: its subject alone may be unlawful.

    number: which of an offer's questions it is. contract, rome: as for `review`.
    """
    found = _read("question", text, contract=contract, rome=rome, question=True)
    return [replace(one, rule=ASKED.get(one.rule.code, one.rule), question=number) for one in found]


def blocking(passages: Iterable[Passage]) -> list[Passage]:
    """Those that stand in the way of publication."""
    return [one for one in passages if one.rule.severity is Severity.BLOCKS]


def _read(
    field: str, text: str, *, contract: str = "", rome: str = "", question: bool = False
) -> list[Passage]:
    reading = Reading(text)
    found: set[Place] = set(_foreign(reading))
    for signs in every_sign():
        if rome in signs.spared_occupations or (signs.only_in and contract not in signs.only_in):
            continue
        for start, end in reading.holding(signs.words):
            sentence = reading.folded[start:end]
            if question and signs.asks:
                found.update(_matches(signs, signs.asks, sentence, start, contract))
            elif not question:
                found.update(_in_ad(signs, sentence, start, contract))
                found.update(_chosen(signs, reading, start, end, contract))
    return [_passage(reading, field, *place) for place in _merged(found)]


def _in_ad(signs: Signs, sentence: str, start: int, contract: str) -> Iterator[Place]:
    """What no ad may hold, and what no question may where the ad asks to be told something."""
    if signs.says:
        yield from _matches(signs, signs.says, sentence, start, contract)
    if signs.asks and sentence.endswith("?") and DIRECT.search(sentence):
        yield from _matches(signs, signs.asks, sentence, start, contract)
    elif signs.asks and (asked := ASKS_TO_TELL.search(sentence)):
        told = slice(asked.end(), asked.end() + TOLD)
        yield from _matches(signs, signs.asks, sentence, start, contract, told)


def _chosen(signs: Signs, reading: Reading, start: int, end: int, contract: str) -> Iterator[Place]:
    """Words of the criterion beside a way of shutting out or of wanting."""
    if not (signs.barred or signs.sought):
        return
    text = reading.folded[start : end + BEYOND]
    for match, first, last in chosen(signs, text, end - start):
        around = text[max(0, match.start() - NEAR) : match.end() + NEAR]
        lead = CLAUSE.split(text[max(0, match.start() - BEFORE) : match.start()])[-1]
        served = frames().served.search(lead) or frames().served_after.search(text[match.end() :])
        served = served or (signs.before and signs.before.search(lead + match[0]))
        if not (served or _is_lawful(signs, around, contract)):
            yield start + first, start + last, signs.rule


def _matches(
    signs: Signs,
    pattern: re.Pattern[str],
    sentence: str,
    start: int,
    contract: str,
    within: slice = slice(0, None),
) -> Iterator[Place]:
    for match in pattern.finditer(sentence, within.start, within.stop or len(sentence)):
        around = sentence[max(0, match.start() - NEAR) : match.end() + NEAR]
        if not (_is_lawful(signs, around, contract) or _is_spared(signs, sentence, match)):
            yield start + match.start(), start + match.end(), signs.rule


def _is_lawful(signs: Signs, around: str, contract: str) -> bool:
    by_law = signs.lawful_in.get(contract)
    return bool(
        (signs.unless and signs.unless.search(around)) or (by_law and by_law.search(around))
    )


def _is_spared(signs: Signs, sentence: str, match: re.Match[str]) -> bool:
    """Whether the words around this match make it lawful."""
    lead = sentence[max(0, match.start() - BEFORE) : match.start()]
    if signs.before and signs.before.search(CLAUSE.split(lead)[-1] + match[0]):
        return True
    return signs.demand and _is_not_asked(sentence, lead, match) and not YET.search(sentence)


def _is_not_asked(sentence: str, lead: str, match: re.Match[str]) -> bool:
    """« Nous ne demandons jamais de RIB », « la photo n’est pas obligatoire »."""
    clause = CONTRAST.split(lead)[-1]
    negation = NOT_ASKED.search(clause + match[0])
    if negation and negation.start() < len(clause):
        return True
    return bool(NOT_ASKED_AFTER.search(sentence[match.start() : match.end() + AFTER]))


def _foreign(reading: Reading) -> Iterator[Place]:
    for start, end in reading.sentences:
        if is_foreign(reading.folded[start:end]):
            yield start, end, "not_french"


def _merged(found: set[Place]) -> list[Place]:
    """One passage where signs of one rule overlap or touch."""
    merged: list[Place] = []
    for start, end, code in sorted(found, key=lambda place: (place[2], place)):
        last = merged[-1] if merged else (0, -1, "")
        if code == last[2] and start <= last[1] + 1:
            merged[-1] = (last[0], max(end, last[1]), code)
        else:
            merged.append((start, end, code))
    return sorted(merged)


def _passage(reading: Reading, field: str, start: int, end: int, code: str) -> Passage:
    start, end = reading.written(start, end)
    excerpt = " ".join(reading.text[start:end].split())
    if len(excerpt) > LONGEST_EXCERPT:
        excerpt = excerpt[: LONGEST_EXCERPT - 1].rstrip() + "…"
    return Passage(RULES[code], field, start, end, excerpt)
