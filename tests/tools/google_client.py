"""A client that tries once and follows nothing: what it sees is what the server did."""

import base64
import hashlib
import json
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from http.client import HTTPConnection
from urllib.parse import parse_qsl, urlencode, urlsplit

from tools.google import GMAIL_SEND

LEA = "lea.dupre@gmail.test"
BACK = "http://localhost:8000/gmail/retour/"
VERIFIER = "verifier-" + "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:43]
CLIENT = {"client_id": "gmail-client", "client_secret": "shh"}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> dict:
        return json.loads(self.body)

    @property
    def returned(self) -> dict[str, str]:
        """The parameters of a redirect."""
        return dict(parse_qsl(urlsplit(self.headers["location"]).query))


def request(method: str, url: str, body=None, headers=None, timeout: float = 10) -> Answer:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, named, answer.read())
    finally:
        connection.close()


def get(url: str, **headers: str) -> Answer:
    return request("GET", url, headers={n.replace("_", "-"): v for n, v in headers.items()})


def post(url: str, fields: dict | None = None, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["Content-Type"] = "application/x-www-form-urlencoded"
    return request("POST", url, urlencode(fields or {}, doseq=True), named)


def post_json(url: str, value: object) -> Answer:
    return request("POST", url, json.dumps(value), {"Content-Type": "application/json"})


def authorization(google, **changes: str) -> str:
    """The address the site sends a person to; a change to "" leaves a parameter out."""
    asked = {
        "client_id": CLIENT["client_id"],
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": f"openid email {GMAIL_SEND}",
        "state": "state-1",
        "nonce": "nonce-1",
        "access_type": "offline",
        "prompt": "consent",
        "login_hint": LEA,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return f"{google.base_url}/o/oauth2/v2/auth?" + urlencode({k: v for k, v in asked.items() if v})


def consent(google, *, ticked=(GMAIL_SEND,), account: str = LEA, **changes: str) -> Answer:
    """Press « Continuer » on the consent page."""
    fields = {"account": account, "scope": list(ticked), "decision": "continuer"}
    return post(authorization(google, **changes), fields)


def exchange(google, code: str, **changes: str) -> Answer:
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        **CLIENT,
        **changes,
    }
    return post(f"{google.base_url}/token", fields)


def connect(google, **choices) -> dict:
    """Walk the whole way to the tokens."""
    return exchange(google, consent(google, **choices).returned["code"]).json


def refresh(google, token: str, **changes: str) -> Answer:
    fields = {"grant_type": "refresh_token", "refresh_token": token, **CLIENT, **changes}
    return post(f"{google.base_url}/token", fields)


def letter(to: str = "rh@boulangerie.test", **headers: str) -> bytes:
    """A letter with accents everywhere and a small PDF."""
    mail = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit", max_line_length=76))
    mail["From"] = Address("Léa Dupré", "lea.dupre", "gmail.test")
    mail["To"] = to
    mail["Subject"] = "Candidature spontanée : pâtissière"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("Bonjour,\n\nJ’aimerais beaucoup travailler chez vous.\n\nLéa\n")
    mail.add_attachment(
        b"%PDF-1.7 pretend\n", maintype="application", subtype="pdf", filename="CV Léa Dupré.pdf"
    )
    return mail.as_bytes()


def send(google, raw: bytes | None = None, *, token: str | None = None, body=None) -> Answer:
    """Post a letter to messages.send, once."""
    token = google.issue_access_token(LEA) if token is None else token
    if body is None:
        body = {"raw": base64.urlsafe_b64encode(letter() if raw is None else raw).decode()}
    return request(
        "POST",
        f"{google.base_url}/gmail/v1/users/me/messages/send?alt=json",
        json.dumps(body),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
