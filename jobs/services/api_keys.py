"""Keys by which a company's software publishes: shown once, kept as a keyed hash."""

import secrets

from django.utils import timezone

from meilleursjobs.lib import crypto

from ..models import ApiKey, Company

PURPOSE = "jobs.api_key"


def digest(token: str) -> str:
    """What is stored of a key."""
    return crypto.digests(token, purpose=PURPOSE)[0]


def create(company: Company, name: str) -> tuple[ApiKey, str]:
    """A new key and its text, which nobody can read again."""
    token = f"mj_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(company=company, name=name, digest=digest(token), hint=token[-4:])
    return key, token


def owner_of(token: str) -> ApiKey | None:
    """The usable key of this text, with its company, which must be open; None for any other."""
    rows = ApiKey.objects.usable().filter(digest__in=crypto.digests(token, purpose=PURPOSE))
    key = rows.select_related("company").first()
    return key if key and key.company.is_listed else None


def revoke(key: ApiKey) -> None:
    """The key opens nothing any more. Doing it again changes nothing."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
