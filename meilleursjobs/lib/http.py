"""Small things about requests and answers."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme


def next_url(request: HttpRequest, default: str) -> str:
    """The `next` parameter when it stays on this site, else `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    # Without a slash in front, `redirect` would take it for the name of an address.
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return default


def query_of(said: Mapping[str, Any]) -> str:
    """The query of an address, without what says nothing ("" or None)."""
    return urlencode({name: value for name, value in said.items() if value not in ("", None)})


def row_number(text: str) -> int | None:
    """The number of a row as an address writes it; None for anything else, or one beyond bigint."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def never_stored(response: HttpResponseBase) -> HttpResponseBase:
    """Forbid every cache to keep this answer, and browsers to guess its type."""
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
