"""Applications to offers: what the candidate and the recruiters of the company may do with them.

Every change of state passes through `move`: it writes the history and queues the mail, in one
transaction. Views begin at `owned_by` or `received_by`; here the acts themselves.
"""

import copy
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Resume, User
from jobs.models import Company, Membership, Offer
from jobs.questions import Question
from meilleursjobs.lib import mail
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.states import MoveRefused
from privacy import consent, post
from privacy.registry import human_key

from . import arrivals, recalls
from .models import Application, ApplicationNote, ApplicationStep, Interview
from .questions import Answer

State, Kind = Application.State, ApplicationStep.Kind
# A CV opened again within the hour is the same reading.
SAME_READING = timedelta(hours=1)
LEFT_WAITING = "etat=attente&tri=anciennes"  # of the list of received applications


class AlreadyApplied(UserFacingError):
    message = _("Vous avez déjà postulé à cette offre.")


class NotOpen(UserFacingError):
    message = _("Cette offre ne prend plus de candidatures.")


class QuestionsChanged(UserFacingError):
    message = _(
        "L’employeur a changé ses questions pendant que vous écriviez. Relisez-les avant "
        "d’envoyer : ce que vous aviez écrit est gardé."
    )


class MovedMeanwhile(UserFacingError):
    message = _(
        "Cette candidature a changé entre-temps : relisez où elle en est avant de continuer."
    )


class NotKept(UserFacingError):
    message = _("Cette personne n’a pas demandé à être gardée pour d’autres postes.")


class ReasonMissing(UserFacingError):
    message = _("Choisissez le motif : la personne le lira.")
    field = "reason"


# --- The candidate ------------------------------------------------------------------------------
@transaction.atomic
def apply(
    offer: Offer,
    *,
    by: User,
    resume: Resume | None = None,
    message: str = "",
    shares_phone: bool = False,
    may_be_kept: bool = False,
    asked: Sequence[Question] = (),
    answers: Sequence[Answer] = (),
) -> Application:
    """Send an application to a visible offer that takes them here.

    asked: the questions that the candidate was shown, to which `answers` answers.
    Raises NotOpen, QuestionsChanged when the offer asks something else by now, and AlreadyApplied
    for a second press or a second try: the database decides.
    """
    takes = Offer.objects.visible().filter(pk=offer.pk, apply_mode=Offer.ApplyMode.HERE)
    # The lock: an offer is not filled, nor changed, between this look and our row.
    locked = takes.select_for_update(of=("self",), no_key=True).only("questions").first()
    if locked is None:
        raise NotOpen
    if locked.questions != list(asked):
        raise QuestionsChanged
    try:
        with transaction.atomic():
            application = Application.objects.create(
                offer=offer,
                candidate=by,
                resume=resume,
                message=message,
                answers=list(answers),
                shares_phone=shares_phone,
                may_be_kept=may_be_kept,
            )
    except IntegrityError as error:
        raise AlreadyApplied from error
    record(application, Kind.SENT, by)
    if may_be_kept:
        consent.prove(by, consent.Act.POOL, given=True, surface="apply")
    arrivals.tell(application, members(offer))
    return application


@transaction.atomic
def withdraw(application: Application, *, by: User) -> None:
    """Take the application back: CV, message and answers are no longer readable by anyone there.

    Raises MovedMeanwhile.
    """
    nothing = {"resume": None, "message": "", "answers": []}
    nothing |= {"shares_phone": False, "may_be_kept": False}
    kept = application.may_be_kept
    tell_that_nobody_comes(application)
    move(application, State.WITHDRAWN, by=by, tell=False, **nothing)
    if kept:
        consent.prove(by, consent.Act.POOL, given=False, surface="withdrawn")
    recalls.begin(application, recalls.Why.WITHDRAWN)


def tell_that_nobody_comes(application: Application, *, leaving: bool = False) -> None:
    """The candidate takes the application back: whoever awaits them at a meeting is told.

    Before the meeting is cancelled, in the caller's transaction. `leaving`: the account goes, and
    nothing of the mail that names its person stays here.
    """
    # The lock: nobody calls the meeting off between this look and its end.
    Application.objects.select_for_update().filter(pk=application.pk).first()
    for meeting in application.interviews.standing().filter(starts_at__gt=timezone.now()):
        for member in members(application.offer):
            post.queue(
                "applications/interview_off",
                {
                    "interview": meeting,
                    "offer": application.offer,
                    "name": application.candidate.get_full_name() if leaving else "",
                    "path": reverse("received_one", args=[application.pk]),
                },
                key=f"{meeting.pk}:{member.pk}",
                user=member,
                erase_when_sent=leaving,
            )


@transaction.atomic
def stop_keeping(application: Application, *, by: User) -> None:
    """The candidate no longer wants to be kept for other jobs; the application itself goes on.

    Kept for later, it is again under study. Twice changes nothing. Raises MovedMeanwhile.
    """
    rows = Application.objects.filter(pk=application.pk, may_be_kept=True)
    if application.state == State.POOL:
        try:
            application.move(State.REVIEW, may_be_kept=False)
        except MoveRefused as error:
            raise MovedMeanwhile from error
    elif not rows.exclude(state=State.POOL).update(may_be_kept=False):
        if rows.exists():
            raise MovedMeanwhile
        return
    record(application, Kind.UNKEPT, by)
    consent.prove(by, consent.Act.POOL, given=False, surface="application")


# --- The recruiters -----------------------------------------------------------------------------
def members(offer: Offer) -> list[User]:
    """The people who act for the company of this offer."""
    rows = Membership.objects.filter(company=offer.company_id).select_related("user")
    return [row.user for row in rows if row.user.is_active]


