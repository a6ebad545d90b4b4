"""Requests and answers as plain values: the handlers never see a socket."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass
class Request:
    """One request, its body read."""

    method: str
    path: str
    query_string: str
    headers: dict[str, str]
    body: bytes
    base_url: str

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @cached_property
    def _fields(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)

    def field(self, name: str, default: str = "") -> str:
        """The first value of a form field."""
        return self._fields.get(name, [default])[0].strip()

    def values(self, name: str) -> list[str]:
        """Every value of a form field that may repeat (tick boxes)."""
        return self._fields.get(name, [])

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")

    @property
    def bearer(self) -> str:
        scheme, _, token = self.header("authorization").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""


@dataclass
class Response:
    """One answer; `gmail_id` ties an accepted mail to the fault that loses its answer."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    gmail_id: str | None = None


def as_json(payload: object, status: int = 200, **headers: str) -> Response:
    """A JSON answer, never cached unless told otherwise (`cache_control="…"`)."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    body = json.dumps(payload, ensure_ascii=False, indent=1).encode()
    return Response(status, body, headers={"Cache-Control": "no-store", **named})


def redirect(url: str) -> Response:
    return Response(303, headers={"Location": url, "Cache-Control": "no-store"})


def with_query(url: str, **extra: str) -> str:
    """`url` with parameters added to those it already carries."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *extra.items()]
    return urlunsplit(parts._replace(query=urlencode(query)))


def is_loopback(url: str) -> bool:
    """Whether an address leads nowhere but to this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK
