"""The build stops when the data map and the models disagree."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import FieldDoesNotExist
from django.core.management import get_commands
from django.db import models

from . import registry


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
    return found
