"""No text, however written, makes the wording rules slow."""

import re
import time
from re import _constants, _parser

import pytest

from jobs.legal import patterns, review, review_question
from jobs.legal.patterns import every_sign
from jobs.legal.reading import Reading
from tests.jobs.test_legal_corpus import FILES, read

REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
HOSTILE = [
    "ans ",
    "moins de ",
    "jeune e.e.s) ",
    "age de de de ",
    "envoyer cv rib joindre carte ",
    "a",
    "1 ",
    "((((",
    "'",
    "e.s.e.s",
    "aaaaaaaa@",
    "06 06 06 06 ",
    "whatsapp au ",
    "recherche une ",
    "\n",
    " ",
    "œ",
]


def every_pattern():
    for signs in every_sign():
        found = (signs.says, signs.asks, signs.barred, signs.sought, signs.unless, signs.before)
        for one in (*found, *signs.lawful_in.values()):
            if one:
                yield signs.rule, one
    for frame in patterns.frames().all:
        yield f"{frame.kind} {frame.side}", frame.says
    for name in ("turned", "denies", "spared", "served", "served_after"):
        yield name, getattr(patterns.frames(), name)
    for name in ("NOT_ASKED", "NOT_ASKED_AFTER", "YET", "CLAUSE", "CONTRAST"):
        yield name, getattr(patterns, name)


def repeats(parsed):
    """(most, repeats something that repeats) of each repetition in a parsed pattern."""
    for operator, argument in parsed:
        if operator in REPEATS:
            inner = list(repeats(argument[2]))
            yield argument[1], any(most > 1 for most, _nested in inner)
            yield from inner
        elif operator is _constants.SUBPATTERN:
            yield from repeats(argument[3])
        elif operator is _constants.BRANCH:
            for branch in argument[1]:
                yield from repeats(branch)
        elif operator in {_constants.ASSERT, _constants.ASSERT_NOT}:
            yield from repeats(argument[1])


def test_no_pattern_repeats_without_a_bound():
    """What makes a pattern slow is repeating without end, or repeating what repeats."""
    seen = 0
    for rule, pattern in every_pattern():
        for most, nested in repeats(_parser.parse(pattern.pattern)):
            seen += 1
            assert most <= 64, (rule, most)
            assert most == 1 or not nested, rule
    assert seen > 500


def holds(parsed, words):
    """Whether whatever this pattern matches has one of the words in it."""
    run = ""
    for operator, argument in parsed:
        if operator is _constants.LITERAL:
            run += chr(argument)
        elif any(word in run for word in words):
            return True
        else:
            run = ""
        if operator is _constants.SUBPATTERN and holds(argument[3], words):
            return True
        if operator in REPEATS and argument[0] and holds(argument[2], words):
            return True
        if operator is _constants.BRANCH and all(holds(one, words) for one in argument[1]):
            return True
    return any(word in run for word in words)


def test_every_word_of_a_criterion_is_among_those_that_start_a_search():
    for signs in every_sign():
        for one in filter(None, (signs.barred, signs.sought)):
            parsed = _parser.parse(one.pattern)
            whole = len(parsed) == 1 and parsed[0][0] is _constants.BRANCH
            for part in parsed[0][1][1] if whole else [parsed]:
                assert holds(part, signs.words), (signs.rule, part)


def test_every_short_form_is_written_out():
    for rule, pattern in every_pattern():
        assert not re.search(r"<[a-z-]+>|~", pattern.pattern), rule


@pytest.mark.parametrize("part", HOSTILE)
def test_time_grows_no_faster_than_the_text(part):
    def seconds(length):
        text, best = (part * length)[:length], 9.0
        for _ in range(3):
            start = time.process_time()
            review({"description": text})
            best = min(best, time.process_time() - start)
        return best

    seconds(1000)
    assert seconds(32_000) < 4 * 16 * max(seconds(2_000), 0.001)  # 16 times the text, and room


def test_looking_for_words_first_loses_nothing(monkeypatch):
    """A pattern without any of its `words` would never be tried: each passage is read both ways."""

    def answers():
        return [
            review_question(text) if "question" in about else review({"x": text})
            for name in FILES
            for _expected, about, text in read(name)
        ]

    quick = answers()
    monkeypatch.setattr(Reading, "holding", lambda reading, words: reading.sentences)
    assert [text for text, slow in zip(quick, answers(), strict=True) if text != slow] == []
