"""One attempt: token, claim, connection, take-off, answer. No network inside a transaction."""

import logging
import time
import uuid
from contextlib import suppress
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Max
from django.db.models.functions import Now
from django.utils import timezone

from meilleursjobs.lib.crypto import Undecryptable
from meilleursjobs.lib.states import MoveRefused

from .. import client, guards, transport
from ..models import LIFE, Delivery, DeliveryContent, GmailAccount, Outbox
from . import clock, grants, outbox

logger = logging.getLogger(__name__)
State = Delivery.State
BREAKER_AT = 3  # answers 5xx in a row
BREAKER_PAUSE = 5  # times the shortest wait: five minutes


def deliver(pk: uuid.UUID | str) -> None:
    """Try to send one delivery, if it is due and nobody else has it; then wake its account's next.

    Safe to call at any time and any number of times.
    """
    delivery = Delivery.objects.due().filter(pk=pk).select_related("account").first()
    if delivery is None or not Outbox.read().is_open:
        return
    deadline = time.monotonic() + settings.GMAIL_PATIENCE.total_seconds()
    try:
        token = grants.access_token(delivery.account)
    except grants.GrantLost:
        return
    except grants.NotNow as later:
        _postpone(delivery, later)
        return
    claimed = claim(delivery)
    if claimed:
        _fly(claimed, token, deadline)
        wake_next(delivery.account)


def _postpone(delivery: Delivery, later: grants.NotNow) -> None:
    """Date the next try of a delivery that stays queued."""
    Delivery.objects.filter(pk=delivery.pk, state=State.QUEUED).update(
        send_after=min(clock.now() + later.after, delivery.expires_at), reason=later.reason
    )


@transaction.atomic
def claim(delivery: Delivery) -> Delivery | None:
    """Take a due delivery under a lease, or refuse it when a guard says no; None when not ours."""
    taken = (
        Delivery.objects.due()
        .filter(
            pk=delivery.pk,
            account__state=GmailAccount.State.CONNECTED,
            account__sub=F("sender_sub"),
        )
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("account")
        .annotate(clock=Now())  # leases run on the database's clock: a worker's own may jump
        .first()
    )
    if taken is None or _too_soon(taken):
        return None
    if reason := guards.refusal(taken):
        outbox.move(taken, State.REFUSED, reason=reason)
        return None
    try:
        with transaction.atomic():
            outbox.move_within(
                taken,
                State.CLAIMED,
                attempt=uuid.uuid4(),
                lease_until=taken.clock + settings.GMAIL_LEASE,
                reason="",
            )
    except IntegrityError:  # another mail of this account is on its way
        return None
    return taken


def _too_soon(delivery: Delivery) -> bool:
    """Keep the pace of the mailbox: date a letter that follows another one too closely."""
    latest = (
        Delivery.objects.filter(account=delivery.account_id)
        .exclude(pk=delivery.pk)
        .aggregate(at=Max("attempted_at"))["at"]
    )
    free = latest and latest + settings.GMAIL_PACE
    if not free or free <= timezone.now():
        return False
    Delivery.objects.filter(pk=delivery.pk, state=State.QUEUED).update(
        send_after=min(free, delivery.expires_at), reason="pace"
    )
    return True


def _fly(delivery: Delivery, token: str, deadline: float) -> None:
    """Send what was claimed and write down what became of it."""
    raw = _content(delivery)
    if raw is None:
        return
    try:
        outcome = client.send(
            raw, token=token, before_first_byte=lambda: _depart(delivery), deadline=deadline
        )
    except transport.TooLate:
        outcome = client.Outcome(State.QUEUED, "too_slow")
    except transport.NotSent as error:
        logger.info("Delivery %s did not leave: %s", delivery.pk, error)
        outcome = client.Outcome(State.QUEUED, "no_connection")
    except MoveRefused:  # swept, cancelled or disconnected meanwhile: nothing left
        logger.info("Delivery %s was taken from this attempt", delivery.pk)
        return
    except Exception:
        if delivery.state != State.IN_FLIGHT:
            raise
        logger.exception("Delivery %s: its fate is unknown", delivery.pk)
        outcome = client.Outcome(State.UNCERTAIN, "answer_lost")
    _write_down(delivery, outcome)


def _content(delivery: Delivery) -> bytes | None:
    """The bytes to send; None when they cannot be had, and the delivery is blocked."""
    try:
        return delivery.content.unseal("raw")
    except Undecryptable:
        logger.critical("No key opens the content of delivery %s", delivery.pk)
        reason = "key_lost"
    except DeliveryContent.DoesNotExist:  # restored from a backup, which holds no text
        logger.critical("Delivery %s has lost its content", delivery.pk)
        reason = "text_lost"
    outbox.move(delivery, State.BLOCKED, expect={"attempt": delivery.attempt}, reason=reason)
    return None


def _depart(delivery: Delivery) -> None:
    """Take off; a database that goes away meanwhile means that nothing was written to Gmail."""
    try:
        take_off(delivery)
    except (OperationalError, InterfaceError) as error:
        raise transport.NotSent("the take-off could not be committed") from error


