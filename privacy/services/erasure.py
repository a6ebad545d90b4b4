"""Erasing a person: everywhere the data map names, once, with a receipt."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils import timezone

from meilleursjobs.lib.errors import UserFacingError

from .. import post, registry
from ..models import AppliedErasure, ErasurePlan, RightsRequest
from ..signals import account_erasing, rows_erasing
from . import ledger, requests

COOLING_OFF = timedelta(days=7)  # for second thoughts; one can skip it
Held = Iterable[tuple[registry.PersonalData, "models.QuerySet[Any]"]]


@dataclass
class Receipt:
    """What an erasure did: rows by model, and the day the last backup with them expires."""

    number: uuid.UUID = field(default_factory=uuid.uuid4)
    at: datetime = field(default_factory=timezone.now)
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def last_backup_on(self) -> date:
        """The last day on which one of our backups may still hold the data."""
        return timezone.localtime(self.at + registry.lasts("backup")).date()

    def lines(self) -> list[tuple[str, int]]:
        """(name of the things in the person's language, how many)."""
        return [(registry.name_of(model, count), count) for model, count in self.rows.items()]


def erase(user: Any) -> Receipt:
    """Erase everything the data map holds about a person, the account last.

    Receivers of `account_erasing` first stop what runs in the person's name; a UserFacingError of
    theirs leaves the account as it is. Raises LedgerUnavailable, nothing being erased.
    """
    account_erasing.send(sender=type(user), user=user)
    for session in UserSession.objects.filter(user=user):
        session.end()
    return _erase_rows(user, Receipt())


@transaction.atomic
def _erase_rows(user: Any, receipt: Receipt, *, again: bool = False) -> Receipt:
    """`again`: after a restore; the ledger knows it, and everybody was told."""
    # Under this lock nothing is begun any more in the person's name, by another tab say: what was
    # begun since the first call stops here.
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
    account_erasing.send(sender=type(user), user=user)
    if not again:
        requests.done(user, RightsRequest.Kind.ERASURE)
        rows_erasing.send(sender=type(user), user=user)
    subjects = [*registry.subject_keys(user), *registry.address_keys(user.email)]
    email, language = user.email, user.language
    receipt.rows = _erase_all((one, registry.held_about(one, user)) for one in registry.personal())
    if not again:
        _tell(email, language, receipt)
        _note(receipt, subjects)
    return receipt


def _erase_all(held: Held) -> dict[str, int]:
    gone = {}
    for declaration, rows in held:
        if count := rows.count():
            gone[declaration.model] = count
            declaration.erase(rows)
    return gone


def _tell(email: str, language: str, receipt: Receipt) -> None:
    """The receipt, by a mail of which nothing stays here once it has left."""
    post.queue(
        "privacy/erased",
        {"receipt": receipt},
        key=str(receipt.number),
        to=email,
        language=language,
        erase_when_sent=True,
    )


def _note(receipt: Receipt, subjects: list[str]) -> None:
    """The last act before the commit: what fails here leaves the person as they were."""
    AppliedErasure.objects.create(entry=receipt.number)
    ledger.append(receipt.number, subjects)


@transaction.atomic
def erase_address(email: str) -> Receipt:
    """Erase what is held about the address of someone without an account.

    The caller has seen that the address is theirs, and that no account bears it.
    """
    receipt = Receipt()
    receipt.rows = _erase_all(_held_about_address(email))
    _note(receipt, registry.address_keys(email))
    return receipt


def plan(user: Any) -> ErasurePlan:
    """Erase the account in seven days, unless the person changes their mind."""
    return ErasurePlan.objects.get_or_create(
        user=user, defaults={"due_at": timezone.now() + COOLING_OFF}
    )[0]


def erase_planned(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Erase the accounts whose week is over. Returns how many."""
    plans = ErasurePlan.objects.filter(due_at__lte=as_of or timezone.now()).select_related("user")
    return plans.count() if dry_run else sum(_erase_planned(one.user) for one in plans)


def _erase_planned(user: Any) -> bool:
    try:
        erase(user)
    except UserFacingError:  # something leaves in their name: at the next sweep
        return False
    return True


def keep(user: Any) -> None:
    """The person changed their mind."""
    ErasurePlan.objects.filter(user=user).delete()


def replay(*, dry_run: bool = False) -> tuple[int, int, int]:
    """Erase again, in a restored database, those whom the ledger names.

    Returns how many lines were waiting, how many people they brought back, and how many of these
    could not be erased because something runs in their name (see `outbox quarantine`). Nobody is
    told a second time.
    """
    lines = ledger.unapplied()
    wanted = {subject: line.entry for line in lines for subject in line.subjects}
    people = _brought_back(wanted)
    theirs = {user.email.lower() for _entry, user in people}  # erased with them
    addresses = [one for one in _addresses_brought_back(wanted) if one[1] not in theirs]
    if dry_run:
        return len(lines), len(people) + len(addresses), 0
    stuck = {entry for entry, user in people if not _erase_again(user)}
    for _entry, email in addresses:
        _erase_all(_held_about_address(email))
    AppliedErasure.objects.bulk_create(
        [AppliedErasure(entry=line.entry) for line in lines if line.entry not in stuck],
        ignore_conflicts=True,
    )
    return len(lines), len(people) + len(addresses), len(stuck)


def _brought_back(wanted: dict[str, uuid.UUID]) -> list[tuple[uuid.UUID, Any]]:
    users = get_user_model().objects.all().iterator(1000)
    found = ((next(_named(wanted, registry.subject_keys(user)), None), user) for user in users)
    return [(entry, user) for entry, user in found if entry]


def _addresses_brought_back(wanted: dict[str, uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    if not wanted:
        return []
    known = {email.lower() for one in registry.personal() for email in registry.addresses(one)}
    found = (
        (next(_named(wanted, registry.address_keys(email)), None), email) for email in sorted(known)
    )
    return [(entry, email) for entry, email in found if entry]


def _named(wanted: dict[str, uuid.UUID], keys: list[str]) -> Iterator[uuid.UUID]:
    return (wanted[key] for key in keys if key in wanted)


def _erase_again(user: Any) -> bool:
    try:
        _erase_rows(user, Receipt(), again=True)
    except UserFacingError:
        return False
    return True


def _held_about_address(email: str) -> Held:
    return ((one, registry.held_about_address(one, email)) for one in registry.personal())
