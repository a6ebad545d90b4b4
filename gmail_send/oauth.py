"""The consent at Google: one Gmail scope, two sign-in scopes, and no other, ever."""

import base64
import hashlib
import hmac
import logging
import os
import secrets
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.errors import UserFacingError

logger = logging.getLogger(__name__)

GMAIL_SEND = "https://www.googleapis.com/auth/gmail.send"
EMAIL = "https://www.googleapis.com/auth/userinfo.email"
SCOPES = ("openid", EMAIL, GMAIL_SEND)
STATE_LIFE = 600  # seconds between the departure to Google and the return
SESSION_KEY = "gmail_oauth"
GOOGLE = "https://accounts.google.com"
TIMEOUT = (5, 20)  # seconds to connect, to read


class ConsentFailed(UserFacingError):
    """The connection was not made; the sentence says why. Nothing was stored."""


class GoogleUnavailable(UserFacingError):
    message = _("Google ne répond pas pour l’instant. Réessayez dans quelques minutes.")


@dataclass(frozen=True)
class Granted:
    """What Google gave: whose mailbox, and the tokens (kept out of repr)."""

    email: str
    sub: str
    refresh_token: str = field(repr=False)
    access_token: str = field(repr=False)
    expires_in: int


@dataclass(frozen=True)
class Addresses:
    """Google's addresses, as its discovery document tells them."""

    issuer: str
    authorize: str
    token: str
    revoke: str
    keys: str
    gmail: str


def http_session() -> Any:
    """A requests session without retry, with timeouts, that follows no redirect."""
    import requests

    class Session(requests.Session):
        def request(self, *args: Any, **kwargs: Any) -> Any:
            kwargs["timeout"] = TIMEOUT
            kwargs["allow_redirects"] = False
            return super().request(*args, **kwargs)

    return Session()


@lru_cache(maxsize=4)
def _discovered(base: str, _hour: int) -> Addresses:
    answer = http_session().get(f"{base or GOOGLE}/.well-known/openid-configuration")
    answer.raise_for_status()
    told = answer.json()
    return Addresses(
        issuer=told["issuer"],
        authorize=told["authorization_endpoint"],
        token=told["token_endpoint"],
        revoke=told["revocation_endpoint"],
        keys=told["jwks_uri"],
        gmail=base,
    )


