"""What happens to a spontaneous application, by the candidate's hand."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from gmail_send import services as gmail
from gmail_send.models import MOST_AHEAD, Delivery, GmailAccount, NotConnected
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.states import MoveRefused

from . import contact_rules, letters
from .models import (
    ApplicationEvent,
    DraftContent,
    Reservation,
    SendLog,
    SpontaneousApplication,
    Words,
)

State, Kind = SpontaneousApplication.State, ApplicationEvent.Kind


class ChangedSinceValidation(UserFacingError):
    message = _(
        "La lettre a changé depuis l’aperçu que vous avez lu : rien n’est parti. Relisez-la, puis "
        "validez de nouveau."
    )


class NotADraft(UserFacingError):
    message = _("Cette lettre n’est plus un brouillon.")


class BegunTwice(UserFacingError):
    message = _("Ce brouillon vient d’être enregistré par votre premier clic.")


class WrongDate(UserFacingError):
    message = _("Choisissez un moment à venir, dans les 21 jours.")
    field = "send_at"


def record(
    application: SpontaneousApplication, kind: str, *, by: User | None = None, detail: str = ""
) -> None:
    """Add a line to the application's history."""
    ApplicationEvent.objects.create(
        application=application, kind=kind, actor=by, detail=detail[:60]
    )


# --- The draft --------------------------------------------------------------------------------
@transaction.atomic
def save_draft(application: SpontaneousApplication, words: Words) -> None:
    """Write a new or changed draft with its text.

    Raises NotADraft when it left meanwhile, BegunTwice when another press made it first.
    """
    new = application._state.adding
    if not new and _locked(application).state != State.DRAFT:
        raise NotADraft
    application.edited_at = timezone.now()
    try:
        with transaction.atomic():
            application.save(force_insert=new)
    except IntegrityError as error:  # the other press of a double click made it first
        raise BegunTwice from error
    content = DraftContent(application=application)
    content.write(words)
    content.save()
    if new:
        record(application, Kind.STARTED, by=application.candidate)


@transaction.atomic
def delete_draft(application: SpontaneousApplication) -> None:
    """Erase a draft with its text. Raises NotADraft.

    Of a letter whose first attempt may have left, the text goes and the line stays: erasing its
    place among the limits would let a second one leave to the same person.
    """
    if _locked(application).state != State.DRAFT:
        raise NotADraft
    if Reservation.objects.filter(application=application).exists():
        DraftContent.objects.filter(application=application).delete()
    else:
        application.delete()


@transaction.atomic
def take_up(application: SpontaneousApplication, *, by: User) -> None:
    """Make a draft again of a letter that did not leave. Raises NotADraft."""
    try:
        application.move(State.DRAFT, delivery=None, kept_digest="", edited_at=timezone.now())
    except MoveRefused as error:
        raise NotADraft from error
    record(application, Kind.TAKEN_UP, by=by)


def _locked(application: SpontaneousApplication) -> SpontaneousApplication:
    return SpontaneousApplication.objects.select_for_update().get(pk=application.pk)


# --- Validation -------------------------------------------------------------------------------
def validate(
    application: SpontaneousApplication,
    *,
    by: User,
    seen_digest: str,
    send_after: datetime | None = None,
) -> SpontaneousApplication:
    """Hand the letter whose digest the candidate saw to their own Gmail, once.

    A second call finds it queued and changes nothing. Raises NotConnected, ChangedSinceValidation,
    WrongDate, NotAllowed, LimitReached, and what `letters.compose` raises.
    """
    if application.state != State.DRAFT:
        return application
    now = timezone.now()
    if send_after and not now - timedelta(minutes=1) <= send_after <= now + MOST_AHEAD:
        raise WrongDate
    composed = letters.compose(application)  # reads the CV: before the transaction
    if composed.account is None:
        raise NotConnected
    if composed.digest != seen_digest:
        raise ChangedSinceValidation
    return _queue(application, composed, by=by, at=send_after)


