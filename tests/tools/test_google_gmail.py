"""The local Google's messages.send, and the door in front of everything else."""

import base64
import json
from email import message_from_bytes, policy
from threading import Thread

import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build

from tests.tools.google_client import LEA, get, letter, post, request, send
from tools.google import GMAIL_SEND

RAW = letter()


def reason(answer) -> str:
    return answer.json["error"]["errors"][0]["reason"]


def test_googles_own_client_sends(google):
    credentials = Credentials(
        None,
        refresh_token=google.issue_grant(LEA),
        token_uri=f"{google.base_url}/token",
        client_id="gmail-client",
        client_secret="shh",
    )
    with build(
        "gmail",
        "v1",
        credentials=credentials,
        static_discovery=True,
        client_options={"api_endpoint": google.base_url},
    ) as gmail:
        raw = base64.urlsafe_b64encode(RAW).decode()
        answer = gmail.users().messages().send(userId="me", body={"raw": raw}).execute()
    [mail] = google.outbox
    assert answer == {"id": mail.id, "threadId": mail.thread_id, "labelIds": ["SENT"]}
    assert [(call.method, call.path) for call in google.calls] == [
        ("POST", "/token"),
        ("POST", "/gmail/v1/users/me/messages/send"),
    ]


def test_an_accepted_mail_is_kept_byte_for_byte(google):
    send(google, RAW)
    [mail] = google.outbox
    assert mail.raw == RAW
    assert (mail.account, mail.sender, mail.to) == (LEA, LEA, "rh@boulangerie.test")
    assert mail.subject == "Candidature spontanée : pâtissière"
    assert "J’aimerais beaucoup" in mail.text
    [cv] = mail.attachments
    assert (cv.name, cv.content_type) == ("CV Léa Dupré.pdf", "application/pdf")
    assert cv.content == b"%PDF-1.7 pretend\n"


def test_the_message_id_is_replaced_and_bcc_is_dropped(google):
    raw = letter(Message_ID="<mine@site.test>").replace(b"To: rh@", b"Bcc: rh@")
    send(google, raw)
    [mail] = google.outbox
    delivered = get(f"{google.base_url}/messages/{mail.id}/brut").body
    seen = message_from_bytes(delivered, policy=policy.default)
    assert seen["message-id"] == mail.message_id != "<mine@site.test>"
    assert seen["bcc"] is None
    assert seen.get_body().get_content() == mail.text
    assert get(f"{google.base_url}/messages/{mail.id}/original").body == raw


def test_the_same_mail_twice_is_two_mails(google):
    assert send(google, RAW).json["id"] != send(google, RAW).json["id"]
    assert len({mail.digest for mail in google.outbox}) == 1


@pytest.mark.parametrize("token", ["", "unknown"])
def test_no_mail_without_a_live_token(google, token):
    refused = send(google, token=token)
    assert (refused.status, reason(refused)) == (401, "authError")
    assert refused.json["error"]["status"] == "UNAUTHENTICATED"
    assert google.outbox == []


def test_a_token_without_the_scope_is_told_so(google):
    refused = send(google, token=google.issue_access_token(LEA, scopes=("openid",)))
    assert (refused.status, reason(refused)) == (403, "insufficientPermissions")
    detail = refused.json["error"]["details"][0]["reason"]
    assert detail == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


@pytest.mark.parametrize(
    "raw",
    [
        letter(to="a@x.test, b@x.test"),
        letter(Cc="chef@x.test"),
        letter(Bcc="chef@x.test"),
        letter(to=""),
        RAW.replace(b"To: rh@boulangerie.test\r\n", b""),
        RAW.replace(b"To: rh@boulangerie.test", b"To: rh"),
        RAW.replace(b"To: rh@boulangerie.test", b"To: <<rh@x.test"),
        b"",
        b"\x00\xff not a mail",
    ],
)
def test_anything_but_one_recipient_is_refused(google, raw):
    refused = send(google, raw)
    assert (refused.status, reason(refused)) == (400, "invalidArgument")
    assert google.outbox == []


