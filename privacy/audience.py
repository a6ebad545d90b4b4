"""Our own count of visits. Without consent: how often each page is seen, by how many devices a day.

A device is a hash of its address cut short, its browser and a salt drawn for the day and kept in
the cache only: tomorrow nobody can recognise it. Nothing here meets an account, and a day's figure
is kept when eleven devices or more made it (CNIL, « mesure d'audience exemptée »).
With consent: passages from page to page (analysis), first visits and returns (audience).
"""

import hashlib
import ipaddress
import logging
import secrets
from datetime import date, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from . import consent, cookies, registry
from .models import AudienceFigure
from .models.consent import Purpose

logger = logging.getLogger(__name__)
Kind = AudienceFigure.Kind
LIFE = 3 * 86_400  # seconds in the cache: a day, and time to write it down
STEPS = signing.Signer(salt="privacy.parcours")
MACHINES = ("bot", "crawl", "spider", "curl", "python", "monitor")


def count(request: HttpRequest, response: HttpResponse) -> None:
    """Count one page. A cache that does not answer costs a count, never a page."""
    if not is_visit(request, response):
        return
    name = request.resolver_match.view_name
    try:
        device = _device(request)
        _add(Kind.PAGE, name, device)
        if consent.allows(request, Purpose.ANALYSIS):
            _note_step(request, response, name, device)
        if consent.allows(request, Purpose.AUDIENCE):
            _note_return(request, response, device)
    except Exception as error:  # noqa: BLE001 whatever the cache's client raises
        logger.warning("A visit was not counted: %s", type(error).__name__)


def is_visit(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a person looks at a whole page: no machine, no part of one, none fetched ahead."""
    match = request.resolver_match
    is_page = response.status_code == 200 and "text/html" in response.get("Content-Type", "")
    agent = request.headers.get("User-Agent", "").lower()
    partial = request.headers.get("HX-Request")
    ahead = request.headers.get("Sec-Purpose") or request.headers.get("Purpose")
    if request.method != "GET" or not match or not is_page or partial or ahead:
        return False
    if request.path_info.startswith("/gestion/") or any(word in agent for word in MACHINES):
        return False
    return bool(match.view_name)


def _device(request: HttpRequest) -> str:
    agent = request.headers.get("User-Agent", "")
    address = cut(get_adapter().get_client_ip(request))  # behind our proxies, as sign-in knows it
    word = f"{address}\x1f{agent}\x1f{_salt()}"
    return hashlib.sha256(word.encode()).hexdigest()[:24]


def cut(address: str) -> str:
    """An address without its end: /24 of IPv4, /48 of IPv6; "" for what is none."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    bits = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network(f"{ip}/{bits}", strict=False).network_address)


def _salt() -> str:
    key = f"audience:salt:{timezone.localdate()}"
    return cache.get_or_set(key, secrets.token_hex, LIFE)


def _add(kind: str, name: str, device: str) -> None:
    day = timezone.localdate()
    key = f"audience:{day}:{kind}:{hashlib.sha256(name.encode()).hexdigest()[:16]}"
    if cache.add(f"{key}:views", 0, LIFE):
        cache.add(f"audience:{day}:names", 0, LIFE)
        number = cache.incr(f"audience:{day}:names")
        cache.set(f"audience:{day}:name:{number}", (kind, name, key), LIFE)
        cache.add(f"{key}:devices", 0, LIFE)
    cache.incr(f"{key}:views")
    if cache.add(f"{key}:{device}", 1, LIFE):
        cache.incr(f"{key}:devices")


def _note_step(request: HttpRequest, response: HttpResponse, name: str, device: str) -> None:
    """The passage from the page before; the cookie is signed, or anybody could invent names."""
    try:
        before = STEPS.unsign(request.COOKIES.get("parcours", ""))
    except signing.BadSignature:
        before = ""
    if before and before != name:
        _add(Kind.STEP, f"{before} → {name}"[:120], device)
    cookies.put(response, "parcours", STEPS.sign(name))


def _note_return(request: HttpRequest, response: HttpResponse, device: str) -> None:
    """First visit or return. The cookie keeps its first date: it lives thirteen months, no more."""
    if request.COOKIES.get("venue"):
        _add(Kind.RETURN, "returned", device)
        return
    _add(Kind.RETURN, "new", device)
    cookies.put(response, "venue", f"{timezone.localdate():%Y-%m}")


def write_down(*, day: date | None = None) -> int:
    """Keep yesterday's figures, those of eleven devices or more. Idempotent. Returns how many."""
    day = day or timezone.localdate() - timedelta(days=1)
    kept = 0
    for number in range(1, (cache.get(f"audience:{day}:names") or 0) + 1):
        kind, name, key = cache.get(f"audience:{day}:name:{number}") or ("", "", "")
        figures = cache.get_many([f"{key}:views", f"{key}:devices"])
        kept += _keep(kind, name, day, figures.get(f"{key}:views"), figures.get(f"{key}:devices"))
    return kept


def _keep(kind: str, name: str, day: date, views: Any, devices: Any) -> bool:
    if not kind or not views or (devices or 0) < AudienceFigure.LEAST:
        return False
    AudienceFigure.objects.update_or_create(
        kind=kind, name=name, day=day, defaults={"views": views, "devices": devices}
    )
    return True


def forget(*, as_of: Any = None, dry_run: bool = False) -> int:
    """Erase figures of more than 25 months (CNIL, node 167364). Returns how many."""
    oldest = timezone.localdate(as_of) - registry.lasts("audience")
    rows = AudienceFigure.objects.filter(day__lt=oldest)
    return rows.count() if dry_run else rows.delete()[0]
