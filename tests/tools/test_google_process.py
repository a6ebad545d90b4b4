"""The local Google as a process of its own, and its state file."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.google_client import LEA, get, post, post_json, refresh, send
from tools.google import LocalGoogle
from tools.google.journal import StateInUse

ROOT = Path(__file__).resolve().parents[2]


def test_a_restart_keeps_consents_keys_mails_and_revocations(tmp_path):
    state = tmp_path / "deep" / "google.state"
    with LocalGoogle(state=state) as google:
        token, gone = google.issue_grant(LEA), google.issue_grant("paul@gmail.test")
        google.revoke_user("paul@gmail.test")
        access = google.issue_access_token(LEA)
        send(google, token=access)
        before = google.outbox
        keys = google.keys.as_jwks()
    assert state.stat().st_mode & 0o777 == 0o600
    with LocalGoogle(state=state) as again:
        assert again.outbox == before
        assert again.keys.as_jwks() == keys
        assert again.revoked == [gone]
        assert refresh(again, token).status == 200
        assert refresh(again, gone).json["error"] == "invalid_grant"
        assert send(again, token=access).status == 200
        again.clear()
    with LocalGoogle(state=state) as third:
        assert third.outbox == []
        assert [grant.refresh_token for grant in third.grants] == [token]
        third.rotate_keys()
        third.reset()
        third.kill_refresh_token(token)
    with LocalGoogle(state=state) as last:
        assert last.grants == []
        assert len(last.keys.as_jwks()["keys"]) == 2


def test_a_line_cut_short_by_a_kill_costs_nothing_else(tmp_path):
    state = tmp_path / "google.state"
    with LocalGoogle(state=state) as google:
        token = google.issue_grant(LEA)
    with state.open("ab") as file:
        file.write(b'["message", "0123", {"id": "01')
    with LocalGoogle(state=state) as again:
        assert again.outbox == []
        assert refresh(again, token).status == 200
        second = again.issue_grant(LEA)
    with LocalGoogle(state=state) as third:
        assert {grant.refresh_token for grant in third.grants} == {token, second}


def test_two_servers_do_not_share_a_state_file(tmp_path):
    with LocalGoogle(state=tmp_path / "state"), pytest.raises(StateInUse):
        LocalGoogle(state=tmp_path / "state")


def start(*options: str) -> tuple[subprocess.Popen, str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.google", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"]},
    )
    return process, process.stdout.readline().strip().rpartition(" ")[2]


def test_the_process_says_when_it_is_ready_and_stops_cleanly(tmp_path):
    options = ["--state", str(tmp_path / "state"), "--app-url", "http://localhost:8000"]
    for stop in (signal.SIGTERM, signal.SIGINT):
        process, base = start(*options)
        with process:
            try:
                assert base.startswith("http://127.0.0.1:")
                assert "Retour au site" in get(f"{base}/").text
                token = post_json(f"{base}/__grant", {"email": LEA}).json["refresh_token"]
            finally:
                process.send_signal(stop)
            out, err = process.communicate(timeout=10)
            assert (process.returncode, out, err) == (0, "", "")
    with LocalGoogle(state=tmp_path / "state") as google:
        assert len(google.grants) == 2
        assert post(f"{google.base_url}/revoke", {"token": token}).status == 200


def test_a_kill_loses_no_accepted_mail(tmp_path):
    process, base = start("--state", str(tmp_path / "state"))
    with process:
        remote = LocalGoogle(port=int(base.rpartition(":")[2]))  # never started: an address only
        token = post_json(f"{base}/__grant", {"email": LEA}).json["refresh_token"]
        access = refresh(remote, token).json["access_token"]
        assert send(remote, token=access).status == 200
        process.kill()
        process.communicate(timeout=10)
    with LocalGoogle(state=tmp_path / "state") as google:
        assert len(google.outbox) == 1


@pytest.mark.parametrize(
    "options",
    [("--host", "192.0.2.1"), ("--app-url", "https://example.com"), ("--port", "http")],
)
def test_a_wrong_option_is_refused(options):
    process, _ = start(*options)
    with process:
        _, err = process.communicate(timeout=10)
        assert process.returncode == 2
        assert options[0] in err


def test_a_busy_port_is_said_in_one_line(tmp_path):
    with LocalGoogle() as google:
        process, _ = start("--port", str(google.port))
        with process:
            _, err = process.communicate(timeout=10)
    assert process.returncode == 1
    assert err.startswith("Local Google: ")
    assert len(err.splitlines()) == 1
