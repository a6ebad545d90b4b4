"""What one side of an application reports about the other: received, decided, and what follows.

The evidence is kept as it was. A person of our staff decides; nothing here acts by itself.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from jobs import desk
from jobs.services import reports as notices
from meilleursjobs.lib.errors import UserFacingError
from privacy import post
from privacy.registry import human_key
from privacy.services import requests

from . import pipeline, questions
from .models import Application, ApplicationReport, HiddenPart

Side, Part, State = ApplicationReport.Side, HiddenPart.Part, ApplicationReport.State
# What a decision may do, by who reported: its name, and the parts it hides.
HIDES = {
    Side.COMPANY: {
        "message": (Part.MESSAGE,),
        "resume": (Part.RESUME,),
        "both": (Part.MESSAGE, Part.RESUME),
    },
    Side.CANDIDATE: {"answer": (Part.ANSWER,)},
}
BUTTONS = {
    "message": gettext_lazy("Masquer ce qui est écrit"),
    "resume": gettext_lazy("Masquer le CV"),
    "both": gettext_lazy("Masquer ce qui est écrit et le CV"),
    "answer": gettext_lazy("Masquer le mot de l’entreprise"),
    "suspend": gettext_lazy("Suspendre l’entreprise"),
    "note": gettext_lazy("Retenir, sans rien masquer"),
}


class AlreadyReported(UserFacingError):
    message = gettext_lazy("Vous avez déjà signalé cette candidature : une personne la lit.")


class NothingThere(UserFacingError):
    message = gettext_lazy("Ce qui était signalé n’y est plus : il n’y a rien à masquer.")


# --- Who reports --------------------------------------------------------------------------------
@transaction.atomic
def receive(report: ApplicationReport) -> None:
    """Keep a notice with the application as it is now, and say so to who wrote it.

    Raises AlreadyReported while another of the same person waits, and TooManyToday.
    """
    report.shown, report.resume = _as_it_is(report.application), report.application.resume
    try:
        with transaction.atomic():
            notices.receive(report)
    except IntegrityError as error:
        raise AlreadyReported from error


def waits(application: Application, user: User) -> bool:
    """Whether a notice of this person about this application has no decision yet."""
    return application.reports.waiting().filter(user=user).exists()


def _as_it_is(application: Application) -> dict[str, Any]:
    meeting = application.interviews.order_by("-created_at").first()
    at = meeting and date_format(meeting.local_start, "DATETIME_FORMAT")
    return {
        "message": application.message,
        "answers": questions.in_words(application.answers),
        "answer": application.decision_words,
        "state": application.state,
        "reason": application.reason,
        "resume": application.resume.file_name if application.resume else "",
        "interview": f"{at}, {meeting.get_way_display()} : {meeting.place}" if meeting else "",
    }


# --- Our staff ----------------------------------------------------------------------------------
@desk.register
def on_the_desk() -> Iterator[desk.Item]:
    """What the sides of applications reported and nobody decided yet. No name stands there."""
    for one in ApplicationReport.objects.waiting().with_target():
        offer = one.application.offer
        what = {
            Side.COMPANY: _("Candidature à « %(title)s », %(company)s"),
            Side.CANDIDATE: _("Réponse de %(company)s à une candidature, « %(title)s »"),
        }[Side(one.side)] % {"title": offer.title, "company": offer.company.name}
        yield desk.Item(what, one.get_ground_display(), one.created_at, one.get_absolute_url())


def look(report: ApplicationReport, *, by: User, what: Any) -> None:
    """Note that our staff sees `what` of who applied, and who reported."""
    reason = gettext_lazy("regarder un signalement, et y répondre")
    candidate = report.application.candidate
    requests.look_daily([candidate], by=by, what=what, reason=reason)
    if report.user and report.user != candidate:
        said = gettext_lazy("votre signalement")
        requests.look_daily([report.user], by=by, what=said, reason=reason)


def acts(report: ApplicationReport) -> dict[str, str]:
    """What may be decided here beside « sans suite »: the act's name and its button."""
    here = contents(report.application)
    possible = [act for act, parts in HIDES[Side(report.side)].items() if here.keys() >= {*parts}]
    if report.side == Side.CANDIDATE and not report.application.offer.company.suspended_at:
        possible.append("suspend")
    return {act: BUTTONS[act] for act in (*possible, "note")}


@transaction.atomic
def uphold(report: ApplicationReport, act: str, *, answer: str, by: User) -> None:
    """The notice is right: hide what is reported, suspend the company, or only say so.

    Raises NothingThere when what was reported is gone, NeedsReasons, Decided.
    """
    if act not in acts(report):
        raise NothingThere
    notices.decide(report, State.UPHELD, answer=answer, by=by)
    company = report.application.offer.company
    if act == "suspend":
        notices.suspend(company, answer=answer, key=str(report.pk))
    for part in HIDES[Side(report.side)].get(act, ()):
        _hide(report, part, by=by)


def _hide(report: ApplicationReport, part: str, *, by: User) -> None:
    one, new = HiddenPart.objects.get_or_create(
        application=report.application,
        part=part,
        digest=contents(report.application)[part],
        lifted_at=None,
        defaults={"ground": report.ground, "facts": report.answer, "decided_by": human_key(by)},
    )
    if new:
        _tell(one, "hidden")


@transaction.atomic
def lift(one: HiddenPart, *, answer: str) -> None:
    """Show a part again, and tell its author why; twice changes nothing. Raises NeedsReasons."""
    if not answer.strip():
        raise notices.NeedsReasons
    rows = HiddenPart.objects.standing().filter(pk=one.pk)
    if rows.update(lifted_at=timezone.now()):
        _tell(one, "shown_again", answer=answer)


def _tell(one: HiddenPart, what: str, **context: str) -> None:
    """To who wrote the part: the candidate, or the company's members."""
    application = one.application
    by_company = one.part == Part.ANSWER
    authors = pipeline.members(application.offer) if by_company else [application.candidate]
    own, theirs = application.get_absolute_url(), reverse("received_one", args=[application.pk])
    path = theirs if by_company else own
    for author in authors:
        post.queue(
            f"applications/{what}",
            {"one": one, "offer": application.offer, "path": path, **context},
            key=f"{one.pk}:{author.pk}",
            user=author,
        )


# --- What is hidden -----------------------------------------------------------------------------
def contents(application: Application) -> dict[str, str]:
    """The parts that hold something, each with its fingerprint."""
    written = [application.message, *map("".join, questions.in_words(application.answers))]
    words = {Part.MESSAGE: "\n".join(written).strip(), Part.ANSWER: application.decision_words}
    found = {part: sha256(text.encode()).hexdigest() for part, text in words.items() if text}
    if application.resume:
        found[Part.RESUME] = application.resume.sha256
    return {str(part): digest for part, digest in found.items()}


def hidden(application: Application) -> dict[str, HiddenPart]:
    """The parts of an application that its other side may not read now, by name."""
    here = contents(application)
    rows = application.hidden.standing()
    return {one.part: one for one in rows if here.get(one.part) == one.digest}
