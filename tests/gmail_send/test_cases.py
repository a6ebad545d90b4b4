"""The twenty cases of docs/outbox.md: none is missing, and each names tests that exist."""

import re
from pathlib import Path

from tests.privacy.test_promises import exists

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "outbox.md"
NAME = re.compile(r"`([\w/]+\.py::test_\w+)`")


def test_each_of_the_twenty_cases_names_tests_that_exist():
    rows = re.findall(r"^\| (\d+) \|.*\|(.*?)\|$", DOCUMENT.read_text(), re.MULTILINE)
    assert [int(number) for number, _tests in rows] == list(range(1, 21))
    named = {number: NAME.findall(tests) for number, tests in rows}
    assert [number for number, tests in named.items() if not tests] == []
    assert [name for tests in named.values() for name in tests if not exists(name)] == []
