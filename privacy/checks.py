"""The build stops when the data map and the models disagree."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.core.checks import Warning as Remark
from django.core.exceptions import FieldDoesNotExist
from django.core.management import get_commands
from django.db import models

from . import purposes, registry


def _model_of(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _path_exists(model: type[models.Model], path: str) -> bool:
    for part in path.split("__"):
        try:
            found = model._meta.get_field(part)
        except FieldDoesNotExist:
            return False
        model = found.related_model or model
    return True


def _faults(model, one):
    """Sentences about one declaration of personal data."""
    label, own = model._meta.label, registry.fields_of(model)
    for name in sorted(own - one.declared()):
        yield Error(f"{label}.{name} is in no declaration of the data map.", id="privacy.E001")
    for name in sorted(one.declared() - own):
        yield Error(f"{label}.{name} is declared but does not exist.", id="privacy.E002")
    for key in {one.retention, one.proof} - {"", *settings.RETENTION}:
        yield Error(f"{label}: no retention {key!r} in settings.", id="privacy.E003")
    if one.swept and one.swept not in get_commands():
        yield Error(f"{label}: no command {one.swept!r} sweeps it.", id="privacy.E007")
    if one.purpose not in purposes.PURPOSES:
        yield Error(
            f"{label}: the policy has no words for the purpose {one.purpose!r}.",
            hint="Add them to privacy/purposes.py.",
            id="privacy.E020",
        )
    for path in {one.subject, one.starts, one.address} - {"self", ""}:
        if not _path_exists(model, path):
            yield Error(f"{label}: the path {path!r} leads nowhere.", id="privacy.E004")


@register()
def data_map(app_configs, **kwargs):
    found, known = [], registry.declarations()
    for model in registry.managed_models():
        one = known.pop(model._meta.label_lower, None)
        if one is None:
            found.append(Error(f"{model._meta.label} is not in the data map.", id="privacy.E005"))
        elif isinstance(one, registry.PersonalData):
            found.extend(_faults(model, one))
    found.extend(
        Error(f"{one.model} is declared but is no model.", id="privacy.E006")
        for one in known.values()
        if _model_of(one.model) is None
    )
    found.extend(
        Error(
            f"The policy has no words for the retention {key!r}.",
            hint="Add them to privacy/purposes.py.",
            id="privacy.E021",
        )
        for key in settings.RETENTION
        if key not in purposes.RETENTIONS
    )
    return found


@register()
def publisher(app_configs, **kwargs):
    """On a public site, what the law wants shown and only the operator knows (LCEN, art. 6 III)."""
    if settings.SITE.hostname in {"localhost", "127.0.0.1"} or settings.SITE.scheme != "https":
        return []
    known = {
        "COMPANY_SIREN": settings.PUBLISHER["siren"],
        "COMPANY_REGISTER": settings.PUBLISHER["register"],
        "COMPANY_CAPITAL": settings.PUBLISHER["capital"],
        "COMPANY_PHONE": settings.PUBLISHER["phone"],
        "PUBLICATION_DIRECTOR": settings.PUBLISHER["director"],
        "HOSTING_NAME": settings.HOSTING["name"],
        "HOSTING_ADDRESS": settings.HOSTING["address"],
        "HOSTING_PHONE": settings.HOSTING["phone"],
        "HOSTING_COUNTRY": settings.HOSTING["country"],
        "MAIL_PROVIDER_NAME": settings.MAIL_PROVIDER["name"],
    }
    if settings.STORAGE_URL.startswith("s3://"):
        known["STORAGE_PROVIDER_NAME"] = settings.STORAGE_PROVIDER["name"]
    return [
        Remark(f"{name} is empty: the legal notice or the policy lacks it.", id="privacy.W001")
        for name, value in known.items()
        if not value
    ]
