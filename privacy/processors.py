"""Everybody outside who receives data for the site to work, and the hosts by which we reach them.

The policy shows this list; the code reaches no host but these (tests/privacy/test_processors.py).
Feeds are read at the addresses that companies give: nothing about a person goes there.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop as _

GOOGLE_HOSTS = (
    "accounts.google.com",
    "oauth2.googleapis.com",
    "www.googleapis.com",
    "gmail.googleapis.com",
    "risc.googleapis.com",
)


@dataclass(frozen=True)
class Outside:
    """One of them, in French: published versions keep it, and privacy/tables.py translates it.

    `hosts` is empty when they carry us and are never called.
    """

    name: str
    role: str
    country: str
    hosts: tuple[str, ...] = ()


def register() -> list[Outside]:
    """The list in force under these settings."""
    return [*_google(), *_hosting(), *_mail(), *_storage()]


def hosts() -> frozenset[str]:
    """Every host outside that the code may reach about a person."""
    return frozenset(host for one in register() for host in one.hosts)


def _google() -> list[Outside]:
    role = _(
        "À votre demande seulement : vous connecter avec Google, envoyer depuis votre Gmail les"
        " candidatures que vous validez."
    )
    return [Outside("Google Ireland Limited", role, _("Irlande"), GOOGLE_HOSTS)]


def _hosting() -> list[Outside]:
    if not settings.HOSTING["name"]:
        return []
    role = _("Héberge le site, sa base de données et ses sauvegardes.")
    return [Outside(settings.HOSTING["name"], role, settings.HOSTING["country"])]


def _mail() -> list[Outside]:
    host = getattr(settings, "EMAIL_HOST", "")
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") or not host:
        return []
    role = _("Achemine les courriels du site : codes, alertes, réponses.")
    provider = settings.MAIL_PROVIDER
    return [Outside(provider["name"] or host, role, provider["country"], (host,))]


def _storage() -> list[Outside]:
    if not settings.STORAGE_URL.startswith("s3://"):
        return []
    provider = settings.STORAGE_PROVIDER
    endpoint = getattr(settings, "AWS_S3_ENDPOINT_URL", "") or "https://s3.amazonaws.com"
    host = urlsplit(endpoint).hostname or ""
    role = _("Garde les fichiers, CV compris.")
    return [Outside(provider["name"] or host, role, provider["country"], (host,))]
