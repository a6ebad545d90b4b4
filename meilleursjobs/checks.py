"""Values of the settings that are refused, each with an id and the way out."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register

from meilleursjobs.lib.crypto import BadKeyring, read_keyring


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


@register()
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


@register()
def public_address(app_configs, **kwargs):
    if is_loopback(settings.SITE.hostname):
        return []
    found = []
    if settings.DEBUG:
        found.append(Error("DEBUG with a public SITE_URL.", id="meilleursjobs.E010"))
    if settings.DEMO:
        found.append(
            Error("Demo people (known password) with a public SITE_URL.", id="meilleursjobs.E011")
        )
    if settings.GOOGLE_BASE_URL:
        found.append(Error("The local Google with a public SITE_URL.", id="meilleursjobs.E012"))
    if settings.SITE.scheme != "https":
        found.append(Error("A public SITE_URL without https.", id="meilleursjobs.E013"))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Error("ALLOWED_HOSTS accepts every host.", id="meilleursjobs.E014"))
    for name in ("GOOGLE_GMAIL_CLIENT_ID", "GOOGLE_GMAIL_CLIENT_SECRET"):
        if not getattr(settings, name):
            found.append(Error(f"{name} is empty.", id="meilleursjobs.E015"))
    return found


@register()
def local_google(app_configs, **kwargs):
    base = settings.GOOGLE_BASE_URL
    if base and not is_loopback(urlsplit(base).hostname):
        return [Error("GOOGLE_BASE_URL leaves this machine.", id="meilleursjobs.E020")]
    return []


@register()
def addresses(app_configs, **kwargs):
    if settings.SITE.scheme not in ("http", "https") or not settings.SITE.hostname:
        return [Error("SITE_URL is no http(s) address.", id="meilleursjobs.E030")]
    return []
