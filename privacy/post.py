"""The site's own mails: written into a queue with the change they tell about, then posted."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from meilleursjobs.lib import mail

from .models import SiteMail

logger = logging.getLogger(__name__)

MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=2)  # doubled each time: a little over four hours in all


def queue(
    name: str,
    context: dict[str, Any],
    *,
    key: str,
    user: Any = None,
    to: str = "",
    unsubscribe: str = "",
    language: str = "",
    erase_when_sent: bool = False,
    not_before: datetime | None = None,
) -> None:
    """Queue the mail `app/name` once per `key`, in the caller's transaction.

    `user` gives address and language; `to` is for people without an account. `unsubscribe` is the
    path that stops such mails by a POST without cookie (RFC 8058). `erase_when_sent`: the row goes
    once the mail has left, or was given up. `not_before`: when it may leave, now if None.
    """
    language = language or getattr(user, "language", "fr")
    words = mail.write(name, {"user": user, **context}, language=language)
    SiteMail.objects.bulk_create(
        [
            SiteMail(
                user=user,
                to_email=to or user.email,
                name=name,
                dedupe_key=f"{name}:{key}",
                subject=words.subject[:200],
                body=words.body,
                language=language,
                unsubscribe=unsubscribe,
                erase_when_sent=erase_when_sent,
                next_try_at=not_before or timezone.now(),
            )
        ],
        ignore_conflicts=True,
    )


def send_due(limit: int = 200) -> int:
    """Post what is due; a mail that fails waits longer each time. Returns how many left."""
    left = 0
    for pk in (
        SiteMail.objects.filter(state=SiteMail.State.WAITING, next_try_at__lte=timezone.now())
        .order_by("next_try_at")
        .values_list("pk", flat=True)[:limit]
    ):
        left += _send(pk)
    return left


def _send(pk: int) -> bool:
    row = SiteMail.objects.filter(pk=pk, state=SiteMail.State.WAITING)
    with transaction.atomic():  # the claim: the next try is dated before the mail server is asked
        mail_row = row.select_for_update(skip_locked=True).first()
        if not mail_row or mail_row.next_try_at > timezone.now():
            return False
        mail_row.tries += 1
        mail_row.next_try_at = timezone.now() + FIRST_WAIT * 2 ** (mail_row.tries - 1)
        mail_row.save(update_fields=["tries", "next_try_at"])
    try:
        as_mail(mail_row).send()
    except (SMTPException, OSError) as error:
        logger.warning("Mail %s (%s) did not leave: %s", pk, mail_row.name, type(error).__name__)
        if mail_row.tries >= MOST_TRIES:
            _end(row, mail_row, SiteMail.State.GIVEN_UP)
        return False
    _end(row, mail_row, SiteMail.State.SENT, sent_at=timezone.now())
    return True


def _end(row: QuerySet[SiteMail], mail_row: SiteMail, state: str, **changes: Any) -> None:
    """The mail's last state; of one that tells an erased person, nothing stays."""
    if mail_row.erase_when_sent:
        row.delete()
    else:
        row.update(state=state, **changes)


def give_up(mails: QuerySet[SiteMail]) -> int:
    """What waits among these mails is not posted any more. Returns how many."""
    return mails.filter(state=SiteMail.State.WAITING).update(state=SiteMail.State.GIVEN_UP)


def as_mail(mail_row: SiteMail) -> EmailMultiAlternatives:
    """The mail as it leaves: its HTML part is made now, of the words that the row holds."""
    return mail.message(
        mail.Words(mail_row.subject, mail_row.body),
        to=mail_row.to_email,
        language=mail_row.language,
        headers=_headers(mail_row),
    )


def _headers(mail_row: SiteMail) -> dict[str, str]:
    """What lets a mail program offer « se désabonner » in one press (RFC 8058)."""
    if not mail_row.unsubscribe:
        return {}
    return {
        "List-Unsubscribe": f"<{settings.SITE_URL}{mail_row.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
