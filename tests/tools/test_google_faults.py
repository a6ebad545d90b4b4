"""The local Google's faults: what the client sees, and what really happened."""

import json
import socket
import time
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected
from threading import Thread

import pytest

from tests.tools.google_client import (
    LEA,
    Answer,
    connect,
    consent,
    exchange,
    get,
    letter,
    post,
    post_json,
    refresh,
    request,
    send,
)
from tools.google import LocalGoogle
from tools.google.faults import BadFault

RAW = letter()
MOMENTS = ["before", "after"]
LOST = {
    "close": RemoteDisconnected,
    "rst": ConnectionResetError,
    "partial": IncompleteRead,
}


def accepted(when: str) -> int:
    return 1 if when == "after" else 0


@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("kind", LOST)
def test_a_lost_answer(google, kind, when):
    google.faults.add(at="send", when=when, kind=kind)
    with pytest.raises(LOST[kind]) as caught:
        send(google, RAW)
    assert caught.type is LOST[kind]
    assert len(google.outbox) == accepted(when)
    assert send(google, RAW).status == 200, "a fault falls once unless told otherwise"


@pytest.mark.parametrize("when", MOMENTS)
def test_a_garbled_answer(google, when):
    google.faults.add(at="send", when=when, kind="garbled")
    answer = send(google, RAW)
    assert answer.status == 200
    with pytest.raises(json.JSONDecodeError):
        _ = answer.json
    assert len(google.outbox) == accepted(when)


@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize(
    ("status", "reason", "rpc"),
    [
        (429, "rateLimitExceeded", "RESOURCE_EXHAUSTED"),
        (403, "userRateLimitExceeded", "PERMISSION_DENIED"),
        (403, "dailyLimitExceeded", "PERMISSION_DENIED"),
        (403, "insufficientPermissions", "PERMISSION_DENIED"),
        (403, "domainPolicy", "PERMISSION_DENIED"),
        (400, "failedPrecondition", "INVALID_ARGUMENT"),
        (401, "authError", "UNAUTHENTICATED"),
        (500, "backendError", "INTERNAL"),
        (503, "backendError", "UNAVAILABLE"),
    ],
)
def test_an_error_in_googles_format(google, when, status, reason, rpc):
    google.faults.add(when=when, kind="status", status=status, reason=reason, retry_after=7)
    answer = send(google, RAW)
    error = answer.json["error"]
    assert (answer.status, error["code"], error["status"]) == (status, status, rpc)
    assert error["errors"][0]["reason"] == reason
    assert answer.headers["retry-after"] == "7"
    assert len(google.outbox) == accepted(when)


def test_the_message_of_an_error_can_be_chosen(google):
    words = "User-rate limit exceeded. Retry after 2030-01-02T03:04:05.678Z"
    google.faults.add(kind="status", status=429, reason="rateLimitExceeded", message=words)
    answer = send(google, RAW)
    assert answer.json["error"]["message"] == words
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize("when", MOMENTS)
def test_a_hang_without_end_lasts_until_the_client_leaves(google, when):
    google.faults.add(when=when, kind="hang")
    token = google.issue_access_token(LEA)
    with pytest.raises(TimeoutError):
        impatient(google, token)
    assert len(google.outbox) == accepted(when)
    assert send(google, RAW, token=token).status == 200
    assert len(google.outbox) == accepted(when) + 1


def impatient(google, token) -> None:
    import base64

    connection = HTTPConnection("127.0.0.1", google.port, timeout=0.2)
    body = json.dumps({"raw": base64.urlsafe_b64encode(RAW).decode()})
    try:
        url = "/gmail/v1/users/me/messages/send"
        connection.request("POST", url, body, {"Authorization": f"Bearer {token}"})
        connection.getresponse()
    finally:
        connection.close()


@pytest.mark.parametrize("when", MOMENTS)
def test_a_short_hang_ends_in_a_late_answer(google, when):
    google.faults.add(when=when, kind="hang", seconds=0.3)
    started = time.monotonic()
    assert send(google, RAW).status == 200
    assert time.monotonic() - started >= 0.3
    assert len(google.outbox) == 1


def test_stopping_the_server_ends_its_hangs():
    google = LocalGoogle().start()
    google.faults.add(when="after", kind="hang")
    token = google.issue_access_token(LEA)
    seen = []

    def wait():
        try:
            send(google, RAW, token=token)
        except ConnectionError as error:
            seen.append(error)

    client = Thread(target=wait)
    client.start()
    google.wait_for_mails(1)
    started = time.monotonic()
    google.close()
    client.join()
    assert len(seen) == 1
    assert time.monotonic() - started < 3


def test_a_server_that_is_down_refuses_connections_and_comes_back(google):
    address = google.base_url
    with google.down(), pytest.raises(ConnectionRefusedError):
        get(f"{address}/")
    assert get(f"{address}/").status == 200


@pytest.mark.parametrize("when", MOMENTS)
def test_a_fault_while_exchanging_a_code(google, when):
    code = consent(google).returned["code"]
    google.faults.add(at="token", when=when, kind="close")
    with pytest.raises(RemoteDisconnected):
        exchange(google, code)
    assert len(google.grants) == accepted(when)
    again = exchange(google, code)
    assert again.status == (400 if when == "after" else 200), "a consumed code stays consumed"


def test_a_token_endpoint_that_is_down_says_so_in_oauths_format(google):
    google.faults.add(at="token", kind="status", status=503)
    answer = refresh(google, google.issue_grant(LEA))
    assert (answer.status, answer.json["error"]) == (503, "internal_failure")


