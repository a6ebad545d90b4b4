"""The application follows its delivery, in the transaction that settles the delivery."""

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from gmail_send.models import Delivery
from gmail_send.signals import delivery_moved
from jobs.models import Company, Offer
from jobs.signals import company_suspended, offer_moved
from privacy import post
from privacy.signals import rectified, rows_erasing

from . import contact_rules, pipeline
from .explain import Status
from .models import (
    Application,
    ApplicationEvent,
    DraftContent,
    SendLog,
    SpontaneousApplication,
    Words,
)
from .services import record

State, Kind = SpontaneousApplication.State, ApplicationEvent.Kind
FOLLOWS = {  # claimed and in flight are the outbox's own affair
    Delivery.State.QUEUED: State.QUEUED,
    Delivery.State.SENT: State.SENT,
    Delivery.State.UNCERTAIN: State.UNCERTAIN,
    Delivery.State.BLOCKED: State.BLOCKED,
    Delivery.State.REFUSED: State.REFUSED,
    Delivery.State.FAILED: State.FAILED,
    Delivery.State.CANCELLED: State.CANCELLED,
    Delivery.State.CLOSED: State.CLOSED,
    Delivery.State.EXPIRED: State.EXPIRED,
}
TOLD_BY_MAIL = {State.REFUSED, State.FAILED}  # the outbox itself tells of an uncertain one


@receiver(delivery_moved, sender=Delivery, dispatch_uid="applications follow deliveries")
def follow(sender, *, delivery, old, new, letter=None, **kwargs):
    """Move the application, keep the log, give the text and the place back when nothing left."""
    to = FOLLOWS.get(new)
    application = to and SpontaneousApplication.objects.filter(delivery=delivery).first()
    if not application:
        return
    application.delivery = delivery  # as it is now
    if new == Delivery.State.EXPIRED and old == Delivery.State.UNCERTAIN:
        to = State.CLOSED  # it may have left: it cannot be taken up
    if application.state == to:
        return
    changes = {"sent_at": delivery.sent_at} if to == State.SENT else {}
    application.move(to, **changes)
    record(application, Kind.REQUEUED if to == State.QUEUED else Kind(to), detail=delivery.reason)
    if to == State.SENT:
        _log(application, delivery)
    if application.can_be_taken_up:
        _give_back(application, letter)
    if to in TOLD_BY_MAIL:
        post.queue(
            "applications/not_sent",
            {
                "application": application,
                "sentence": Status(application).sentence,
                "path": application.get_absolute_url(),
            },
            key=f"{delivery.pk}:{delivery.tries}",
            user=application.candidate,
        )


def _log(application, delivery):
    line = SendLog(
        application=application,
        candidate_id=application.candidate_id,
        establishment_id=application.establishment_id,
        recipient=delivery.recipient,
        way=SendLog.Way.GMAIL,
        validated_at=delivery.validated_at,
        sent_at=delivery.sent_at,
        digest=delivery.digest,
    )
    SendLog.objects.bulk_create([line], ignore_conflicts=True)


def _give_back(application, letter):
    """The text to a draft, the place to the limits: unless an earlier attempt may have left."""
    if letter is not None:
        content = DraftContent(application=application)
        content.write(Words(letter.subject, letter.body.removesuffix("\n")))
        content.save()
    if not application.events.filter(kind=Kind.UNCERTAIN).exists():
        contact_rules.release(application)


@receiver(offer_moved, sender=Offer, dispatch_uid="applications learn that an offer is over")
def tell_who_waits(sender, *, offer, old, new, **kwargs):
    if new in {Offer.State.FILLED, Offer.State.ARCHIVED} and old != new:
        pipeline.tell_that_it_is_over(offer)


@receiver(company_suspended, sender=Company, dispatch_uid="applicants learn of a suspension")
def tell_applicants(sender, *, company, **kwargs):
    pipeline.tell_of_suspension(company)


@receiver(rectified, dispatch_uid="recruiters learn of a correction")
def tell_of_a_correction(sender, user, **kwargs):
    """Each recruiter of an open application, once a day: what they read before is out of date."""
    today = timezone.localdate()
    for application in Application.objects.owned_by(user).open().select_related("offer"):
        for member in pipeline.members(application.offer):
            post.queue(
                "applications/corrected",
                {
                    "offer": application.offer,
                    "path": reverse("received_one", args=[application.pk]),
                },
                key=f"{application.pk}:{member.pk}:{today}",
                user=member,
            )


@receiver(rows_erasing, dispatch_uid="recruiters learn that nobody comes to a meeting")
def tell_of_meetings_off(sender, *, user, **kwargs):
    for application in Application.objects.owned_by(user).open().with_candidate():
        pipeline.tell_that_nobody_comes(application, leaving=True)
