"""Notices: received, decided by a person, answered; and what follows for offers and companies."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meilleursjobs.lib.crypto import digests
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.limits import allow
from meilleursjobs.lib.states import MoveRefused
from privacy import post
from privacy.registry import human_key

from .. import desk
from ..models import Company, Membership, Notice, Offer, Report, StatementOfReasons
from ..signals import company_suspended
from . import moderation

State = Notice.State
NOTICES_A_DAY = 10  # of one mailbox
Ground = StatementOfReasons.Ground
# What a notice says, as the ground of a decision about an offer.
GROUNDS = {
    Report.Ground.DISCRIMINATES: Ground.DISCRIMINATES,
    Report.Ground.MISLEADING: Ground.MISLEADING,
    Report.Ground.FRAUD: Ground.FRAUD,
    Report.Ground.UNPAID: Ground.UNLAWFUL,
    Report.Ground.PRIVACY: Ground.UNLAWFUL,
    Report.Ground.ELSE: Ground.UNLAWFUL,
}


class Decided(UserFacingError):
    message = _("Ce signalement a déjà sa décision.")


class NeedsReasons(UserFacingError):
    message = _("Dites pourquoi : la personne qui signale le lira.")
    field = "answer"


class TooManyToday(UserFacingError):
    message = _("Dix signalements aujourd’hui : écrivez-nous pour la suite.")


@transaction.atomic
def receive(report: Notice) -> None:
    """Keep a notice and say so to its author (DSA article 16(4)). Raises TooManyToday."""
    name = digests(report.email.lower(), purpose="limit")[0]
    if not allow("report", name, times=NOTICES_A_DAY, seconds=86_400):
        raise TooManyToday
    report.save()
    _tell(report, "received")


@transaction.atomic
def uphold(report: Report, *, answer: str, by: User) -> None:
    """The notice is right: the offer or the company is suspended, its author told why.

    An offer that is over already stays so. Raises NeedsReasons, Decided.
    """
    decide(report, State.UPHELD, answer=answer, by=by)
    if report.offer and report.offer.state in (Offer.State.PUBLISHED, Offer.State.IN_REVIEW):
        ground = GROUNDS[Report.Ground(report.ground)]
        moderation.reject(report.offer, ground=ground, facts=answer, by=by, suspend=True)
    elif report.company:
        suspend(report.company, answer=answer, key=str(report.pk))


@transaction.atomic
def suspend(company: Company, *, answer: str, key: str) -> bool:
    """The company's page and offers go out of sight; its members are told why, once.

    key: of the decision, so that its mails leave once. Returns False when it was so already.
    """
    now = timezone.now()
    if not Company.objects.filter(pk=company.pk, suspended_at=None).update(suspended_at=now):
        return False
    for member in Membership.objects.filter(company=company).select_related("user"):
        post.queue(
            "jobs/company_suspended",
            {"company": company, "answer": answer},
            key=f"{key}:{member.user_id}",
            user=member.user,
        )
    company.suspended_at = now
    company_suspended.send(Company, company=company)
    return True


@transaction.atomic
def dismiss(report: Notice, *, answer: str, by: User) -> None:
    """Nothing is done, and the author of the notice reads why. Raises NeedsReasons, Decided."""
    decide(report, State.DISMISSED, answer=answer, by=by)


@transaction.atomic
def decide(report: Notice, to: str, *, answer: str, by: User) -> None:
    """Close a notice and answer it; what follows is the caller's. Raises NeedsReasons, Decided."""
    if not answer.strip():
        raise NeedsReasons
    try:
        report.move(to, answer=answer, decided_by=human_key(by))
    except MoveRefused as error:
        raise Decided from error
    _tell(report, "decided")


def _tell(report: Notice, what: str) -> None:
    key = f"{report.pk}:{report.state}"
    post.queue(
        f"{report.MAILS}_{what}", {"report": report}, key=key, user=report.user, to=report.email
    )


@desk.register
def on_the_desk() -> Iterator[desk.Item]:
    """What anyone reported and nobody decided yet."""
    for one in Report.objects.waiting().with_target():
        company = one.offer.company if one.offer else one.company
        what = f"{one.offer.title}, {company.name}" if one.offer else company.name
        yield desk.Item(what, one.get_ground_display(), one.created_at, one.get_absolute_url())
