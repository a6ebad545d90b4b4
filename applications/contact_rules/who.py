"""Who may be written to: objections, closed doors, and the guard of the outbox."""

from gmail_send.models import Delivery
from jobs.keys import name_key
from jobs.models import ApplicationAddress, Company, Establishment
from meilleursjobs.lib.crypto import digests

from ..addresses import same_domain, same_mailbox, spellings
from ..models import SpontaneousApplication, SuppressionEntry


def _keys(kind: str, value: str) -> list[str]:
    return digests(value, purpose=f"suppression.{kind}")


def contact_keys(recipient: str, siret: str = "") -> list[str]:
    """Keyed hashes under which somebody may have objected to this letter.

    The address, its domain with every parent domain, and the SIRET; each under every key of the
    ring, so that an objection outlives a rotation.
    """
    address = same_mailbox(recipient)
    labels = address.rpartition("@")[2].split(".")
    found = _keys("address", address)
    for start in range(len(labels) - 1):
        found += _keys("domain", ".".join(labels[start:]))
    return found + (_keys("siret", siret) if siret else [])


def object_to(kind: str, value: str) -> SuppressionEntry:
    """Put an address, a domain or a SIRET on the objection list; again changes nothing."""
    spelling = {"address": same_mailbox, "domain": same_domain}.get(kind, str.strip)
    hashes = _keys(kind, spelling(value))
    entry = SuppressionEntry.objects.filter(digest__in=hashes).first()
    return (
        entry
        or SuppressionEntry.objects.get_or_create(digest=hashes[0], defaults={"kind": kind})[0]
    )


def withdraw_objection(kind: str, value: str) -> bool:
    """Take an address, a domain or a SIRET off the list. Tells whether it was there."""
    spelling = {"address": same_mailbox, "domain": same_domain}.get(kind, str.strip)
    hashes = _keys(kind, spelling(value))
    return bool(SuppressionEntry.objects.filter(digest__in=hashes).delete()[0])


def has_objected(recipient: str, siret: str = "") -> bool:
    """Whether the address, its domain or the establishment is on the objection list."""
    return SuppressionEntry.objects.filter(digest__in=contact_keys(recipient, siret)).exists()


def company_code(company: Company | None, establishment: Establishment | None) -> str:
    """The code of what forbids to write to this company or place, "" when nothing does."""
    if company and company.suspended_at:
        return "company_suspended"
    if company and company.closed_at:
        return "company_closed"
    if company and company.refuses_since:
        return "company_refuses"
    if establishment and establishment.closed_at:
        return "establishment_closed"
    return ""


def _address_code(application: SpontaneousApplication) -> str:
    """What is known of the address: at this establishment, or anywhere when it was typed."""
    known = ApplicationAddress.objects.filter(email__in=spellings(application.recipient))
    place = application.establishment_id
    here = known.filter(establishment=place) if place else known
    found = application.address_source == application.Source.FOUND
    if not found and here.filter(refused_at__isnull=False).exists():
        return "address_refused"
    if here.writable().exists() or not (found or place):
        return ""
    companies = Company.objects.filter(establishments__addresses__in=known)
    if code := next(filter(None, (company_code(one, None) for one in companies)), ""):
        return code
    if known.filter(refused_at__isnull=False).exists():
        return "address_refused"
    return "" if found else "address_unusable"


def _typed_name_code(application: SpontaneousApplication) -> str:
    """A company typed by hand, when every listed one of that very name refuses letters."""
    if application.establishment_id:
        return ""
    same_name = Company.objects.listed().filter(name_key=name_key(application.company_name))
    refuses = same_name.filter(refuses_since__isnull=False).exists()
    return "name_refuses" if refuses and not same_name.filter(refuses_since=None).exists() else ""


def forbidden(application: SpontaneousApplication) -> str:
    """The code of what forbids this letter whatever the date, "" when nothing does."""
    place = application.establishment
    siret = place.siret if place else ""
    code = company_code(place.company if place else None, place)
    if not code and has_objected(application.recipient, siret):
        code = "objection"
    return code or _address_code(application) or _typed_name_code(application)


def guard(delivery: Delivery) -> str | None:
    """Asked by the outbox in the transaction that claims a delivery: a code refuses it."""
    application = (
        SpontaneousApplication.objects.filter(delivery=delivery)
        .select_related("establishment__company")
        .first()
    )
    return (forbidden(application) or None) if application else None
