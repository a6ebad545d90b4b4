"""Interviews: proposed by the company, answered by the candidate, and put into both calendars."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.states import MoveRefused
from privacy import post

from . import pipeline
from .models import Application, Interview

State = Interview.State


class InThePast(UserFacingError):
    message = gettext_lazy("Choisissez un moment à venir.")
    field = "starts_at"


class TooLate(UserFacingError):
    message = gettext_lazy("Cet entretien n’attend plus de réponse : il a changé ou il est passé.")


@transaction.atomic
def propose(application: Application, interview: Interview, *, by: User) -> None:
    """Propose a meeting in place of an earlier one, and tell the candidate.

    Raises InThePast, and MovedMeanwhile when the application is no longer open.
    """
    if interview.starts_at <= timezone.now():
        raise InThePast
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if not locked.is_open:
        raise pipeline.MovedMeanwhile
    pipeline.cancel_interview(locked)
    interview.application, interview.proposed_by = locked, by
    interview.save(force_insert=True)
    if locked.state != Application.State.INTERVIEW:
        pipeline.move(locked, Application.State.INTERVIEW, by=by, tell=False)
    application.state = locked.state
    _tell(interview, "interview_proposed", locked.candidate, locked.get_absolute_url())


@transaction.atomic
def answer(interview: Interview, *, accepted: bool) -> None:
    """The candidate's word; the company is told. Raises TooLate."""
    if not interview.may_be_answered:
        raise TooLate
    try:
        interview.move(State.ACCEPTED if accepted else State.DECLINED)
    except MoveRefused as error:
        raise TooLate from error
    path = reverse("received_one", args=[interview.application_id])
    for member in pipeline.members(interview.application.offer):
        _tell(interview, f"interview_{interview.state}", member, path)


def _tell(interview: Interview, name: str, user: User, path: str) -> None:
    context = {"interview": interview, "offer": interview.application.offer, "path": path}
    key = f"{interview.pk}:{interview.state}:{user.pk}"
    post.queue(f"applications/{name}", context, key=key, user=user)


def calendar(interview: Interview) -> bytes:
    """The meeting as an iCalendar file (RFC 5545), in UTC: right in every zone and season."""
    from datetime import UTC

    from icalendar import Calendar, Event

    offer = interview.application.offer
    event = Event()
    event.add("uid", f"{interview.pk}@{settings.SITE.hostname}")
    event.add("dtstamp", interview.moved_at.astimezone(UTC))
    event.add("dtstart", interview.starts_at.astimezone(UTC))
    event.add("dtend", interview.ends_at.astimezone(UTC))
    event.add(
        "summary",
        _("Entretien : %(title)s, %(company)s")
        % {"title": offer.title, "company": offer.company.name},
    )
    event.add("location", f"{interview.get_way_display()} : {interview.place}")
    event.add("status", "CONFIRMED" if interview.state == State.ACCEPTED else "TENTATIVE")
    whole = Calendar()
    whole.add("prodid", "-//MeilleursJobs//FR")
    whole.add("version", "2.0")
    whole.add_component(event)
    return whole.to_ical()
