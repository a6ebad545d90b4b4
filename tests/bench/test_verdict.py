"""The verdict of the outbox bench finds what it is there to find."""

import json

import pytest

from bench.chaos import Blow
from bench.throughput import unfairness
from bench.verdict import Verdict

AT = 1_000.0


class Told:
    """Both sides of a run, as the bench asks for them."""

    def __init__(self, folder, rows, mails, hits=()):
        self.folder, self._rows = folder, rows
        self._told = {"outbox": [{"digest": one, "time": AT} for one in mails], "hits": list(hits)}

    def ask(self, _path, method):
        assert method == "GET"
        return self._told

    def sql(self, _statement):
        return self._rows


def row(name, state, *, text=False):
    return (name, f"digest-{name}", state, "", f"attempt-{name}", AT, text)


@pytest.fixture
def verdict(tmp_path):
    def of(rows, mails, hits=(), blows=(), validated=()):
        known = [{"delivery": name, "digest": "", "at": AT} for name in validated]
        return Verdict(Told(tmp_path, rows, mails, hits), list(blows), known)

    return of


def test_a_good_run_has_nothing_to_say(verdict):
    one = verdict([row("a", "sent")], ["digest-a"], validated=["a"])
    assert (one.duplicates, one.lost, one.phantom, one.denied, one.kept) == (0, 0, 0, 0, 0)
    assert one.unexplained() == []


def test_a_mail_that_arrived_twice_is_a_duplicate(verdict):
    assert verdict([row("a", "sent")], ["digest-a", "digest-a"]).duplicates == 1


def test_what_we_say_sent_and_google_never_had_is_a_phantom(verdict):
    assert verdict([row("a", "sent")], []).phantom == 1


@pytest.mark.parametrize(
    "rows", [[], [row("a", "queued")], [row("a", "in_flight")], [row("a", "blocked", text=False)]]
)
def test_what_was_validated_and_is_gone_stuck_or_textless_is_lost(verdict, rows):
    assert verdict(rows, [], validated=["a"]).lost == 1


def test_what_left_and_we_deny_is_found(verdict):
    assert verdict([row("a", "failed")], ["digest-a"]).denied == 1


def test_a_text_that_outlives_its_sending_is_found(verdict):
    assert verdict([row("a", "sent", text=True)], ["digest-a"]).kept == 1


def test_a_doubt_needs_a_cause(verdict, tmp_path):
    doubt = [row("a", "uncertain", text=True)]
    assert len(verdict(doubt, []).unexplained()) == 1
    hit = {"digest": "digest-a", "time": AT, "kind": "rst", "status": None}
    assert verdict(doubt, [], hits=[hit]).unexplained() == []
    refusal = hit | {"kind": "status", "status": 429}  # said in words: no reason for a doubt
    assert len(verdict(doubt, [], hits=[refusal]).unexplained()) == 1
    flight = {"attempt": "attempt-a", "at": AT}
    (tmp_path / "w1.flights").write_text(json.dumps(flight) + "\n")
    kill = Blow("kill", "w1", AT + 1, AT + 1)
    assert verdict(doubt, [], blows=[kill]).causes() == {"kill": 1}
    assert len(verdict(doubt, [], blows=[Blow("kill", "w2", AT + 1, AT + 1)]).unexplained()) == 1


def test_a_mailbox_served_alone_first_is_unfair():
    assert unfairness(["a", "b"] * 10) <= 1
    assert unfairness(["a"] * 10 + ["b"] * 10) == 10
