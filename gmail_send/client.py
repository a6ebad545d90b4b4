"""One sending through the Gmail API, and what its answer means."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone

from . import transport
from .models import Delivery

LONGEST_WAIT = 360  # times the shortest: six hours
RATE = {
    "rateLimitExceeded",
    "userRateLimitExceeded",
    "dailyLimitExceeded",
    "quotaExceeded",
    "RATE_LIMIT_EXCEEDED",
}
SCOPE = {"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}
ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


@dataclass(frozen=True)
class Outcome:
    """Where the delivery goes from in_flight, and why (codes of words.py)."""

    to: str
    reason: str = ""
    google_id: str = ""
    not_before: datetime | None = None  # when Google says from when


@lru_cache(maxsize=2)
def _messages(base: str) -> Any:
    """The calls on messages, from the discovery document shipped with the library; no network."""
    from googleapiclient.discovery import build

    # The stand-in has no `request`: a call that is not given its own transport cannot happen.
    gmail = build(
        "gmail",
        "v1",
        http=object(),
        static_discovery=True,
        client_options={"api_endpoint": base} if base else None,
    )
    return gmail.users().messages()


def preload() -> None:
    """Import Google's library and read its document before the first sending (0.4 s)."""
    _messages(settings.GOOGLE_BASE_URL)


def send(
    raw: bytes, *, token: str, before_first_byte: Callable[[], None], deadline: float
) -> Outcome:
    """Send the bytes once, and tell where the delivery goes.

    Raises transport.NotSent (and what before_first_byte raises): then nothing left.
    """
    import base64

    from googleapiclient.errors import HttpError

    body = {"raw": base64.urlsafe_b64encode(raw).decode()}
    request = _messages(settings.GOOGLE_BASE_URL).send(userId="me", body=body)
    attempt = transport.OneAttempt(
        token,
        before_first_byte=before_first_byte,
        deadline=deadline,
        read_timeout=settings.GMAIL_READ_TIMEOUT.total_seconds(),
    )
    try:
        answer = request.execute(http=attempt, num_retries=0)
    except HttpError as error:
        return judge(
            error.resp.status, *_told(error), retry_after=error.resp.get("retry-after", "")
        )
    except transport.MaybeSent:
        return Outcome(Delivery.State.UNCERTAIN, "answer_lost")
    except ValueError:  # 200 with an unreadable body
        return Outcome(Delivery.State.UNCERTAIN, "answer_lost")
    if not isinstance(answer, dict) or not answer.get("id"):
        return Outcome(Delivery.State.UNCERTAIN, "answer_lost")
    return Outcome(Delivery.State.SENT, google_id=str(answer["id"])[:64])


def _told(error: Any) -> tuple[set[str], str]:
    """The reasons and the message of Google's error body."""
    import json

    try:
        body = json.loads(error.content)["error"]
        reasons = {e.get("reason", "") for e in (*body.get("errors", ()), *body.get("details", ()))}
        return reasons, str(body.get("message", ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        return set(), ""


def judge(status: int, reasons: set[str], message: str, *, retry_after: str = "") -> Outcome:
    """What an answer of Google's other than 2xx means (gmail.md, cases 9 to 12).

    Source: Gmail API, « Resolve errors ».
    """
    state = Delivery.State
    if status >= 500 or status < 400 or status == 408:
        return Outcome(state.UNCERTAIN, "google_error")
    if status == 401:
        return Outcome(state.QUEUED, "unauthorized", not_before=timezone.now())
    if status == 429 or reasons & RATE:
        return Outcome(state.QUEUED, "google_limit", not_before=_when(retry_after, message))
    if status == 403:
        return _forbidden(reasons)
    if "failedPrecondition" in reasons:
        return Outcome(state.BLOCKED, "no_mailbox")
    return Outcome(state.FAILED, "invalid_message")


def _forbidden(reasons: set[str]) -> Outcome:
    if reasons & SCOPE:
        return Outcome(Delivery.State.BLOCKED, "scope")
    if "domainPolicy" in reasons:
        return Outcome(Delivery.State.BLOCKED, "domain_policy")
    return Outcome(Delivery.State.FAILED, "forbidden")


def _when(retry_after: str, message: str) -> datetime | None:
    """Retry-After (seconds or a date), else the ISO time of the message, else None."""
    if retry_after.strip().isdigit():
        return timezone.now() + min(timedelta(seconds=int(retry_after[:9])), timedelta(days=2))
    try:
        when = parsedate_to_datetime(retry_after)
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    except (TypeError, ValueError):
        pass
    found = ISO_TIME.search(message)
    return datetime.fromisoformat(found[0]) if found else None


def wait(tries: int) -> timedelta:
    """Full jitter between one minute and a ceiling that doubles up to six hours."""
    ceiling = min(2 ** min(tries, 10), LONGEST_WAIT)
    return random.uniform(1, ceiling) * settings.GMAIL_SHORTEST_WAIT  # noqa: S311 no secret