@transaction.atomic
def _queue(
    application: SpontaneousApplication,
    composed: letters.Composed,
    *,
    by: User,
    at: datetime | None,
) -> SpontaneousApplication:
    current = _locked(application)
    if current.state != State.DRAFT:
        return current
    account = GmailAccount.objects.connected(by)
    same_sender = composed.account is not None and account.email == composed.account.email
    if current.edited_at != composed.edited_at or not same_sender:
        raise ChangedSinceValidation
    leaves_at = contact_rules.reserve(current, at=at)
    delivery = gmail.enqueue(
        account, composed.raw, recipient=current.recipient, send_after=leaves_at
    )
    DraftContent.objects.filter(application=current).delete()  # its text now lives in the delivery
    current.move(State.QUEUED, delivery=delivery, kept_digest=composed.digest)
    record(current, Kind.VALIDATED, by=by)
    return current


@transaction.atomic
def record_sent_by_me(application: SpontaneousApplication, *, by: User) -> SpontaneousApplication:
    """Note that the candidate sent the letter from their own mailbox, under the same rules.

    Raises NotAllowed, LimitReached. Its text is erased.
    """
    current = _locked(application)
    if current.state != State.DRAFT:
        return current
    now = timezone.now()
    contact_rules.reserve(current)
    DraftContent.objects.filter(application=current).delete()
    current.move(State.SENT_BY_ME, sent_at=now)
    SendLog.objects.create(
        application=current,
        candidate=by,
        establishment=current.establishment,
        recipient=current.recipient,
        way=SendLog.Way.OWN,
        sent_at=now,
    )
    record(current, Kind.SENT_BY_ME, by=by)
    return current


# --- While it waits, and when nobody knows ------------------------------------------------------
# The outbox moves first and the application follows (receivers.py), in the same transaction.
def cancel(application: SpontaneousApplication) -> None:
    """Stop a letter that waits; its text comes back. Raises what gmail_send.cancel raises."""
    gmail.cancel(_delivery(application))


def confirm_sent(application: SpontaneousApplication) -> None:
    """The candidate found the letter among their sent mails."""
    gmail.confirm_sent(_delivery(application))


def resend(application: SpontaneousApplication) -> None:
    """The candidate did not find it: send again. Raises gmail_send's TooEarly."""
    gmail.resend(_delivery(application))


def give_up(application: SpontaneousApplication) -> None:
    """Leave it there without knowing."""
    gmail.close(_delivery(application))


def _delivery(application: SpontaneousApplication) -> Delivery:
    if application.delivery is None:
        raise NotADraft(_("Cette lettre n’est pas dans la file d’envoi."))
    return application.delivery


# --- What came of it --------------------------------------------------------------------------
@transaction.atomic
def note_outcome(application: SpontaneousApplication, outcome: str, *, by: User) -> None:
    """Note a reply, an interview, a refusal or a dead address; "" takes the note back.

    Raises NotADraft when the letter did not leave.
    """
    current = _locked(application)
    if not current.left:
        raise NotADraft(_("Cette lettre n’est pas partie : il n’y a pas de suite à noter."))
    if current.outcome == outcome:
        return
    kind = Kind.OUTCOME if outcome else Kind.OUTCOME_UNDONE
    record(current, kind, by=by, detail=outcome or current.outcome)
    current.outcome = outcome
    current.outcome_at = timezone.now() if outcome else None
    current.save(update_fields=["outcome", "outcome_at"])


# --- Retention --------------------------------------------------------------------------------
def expire_drafts(*, as_of: datetime | None = None, dry_run: bool = False) -> tuple[int, int]:
    """Erase texts untouched for 30 days, and drafts that were never more than a text.

    Returns (texts, drafts) erased, or that would be.
    """
    life = settings.RETENTION["draft"] or timedelta(days=30)
    before = (as_of or timezone.now()) - life
    texts = DraftContent.objects.filter(edited_at__lt=before)
    drafts = SpontaneousApplication.objects.filter(state=State.DRAFT, edited_at__lt=before).filter(
        Q(content=None) | Q(content__edited_at__lt=before), reservation=None
    )
    counts = texts.count(), drafts.count()
    if not dry_run:
        with transaction.atomic():
            drafts.delete()
            texts.delete()
    return counts
