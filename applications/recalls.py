"""CVs called back: whoever opened one is asked to erase their copy, and confirms it."""

from datetime import timedelta
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
from privacy.signals import rows_erasing

from .models import Application, ApplicationStep, Recall, SendLog

SALT = "applications.recall"
LINK_LIFE = timedelta(days=180)


def begin(application: Application, *, leaving: bool = False) -> int:
    """Ask each reader of the CV, in the caller's transaction. Returns how many are asked.

    `leaving`: the candidate's account goes. The mail must then name them, or nobody would know
    what to erase; nothing of it stays here once it has left.
    """
    read = ApplicationStep.objects.filter(
        application=application, kind=ApplicationStep.Kind.READ, actor__isnull=False
    )
    readers = User.objects.filter(pk__in=read.values("actor"))
    for reader in readers:
        recall, _new = Recall.objects.get_or_create(
            application=application, reader=reader, defaults={"offer": application.offer}
        )
        post.queue(
            "applications/recalled",
            {
                "offer": application.offer,
                "name": application.candidate.get_full_name() if leaving else "",
                "path": path_of(recall),
            },
            key=f"{recall.pk}:{leaving}",
            user=reader,
            erase_when_sent=leaving,
        )
    return len(readers)


@receiver(rows_erasing, dispatch_uid="recruiters erase the CVs they read")
def call_back(sender: Any, *, user: Any, **kwargs: Any) -> None:
    """The account goes: every CV that somebody opened is called back."""
    read = Application.objects.owned_by(user).filter(steps__kind=ApplicationStep.Kind.READ)
    for application in read.select_related("offer", "candidate").distinct():
        begin(application, leaving=True)


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
