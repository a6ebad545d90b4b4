"""Whether a domain receives mail, as its name servers tell. Only this module asks a name server."""

import hashlib
import ipaddress
import logging
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

if TYPE_CHECKING:
    from dns.resolver import Resolver

logger = logging.getLogger(__name__)

PATIENCE = 1.5  # seconds for the whole look-up: a person waits for the page; our choice
ANSWER_KEPT = 3600  # seconds
SILENCE_KEPT = 300  # seconds: a network that is gone costs one wait per domain, not one per page
RECEIVES, DEAF, SILENT = "receives", "deaf", "silent"
# RFC 2606: names that no real name server knows. The demo's companies live under them.
RESERVED = {"test", "example", "invalid", "localhost"}


def server_address(text: str) -> tuple[str, int]:
    """Host and port of `DNS_SERVER`: « 192.0.2.1 », « 192.0.2.1:5353 », « [2001:db8::1]:53 ».

    Raises ValueError when the host is no IP address or the port no number.
    """
    host, colon, port = text.strip().rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):  # no port: an address alone
        host, port = text.strip(), "53"
    address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    if not 0 <= int(port) <= 65_535:
        raise ValueError(f"{port} is no port")
    return str(address), int(port)


def receives_mail(domain: str) -> bool | None:
    """Whether mail can be delivered to a domain (ASCII); None when nobody could tell in time.

    False when the name does not exist, when it says so by a null MX (RFC 7505), or when it has
    neither MX nor address: without MX mail goes to the host itself (RFC 5321, 5.1). Answers are
    kept an hour. It may wait PATIENCE seconds: never call it in a transaction.
    """
    domain = domain.lower().rstrip(".")
    if settings.DEMO and domain.rpartition(".")[2] in RESERVED:
        return None  # the local Google takes their mail, though no name server knows them
    key = f"mail-domain:{hashlib.sha256(domain.encode()).hexdigest()}"
    found = _kept(key)
    if found is None:
        found = _ask(domain)
        _keep(key, found)
    return None if found == SILENT else found == RECEIVES


def _kept(key: str) -> str | None:
    try:
        return cache.get(key)
    except Exception:
        logger.exception("The cache of mail domains does not answer")
        return None


def _keep(key: str, found: str) -> None:
    try:
        cache.set(key, found, timeout=SILENCE_KEPT if found == SILENT else ANSWER_KEPT)
    except Exception:
        logger.exception("The cache of mail domains does not answer")


def _ask(domain: str) -> str:
    from dns.exception import DNSException  # here: it takes half a second that few pages need
    from dns.resolver import NXDOMAIN

    try:
        return RECEIVES if _has_a_way_in(_resolver(), domain) else DEAF
    except NXDOMAIN:
        return DEAF
    except (DNSException, OSError, ValueError):  # no network, no answer in time, no such name
        return SILENT


def _resolver() -> "Resolver":
    from dns.resolver import Resolver

    if not settings.DNS_SERVER:
        return Resolver()  # the machine's own
    resolver = Resolver(configure=False)
    host, resolver.port = server_address(settings.DNS_SERVER)
    resolver.nameservers = [host]
    return resolver


def _has_a_way_in(resolver: "Resolver", domain: str) -> bool:
    until = time.monotonic() + PATIENCE

    def records(kind: str) -> list:
        left = max(until - time.monotonic(), 0.01)
        answer = resolver.resolve(
            f"{domain}.", kind, lifetime=left, search=False, raise_on_no_answer=False
        )
        return list(answer.rrset or ())

    if exchanges := records("MX"):
        return any(len(one.exchange) > 1 for one in exchanges)  # a null MX is the root alone
    return bool(records("A") or records("AAAA"))


# Domains on which anyone gets a mailbox: an address there says nothing about a company. The large
# providers of France, from their own sign-up pages; our choice, to be extended.
PROVIDERS = """
    aol.com aol.fr bbox.fr caramail.com cegetel.net free.fr gmail.com gmx.com gmx.fr googlemail.com
    hotmail.com hotmail.fr icloud.com laposte.net live.com live.fr mac.com mail.com mailo.com
    mailo.fr me.com msn.com net-c.fr neuf.fr numericable.fr orange.fr outlook.com outlook.fr pm.me
    proton.me protonmail.com sfr.fr tutanota.com wanadoo.fr yahoo.com yahoo.fr yandex.com ymail.com
    zoho.com
"""
CONSUMER = frozenset(PROVIDERS.split())


def is_consumer(domain: str) -> bool:
    """Whether anyone may open a mailbox on this domain."""
    return domain.lower().rstrip(".") in CONSUMER
