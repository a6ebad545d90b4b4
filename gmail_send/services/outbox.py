"""The state machine of a delivery: the only place that writes its state."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.crypto import Undecryptable
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.states import MoveRefused
from meilleursjobs.lib.wakeups import wake_up
from privacy import post

from .. import mime
from ..models import MOST_AHEAD, Delivery, DeliveryContent, GmailAccount
from ..signals import delivery_moved
from .places import note_place

logger = logging.getLogger(__name__)
State = Delivery.State
NOT_LEFT = {State.REFUSED, State.FAILED, State.CANCELLED}


class TooEarly(UserFacingError):
    message = _("Attendez quinze minutes : le premier envoi est peut-être encore en chemin.")


class TooLateToChange(UserFacingError):
    message = _("Cet envoi n’attend plus : son état vient de changer.")


class TextLost(UserFacingError):
    """Restored from a backup, which holds no text."""

    message = _(
        "Le texte de ce message s’est perdu dans un incident chez nous : dites-nous s’il est "
        "parti, ou renoncez-y et écrivez-en un autre."
    )


@transaction.atomic
def enqueue(
    account: GmailAccount, raw: bytes, *, recipient: str, send_after: datetime | None = None
) -> Delivery:
    """Freeze bytes, recipient and sender, and wake a worker once this is committed.

    raw must be what mime.compose gave and the person saw. send_after: at most 21 days ahead.
    Raises mime.Unsendable when raw is not for `recipient` alone, ValueError beyond 21 days.
    """
    note_place()  # before the date of validation
    now = timezone.now()
    send_after = max(send_after or now, now)
    if send_after > now + MOST_AHEAD:
        raise ValueError("scheduled more than 21 days ahead")
    letter = mime.parse(raw)
    if (letter.recipient, letter.sender) != (recipient, account.email):
        raise mime.Unsendable(_("Le destinataire ou l’expéditeur a changé."), field="recipient")
    delivery = Delivery.objects.create(
        user=account.user,
        account=account,
        sender_sub=account.sub,
        sender_email=account.email,
        recipient=recipient,
        digest=mime.digest(raw),
        size=len(raw),
        validated_at=now,
        send_after=send_after,
    )
    content = DeliveryContent(delivery=delivery)
    content.seal("raw", raw)
    content.save(force_insert=True)
    wake(delivery)
    return delivery


def wake(delivery: Delivery) -> None:
    """After commit, tell a worker. A broker that is down costs nothing: the sweep finds the row."""
    from ..tasks import deliver

    if delivery.send_after > timezone.now():
        return

    transaction.on_commit(lambda: wake_up(deliver, str(delivery.pk)))


@transaction.atomic
def move(
    delivery: Delivery, to: str, *, expect: dict[str, Any] | None = None, **changes: Any
) -> None:
    """Move a delivery; an end erases its content in the same transaction. Fires delivery_moved.

    Raises MoveRefused when the row is not where we left it.
    """
    move_within(delivery, to, expect=expect, **changes)


def move_within(
    delivery: Delivery, to: str, *, expect: dict[str, Any] | None = None, **changes: Any
) -> None:
    """The same, in a transaction that the caller opened for it and gives up on MoveRefused."""
    old, letter = delivery.state, None
    if to in NOT_LEFT or (to == State.EXPIRED and old != State.UNCERTAIN):
        letter = _letter(delivery)
    if to in Delivery.ENDS:
        changes |= {"lease_until": None}
    delivery.move(to, expect=expect, **changes)
    if to in Delivery.ENDS:
        DeliveryContent.objects.filter(pk=delivery.pk).delete()
    if to == State.UNCERTAIN:
        key = f"{delivery.pk}:{delivery.attempt}"
        post.queue("gmail_send/uncertain", {"delivery": delivery}, key=key, user=delivery.user)
    delivery_moved.send(sender=Delivery, delivery=delivery, old=old, new=to, letter=letter)


def _letter(delivery: Delivery) -> mime.Letter | None:
    """The text on its way back to a draft; None when no key opens it any more."""
    content = DeliveryContent.objects.filter(pk=delivery.pk).first()
    try:
        return mime.parse(content.unseal("raw")) if content else None
    except (Undecryptable, mime.Unsendable):
        logger.critical("The content of delivery %s cannot be read back", delivery.pk)
        return None


def _by_the_person(delivery: Delivery, to: str, **changes: Any) -> None:
    try:
        move(delivery, to, **changes)
    except MoveRefused as error:
        raise TooLateToChange from error


def cancel(delivery: Delivery) -> None:
    """The person takes back what waits; the text goes back to a draft. Raises TooLateToChange."""
    _by_the_person(delivery, State.CANCELLED, reason="by_person")


def confirm_sent(delivery: Delivery) -> None:
    """The person found an uncertain mail among their sent ones. Raises TooLateToChange."""
    when = delivery.attempted_at or delivery.send_after  # restored: the attempt is not written
    _by_the_person(delivery, State.SENT, reason="by_person", sent_at=when)


def close(delivery: Delivery) -> None:
    """The person gives up an uncertain mail. Raises TooLateToChange."""
    _by_the_person(delivery, State.CLOSED, reason="by_person")


@transaction.atomic
def resend(delivery: Delivery) -> None:
    """The person looked, the mail is not among their sent ones: queue it again, as it is.

    Raises TooEarly before 15 minutes, TextLost, TooLateToChange.
    """
    if timezone.now() < delivery.resendable_at:
        raise TooEarly
    connected = delivery.account.is_connected and delivery.account.sub == delivery.sender_sub
    if not connected:
        raise UserFacingError(
            _("Reconnectez d’abord %(email)s : le message ne peut partir que de cette adresse.")
            % {"email": delivery.sender_email}
        )
    if not DeliveryContent.objects.filter(pk=delivery.pk).exists():
        raise TextLost
    _by_the_person(
        delivery,
        State.QUEUED,
        reason="by_person",
        send_after=min(timezone.now(), delivery.expires_at),
        attempt=None,
        lease_until=None,
    )
    wake(delivery)
