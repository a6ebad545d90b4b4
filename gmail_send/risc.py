"""Google's security events (Cross-Account Protection): the grant may end while nobody is sending.

They may be missed: `invalid_grant` stays the truth. Source: Google Identity, « Protect user
accounts with Cross-Account Protection »; RFC 8417 (security event tokens) and 8935 (delivery).
"""

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