@transaction.atomic
def advance(application: Application, to: str, *, by: User, words: str = "") -> None:
    """Put the application under study, keep it for later or accept it.

    Raises MovedMeanwhile when it is no longer where the recruiter saw it, NotKept when the
    candidate did not agree to be kept for later.
    """
    if to not in {State.REVIEW, State.POOL, State.ACCEPTED}:
        raise MovedMeanwhile
    if to == State.POOL and not application.may_be_kept:
        raise NotKept
    move(application, to, by=by, reason="", decision_words=words, decided_by="")


@transaction.atomic
def refuse(application: Application, *, reason: str, by: User, words: str = "") -> None:
    """Refuse with a reason that the candidate reads. Raises ReasonMissing, MovedMeanwhile."""
    if reason not in Application.Reason.values:
        raise ReasonMissing
    move(
        application,
        State.REFUSED,
        by=by,
        reason=reason,
        decision_words=words,
        decided_by=human_key(by),
    )


FIRST_NAME, POSITION = "[prénom]", "[poste]"  # in the words of an answer, replaced for each


def personal(words: str, application: Application) -> str:
    """The words of an answer for this person: first name and position in their places."""
    words = words.replace(FIRST_NAME, application.candidate.first_name)
    return words.replace(POSITION, application.offer.title)


def _told(application: Application) -> dict[str, Any]:
    return {"application": application, "path": application.get_absolute_url()}


def preview(application: Application, to: str, *, reason: str = "", words: str = "") -> mail.Words:
    """The very mail that the candidate would receive; writes nothing."""
    shown = copy.copy(application)
    shown.state, shown.moved_at = to, timezone.now()
    shown.reason, shown.decision_words = reason, personal(words, application)
    person = application.candidate
    context = {"user": person, **_told(shown)}
    return mail.write("applications/moved", context, language=person.language)


def answer(application: Application, to: str, *, reason: str, by: User, words: str = "") -> None:
    """Decide, and write to the candidate. Raises what `refuse` and `advance` raise."""
    words = personal(words, application)
    if to == State.REFUSED:
        refuse(application, reason=reason, by=by, words=words)
    else:
        advance(application, to, by=by, words=words)


@transaction.atomic
def add_note(application: Application, text: str, *, by: User) -> ApplicationNote:
    """Keep a note for the colleagues; the candidate receives it if they ask for their data."""
    return ApplicationNote.objects.create(application=application, author=by, text=text)


@transaction.atomic
def note_reading(application: Application, *, by: User) -> None:
    """Write down that somebody opens the CV: the candidate sees who and when.

    Opened again since it was called back from them, or since they confirmed that no copy is left,
    it is another reading: it would be called back again.
    """
    since = max([timezone.now() - SAME_READING, *recalls.moments(application, by)])
    recent = ApplicationStep.objects.filter(application=application, kind=Kind.READ, actor=by)
    if not recent.filter(at__gte=since).exists():
        record(application, Kind.READ, by)


def record(application: Application, kind: str, actor: User | None) -> None:
    """One line of the history that both sides read."""
    ApplicationStep.objects.create(application=application, kind=kind, actor=actor)


def move(
    application: Application, to: str, *, by: User, tell: bool = True, **changes: object
) -> None:
    """One change of state, its line of history, and the mail to the candidate if `tell`.

    In the caller's transaction. Raises MovedMeanwhile.
    """
    try:
        application.move(to, **changes)
    except MoveRefused as error:
        raise MovedMeanwhile from error
    record(application, Kind(to), by)
    if not application.is_open:
        cancel_interview(application)
    if tell:
        post.queue(
            "applications/moved",
            _told(application),
            key=f"{application.pk}:{to}:{application.moved_at.isoformat()}",
            user=application.candidate,
        )


def cancel_interview(application: Application) -> None:
    """The application ended, or another date comes: the meeting that stood no longer does."""
    for interview in application.interviews.standing().select_for_update():
        interview.move(Interview.State.CANCELLED)


# --- When the offer ends, and when nobody answers -----------------------------------------------
def tell_that_it_is_over(offer: Offer) -> int:
    """Tell who still waits that the offer was filled or withdrawn, once. Returns how many."""
    waiting = list(Application.objects.filter(offer=offer).open().select_related("candidate"))
    for application in waiting:
        post.queue(
            "applications/offer_over",
            {"offer": offer, "path": application.get_absolute_url()},
            key=f"{application.pk}:{offer.state}",
            user=application.candidate,
        )
    return len(waiting)


def tell_of_suspension(company: Company) -> int:
    """Tell who waits for this company that it may read nothing, or may again: one mail each.

    Returns how many.
    """
    waiting = Application.objects.filter(offer__company=company).open()
    people = User.objects.filter(pk__in=waiting.values("candidate"))
    for person in people:
        post.queue(
            "applications/company_suspended",
            {"company": company, "path": reverse("board")},
            key=f"{company.pk}:{timezone.now().isoformat()}:{person.pk}",
            user=person,
        )
    return len(people)


def remind_recruiters(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """One mail a week at most to each member whose company left people without a word.

    Returns how many mails were queued, or would be.
    """
    now = as_of or timezone.now()
    week = timezone.localtime(now).strftime("%G-W%V")
    silent = Application.objects.left_waiting(now).filter(
        offer__company__suspended_at=None, candidate__restriction=None
    )
    counts = (
        Membership.objects.filter(company__offers__applications__in=silent, user__is_active=True)
        .values_list("user")
        .annotate(count=Count("company__offers__applications"))
    )
    people = User.objects.in_bulk([pk for pk, _count in counts])
    for pk, count in () if dry_run else counts:
        context = {"count": count, "path": f"{reverse('received')}?{LEFT_WAITING}"}
        post.queue("applications/reminder", context, key=f"{pk}:{week}", user=people[pk])
    return len(people)