def test_a_token_endpoint_that_says_invalid_grant_once(google):
    google.faults.add(at="token", kind="status", status=400, reason="invalid_grant")
    token = google.issue_grant(LEA)
    assert refresh(google, token).json["error"] == "invalid_grant"
    assert refresh(google, token).status == 200


@pytest.mark.parametrize("when", MOMENTS)
def test_a_fault_while_revoking(google, when):
    token = google.issue_grant(LEA)
    google.faults.add(at="revoke", when=when, kind="rst")
    with pytest.raises(ConnectionResetError):
        post(f"{google.base_url}/revoke", {"token": token})
    assert len(google.revoked) == accepted(when)


@pytest.mark.parametrize(
    ("at", "path"),
    [
        ("keys", "/oauth2/v1/certs"),
        ("keys", "/oauth2/v3/certs"),
        ("discovery", "/.well-known/openid-configuration"),
        ("discovery", "/.well-known/risc-configuration"),
        ("userinfo", "/oauth2/v3/userinfo"),
    ],
)
def test_a_fault_at_the_other_addresses(google, at, path):
    google.faults.add(at=at, kind="status", status=503)
    assert get(google.base_url + path).status == 503


def test_a_refused_request_takes_no_fault_of_after(google):
    google.faults.add(when="after", kind="close")
    assert send(google, b"no recipient").status == 400
    assert len(google.faults.armed) == 1


def test_hits_name_the_mail_they_fell_on(google):
    google.faults.add(when="before", kind="rst")
    google.faults.add(when="after", kind="close")
    for expected in (ConnectionResetError, RemoteDisconnected):
        with pytest.raises(expected):
            send(google, RAW)
    [mail] = google.outbox
    before, after = google.faults.hits
    assert (before.when, before.kind, before.gmail_id) == ("before", "rst", None)
    assert (after.when, after.kind, after.gmail_id) == ("after", "close", mail.id)
    assert before.digest == after.digest == mail.digest


def test_times_and_forever(google):
    google.faults.add(kind="status", times=2)
    assert [send(google).status for _ in range(3)] == [503, 503, 200]
    google.faults.add(kind="status", times=None)
    assert {send(google).status for _ in range(5)} == {503}
    google.faults.disarm()
    assert send(google).status == 200
    assert len(google.faults.hits) == 7


def test_a_seeded_probability_falls_the_same_way_again(google):
    def draw():
        google.faults.clear()
        google.faults.add(kind="status", times=None, probability=0.3, seed=4)
        return [send(google).status for _ in range(30)]

    first = draw()
    assert first == draw()
    assert 3 <= first.count(503) <= 20


@pytest.mark.parametrize(
    "wanted",
    [
        {"at": "lunch"},
        {"when": "during"},
        {"kind": "smile"},
        {"status": 200},
        {"status": "many"},
        {"times": 0},
        {"probability": 2},
        {"seconds": -1},
        {"colour": "red"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(google, wanted):
    with pytest.raises(BadFault):
        google.faults.add(**wanted)
    assert post_json(f"{google.base_url}/__faults", wanted).status == 400
    assert google.faults.armed == []


def test_another_process_holds_every_lever(google):
    base = google.base_url
    made = post_json(f"{base}/__grant", {"email": LEA}).json
    assert refresh(google, made["refresh_token"]).status == 200
    assert made["sub"] == google.sub(LEA)
    post_json(f"{base}/__faults", [{"kind": "status", "times": 3}, {"at": "token"}])
    assert send(google).status == 503
    assert len(get(f"{base}/__faults").json["armed"]) == 2
    request("DELETE", f"{base}/__faults")
    send(google, RAW)
    state = get(f"{base}/__state").json
    assert [mail["digest"] for mail in state["outbox"]] == [google.outbox[0].digest]
    assert state["counts"] == {"mails": 1, "different": 1, "calls": 3, "hits": 1}
    assert state["armed"] == []
    assert state["grants"][0]["email"] == LEA
    assert made["refresh_token"] not in json.dumps(state)
    old = connect(google)["access_token"]
    post_json(f"{base}/__expire", {})
    assert send(google, token=old).status == 401
    assert post_json(f"{base}/__rotate", {}).json["kid"] in get(f"{base}/oauth2/v1/certs").json
    post_json(f"{base}/__reset", {})
    assert (google.outbox, google.faults.hits) == ([], [])
    assert google.grants
    post_json(f"{base}/__revoke", {"email": LEA})
    assert google.grants == []
    post_json(f"{base}/__reset", {"grants": True})
    assert google.revoked == []


@pytest.mark.parametrize("body", ["", "[", "3", '{"email": 3}'])
def test_a_lever_pulled_wrongly_says_so(google, body):
    assert request("POST", f"{google.base_url}/__grant", body).status == 400
    assert request("POST", f"{google.base_url}/__faults", body or "x").status == 400


def test_one_connection_carries_many_requests(google):
    connection = HTTPConnection("127.0.0.1", google.port, timeout=5)
    try:
        for _ in range(3):
            connection.request("GET", "/__state")
            answer = connection.getresponse()
            assert answer.status == 200
            answer.read()
    finally:
        connection.close()


def test_a_client_that_leaves_in_the_middle_of_its_request_sends_nothing(google):
    with socket.create_connection(("127.0.0.1", google.port)) as half:
        half.sendall(
            b"POST /gmail/v1/users/me/messages/send HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Length: 5000\r\n\r\n{"
        )
    assert isinstance(get(f"{google.base_url}/__state"), Answer)
    assert google.outbox == []
