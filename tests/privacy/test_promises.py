"""Each promise names tests that exist; the page shows when they last passed."""

import ast
import json
import re
from pathlib import Path

import pytest
from django.urls import reverse

from privacy.models import PolicyVersion
from privacy.promises import PROMISES
from privacy.texts import sections
from tests.applications.pages import text_of
from tests.factories.privacy import publish_texts
from tests.runs import Runs

TESTS = Path(__file__).resolve().parent.parent
DOCUMENT = TESTS.parent / "docs" / "privacy.md"
IMPACT = TESTS.parent / "docs" / "impact.md"
NAME = re.compile(r"`([\w/]+\.py::test_\w+)`")


def exists(name):
    """Whether `file::function` is a test of ours, not an empty one."""
    file, _colons, function = name.partition("::")
    path = TESTS / file
    if not path.exists():
        return False
    tree = ast.parse(path.read_text())
    found = [one for one in tree.body if getattr(one, "name", "") == function]
    return any(isinstance(node, ast.Assert | ast.With | ast.For) or calls(node)
               for one in found for node in one.body)  # fmt: skip


def calls(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def test_each_promise_is_held_by_tests_that_exist():
    assert all(promise.tests for promise in PROMISES)
    named = {test for promise in PROMISES for test in promise.tests}
    assert sorted(name for name in named if not exists(name)) == []


def test_a_test_that_is_none_is_noticed():
    assert not exists("privacy/test_promises.py::test_of_dreams")
    assert not exists("privacy/test_dreams.py::test_a_test_that_is_none_is_noticed")


def test_each_section_of_the_policy_makes_a_promise(db):
    publish_texts()
    text = PolicyVersion.objects.current(PolicyVersion.Kind.PRIVACY).text_fr
    numbers = {int(one.title.partition(".")[0]) for one in sections(text)}
    assert {promise.section for promise in PROMISES} == numbers
    assert len({promise.id for promise in PROMISES}) == len(PROMISES)


def test_the_impact_assessment_names_tests_that_exist():
    rows = re.findall(r"^\| (?!risk|-)(.+)\|$", IMPACT.read_text(), re.MULTILINE)
    named = [NAME.findall(row) for row in rows]
    assert len(rows) >= 10
    assert all(named)
    assert [name for names in named for name in names if not exists(name)] == []


def test_the_fifty_requirements_name_tests_that_exist():
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.*?) \|$", DOCUMENT.read_text(), re.MULTILINE)
    assert [int(number) for number, _what, _tests in rows] == list(range(1, 51))
    for number, _what, tests in rows:
        names = NAME.findall(tests)
        assert [name for name in names if not exists(name)] == [], number
        assert names or "not yet" in tests, number


# --- The page -----------------------------------------------------------------------------------
def shown(client):
    return text_of(client.get(reverse("privacy:promises")))


def test_the_page_lists_each_promise_with_its_tests(client, db, settings):
    settings.TEST_RUNS = "/nowhere/runs.json"
    page = shown(client)
    for promise in PROMISES:
        assert str(promise.sentence).replace("\xa0", " ") in page
        for test in promise.tests:
            assert test in page
    assert "pas encore mesuré" in page


def test_the_page_says_when_a_test_last_passed(client, db, settings, tmp_path):
    first, second, *_rest = (f"tests/{test}" for promise in PROMISES for test in promise.tests)
    runs = {
        first: {"passed_at": "2026-05-04T10:00:00+00:00", "failed": False},
        second: {"passed_at": "2026-05-03T10:00:00+00:00", "failed": True},
    }
    settings.TEST_RUNS = str(tmp_path / "runs.json")
    Path(settings.TEST_RUNS).write_text(json.dumps(runs))
    page = shown(client)
    assert "réussi le 4 mai 2026, 12:00" in page
    assert "en échec au dernier passage" in page


@pytest.mark.parametrize("written", ["", "not json", "[]", '{"tests/x": 1}'])
def test_a_file_of_runs_that_is_spoilt_costs_nothing(client, db, settings, tmp_path, written):
    settings.TEST_RUNS = str(tmp_path / "runs.json")
    Path(settings.TEST_RUNS).write_text(written)
    assert "pas encore mesuré" in shown(client)


# --- The file -----------------------------------------------------------------------------------
class Report:
    def __init__(self, nodeid, outcome="passed", when="call"):
        self.nodeid, self.when = nodeid, when
        self.failed, self.skipped = outcome == "failed", outcome == "skipped"


def run(path, *reports):
    runs = Runs(path)
    for report in reports:
        runs.pytest_runtest_logreport(report)
    runs.pytest_sessionfinish()
    return json.loads(path.read_text()) if path.exists() else {}


def test_a_run_is_written_and_a_partial_one_keeps_the_rest(tmp_path):
    path = tmp_path / "deep" / "runs.json"
    first = run(path, Report("tests/a.py::test_a"), Report("tests/a.py::test_b"))
    assert set(first) == {"tests/a.py::test_a", "tests/a.py::test_b"}
    second = run(path, Report("tests/a.py::test_b", "failed"))
    assert second["tests/a.py::test_a"] == first["tests/a.py::test_a"]
    assert second["tests/a.py::test_b"]["failed"]
    assert second["tests/a.py::test_b"]["passed_at"] == first["tests/a.py::test_b"]["passed_at"]


def test_one_failing_parameter_fails_the_test_whatever_the_order(tmp_path):
    for outcomes in (("failed", "passed"), ("passed", "failed")):
        one, two = (Report(f"tests/a.py::test_a[{o}]", o) for o in outcomes)
        assert run(tmp_path / "runs.json", one, two)["tests/a.py::test_a"]["failed"]


def test_a_set_up_that_breaks_is_a_failure_and_a_skipped_test_no_run(tmp_path):
    path = tmp_path / "runs.json"
    assert run(path, Report("tests/a.py::test_a", "skipped", "setup")) == {}
    assert run(path, Report("tests/a.py::test_a", "passed", "setup")) == {}
    assert run(path, Report("tests/a.py::test_a", "failed", "setup"))["tests/a.py::test_a"][
        "failed"
    ]
