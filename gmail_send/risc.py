"""Google's security events (Cross-Account Protection): the grant may end while nobody is sending.

They may be missed: `invalid_grant` stays the truth. Source: Google Identity, « Protect user
accounts with Cross-Account Protection »; RFC 8417 (security event tokens) and 8935 (delivery).
"""

import json
import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction

from . import oauth, services
from .models import GmailAccount, SecurityEvent

logger = logging.getLogger(__name__)

RISC = "https://schemas.openid.net/secevent/risc/event-type/"
OAUTH = "https://schemas.openid.net/secevent/oauth/event-type/"
ENDS_THE_GRANT = {
    f"{OAUTH}tokens-revoked",
    f"{OAUTH}token-revoked",
    f"{RISC}account-disabled",
    f"{RISC}account-purged",
}
MOST_BYTES = 64_000
ASK_AGAIN = 60  # seconds between two looks at the keys, whatever key ids strangers invent


class BadEvent(ValueError):
    """Not a security event that Google signed for us."""


@dataclass(frozen=True)
class Event:
    jti: str
    kinds: dict[str, dict[str, Any]]  # address of the event type: its body


@lru_cache(maxsize=4)
def _published(base: str, _slot: int) -> tuple[str, dict[str, Any]]:
    """Issuer and keys by id, from Google's RISC configuration."""
    from jwt import PyJWKSet

    session = oauth.http_session()
    told = session.get(f"{base or oauth.GOOGLE}/.well-known/risc-configuration")
    told.raise_for_status()
    keys = session.get(told.json()["jwks_uri"])
    keys.raise_for_status()
    return told.json()["issuer"], {k.key_id: k.key for k in PyJWKSet.from_dict(keys.json()).keys}


def read(token: str) -> Event:
    """Verify a security event token: key, issuer, one of our clients; `exp` does not count.

    Raises BadEvent, or oauth.GoogleUnavailable when the keys cannot be had.
    """
    import jwt

    try:
        header = jwt.get_unverified_header(token)
        issuer, keys = _published(settings.GOOGLE_BASE_URL, int(time.time() // ASK_AGAIN))
        claims = jwt.decode(
            token,
            keys[header.get("kid", "")],
            algorithms=["RS256"],
            audience=[c for c in _clients() if c],
            issuer=issuer,
            options={"verify_exp": False, "require": ["iss", "aud", "jti", "events"]},
            leeway=60,
        )
    except OSError as error:
        raise oauth.GoogleUnavailable from error
    except (jwt.PyJWTError, KeyError, ValueError) as error:
        raise BadEvent(type(error).__name__) from error
    if not isinstance(claims["events"], dict):
        raise BadEvent("events")
    kinds = {kind: body for kind, body in claims["events"].items() if isinstance(body, dict)}
    return Event(str(claims["jti"])[:200], kinds)


def _clients() -> tuple[str, str]:
    return settings.GOOGLE_GMAIL_CLIENT_ID, settings.GOOGLE_LOGIN_CLIENT_ID


@transaction.atomic
def act(event: Event) -> None:
    """End the grants that an event speaks of, once per event."""
    _row, new = SecurityEvent.objects.get_or_create(
        jti=event.jti, defaults={"kinds": " ".join(kind[-60:] for kind in event.kinds)[:200]}
    )
    if not new:
        return
    for kind, body in event.kinds.items():
        if kind in ENDS_THE_GRANT:
            for account in _accounts(body.get("subject")):
                services.lose(account, "security_event")


def _accounts(subject: object) -> list[GmailAccount]:
    """The connected accounts that a subject names, by number or by token."""
    if not isinstance(subject, dict):
        return []
    connected = GmailAccount.objects.filter(state=GmailAccount.State.CONNECTED)
    if subject.get("subject_type") == "oauth_token":
        named = str(subject.get("token") or "-")
        return list(connected.filter(token_digest=named))
    return list(connected.filter(sub=str(subject.get("sub") or "-")))


# --- Registration ---------------------------------------------------------------------------------
MANAGEMENT = "https://risc.googleapis.com"
AUDIENCE = f"{MANAGEMENT}/google.identity.risc.v1beta.RiscManagementService"
PUSH = "https://schemas.openid.net/secevent/risc/delivery-method/push"
TOKEN_LIFE = 3600  # seconds, Google's most


class RegistrationRefused(Exception):
    """Google's answer to the registration, in its own words."""


def register(key: str, receiver: str) -> None:
    """Have Google post security events to `receiver`, and ask it for a trial event.

    `key` is the JSON of a service account with the role of RISC configuration admin. Source:
    Google Identity, « Protect user accounts with Cross-Account Protection », register your
    security event receiver. Raises RegistrationRefused, ValueError (no such key), OSError.
    """
    token = _service_token(key)
    wanted = {
        "delivery": {"delivery_method": PUSH, "url": receiver},
        "events_requested": sorted(ENDS_THE_GRANT),
    }
    _manage("stream:update", wanted, token)
    _manage("stream:verify", {"state": "MeilleursJobs"}, token)


def _service_token(key: str) -> str:
    """The signed word of the service account: no exchange at Google, an hour's life."""
    import jwt

    try:
        account = json.loads(key)
        now, name = int(time.time()), account["client_email"]
        claims = {"iss": name, "sub": name, "aud": AUDIENCE, "iat": now, "exp": now + TOKEN_LIFE}
        headers = {"kid": account["private_key_id"]}
        return jwt.encode(claims, account["private_key"], algorithm="RS256", headers=headers)
    except (KeyError, TypeError, jwt.PyJWTError) as error:
        raise ValueError("this is no key of a service account") from error


def _manage(call: str, body: dict[str, Any], token: str) -> None:
    base = settings.GOOGLE_BASE_URL or MANAGEMENT
    answer = oauth.http_session().post(
        f"{base}/v1beta/{call}", json=body, headers={"Authorization": f"Bearer {token}"}
    )
    if not answer.ok:
        raise RegistrationRefused(f"{answer.status_code} {answer.text[:300]}")
