"""Values of the settings that are refused, each with an id and the way out."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured

from meilleursjobs.lib.crypto import BadKeyring, read_keyring
from meilleursjobs.lib.mail_domains import server_address

SAFETY = "safety"


def refuse_unsafe() -> None:
    """Stop a process that would serve with unsafe settings. Raises ImproperlyConfigured."""
    if faults := run_checks(tags=[SAFETY]):
        raise ImproperlyConfigured(" ".join(f"{one.id}: {one.msg}" for one in faults))


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


@register(SAFETY)
def secrets(app_configs, **kwargs):
    found = []
    if len(settings.SECRET_KEY) < 50:
        found.append(Error("SECRET_KEY holds fewer than 50 characters.", id="meilleursjobs.E001"))
    try:
        read_keyring(settings.FIELD_KEYS)
    except BadKeyring as error:
        found.append(
            Error(
                f"FIELD_KEYS: {error}.",
                hint="kid:base64 of 32 random bytes; several are separated by commas.",
                id="meilleursjobs.E002",
            )
        )
    if settings.SECRET_KEY and settings.SECRET_KEY in settings.FIELD_KEYS:
        found.append(Error("FIELD_KEYS holds SECRET_KEY.", id="meilleursjobs.E003"))
    return found


@register(SAFETY)
def public_address(app_configs, **kwargs):
    if is_loopback(settings.SITE.hostname):
        return []
    unsafe = {
        "E010": (settings.DEBUG, "DEBUG with a public SITE_URL."),
        "E011": (settings.DEMO, "Demo people (known password) with a public SITE_URL."),
        "E012": (settings.GOOGLE_BASE_URL, "The local Google with a public SITE_URL."),
        "E013": (settings.SITE.scheme != "https", "A public SITE_URL without https."),
        "E014": ("*" in settings.ALLOWED_HOSTS, "ALLOWED_HOSTS accepts every host."),
        "E015": (not settings.GOOGLE_GMAIL_CLIENT_ID, "GOOGLE_GMAIL_CLIENT_ID is empty."),
        "E016": (not settings.GOOGLE_GMAIL_CLIENT_SECRET, "GOOGLE_GMAIL_CLIENT_SECRET is empty."),
        "E017": (settings.FEEDS_FROM_LOOPBACK, "Feeds from this machine with a public SITE_URL."),
        "E018": (not settings.RETENTION_DATABASE_URL, "RETENTION_DATABASE_URL is empty."),
    }
    return [
        Error(sentence, id=f"meilleursjobs.{number}")
        for number, (is_so, sentence) in unsafe.items()
        if is_so
    ]


@register(SAFETY)
def local_google(app_configs, **kwargs):
    base = settings.GOOGLE_BASE_URL
    if base and not is_loopback(urlsplit(base).hostname):
        return [Error("GOOGLE_BASE_URL leaves this machine.", id="meilleursjobs.E020")]
    return []


@register(SAFETY)
def addresses(app_configs, **kwargs):
    if settings.SITE.scheme not in ("http", "https") or not settings.SITE.hostname:
        return [Error("SITE_URL is no http(s) address.", id="meilleursjobs.E030")]
    return []


@register(SAFETY)
def name_server(app_configs, **kwargs):
    try:
        if settings.DNS_SERVER:
            server_address(settings.DNS_SERVER)
    except ValueError:
        hint = "An IP address, alone or with a port: 192.0.2.1:5353, [2001:db8::1]:53."
        return [Error("DNS_SERVER is no address.", hint=hint, id="meilleursjobs.E031")]
    return []