def addresses() -> Addresses:
    """Google's addresses, read at most once an hour. Raises GoogleUnavailable."""
    try:
        return _discovered(settings.GOOGLE_BASE_URL, int(time.time() // 3600))
    except (OSError, KeyError, ValueError) as error:  # requests' errors are OSErrors
        logger.warning("Google's discovery document: %s", type(error).__name__)
        raise GoogleUnavailable from error


def redirect_uri() -> str:
    """Where Google sends the person back; registered in the Google project."""
    return f"{settings.SITE_URL}{reverse('gmail_callback')}"


def _flow(state: dict[str, Any] | None = None) -> Any:
    from google_auth_oauthlib.flow import Flow

    if settings.GOOGLE_BASE_URL or settings.SITE.scheme == "http":  # loopback: checks.py holds it
        os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    # oauthlib raises when fewer scopes come back; we look at what was granted ourselves.
    os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"  # noqa: S105 no secret
    at = addresses()
    client = {
        "client_id": settings.GOOGLE_GMAIL_CLIENT_ID,
        "client_secret": settings.GOOGLE_GMAIL_CLIENT_SECRET,
        "auth_uri": at.authorize,
        "token_uri": at.token,
    }
    return Flow.from_client_config(
        {"web": client},
        scopes=list(SCOPES),
        redirect_uri=redirect_uri(),
        state=state["state"] if state else None,
        code_verifier=state["verifier"] if state else secrets.token_urlsafe(64),
    )


def depart(session: Any, *, user_id: int, login_hint: str, then: str) -> str:
    """The address of Google's consent; state, nonce and PKCE verifier stay in the session.

    `then` is the local path to come back to. Raises GoogleUnavailable.
    """
    flow, nonce = _flow(), secrets.token_urlsafe(32)
    url, state = flow.authorization_url(
        access_type="offline",
        prompt="consent",
        nonce=nonce,
        login_hint=login_hint,
        state=secrets.token_urlsafe(32),
    )
    session[SESSION_KEY] = {
        "state": state,
        "nonce": nonce,
        "verifier": flow.code_verifier,
        "user": user_id,
        "at": int(time.time()),
        "next": then,
    }
    return url


def take_state(session: Any, given: str, *, user_id: int) -> dict[str, Any]:
    """The stored departure, once. Raises ConsentFailed when absent, old, or not this one."""
    kept = session.pop(SESSION_KEY, None)
    if (
        not kept
        or kept["user"] != user_id
        or not hmac.compare_digest(kept["state"].encode(), given.encode())
        or time.time() - kept["at"] > STATE_LIFE
    ):
        raise ConsentFailed(
            _("Cette autorisation a expiré ou ne vient pas de cette page. Recommencez.")
        )
    return kept


def exchange(code: str, kept: dict[str, Any]) -> Granted:
    """Trade the code for tokens, and check all of it: scopes, issuer, audience, nonce, address.

    Raises ConsentFailed (nothing to store) or GoogleUnavailable.
    """
    from oauthlib.oauth2.rfc6749.errors import OAuth2Error

    flow = _flow(kept)
    try:
        told = flow.fetch_token(code=code, timeout=TIMEOUT)
    except OAuth2Error as error:
        logger.warning("Google refused the code: %s", error.error)
        raise ConsentFailed(_("Google a refusé cette autorisation. Recommencez.")) from None
    except (OSError, ValueError) as error:
        logger.warning("Google's token endpoint: %s", type(error).__name__)
        raise GoogleUnavailable from None
    try:
        granted = _checked(told, kept["nonce"])
    except ConsentFailed:
        forget(told.get("refresh_token") or told.get("access_token") or "")
        raise
    return granted


def _checked(told: dict[str, Any], nonce: str) -> Granted:
    scopes = told.get("scope") or ""
    given = set(scopes.split() if isinstance(scopes, str) else scopes)
    if GMAIL_SEND not in given:
        raise ConsentFailed(
            _(
                "La case « Envoyer des e-mails en votre nom » n’était pas cochée : sans elle, rien "
                "ne peut partir de votre Gmail. Rien n’a été enregistré."
            )
        )
    if given - {*SCOPES, "email", "profile"}:
        raise ConsentFailed(_("Google a accordé plus que demandé : rien n’a été enregistré."))
    if not told.get("refresh_token"):
        raise ConsentFailed(_("Google n’a pas donné d’accès durable. Recommencez."))
    claims = _identity(told.get("id_token") or "", nonce)
    return Granted(
        email=claims["email"].lower(),
        sub=claims["sub"],
        refresh_token=told["refresh_token"],
        access_token=told["access_token"],
        expires_in=int(told.get("expires_in", 0)),
    )


def _identity(id_token: str, nonce: str) -> dict[str, Any]:
    """The claims of a verified id token. Raises ConsentFailed or GoogleUnavailable."""
    from google.auth.exceptions import GoogleAuthError, TransportError
    from google.auth.transport.requests import Request
    from google.oauth2 import id_token as tokens
    from jwt.exceptions import PyJWTError

    at = addresses()
    try:
        claims = tokens.verify_token(
            id_token,
            Request(session=http_session()),
            audience=settings.GOOGLE_GMAIL_CLIENT_ID,
            certs_url=at.keys,
            clock_skew_in_seconds=10,
        )
    except TransportError as error:
        raise GoogleUnavailable from error
    except (GoogleAuthError, PyJWTError, ValueError) as error:
        logger.warning("An id token did not verify: %s", type(error).__name__)
        raise ConsentFailed(_("L’identité donnée par Google n’a pas pu être vérifiée.")) from None
    host = urlsplit(at.issuer).netloc  # Google writes its issuer with and without https://
    known = claims.get("iss") in (at.issuer, host)
    if not known or claims.get("nonce") != nonce or claims.get("email_verified") is not True:
        raise ConsentFailed(_("L’identité donnée par Google n’a pas pu être vérifiée."))
    return dict(claims)


def token_digest(refresh_token: str) -> str:
    """How Google names a refresh token in a security event: base64 of SHA-512 of SHA-512."""
    twice = hashlib.sha512(hashlib.sha512(refresh_token.encode()).digest()).digest()
    return base64.b64encode(twice).decode()


def forget(token: str) -> bool:
    """Ask Google once to forget a token; True when it did, or never knew it."""
    if not token:
        return True
    try:
        answer = http_session().post(addresses().revoke, data={"token": token})
        if answer.status_code == 200:
            return True
        return answer.status_code == 400 and answer.json().get("error") == "invalid_token"
    except (OSError, ValueError, GoogleUnavailable):
        return False