def _write_down(delivery: Delivery, outcome: client.Outcome) -> None:
    """Settle; while the database is away, again and again until the lease is over.

    The answer is in our hands: given up, it would become a doubt that the person has to clear. So
    the worker's soft time limit does not end this either; its hard one does.
    """
    attempt, end = delivery.attempt, time.monotonic() + settings.GMAIL_LEASE.total_seconds()
    again = outcome.to == State.QUEUED  # a take-off that failed is rolled back: read what stands
    while True:
        try:
            if again:  # and a commit that failed may have reached the database
                delivery.refresh_from_db()
            if delivery.attempt == attempt:
                settle(delivery, outcome)
            return
        except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
            if connection.in_atomic_block or time.monotonic() > end:
                raise
            logger.warning("Delivery %s: its end is not written yet", delivery.pk)
        again = True
        _breathe()


def _breathe() -> None:
    """Let the database come back; a time limit that strikes now is the same interruption."""
    with suppress(SoftTimeLimitExceeded):
        connection.close()
        time.sleep(0.5)


def take_off(delivery: Delivery) -> None:
    """Commit that bytes are about to leave. Raises MoveRefused when grant or row is gone."""
    mine = {"attempt": delivery.attempt}
    with transaction.atomic():
        connected = (
            GmailAccount.objects.select_for_update(of=("self",))
            .filter(
                pk=delivery.account_id,
                state=GmailAccount.State.CONNECTED,
                sub=delivery.sender_sub,
            )
            .annotate(clock=Now())
            .first()
        )
        if connected:
            leased = mine | {"lease_until__gt": connected.clock}
            outbox.move_within(
                delivery, State.IN_FLIGHT, expect=leased, attempted_at=connected.clock
            )
        else:
            outbox.move(delivery, State.BLOCKED, expect=mine, reason="disconnected")
    if not connected:
        raise MoveRefused(f"{delivery.pk}: the grant went between claim and take-off")


def settle(delivery: Delivery, outcome: client.Outcome) -> None:
    """Write the end of an attempt, whatever the sweep did meanwhile; feed the breaker."""
    if outcome.reason == "unauthorized":
        outcome = _after_401(delivery, outcome)
    _land(delivery, outcome)
    _feed_breaker(outcome)
    if outcome.to == State.BLOCKED and outcome.reason in ("scope", "unauthorized"):
        grants.lose(delivery.account, outcome.reason, token=delivery.account.refresh_token)


def _after_401(delivery: Delivery, outcome: client.Outcome) -> client.Outcome:
    """The access token was not honoured: one more try with a fresh one, then blocked."""
    if delivery.unauthorized:
        return client.Outcome(State.BLOCKED, "unauthorized")
    grants.drop_access_token(delivery.account)
    return outcome


def _land(delivery: Delivery, outcome: client.Outcome) -> None:
    to = outcome.to
    changes: dict[str, Any] = {"reason": outcome.reason}
    if to == State.SENT:
        changes |= {"sent_at": clock.now(), "google_id": outcome.google_id}
    if to == State.QUEUED:
        tries = delivery.tries + 1
        when = outcome.not_before or clock.now() + client.wait(tries)
        changes |= {
            "tries": tries,
            "send_after": min(when, delivery.validated_at + LIFE),
            "attempt": None,
            "lease_until": None,
            "unauthorized": outcome.reason == "unauthorized",
        }
    try:
        with transaction.atomic():
            outbox.move_within(delivery, to, expect={"attempt": delivery.attempt}, **changes)
            if to == State.SENT:
                used = {"last_used_at": timezone.now()}
                GmailAccount.objects.filter(pk=delivery.account_id).update(**used)
    except MoveRefused:
        _late_answer(delivery, to, changes)


def _late_answer(delivery: Delivery, to: str, changes: dict[str, Any]) -> None:
    """The sweep judged this attempt uncertain; Google's yes, for the same attempt, still counts."""
    now = Delivery.objects.filter(pk=delivery.pk, attempt=delivery.attempt).first()
    if now and now.state == State.UNCERTAIN and to == State.SENT:
        outbox.move(now, State.SENT, expect={"attempt": delivery.attempt}, **changes)


def _feed_breaker(outcome: client.Outcome) -> None:
    """Three 5xx in a row pause all sending for a while; an accepted mail closes the count."""
    if outcome.reason == "google_error":
        with transaction.atomic():
            Outbox.objects.get_or_create(pk=1)
            row = Outbox.objects.select_for_update().get(pk=1)
            row.failures_in_a_row += 1
            if row.failures_in_a_row >= BREAKER_AT:
                row.paused_until = clock.now() + BREAKER_PAUSE * settings.GMAIL_SHORTEST_WAIT
                row.failures_in_a_row = 0
                logger.error("Google answers errors: all sending pauses until %s", row.paused_until)
            row.save(update_fields=["failures_in_a_row", "paused_until"])
    elif outcome.to == State.SENT:
        Outbox.objects.filter(failures_in_a_row__gt=0).update(failures_in_a_row=0)


def wake_next(account: GmailAccount) -> None:
    """One at a time per account: the end of one attempt wakes the next."""
    following = account.deliveries.due().order_by("send_after").first()
    if following:
        outbox.wake(following)
