"""How often a company answers, once enough people are concerned that it speaks of nobody."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jobs.models import Company

from .models import Application, ApplicationStep, SpontaneousApplication
from .models.to_offer import SILENCE

FEWEST_PEOPLE = 11  # k: below it a rate would speak of persons (privacy.md, 44)
PERIOD = timedelta(days=365)
Kind, Outcome = ApplicationStep.Kind, SpontaneousApplication.Outcome
ANSWERS = (Kind.INTERVIEW, Kind.POOL, Kind.ACCEPTED, Kind.REFUSED)  # the candidate is told of each


def of_letters(company: Company) -> dict[str, int] | None:
    """How often a claimed company answers letters, in percent and out of how many.

    Counted: letters about which the candidate noted an answer, an interview, a refusal or silence.
    Not counted: those about which nothing is known, and dead addresses.
    """
    if company.claimed_at is None:
        return None
    told = SpontaneousApplication.objects.filter(
        establishment__company=company, follows=None, candidate__restriction=None
    ).exclude(outcome__in=["", Outcome.BOUNCED])
    return _rate(told, answered=~Q(outcome=Outcome.SILENCE))


def of_offers(company: Company) -> dict[str, int] | None:
    """How often it answers applications to its offers, in percent and out of how many.

    Counted: those received here for a year, but for the last thirty days, which it may still use.
    Not counted: those that the person took back before any answer.
    """
    now = timezone.now()
    answer = ApplicationStep.objects.filter(application=OuterRef("pk"), kind__in=ANSWERS)
    received = Application.objects.filter(
        offer__company=company,
        candidate__restriction=None,
        created_at__gt=now - PERIOD,
        created_at__lte=now - SILENCE,
    ).annotate(has_answer=Exists(answer))
    untaken = received.exclude(state=Application.State.WITHDRAWN, has_answer=False)
    return _rate(untaken, answered=Q(has_answer=True))


def _rate(rows: "QuerySet", *, answered: Q) -> dict[str, int] | None:
    counts = rows.aggregate(
        people=Count("candidate", distinct=True),
        total=Count("pk"),
        answered=Count("pk", filter=answered),
    )
    if counts["people"] < FEWEST_PEOPLE:
        return None
    return {"percent": round(100 * counts["answered"] / counts["total"]), "out_of": counts["total"]}
