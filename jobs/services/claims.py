"""Claiming a company: who says that they recruit for it, and what shows it.

A code mailed to the claimant's professional address proves that address. When its domain is one
that the company itself gave (its site, an address for applications), that is enough; otherwise our
staff looks, within two working days: a domain that nobody vouched for proves nothing.
"""

import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meilleursjobs.lib.crypto import digests
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.mail_domains import is_consumer
from meilleursjobs.lib.states import MoveRefused
from privacy import post
from privacy.registry import human_key

from ..models import ApplicationAddress, Claim, Company, Establishment, Membership
from ..models.claim import CODE_LIFE, CODE_TRIES

State = Claim.State
WORKING_DAYS = 2  # within which our staff answers


class AlreadyClaimed(UserFacingError):
    message = _("Vous avez déjà une demande pour cet établissement.")


class AlreadyMember(UserFacingError):
    message = _("Vous êtes déjà membre de cette entreprise.")


class WrongCode(UserFacingError):
    message = _("Ce code n’est pas le bon, ou il n’est plus valable.")
    field = "code"


class DecidedMeanwhile(UserFacingError):
    message = _("Cette demande a déjà été traitée.")


@transaction.atomic
def begin(claim: Claim) -> None:
    """Save a claim and mail its code.

    Raises AlreadyMember, and AlreadyClaimed when the same person claims the same place twice.
    """
    place = Establishment.objects.filter(siret=claim.siret).select_related("company").first()
    claim.company = place.company if place else None
    claim.email = claim.email.lower()
    if (
        claim.company
        and Membership.objects.filter(company=claim.company, user=claim.claimant).exists()
    ):
        raise AlreadyMember
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyClaimed from error
    send_code(claim)


@transaction.atomic
def send_code(claim: Claim) -> None:
    """Mail a fresh code to the professional address; the earlier one no longer works."""
    code = f"{secrets.randbelow(10**8):08d}"
    sent = Claim.objects.filter(pk=claim.pk, state=State.CODE).update(
        code_digest=_digest(claim, code), code_sent_at=timezone.now(), tries=0
    )
    if sent:
        post.queue(
            "jobs/claim_code",
            {"code": f"{code[:4]}-{code[4:]}", "claim": claim},
            key=f"{claim.pk}:{secrets.token_hex(8)}",
            to=claim.email,
        )


def _digest(claim: Claim, code: str) -> str:
    return digests(f"{claim.pk}:{code}", purpose="claim.code")[0]


def confirm(claim: Claim, code: str) -> None:
    """The code came back: the address is the claimant's. Raises WrongCode.

    Accepts the claim when the company itself vouched for the domain, else hands it to the staff.
    """
    # Counted before it is compared, and outside the transaction that a wrong code rolls back.
    counted = Claim.objects.filter(
        pk=claim.pk,
        state=State.CODE,
        tries__lt=CODE_TRIES,
        code_sent_at__gt=timezone.now() - CODE_LIFE,
    ).update(tries=F("tries") + 1)
    claim.refresh_from_db()
    typed = "".join(sign for sign in code if sign.isdecimal())
    if not counted or not secrets.compare_digest(claim.code_digest, _digest(claim, typed)):
        raise WrongCode
    vouched = vouches(claim.company, claim.domain) and not has_owner(claim.company)
    with transaction.atomic():
        if vouched:
            _accept(claim, proof=Company.Proof.DOMAIN, email_proven=True, code_digest="")
        else:
            claim.move(State.WAITING, email_proven=True, code_digest="")


def due(at: datetime) -> datetime:
    """Two working days later (Saturdays and Sundays do not count): what the screens promise."""
    left = WORKING_DAYS
    while left:
        at += timedelta(days=1)
        left -= timezone.localtime(at).weekday() < 5
    return at


def has_owner(company: Company | None) -> bool:
    """Whether somebody already answers for the company."""
    return company is not None and bool(with_owner([company]))


def with_owner(companies: list[Company]) -> set[int]:
    """Keys of those for which somebody already answers."""
    owners = Membership.objects.filter(role=Membership.Role.OWNER, user__is_active=True)
    return set(owners.filter(company__in=companies).values_list("company", flat=True))


def vouches(company: Company | None, domain: str) -> bool:
    """Whether the company itself gave this mail domain: its site's, or an address of its own.

    Only a verified page counts for the site, and never a domain on which anyone gets a mailbox.
    """
    if company is None or is_consumer(domain):
        return False
    site = urlsplit(company.website).hostname or "" if company.verified_at else ""
    given = ApplicationAddress.objects.filter(
        establishment__company=company,
        source=ApplicationAddress.Source.COMPANY,
        email__endswith=f"@{domain}",
    )
    return site.removeprefix("www.") == domain or given.exists()


# --- Staff --------------------------------------------------------------------------------------
@transaction.atomic
def accept(claim: Claim, *, by: User) -> None:
    """Our staff is convinced. Raises DecidedMeanwhile."""
    try:
        _accept(claim, proof=Company.Proof.STAFF, decided_by=human_key(by))
    except MoveRefused as error:
        raise DecidedMeanwhile from error


@transaction.atomic
def refuse(claim: Claim, *, reason: str, by: User) -> None:
    """Our staff is not, and says why. Raises DecidedMeanwhile."""
    try:
        claim.move(State.REFUSED, reason=reason, decided_by=human_key(by))
    except MoveRefused as error:
        raise DecidedMeanwhile from error
    post.queue("jobs/claim_refused", {"claim": claim}, key=str(claim.pk), user=claim.claimant)


def _accept(claim: Claim, *, proof: str, **changes: object) -> None:
    """The claim holds: the company is verified, the claimant its owner (a recruiter beside one)."""
    company = claim.company or _created(claim)
    claim.move(State.ACCEPTED, company=company, **changes)
    now = timezone.now()
    Company.objects.filter(pk=company.pk, claimed_at=None).update(claimed_at=now)
    Company.objects.filter(pk=company.pk, verified_at=None).update(
        verified_at=now, verified_how=proof
    )
    role = Membership.Role.RECRUITER if has_owner(company) else Membership.Role.OWNER
    Membership.objects.get_or_create(user=claim.claimant, company=company, defaults={"role": role})
    post.queue("jobs/claim_accepted", {"claim": claim}, key=str(claim.pk), user=claim.claimant)


def _created(claim: Claim) -> Company:
    """A company that the directory does not have: made once it is proven, never before."""
    siren = claim.siret[:9]
    company, _new = Company.objects.get_or_create(siren=siren, defaults={"name": claim.name})
    Establishment.objects.get_or_create(
        siret=claim.siret,
        defaults={"company": company, "commune_code": claim.commune_code},
    )
    return company
