"""Requests of people: noted, proven, answered in time, refused with reasons only."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.states import MoveRefused

from .. import post, registry
from ..delays import ANSWER, EXTENSION, due_on
from ..models import RightsRequest, StaffLook
from ..signals import rectified

Kind, State, Channel = RightsRequest.Kind, RightsRequest.State, RightsRequest.Channel
LINK_LIFE = timedelta(days=7)
SALT = "privacy.request"


class TooLate(UserFacingError):
    message = _("Le premier mois est passé : la loi ne permet plus de prolonger.")


class Answered(UserFacingError):
    message = _("Cette demande a déjà sa réponse.")


class NeedsReasons(UserFacingError):
    message = _("Écrivez les motifs : la personne les recevra.")
    field = "answer"


def done(user: Any, kind: str, answer: str = "") -> RightsRequest:
    """Note what a person did by themselves on the site."""
    return RightsRequest.objects.create(
        user=user,
        email=user.email,
        subject_key=registry.subject_keys(user)[0],
        kind=kind,
        channel=Channel.SELF,
        state=State.ANSWERED,
        answer=answer,
    )


def ask(user: Any, kind: str, words: str) -> RightsRequest:
    """What a signed-in person asks our staff."""
    request = RightsRequest.objects.create(
        user=user,
        email=user.email,
        subject_key=registry.subject_keys(user)[0],
        kind=kind,
        channel=Channel.FORM,
        words=words,
    )
    _tell("privacy/request_received", request, {})
    return request


def ask_by_mail(email: str, kind: str, words: str) -> RightsRequest:
    """What someone without an account asks: the address proves itself by a link, whoever it is."""
    email = email.strip().lower()
    request = RightsRequest.objects.create(
        email=email,
        subject_key=registry.address_keys(email)[0],
        kind=kind,
        channel=Channel.FORM,
        words=words,
        state=State.UNPROVEN,
    )
    _tell("privacy/request_confirm", request, {"path": link(request)})
    return request


def link(request: RightsRequest) -> str:
    """The path that proves the address: shows on GET, acts on POST."""
    return reverse("request_confirm", args=[signing.dumps(str(request.pk), salt=SALT)])


def of_link(token: str) -> RightsRequest | None:
    """The request of a mailed link, None for a forged or old one."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    except signing.BadSignature:
        return None
    return RightsRequest.objects.filter(pk=pk).first()


def account_of(request: RightsRequest) -> Any | None:
    """The account that bears the address: its owner signs in, and acts there."""
    return get_user_model().objects.filter(email=request.email).first()


def confirm(request: RightsRequest) -> None:
    """The address is proven: our staff has a month from the first word on. Idempotent."""
    try:
        request.move(State.RECEIVED)
    except MoveRefused:
        return
    _tell("privacy/request_received", request, {})


@transaction.atomic
def extend(request: RightsRequest, *, reason: str, by: Any) -> None:
    """Two months more, said within the first (GDPR article 12(3)).

    Raises NeedsReasons, TooLate, Answered.
    """
    if not reason.strip():
        raise NeedsReasons(field="extension_reason")
    if timezone.localdate() > due_on(request.received_at):
        raise TooLate
    later = due_on(request.received_at, months=ANSWER + EXTENSION)
    _move(request, State.EXTENDED, by, due_on=later, extension_reason=reason)
    _tell("privacy/request_extended", request, {})


@transaction.atomic
def answer(request: RightsRequest, *, words: str, by: Any) -> None:
    """Done, and said so. Raises NeedsReasons when nothing is said, Answered."""
    if not words.strip():
        raise NeedsReasons
    _move(request, State.ANSWERED, by, answer=words)
    _tell("privacy/request_answered", request, {})


@transaction.atomic
def refuse(request: RightsRequest, *, words: str, by: Any) -> None:
    """Refused with reasons, and the way to the CNIL and the courts (GDPR article 12(4)).

    Raises NeedsReasons, Answered.
    """
    if not words.strip():
        raise NeedsReasons
    _move(request, State.REFUSED, by, answer=words)
    _tell("privacy/request_refused", request, {})


def _move(request: RightsRequest, to: str, by: Any, **changes: Any) -> None:
    try:
        request.move(to, decided_by=registry.human_key(by), **changes)
    except MoveRefused as error:
        raise Answered from error


def _tell(name: str, request: RightsRequest, context: dict[str, Any]) -> None:
    post.queue(
        name,
        {"request": request, **context},
        key=f"{request.pk}:{request.state}",
        user=request.user,
        to=request.email,
    )


def look(subject: Any, *, by: Any, what: str, reason: str) -> StaffLook:
    """Note that a member of our staff looks at someone's data, before it is shown."""
    one = _look(subject, by=by, what=what, reason=reason)
    one.save(force_insert=True)
    return one


def _look(subject: Any, *, by: Any, what: str, reason: str) -> StaffLook:
    return StaffLook(
        subject_key=registry.subject_keys(subject)[0],
        staff_key=registry.human_key(by),
        what=what,
        reason=reason,
    )


def look_into(asked: RightsRequest, *, by: Any) -> None:
    """Note that a member of our staff opens the request of an account."""
    if asked.user is None:
        return
    with translation.override(asked.user.language):
        what = gettext("votre demande : %(right)s") % {"right": asked.get_kind_display()}
    look_daily([asked.user], by=by, what=what, reason=_("y répondre"))


def look_daily(subjects: Iterable[Any], *, by: Any, what: Any, reason: Any) -> None:
    """Note that a desk showed these people's data: once a day for each who looked.

    what, reason: lazy words, kept in the language of whom they are about.
    """
    said = {}
    for subject in subjects:
        with translation.override(subject.language):
            said[subject] = (str(what), str(reason))
    seen = StaffLook.objects.filter(
        subject_key__in=[key for subject in said for key in registry.subject_keys(subject)],
        staff_key=registry.human_key(by),
        what__in={shown for shown, _why in said.values()},
        at__date=timezone.localdate(),
    )
    known = set(seen.values_list("subject_key", flat=True))
    StaffLook.objects.bulk_create(
        _look(subject, by=by, what=shown, reason=why)
        for subject, (shown, why) in said.items()
        if known.isdisjoint(registry.subject_keys(subject))
    )


def looks_at(user: Any) -> Any:
    """Every look of our staff at this person's data, the latest first."""
    return StaffLook.objects.filter(subject_key__in=registry.subject_keys(user))


def forget_unproven(*, as_of: Any = None, dry_run: bool = False) -> int:
    """Erase what nobody confirmed within the link's life. Returns how many."""
    now = as_of or timezone.now()
    rows = RightsRequest.objects.filter(
        state=State.UNPROVEN, received_at__lt=now - LINK_LIFE - timedelta(days=1)
    )
    return rows.count() if dry_run else rows.delete()[0]


def type_in(email: str, kind: str, words: str, received_on: date) -> RightsRequest:
    """What came by post or mail: the month runs from the day it came."""
    user = get_user_model().objects.filter(email=email.strip().lower()).first()
    noon = time(12, tzinfo=timezone.get_default_timezone())
    received_at = datetime.combine(received_on, noon)
    keys = registry.subject_keys(user) if user else registry.address_keys(email)
    return RightsRequest.objects.create(
        user=user,
        email=email.strip().lower(),
        subject_key=keys[0],
        kind=kind,
        channel=Channel.STAFF,
        words=words,
        received_at=received_at,
    )


@transaction.atomic
def corrected(user: Any) -> None:
    """Note that a person corrected their name or address, and tell who received it (article 19)."""
    done(user, Kind.RECTIFICATION)
    rectified.send(sender=type(user), user=user)
