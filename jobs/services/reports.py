"""Notices of anyone about an offer or a company: received, decided by a person, answered."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.states import MoveRefused
from privacy import post
from privacy.registry import human_key

from ..models import Company, Membership, Offer, Report, StatementOfReasons
from ..signals import company_suspended
from . import moderation

State = Report.State
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


@transaction.atomic
def receive(report: Report) -> None:
    """Keep a notice and say so to its author (DSA article 16(4))."""
    report.save()
    _tell(report, "jobs/report_received")


@transaction.atomic
def uphold(report: Report, *, answer: str, by: User) -> None:
    """The notice is right: the offer or the company is suspended, its author told why.

    An offer that is over already stays so. Raises NeedsReasons, Decided.
    """
    _decide(report, State.UPHELD, answer, by)
    if report.offer and report.offer.state in (Offer.State.PUBLISHED, Offer.State.IN_REVIEW):
        ground = GROUNDS[Report.Ground(report.ground)]
        moderation.reject(report.offer, ground=ground, facts=answer, by=by)
    elif report.company:
        _suspend(report)


def _suspend(report: Report) -> None:
    """The company's page and offers go out of sight; its members are told why, once."""
    now, company = timezone.now(), report.company
    if Company.objects.filter(pk=company.pk, suspended_at=None).update(suspended_at=now):
        for member in Membership.objects.filter(company=company).select_related("user"):
            post.queue(
                "jobs/company_suspended",
                {"company": company, "answer": report.answer},
                key=f"{report.pk}:{member.user_id}",
                user=member.user,
            )
        company.suspended_at = now
        company_suspended.send(Company, company=company)


@transaction.atomic
def dismiss(report: Report, *, answer: str, by: User) -> None:
    """Nothing is done, and the author of the notice reads why. Raises NeedsReasons, Decided."""
    _decide(report, State.DISMISSED, answer, by)


def _decide(report: Report, to: str, answer: str, by: User) -> None:
    if not answer.strip():
        raise NeedsReasons
    try:
        report.move(to, answer=answer, decided_by=human_key(by))
    except MoveRefused as error:
        raise Decided from error
    _tell(report, "jobs/report_decided")


def _tell(report: Report, name: str) -> None:
    key = f"{report.pk}:{report.state}"
    post.queue(name, {"report": report}, key=key, user=report.user, to=report.email)
