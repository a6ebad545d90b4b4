"""CVs called back: whoever opened one is asked to erase their copy, and confirms it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core import signing
from django.db.models import Max
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from privacy import post, recipients
from privacy.recipients import Recipient
from privacy.signals import restricted, rows_erasing

from .models import Application, ApplicationStep, Recall, SendLog

SALT = "applications.recall"
LINK_LIFE = timedelta(days=180)


class Why(StrEnum):
    """What the candidate did that calls their CVs back."""

    WITHDRAWN = "withdrawn"
    FROZEN = "frozen"
    LEAVING = "leaving"


def begin(application: Application, why: Why) -> int:
    """Ask each reader of the CV, in the caller's transaction. Returns how many are asked.

    Who confirmed that no copy is left, and did not open it again since, is not asked twice. Where
    the application is no longer shown, because the account goes or is frozen, the mail names the
    candidate, or nobody would know what to erase; nothing of it stays here once it has left.
    """
    named = application.candidate.get_full_name() if why != Why.WITHDRAWN else ""
    read = ApplicationStep.objects.filter(
        application=application, kind=ApplicationStep.Kind.READ, actor__isnull=False
    )
    last = dict(read.order_by().values_list("actor").annotate(Max("at")))
    asked = 0
    for reader in User.objects.filter(pk__in=last):
        recall, _new = Recall.objects.get_or_create(
            application=application, reader=reader, defaults={"offer": application.offer}
        )
        if recall.acknowledged_at:
            if recall.acknowledged_at > last[reader.pk]:
                continue
            recall.asked_at, recall.acknowledged_at = timezone.now(), None
            recall.save(update_fields=["asked_at", "acknowledged_at"])
        asked += 1
        post.queue(
            "applications/recalled",
            {
                "offer": application.offer,
                "why": why,
                "name": named,
                "path": path_of(recall),
                "where": reverse("received_one", args=[application.pk]),
            },
            key=f"{recall.pk}:{why}:{recall.asked_at.isoformat()}",
            user=reader,
            erase_when_sent=bool(named),
        )
    return asked


def moments(application: Application, reader: User) -> list[datetime]:
    """When this reader was asked to erase their copies of the CV, and said that it was done."""
    rows = Recall.objects.filter(application=application, reader=reader)
    return [at for row in rows.values_list("asked_at", "acknowledged_at") for at in row if at]


@receiver(rows_erasing, dispatch_uid="recruiters erase the CVs they read")
def call_back(sender: Any, *, user: Any, **kwargs: Any) -> None:
    """The account goes: every CV that somebody opened is called back."""
    _call_back_all(user, Why.LEAVING)


@receiver(restricted, dispatch_uid="recruiters stop using the CVs they read")
def call_back_frozen(sender: Any, *, user: Any, **kwargs: Any) -> None:
    """The data is frozen: a copy would go on being used where nobody sees it (article 19)."""
    _call_back_all(user, Why.FROZEN)


def _call_back_all(user: Any, why: Why) -> None:
    read = Application.objects.owned_by(user).filter(steps__kind=ApplicationStep.Kind.READ)
    for application in read.select_related("offer", "candidate").distinct():
        begin(application, why)


def pending(user: User) -> list[tuple[Recall, str, Application | None]]:
    """(recall, its address, the application while this recruiter may still see whose it was)."""
    rows = list(Recall.objects.pending_for(user))
    seen = Application.objects.received_by(user).with_candidate()
    shown = seen.in_bulk([one.application_id for one in rows]) if rows else {}
    return [(one, path_of(one), shown.get(one.application_id)) for one in rows]


def path_of(recall: Recall) -> str:
    """The address that confirms: shows on GET, acts on POST."""
    return reverse("recall", args=[signing.dumps(str(recall.pk), salt=SALT)])


def of_token(token: str) -> Recall | None:
    """The recall of a mailed link, None for a forged or old one."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    except signing.BadSignature:
        return None
    return Recall.objects.select_related("offer__company").filter(pk=pk).first()


def acknowledge(recall: Recall) -> None:
    """The recruiter says that no copy is left. The first time counts."""
    Recall.objects.filter(pk=recall.pk, acknowledged_at=None).update(acknowledged_at=timezone.now())


@recipients.register
def received_something(user: Any) -> list[Recipient]:
    """Companies that opened the person's CV, and addresses their letters went to."""
    read = ApplicationStep.objects.filter(
        application__candidate=user, kind=ApplicationStep.Kind.READ
    )
    rows = read.values("application", "application__offer__company__name").annotate(last=Max("at"))
    readers = [
        Recipient(
            row["application__offer__company__name"],
            _("a ouvert votre candidature"),
            row["last"],
            reverse("application", args=[row["application"]]),
        )
        for row in rows
    ]
    letters = SendLog.objects.filter(candidate=user)
    return readers + [
        Recipient(one.recipient, _("a reçu une lettre de vous"), one.sent_at) for one in letters
    ]
