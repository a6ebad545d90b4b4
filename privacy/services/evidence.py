"""Putting decisions into the archive of evidence, and who may open it."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meilleursjobs.lib.errors import UserFacingError

from .. import registry
from ..models import Evidence, StaffLook


class NotAReader(UserFacingError):
    message = gettext_lazy("L’archive ne s’ouvre qu’aux personnes nommées pour cela.")


def keys_of(subject: Any) -> dict[str, str]:
    """The two columns by which a line of the archive is found again: by account and by address."""
    return {
        "subject_key": registry.subject_keys(subject)[0],
        "address_key": registry.address_keys(subject.email)[0],
    }


def put_away(lines: Iterable[Evidence]) -> int:
    """Add lines to the archive, in the caller's transaction. Returns how many."""
    return len(Evidence.objects.bulk_create(lines))


def is_reader(user: Any) -> bool:
    """Whether this member of the staff was named to open the archive. Being superuser is not."""
    return bool(user.is_staff and user.is_active and _named().filter(pk=user.pk).exists())


def readers() -> "models.QuerySet[Any]":
    """The staff who may open the archive."""
    return _named().filter(is_staff=True, is_active=True).order_by("email")


def _permission() -> "models.QuerySet[Permission]":
    return Permission.objects.filter(codename="read_evidence", content_type__app_label="privacy")


def _named() -> "models.QuerySet[Any]":
    return get_user_model().objects.filter(user_permissions__in=_permission())


def name_reader(user: Any) -> None:
    """Let a member of the staff open the archive. Raises NotAReader for anybody else."""
    if not user.is_staff:
        raise NotAReader
    user.user_permissions.add(*_permission())


def dismiss_reader(user: Any) -> None:
    """They no longer open the archive."""
    user.user_permissions.remove(*_permission())


@transaction.atomic
def open_for(email: str, *, by: Any, reason: str) -> list[Evidence]:
    """What the archive holds about whoever has, or had, this address; the look is noted first.

    The look is noted for the account of each line, also when that account is gone.
    Raises NotAReader.
    """
    if not is_reader(by):
        raise NotAReader
    user = get_user_model().objects.filter(email=email.strip().lower()).first()
    found = models.Q(address_key__in=registry.address_keys(email))
    if user:
        found |= models.Q(subject_key__in=registry.subject_keys(user))
    lines = list(Evidence.objects.filter(found))
    subjects = {line.subject_key for line in lines}
    if user:
        subjects.add(registry.subject_keys(user)[0])
    StaffLook.objects.bulk_create(
        StaffLook(
            subject_key=subject,
            staff_key=registry.human_key(by),
            what=_("l’archive des décisions"),
            reason=reason,
        )
        for subject in sorted(subjects)
    )
    return lines
