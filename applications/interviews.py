"""Interviews: proposed by the company, answered by the candidate, and put into both calendars."""

import copy
from datetime import UTC

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from jobs.models import Offer
from meilleursjobs.lib import mail
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.states import MoveRefused
from privacy import post

from . import calendar_files, pipeline
from .models import Application, ApplicationStep, Interview
from .models.interview import Zone

State = Interview.State
ANY = object()  # whatever stands
FACTS = ("starts_at", "minutes", "way", "place")


class InThePast(UserFacingError):
    message = gettext_lazy("Choisissez un moment à venir.")
    field = "starts_at"


class Over(UserFacingError):
    message = gettext_lazy("Cet entretien est passé : il n’y a plus rien à annuler.")


class TooLate(UserFacingError):
    message = gettext_lazy("Cet entretien n’attend plus de réponse : il a changé ou il est passé.")


def preview(application: Application, interview: Interview) -> mail.Words:
    """The very mail that the candidate would receive; writes nothing.

    Raises InThePast, and MovedMeanwhile when the application is no longer open.
    """
    _check(application, interview)
    shown = copy.copy(interview)
    shown.application = application
    person = application.candidate
    context = {"user": person, **_told(shown, application.get_absolute_url())}
    return mail.write("applications/interview_proposed", context, language=person.language)


def _check(application: Application, interview: Interview) -> None:
    if interview.starts_at <= timezone.now():
        raise InThePast
    if not application.is_open:
        raise pipeline.MovedMeanwhile


def zone_of(offer: Offer) -> str:
    """The time zone of the first place of an offer."""
    place = offer.places.first()
    return Zone.of(place.commune_code if place else "")


def standing(application: Application) -> Interview | None:
    """The meeting that both sides are about to keep."""
    return application.interviews.standing().first()


@transaction.atomic
def propose(
    application: Application, interview: Interview, *, by: User, instead_of: object = ANY
) -> None:
    """Propose a meeting in place of an earlier one, and tell the candidate.

    instead_of: the meeting that stood when this was read, None for none. The very meeting proposed
    twice, by a double press, is proposed once. Raises InThePast, and MovedMeanwhile when the
    application is no longer open or another meeting stands by now.
    """
    locked = Application.objects.select_for_update().get(pk=application.pk)
    _check(locked, interview)
    found = standing(locked)
    if instead_of is not ANY and found != instead_of:
        if found and all(getattr(found, one) == getattr(interview, one) for one in FACTS):
            return
        raise pipeline.MovedMeanwhile
    pipeline.cancel_interview(locked)
    interview.application, interview.proposed_by = locked, by
    interview.save(force_insert=True)
    if locked.state != Application.State.INTERVIEW:
        pipeline.move(locked, Application.State.INTERVIEW, by=by, tell=False)
    application.state = locked.state
    _tell(interview, "interview_proposed", locked.candidate, locked.get_absolute_url())


def called_off(application: Application) -> Interview | None:
    """The last meeting, still ahead, that will not take place although the application goes on."""
    last = application.interviews.first()
    if last is None or last.state != State.CANCELLED or not application.is_open:
        return None
    return last if last.starts_at > timezone.now() else None


def preview_off(interview: Interview, words: str) -> mail.Words:
    """The very mail that tells the candidate; writes nothing. Raises what `call_off` raises."""
    application = interview.application
    _check_off(application, interview)
    person = application.candidate
    context = {"user": person, **_told(interview, application.get_absolute_url(), words)}
    return mail.write("applications/interview_called_off", context, language=person.language)


@transaction.atomic
def call_off(interview: Interview, *, by: User, words: str = "") -> None:
    """The company does not come: the meeting as it was read ends, and the candidate is told.

    The application goes on. Where this meeting had brought it to « entretien » it is again under
    study, and a company that leaves it there is reminded; put elsewhere since, it stays. The words
    are the company's last ones to the candidate. The same press twice calls it off once.
    Raises Over, and MovedMeanwhile when the candidate answered, another meeting stands by now, or
    the application is no longer open.
    """
    locked = Application.objects.select_for_update().get(pk=interview.application_id)
    if called_off(locked) == interview and locked.decision_words == words:
        return
    _check_off(locked, interview)
    try:
        interview.move(State.CANCELLED)
    except MoveRefused as error:
        raise pipeline.MovedMeanwhile from error
    pipeline.record(locked, ApplicationStep.Kind.CALLED_OFF, by)
    said = {"reason": "", "decision_words": words, "decided_by": ""}
    if locked.state == Application.State.INTERVIEW:
        pipeline.move(locked, Application.State.REVIEW, by=by, tell=False, **said)
    else:
        Application.objects.filter(pk=locked.pk).update(**said)
    _tell(interview, "interview_called_off", locked.candidate, locked.get_absolute_url(), words)


def _check_off(application: Application, interview: Interview) -> None:
    if interview.starts_at <= timezone.now():
        raise Over
    if not application.is_open:
        raise pipeline.MovedMeanwhile


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


def _tell(interview: Interview, name: str, user: User, path: str, words: str = "") -> None:
    key = f"{interview.pk}:{interview.state}:{user.pk}"
    post.queue(f"applications/{name}", _told(interview, path, words), key=key, user=user)


def _told(interview: Interview, path: str, words: str = "") -> dict[str, object]:
    offer = interview.application.offer
    return {"interview": interview, "offer": offer, "path": path, "words": words}


def calendar(interview: Interview) -> bytes:
    """The meeting as an iCalendar file, in UTC: right in every zone and season."""
    offer = interview.application.offer
    accepted = interview.state == State.ACCEPTED
    return calendar_files.one_event(
        interview.pk,
        written_at=interview.moved_at,
        dtstart=interview.starts_at.astimezone(UTC),
        dtend=interview.ends_at.astimezone(UTC),
        summary=_("Entretien : %(title)s, %(company)s")
        % {"title": offer.title, "company": offer.company.name},
        location=f"{interview.get_way_display()} : {interview.place}",
        status="CONFIRMED" if accepted else "TENTATIVE",
    )
