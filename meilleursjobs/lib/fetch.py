"""Fetching an address that a stranger typed, without being led into our own network (SSRF).

The name is resolved once and the connection goes to that very address, so that a name that answers
differently later (DNS rebinding) leads nowhere. Any address that is not public is refused,
also behind a redirection. The only importer of urllib3.
"""

import ipaddress
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import urllib3
from django.conf import settings
from django.utils.translation import gettext as _

from .errors import UserFacingError

CONNECT_S = 5
READ_S = 10  # without a byte
TOTAL_S = 90
MOST_REDIRECTS = 3
CHUNK = 65_536
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # leads to any IPv4 address, private ones too
REDIRECTS = {301, 302, 303, 307, 308}


class CannotFetch(UserFacingError):
    """The address gives nothing; `message` says why, in words for who typed it."""


@dataclass(frozen=True)
class _Target:
    """Where to connect, and what for."""

    host: str
    port: int
    address: str
    path: str
    secure: bool


def check(url: str) -> None:
    """Refuse an address that we would not fetch. Raises CannotFetch."""
    _target(url)


def fetch(url: str, *, most_bytes: int, kinds: tuple[str, ...]) -> Iterator[bytes]:
    """The body of an address by pieces. kinds: starts of content types. Raises CannotFetch."""
    deadline = time.monotonic() + TOTAL_S
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            target = _target(url)
            with _pool(target) as pool, closing(_ask(pool, target)) as answer:
                if answer.status not in REDIRECTS:
                    yield from _body(answer, most_bytes, kinds, deadline)
                    return
                url = urljoin(url, answer.headers.get("Location", ""))
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise CannotFetch(_reason(error)) from error
    raise CannotFetch(_("Cette adresse redirige trop de fois."))


def _reason(error: Exception) -> str:
    refused = isinstance(error, urllib3.exceptions.NewConnectionError)  # a kind of time-out there
    if isinstance(error, urllib3.exceptions.TimeoutError) and not refused:
        return _("Ce serveur n’a pas répondu à temps.")
    if isinstance(error, urllib3.exceptions.SSLError):
        return _("Le certificat de ce serveur n’est pas valable.")
    return _("Ce serveur ne répond pas.")


def _target(url: str) -> _Target:
    """An address taken apart, resolved and judged. Raises CannotFetch."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise CannotFetch(_("Ce n’est pas une adresse.")) from error
    schemes = ("https", "http") if settings.FEEDS_FROM_LOOPBACK else ("https",)
    if parts.scheme not in schemes or not parts.hostname:
        raise CannotFetch(_("L’adresse commence par https://."))
    if parts.username or parts.password:
        raise CannotFetch(_("L’adresse ne contient ni nom ni mot de passe."))
    secure = parts.scheme == "https"
    if port not in {None, 443} and not settings.FEEDS_FROM_LOOPBACK:
        raise CannotFetch(_("L’adresse n’indique pas de port."))
    port = port or (443 if secure else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Target(parts.hostname, port, _resolve(parts.hostname, port), path, secure)


def _resolve(host: str, port: int) -> str:
    """The address to connect to; refused when any of the name's addresses is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CannotFetch(_("Ce nom de serveur est inconnu.")) from error
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(is_public(one) for one in addresses):
        raise CannotFetch(_("Cette adresse ne mène pas à un serveur public."))
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's. Loopback passes when the settings say so."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if inner is not None:
        return is_public(str(inner))
    if ip.is_loopback:
        return settings.FEEDS_FROM_LOOPBACK
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in NAT64


def _pool(target: _Target) -> urllib3.HTTPConnectionPool:
    """Connections to the address that was judged; the certificate must be the name's."""
    timeout = urllib3.Timeout(connect=CONNECT_S, read=READ_S)
    if not target.secure:
        return urllib3.HTTPConnectionPool(target.address, target.port, timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        target.address,
        target.port,
        timeout=timeout,
        cert_reqs="CERT_REQUIRED",
        server_hostname=target.host,
        assert_hostname=target.host,
    )


def _ask(pool: urllib3.HTTPConnectionPool, target: _Target) -> urllib3.BaseHTTPResponse:
    name = f"[{target.host}]" if ":" in target.host else target.host
    usual = target.port in {80, 443}
    headers = {
        "Host": name if usual else f"{name}:{target.port}",
        "User-Agent": f"MeilleursJobs (+{settings.SITE_URL})",
        "Accept-Encoding": "identity",  # nothing to inflate: a small answer stays small
    }
    return pool.request(
        "GET", target.path, headers=headers, redirect=False, retries=False, preload_content=False
    )


def _body(
    answer: urllib3.BaseHTTPResponse, most: int, kinds: tuple[str, ...], deadline: float
) -> Iterator[bytes]:
    if answer.status != 200:
        raise CannotFetch(_("Ce serveur répond par l’erreur %(code)s.") % {"code": answer.status})
    if not answer.headers.get("Content-Type", "").lower().startswith(kinds):
        raise CannotFetch(_("Ce serveur n’envoie pas du XML."))
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise CannotFetch(
            _("Ce serveur envoie un contenu compressé, que nous n’avons pas demandé.")
        )
    received = 0
    while piece := answer.read1(CHUNK, decode_content=False):
        received += len(piece)
        if received > most:
            raise CannotFetch(_("Cette réponse est trop grosse."))
        if time.monotonic() > deadline:
            raise CannotFetch(_("Ce serveur est trop lent."))
        yield piece
