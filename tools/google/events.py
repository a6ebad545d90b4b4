"""Security events (Cross-Account Protection, RISC): signed tokens as Google posts them."""

import base64
import hashlib
import json
import secrets
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from tools.google.errors import api_error
from tools.google.keys import SigningKey
from tools.google.web import Request, Response, as_json, is_loopback

RISC = "https://schemas.openid.net/secevent/risc/event-type/"
OAUTH = "https://schemas.openid.net/secevent/oauth/event-type/"
EVENTS = {
    "sessions-revoked": RISC, "account-disabled": RISC, "account-enabled": RISC,
    "account-purged": RISC, "account-credential-change-required": RISC, "verification": RISC,
    "tokens-revoked": OAUTH, "token-revoked": OAUTH,
}  # fmt: skip
SIGNATURES = ("good", "forged", "unknown_key")
CONTENT_TYPE = "application/secevent+jwt"
RECEIVER = "/gmail/evenements-securite/"  # the site's, part of its address contract


def configuration(_google, request: Request) -> Response:
    """`/.well-known/risc-configuration`. The issuer ends in a slash, as Google's does."""
    base = request.base_url
    return as_json({"issuer": f"{base}/", "jwks_uri": f"{base}/oauth2/v3/certs"})


def security_event(
    google, kind: str, email: str, audience: str | list[str], *,
    signature: str = "good", issuer: str | None = None, jti: str | None = None,
    issued_at: int | None = None, reason: str | None = None, token: str | None = None,
    state: str | None = None,
) -> str:  # fmt: skip
    """A security event token.

    `kind` is a key of EVENTS, `audience` one client id or several. `signature`: "good", "forged"
    (a published key id, another key's signature) or "unknown_key". `token`: the refresh token of
    a `token-revoked`. `state`: what a `verification` echoes.
    """
    if kind not in EVENTS or signature not in SIGNATURES:
        raise ValueError(f"Unknown event or signature: {kind}, {signature}")
    issuer = issuer or f"{google.base_url}/"
    body: dict = {}
    if kind == "verification":
        body["state"] = state or ""
    elif kind == "token-revoked":
        body["subject"] = _token_subject(token or "")
    else:
        sub = google.store.account(email).sub
        body["subject"] = {"subject_type": "iss-sub", "iss": issuer, "sub": sub}
    if reason:
        body["reason"] = reason
    claims = {
        "iss": issuer,
        "aud": audience,
        "iat": int(time.time()) if issued_at is None else issued_at,
        "jti": jti or secrets.token_hex(16),
        "events": {EVENTS[kind] + kind: body},
    }
    current = google.keys.current
    if signature == "good":
        return current.sign(claims, typ="secevent+jwt")
    kid = current.kid if signature == "forged" else None
    return SigningKey.make().sign(claims, kid=kid, typ="secevent+jwt")


def _token_subject(token: str) -> dict:
    twice = hashlib.sha512(hashlib.sha512(token.encode()).digest()).digest()
    return {
        "subject_type": "oauth_token",
        "token_type": "refresh_token",
        "token_identifier_alg": "hash_base64_sha512_sha512",
        "token": base64.b64encode(twice).decode(),
    }


def deliver(url: str, event: str) -> str:
    """Post an event to a receiver on this machine; returns its status, or why there is none."""
    parts = urlsplit(url)
    if not is_loopback(url):
        raise ValueError("Events are delivered on this machine only")
    connection = HTTPConnection(parts.hostname, parts.port, timeout=10)
    try:
        connection.request("POST", parts.path, event, {"Content-Type": CONTENT_TYPE})
        return str(connection.getresponse().status)
    except (OSError, HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()


# --- The management of the stream ----------------------------------------------------------------
AUDIENCE = "https://risc.googleapis.com/google.identity.risc.v1beta.RiscManagementService"


def _claims(request: Request) -> dict | None:
    """What the service account's token says, None when it says nothing that Google takes."""
    try:
        header, body, _signature = request.bearer.split(".")
        kid, claims = (
            json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
            for part in (header, body)
        )
    except (ValueError, UnicodeDecodeError):
        return None
    good = claims.get("iss") == claims.get("sub") and claims.get("aud") == AUDIENCE
    short = 0 < claims.get("exp", 0) - claims.get("iat", 0) <= 3600
    return claims if good and short and kid.get("kid") else None


def update_stream(google, request: Request) -> Response:
    """`stream:update`: where events go from now on, and which."""
    if _claims(request) is None:
        return api_error(401, "authError")
    wanted = json.loads(request.body)
    if not wanted.get("delivery", {}).get("url") or not wanted.get("events_requested"):
        return api_error(400, "invalidArgument")
    google.stream = wanted
    return as_json({})


def verify_stream(google, request: Request) -> Response:
    """`stream:verify`: a trial event is posted to the receiver."""
    if _claims(request) is None:
        return api_error(401, "authError")
    if google.stream is None:
        return api_error(404, "notFound")
    state = json.loads(request.body).get("state")
    client = google.DEFAULT_CLIENT
    event = security_event(google, "verification", "", client, state=state)
    google.stream["verified"] = deliver(google.stream["delivery"]["url"], event)
    return as_json({})