@pytest.mark.parametrize("body", [[], {}, {"raw": 3}, {"raw": "é"}, {"raw": "a+b/"}, {"raw": "a"}])
def test_a_body_that_is_no_mail_is_refused(google, body):
    assert send(google, body=body).status == 400
    assert google.outbox == []


def test_base64_may_come_without_padding(google):
    raw = base64.urlsafe_b64encode(RAW).decode().rstrip("=")
    assert send(google, body={"raw": raw}).status == 200


def test_an_oversize_mail_is_refused_and_a_large_one_passes(google):
    large = RAW + b"x" * (4_500_000 - len(RAW))
    assert send(google, large).status == 200
    refused = send(google, large + b"x")
    assert (refused.status, reason(refused)) == (413, "uploadTooLarge")
    assert len(google.outbox) == 1


def test_a_body_that_announces_too_much_is_not_even_read(google):
    url = f"{google.base_url}/gmail/v1/users/me/messages/send"
    assert request("POST", url, headers={"Content-Length": "99999999999"}).status == 413
    chunked = {"Transfer-Encoding": "chunked"}
    assert request("POST", url, headers=chunked).status == 411


def test_only_ones_own_mailbox(google):
    token = google.issue_access_token(LEA)
    body = json.dumps({"raw": base64.urlsafe_b64encode(RAW).decode()})
    headers = {"Authorization": f"Bearer {token}"}
    base = f"{google.base_url}/gmail/v1/users"
    assert request("POST", f"{base}/{LEA}/messages/send", body, headers).status == 200
    refused = request("POST", f"{base}/paul@gmail.test/messages/send", body, headers)
    assert refused.status == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/gmail/v1/users/me/messages"),
        ("GET", "/gmail/v1/users/me/messages/0123"),
        ("GET", "/gmail/v1/users/me/profile"),
        ("GET", "/gmail/v1/users/me/settings/sendAs"),
        ("POST", "/gmail/v1/users/me/drafts"),
        ("PUT", "/gmail/v1/users/me/drafts/1"),
        ("DELETE", "/gmail/v1/users/me/messages/1"),
        ("POST", "/upload/gmail/v1/users/me/messages/send"),
        ("POST", "/batch/gmail/v1"),
    ],
)
def test_every_other_method_is_refused_and_recorded(google, method, path):
    url = google.base_url + path
    assert request(method, url).status == 401
    token = google.issue_access_token(LEA, scopes=(GMAIL_SEND,))
    refused = request(method, url, headers={"Authorization": f"Bearer {token}"})
    assert (refused.status, reason(refused)) == (403, "insufficientPermissions")
    seen = [(call.method, call.path, call.status) for call in google.calls]
    assert seen == [(method, path, 401), (method, path, 403)]


def test_an_address_nobody_has_is_404_and_recorded(google):
    assert get(f"{google.base_url}/calendar/v3/calendars").status == 404
    assert google.calls[-1].path == "/calendar/v3/calendars"


def test_many_at_once_all_arrive_once(google):
    token = google.issue_access_token(LEA)
    letters = [letter(to=f"rh{n}@x.test") for n in range(120)]
    statuses = []

    def post_some(part):
        statuses.extend(send(google, raw, token=token).status for raw in part)

    threads = [Thread(target=post_some, args=(letters[n::8],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 120
    assert sorted(mail.raw for mail in google.outbox) == sorted(letters)


def test_waiting_for_mails_ends_when_they_are_there(google):
    waiter = Thread(target=send, args=(google,))
    waiter.start()
    assert len(google.wait_for_mails(1)) == 1
    waiter.join()
    with pytest.raises(TimeoutError, match="1 of 2"):
        google.wait_for_mails(2, timeout=0.01)


def test_a_foreign_page_or_name_gets_nothing(google):
    url = f"{google.base_url}/__reset"
    assert post(url, Origin="https://evil.example").status == 403
    assert post(url, Origin="null").status == 403
    assert post(url, Host="evil.example").status == 403
    assert post(url, Origin="http://localhost:8000").status == 200
