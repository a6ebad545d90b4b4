"""Who acts for a company: invitations, roles, and leaving."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meilleursjobs.lib.errors import UserFacingError
from privacy import post

from ..models import Company, Invitation, Membership

Role = Membership.Role


class AlreadyInvited(UserFacingError):
    message = _("Cette personne est déjà invitée.")
    field = "email"


class AlreadyMember(UserFacingError):
    message = _("Cette personne est déjà membre de l’entreprise.")
    field = "email"


class NotYours(UserFacingError):
    message = _("Cette invitation ne vaut plus, ou elle a été envoyée à une autre adresse.")


class LastOwner(UserFacingError):
    message = _("L’entreprise garde toujours un responsable : nommez-en d’abord un autre.")


@transaction.atomic
def invite(company: Company, email: str, role: str, *, by: User) -> Invitation:
    """Mail an invitation that works once, for seven days.

    Raises AlreadyMember, and AlreadyInvited while an earlier one is open.
    """
    email = email.strip().lower()
    if Membership.objects.filter(company=company, user__email=email).exists():
        raise AlreadyMember
    for earlier in Invitation.objects.filter(company=company, email=email, used_at=None):
        if not earlier.is_open:
            earlier.delete()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                company=company, email=email, role=role, invited_by=by
            )
    except IntegrityError as error:
        raise AlreadyInvited from error
    context = {"invitation": invitation, "company": company, "by": by}
    post.queue("jobs/invitation", context, key=str(invitation.pk), to=email)
    return invitation


@transaction.atomic
def join(invitation: Invitation, *, user: User) -> Membership:
    """Use an invitation, once, by the person it was mailed to. Raises NotYours."""
    locked = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    addresses = user.emailaddress_set.filter(verified=True, email=invitation.email)
    if locked is None or not locked.is_open or not addresses.exists():
        raise NotYours
    locked.used_at = timezone.now()
    locked.save(update_fields=["used_at"])
    membership, _new = Membership.objects.get_or_create(
        user=user, company=locked.company, defaults={"role": locked.role}
    )
    return membership


@transaction.atomic
def change_role(membership: Membership, role: str) -> None:
    """Make a colleague an owner or a recruiter. Raises LastOwner."""
    _keep_an_owner(membership, leaves=role != Role.OWNER)
    Membership.objects.filter(pk=membership.pk).update(role=role)


@transaction.atomic
def remove(membership: Membership) -> None:
    """A colleague leaves, or is removed: access ends at once. Raises LastOwner."""
    _keep_an_owner(membership, leaves=True)
    Membership.objects.filter(pk=membership.pk).delete()


def _keep_an_owner(membership: Membership, *, leaves: bool) -> None:
    """Under a lock on the company: two owners cannot leave at the same moment."""
    Company.objects.select_for_update(no_key=True).get(pk=membership.company_id)
    others = Membership.objects.filter(company=membership.company_id, role=Role.OWNER)
    if leaves and not others.exclude(pk=membership.pk).exists():
        raise LastOwner
