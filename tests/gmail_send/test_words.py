"""Every end of a letter, and every reason, has a sentence that its candidate understands."""

import ast
from pathlib import Path

from gmail_send import words
from gmail_send.models import Delivery

State = Delivery.State
ROOT = Path(__file__).resolve().parents[2]


def test_every_end_has_its_sentence():
    assert set(words.BY_STATE) == set(State.values)
    for state in State.values:
        assert str(words.explain(Delivery(state=state))).endswith(".")


def reasons_in_the_code():
    """Every word that stands as a reason in gmail_send and in its guards, read from the source."""
    files = [*(ROOT / "gmail_send").rglob("*.py"), *(ROOT / "applications").rglob("*.py")]
    trees = [ast.parse(path.read_text()) for path in files if "migrations" not in path.parts]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    named = [word.value for call in calls for word in call.keywords if word.arg == "reason"]
    told = [call.args[1] for call in calls if name_of(call) == "Outcome" and len(call.args) > 1]
    later = [call.args[0] for call in calls if name_of(call) in {"NotNow", "lose"} and call.args]
    lost = [call.args[1] for call in calls if name_of(call) in {"lose", "block_waiting"}]
    found = [*named, *told, *later, *lost]
    return {one.value for one in found if isinstance(one, ast.Constant) and one.value}


def name_of(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def test_every_reason_of_the_code_is_explained_or_needs_no_more_than_its_state():
    # Their state says it all: what happened, what is known, what to do.
    plain = {"answer_lost", "forbidden", "invalid_message", "too_old", "by_person", "objection"}
    plain |= {"refreshing", "too_slow"}
    explained = {reason for _state, reason in words.BY_REASON}
    found = reasons_in_the_code()
    assert {"google_limit", "worker_lost", "invalid_grant", "scope", "key_lost"} <= found
    assert found - explained - plain == set()
    for sentence in (*words.BY_STATE.values(), *words.BY_REASON.values()):
        assert len(str(sentence)) > 20
        assert str(sentence).endswith(".")
