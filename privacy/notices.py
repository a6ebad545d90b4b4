"""The first layer of information beside a form: drawn from the data map, never typed twice.

Who, why, on which basis, for whom, how long, which rights: GDPR art. 13; the CNIL's two layers.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from . import purposes
from .registry import PersonalData, declarations


@dataclass(frozen=True)
class Notice:
    """What a form's data are for, on which basis, and how long they are kept: three sentences."""

    why: str
    basis: str
    kept: str


def of_models(*filled: str | models.Model) -> Notice:
    """The notice of a form that fills these models. Raises KeyError for one not in the map."""
    personal = {k: one for k, one in declarations().items() if isinstance(one, PersonalData)}
    labels = [one if isinstance(one, str) else one._meta.label for one in filled]
    held = [personal[label.lower()] for label in labels]
    return Notice(
        why=_listed(purposes.purpose(one.purpose) for one in held),
        basis=_listed(str(purposes.BASES[one.basis]) for one in held),
        kept=_listed(_time(key) for key in dict.fromkeys(one.retention for one in held)),
    )


def _listed(words):
    """Each once, as one sentence."""
    sentence = ", ".join(dict.fromkeys(words))
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _time(key: str) -> str:
    return _("%(duration)s à partir de : %(starts)s") % {
        "duration": purposes.duration(settings.RETENTION[key]),
        "starts": purposes.RETENTIONS[key][1],
    }
