"""« Ne m’écrivez plus » : by any company, listed or not, proven by a mailed link.

GET shows and POST acts, since link scanners open what they are sent. What is on the list is a keyed
hash; a request holds its words encrypted, and is erased once it is decided.
"""

from collections.abc import Iterator
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs import desk
from jobs.models import ApplicationAddress, Company, Establishment
from jobs.models.contact import NOTICE
from jobs.services.claims import vouches
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.mail_domains import is_consumer
from privacy import post, registry

from . import contact_rules
from .addresses import same_domain, same_mailbox
from .models import ObjectionRequest, SuppressionEntry

State, Kind = ObjectionRequest.State, SuppressionEntry.Kind
SALT = "applications.notice"


class ProviderDomain(UserFacingError):
    message = _(
        "Ce domaine est celui d’un fournisseur de messagerie : indiquez plutôt votre adresse."
    )
    field = "value"


class ForeignAddress(UserFacingError):
    message = _("Pour un domaine, la preuve est une adresse de ce domaine.")
    field = "email"


class LinkOver(UserFacingError):
    message = _("Ce lien ne sert plus : demandez-en un autre.")


# --- The form -----------------------------------------------------------------------------------
@transaction.atomic
def ask(kind: str, value: str, email: str, *, withdraws: bool = False) -> ObjectionRequest:
    """Mail the link that proves the wish. Raises ProviderDomain, ForeignAddress.

    kind: of SuppressionEntry. For an address the proof is a mail to that very address.
    """
    if kind == Kind.ADDRESS:
        email = value
    if kind == Kind.DOMAIN:
        value = same_domain(value)
        if is_consumer(value):
            raise ProviderDomain
        if not _within(same_mailbox(email).rpartition("@")[2], value):
            raise ForeignAddress
    email = email.strip().lower()
    key = registry.address_keys(email)[0]
    request = ObjectionRequest(kind=kind, withdraws=withdraws, address_key=key)
    request.seal("value", value.strip().encode())
    request.seal("email", email.encode())
    request.save(force_insert=True)
    path = reverse("objection_confirm", args=[request.pk])
    context = {"request": request, "path": path}
    post.queue("applications/objection", context, key=str(request.pk), to=email)
    return request


def _within(domain: str, parent: str) -> bool:
    return domain == parent or domain.endswith(f".{parent}")


@transaction.atomic
def confirm(request: ObjectionRequest) -> bool:
    """The link came back: write the objection, or hand it to our staff. Tells whether it holds.

    An establishment's number proves nothing by itself: its address, or a domain that the company
    gave, does. Raises LinkOver.
    """
    locked = ObjectionRequest.objects.select_for_update().filter(pk=request.pk).first()
    if locked is None or not locked.is_open:
        raise LinkOver
    if locked.kind == Kind.SIRET and not _speaks_for(locked):
        locked.move(State.WAITING)
        return False
    settle(locked)
    return True


def _speaks_for(request: ObjectionRequest) -> bool:
    siret, email = request.unseal("value").decode(), request.unseal("email").decode()
    place = Establishment.objects.filter(siret=siret).select_related("company").first()
    if place is None:
        return False
    known = ApplicationAddress.objects.filter(establishment=place, email=email)
    return known.exists() or vouches(place.company, email.rpartition("@")[2])


def settle(request: ObjectionRequest) -> None:
    """Write the objection, or take it off the list, and erase the request."""
    value = request.unseal("value").decode()
    if request.withdraws:
        contact_rules.withdraw_objection(request.kind, value)
    else:
        contact_rules.object_to(request.kind, value)
    request.delete()


def refuse(request: ObjectionRequest) -> None:
    """Our staff is not convinced: the request is erased, and the person told."""
    email = request.unseal("email").decode()
    post.queue("applications/objection_refused", {}, key=str(request.pk), to=email)
    request.delete()


def expire(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Erase requests whose link nobody opened. Returns how many, or would be."""
    oldest = (as_of or timezone.now()) - registry.lasts("objection_request")
    old = ObjectionRequest.objects.filter(state=State.ASKED, created_at__lt=oldest)
    return old.count() if dry_run else old.delete()[0]


@desk.register
def on_the_desk() -> Iterator[desk.Item]:
    """What is asked about an establishment, and proven by nothing that we know."""
    for one in ObjectionRequest.objects.filter(state=State.WAITING):
        what = _("Opposition pour un établissement")
        why = _("retirer une opposition") if one.withdraws else _("ne plus recevoir de lettres")
        yield desk.Item(str(what), str(why), one.created_at, reverse("objections_desk"))


# --- The notice to a company whose address our staff found ----------------------------------------
def tell_companies(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Tell once each company whose address was imported; it may be written to seven days later.

    Returns how many are told, or would be.
    """
    now = as_of or timezone.now()
    untold = ApplicationAddress.objects.filter(
        source=ApplicationAddress.Source.IMPORT,
        told_at=None,
        refused_at=None,
        establishment__closed_at=None,
        establishment__company__closed_at=None,
    )
    if dry_run:
        return untold.count()
    return sum(_tell(pk, now) for pk in untold.values_list("pk", flat=True).iterator())


@transaction.atomic
def _tell(pk: int, now: datetime) -> bool:
    rows = ApplicationAddress.objects.select_for_update(skip_locked=True, of=("self",))
    address = rows.select_related("establishment__company").filter(pk=pk, told_at=None).first()
    if address is None:
        return False
    address.told_at, address.writable_from = now, now + NOTICE
    address.save(update_fields=["told_at", "writable_from"])
    context = {
        "address": address,
        "company": address.establishment.company,
        "path": reverse("notice", args=[notice_token(address)]),
    }
    post.queue("applications/notice", context, key=str(pk), to=address.email)
    return True


def notice_token(address: ApplicationAddress) -> str:
    """What the mailed link carries: a number of ours, signed, and nothing about anybody."""
    return signing.dumps(address.pk, salt=SALT)


def address_of(token: str) -> ApplicationAddress | None:
    """The address of a notice's link, None for a forged one. It serves as long as the address."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    rows = ApplicationAddress.objects.select_related("establishment__company")
    return rows.filter(pk=pk).first()


FEWEST = 2  # letters a month for a company that asks for few: our choice


@transaction.atomic
def answer_notice(address: ApplicationAddress, answer: str) -> None:
    """« accept », « limit » or « refuse », as often as the company changes its mind."""
    now = timezone.now()
    row = ApplicationAddress.objects.filter(pk=address.pk)
    if answer == "refuse":
        row.update(refused_at=now)
        contact_rules.object_to(Kind.ADDRESS, address.email)
        return
    row.update(refused_at=None, writable_from=max(address.told_at + NOTICE, now))
    contact_rules.withdraw_objection(Kind.ADDRESS, address.email)
    company = Company.objects.filter(pk=address.establishment.company_id)
    company.update(letters_a_month=FEWEST if answer == "limit" else None)
