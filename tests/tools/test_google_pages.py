"""The local Google's pages: what a newcomer is shown."""

import re
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import jwt
import pytest

from tests.tools.google_client import LEA, get, letter, post, send

PAGES = ["/", "/acces", "/pannes"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_french_titled_and_loads_nothing_from_elsewhere(google, path):
    page = get(google.base_url + path)
    assert page.status == 200
    assert '<html lang="fr">' in page.text
    assert page.text.count("<h1") == 1
    assert not re.search(r"<script|style=|https?://(?!localhost)[^\"]*\.(js|css)", page.text)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<label for="([^"]+)"', page.text)) <= set(ids)


def test_the_stylesheet_is_served(google):
    css = get(f"{google.base_url}/style.css")
    assert css.headers["content-type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in css.text


def test_an_empty_mailbox_says_what_to_do(google):
    assert "Validez une candidature spontanée" in get(google.base_url + "/").text


def test_mails_are_shown_newest_first_with_their_pdf(google):
    send(google, letter(to="premier@x.test"))
    send(google, letter(to="second@x.test"))
    page = get(google.base_url + "/").text
    assert page.index("second@x.test") < page.index("premier@x.test")
    assert "2 messages acceptés" in page
    assert "Candidature spontanée : pâtissière" in page
    assert "J’aimerais beaucoup travailler" in page
    assert "CV Léa Dupré.pdf" in page
    link = re.search(r'href="(/messages/\w+/pieces/0)"', page)[1]
    pdf = get(google.base_url + link)
    assert pdf.body == b"%PDF-1.7 pretend\n"
    assert pdf.headers["content-disposition"].startswith("attachment;")
    assert pdf.headers["x-content-type-options"] == "nosniff"


def test_hostile_mails_do_no_harm(google):
    mail = EmailMessage()
    mail["To"] = "rh@x.test"
    mail["Subject"] = "<script>alert(1)</script>"
    mail.set_content("<img src=x onerror=alert(1)>")
    mail.add_attachment(b"x", maintype="text", subtype="html", filename='"><b>.html')
    strange = b"To: rh@x.test\r\nContent-Type: text/plain; charset=klingon\r\n\r\nqapla"
    for raw in (mail.as_bytes(), strange, b"To: rh@x.test\n\n"):
        assert send(google, raw).status == 200
    page = get(google.base_url + "/").text
    assert "<script" not in page
    assert "<img" not in page
    assert '"><b>' not in page
    assert "qapla" in page


@pytest.mark.parametrize("number", ["0", "-1", "2", "99", "x", "99999999999", "%00"])
def test_any_page_number_shows_something(google, number):
    token = google.issue_access_token(LEA)
    for _ in range(26):
        send(google, token=token)
    page = get(f"{google.base_url}/?page={number}")
    assert page.status == 200
    assert "sur 2" in page.text


@pytest.mark.parametrize("path", ["brut", "original", "pieces/0", "pieces/7"])
def test_a_mail_nobody_sent_is_not_found(google, path):
    assert get(f"{google.base_url}/messages/0123456789abcdef/{path}").status == 404


def test_an_unknown_page_is_a_french_404(google):
    page = get(f"{google.base_url}/nulle-part", Accept="text/html")
    assert page.status == 404
    assert "Page introuvable" in page.text


def test_withdrawing_access_revokes_everything_for_that_person(google):
    token = google.issue_grant(LEA)
    page = get(f"{google.base_url}/acces").text
    assert LEA in page
    assert "gmail.send" in page
    assert token not in page
    back = post(f"{google.base_url}/acces/retirer", {"email": LEA})
    assert back.status == 303
    assert google.revoked == [token]
    said = get(google.base_url + back.headers["location"]).text
    assert f"L’accès de {LEA} est retiré." in said


def test_withdrawing_can_tell_the_site_with_a_security_event(google, monkeypatch):
    received = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            received.append((self.path, self.headers["Content-Type"], body))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *args):
            pass

    google.issue_grant(LEA)
    google.issue_grant(LEA, client_id="login-client")
    with HTTPServer(("127.0.0.1", 0), Receiver) as site:
        monkeypatch.setattr(google, "app_url", f"http://127.0.0.1:{site.server_port}/")
        thread = Thread(target=site.handle_request)
        thread.start()
        back = post(f"{google.base_url}/acces/retirer", {"email": LEA, "tell": "1"})
        thread.join()
    [(path, kind, token)] = received
    assert (path, kind) == ("/gmail/evenements-securite/", "application/secevent+jwt")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["aud"] == ["gmail-client", "login-client"]
    assert "a répondu : 202" in get(google.base_url + back.headers["location"]).text


def test_a_site_that_is_away_does_not_keep_access_alive(google, monkeypatch):
    google.issue_grant(LEA)
    monkeypatch.setattr(google, "app_url", "http://127.0.0.1:1")
    back = post(f"{google.base_url}/acces/retirer", {"email": LEA, "tell": "1"})
    assert "ConnectionRefusedError" in get(google.base_url + back.headers["location"]).text
    assert google.grants == []


def test_a_fault_can_be_armed_by_hand(google):
    fields = {
        "at": "send", "when": "after", "kind": "status", "times": "2", "status": "429",
        "reason": "rateLimitExceeded", "retry_after": "60", "seconds": "", "do": "arm",
    }  # fmt: skip
    assert post(f"{google.base_url}/pannes", fields).status == 303
    [fault] = google.faults.armed
    assert (fault.when, fault.times, fault.status, fault.retry_after) == ("after", 2, 429, "60")
    assert "429 rateLimitExceeded" in get(f"{google.base_url}/pannes").text
    assert send(google).status == 429
    assert "Tombées" in get(f"{google.base_url}/pannes").text
    post(f"{google.base_url}/pannes", {"do": "disarm"})
    assert google.faults.armed == []


def test_a_fault_armed_zero_times_by_hand_falls_every_time(google):
    post(f"{google.base_url}/pannes", {"kind": "status", "times": "0", "do": "arm"})
    assert {send(google).status for _ in range(3)} == {503}


def test_a_wrong_number_is_said_and_what_was_typed_stays(google):
    fields = {"at": "token", "when": "after", "kind": "hang", "seconds": "bientôt", "do": "arm"}
    page = post(f"{google.base_url}/pannes", fields)
    assert page.status == 400
    assert 'role="alert"' in page.text
    assert 'value="bientôt"' in page.text
    assert '<option value="hang" selected>' in page.text
    assert post(f"{google.base_url}/pannes", {**fields, "seconds": "-3"}).status == 400


def test_tokens_can_be_aged_and_keys_changed_by_hand(google):
    token, key = google.issue_access_token(LEA), google.keys.current.kid
    post(f"{google.base_url}/pannes", {"do": "expire"})
    post(f"{google.base_url}/pannes", {"do": "rotate"})
    assert send(google, token=token).status == 401
    assert google.keys.current.kid != key
