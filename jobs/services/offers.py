"""The life of an offer: every change of state passes here, with what follows from it."""

from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from meilleursjobs.lib.states import MoveRefused
from privacy import post

from .. import projection
from ..models import Membership, Offer
from ..models.offer import LIFE
from ..signals import offer_moved

State = Offer.State


def move(offer: Offer, to: str, **changes: Any) -> None:
    """Move an offer and tell who follows it, in the caller's transaction. Raises MoveRefused."""
    old = offer.state
    offer.move(to, **changes)
    if State.PUBLISHED in {old, to}:
        projection.refresh([offer.pk])
    offer_moved.send(Offer, offer=offer, old=old, new=to)


@transaction.atomic
def enter(rows: list[Offer], *, published: bool) -> None:
    """Write new offers in few queries, where `publish`, or else `submit`, would bring each draft.

    rows: unsaved. Call it within `projection.together`, and write their places there too.
    """
    now = timezone.now()
    to = State.PUBLISHED if published else State.IN_REVIEW
    dates = {"published_at": now, "confirmed_at": now, "expires_at": now + LIFE}
    for offer in rows:
        offer.state = to
        for name, at in dates.items() if published else ():
            setattr(offer, name, at)
    Offer.objects.bulk_create(rows)
    if published:
        projection.refresh([offer.pk for offer in rows])
    for offer in rows:
        offer_moved.send(Offer, offer=offer, old=State.DRAFT, new=to)


@transaction.atomic
def publish(offer: Offer, *, at: datetime | None = None) -> None:
    """Show the offer to everyone for 30 days from `at` (now). Raises MoveRefused."""
    now = at or timezone.now()
    move(
        offer,
        State.PUBLISHED,
        published_at=offer.published_at or now,
        confirmed_at=now,
        expires_at=now + LIFE,
    )


WAS_OPEN = {State.EXPIRED, State.FILLED}  # and nothing in it could change since


@transaction.atomic
def confirm(offer: Offer) -> None:
    """The employer says that the job is still open, or open again: thirty more days.

    Only what passed the checks and was not taken away by our staff. Raises MoveRefused.
    """
    if offer.state in WAS_OPEN:
        publish(offer)
        return
    if offer.state != State.PUBLISHED:
        raise MoveRefused(f"{offer.pk} is {offer.state}: nobody confirms it")
    now = timezone.now()
    Offer.objects.filter(pk=offer.pk, state=State.PUBLISHED).update(
        confirmed_at=now, expires_at=now + LIFE
    )
    offer.refresh_from_db(fields=["state", "confirmed_at", "expires_at"])


def confirm_present(rows: models.QuerySet[Offer], *, most: int) -> int:
    """Thirty more days for published offers that their source still names; once a day is enough.

    Returns how many, `most` of those that are due at a time: a long update keeps others waiting.
    """
    now = timezone.now()
    due = rows.filter(state=State.PUBLISHED, confirmed_at__lt=now - timedelta(days=1))
    some = Offer.objects.filter(pk__in=list(due.values_list("pk", flat=True)[:most]))
    return some.filter(state=State.PUBLISHED).update(confirmed_at=now, expires_at=now + LIFE)


@transaction.atomic
def fill(offer: Offer) -> None:
    """The job is taken. Raises MoveRefused."""
    move(offer, State.FILLED)


@transaction.atomic
def archive(offer: Offer) -> None:
    """Put the offer away for good. Raises MoveRefused."""
    move(offer, State.ARCHIVED)


def expire_due(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """End the offers that nobody confirmed in time. Returns how many, or how many would be."""
    due = Offer.objects.filter(state=State.PUBLISHED, expires_at__lte=as_of or timezone.now())
    if dry_run:
        return due.count()
    done = 0
    for pk in due.values_list("pk", flat=True).iterator():
        with transaction.atomic():
            offer = due.select_for_update(skip_locked=True).filter(pk=pk).first()
            if offer:
                move(offer, State.EXPIRED)
                done += 1
    return done


def tell_members(offer: Offer, name: str, key: str, **context: Any) -> None:
    """Queue a mail to each member of the offer's company, once per `key`."""
    rows = Membership.objects.filter(company=offer.company_id, user__is_active=True)
    for member in rows.select_related("user"):
        post.queue(
            name, {"offer": offer, **context}, key=f"{key}:{member.user_id}", user=member.user
        )


# --- Before the end -----------------------------------------------------------------------------
WARNED_DAYS = (7, 1)


def remind_expiring(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Ask once a week and once a day before its end whether an offer is still open.

    Returns how many offers are asked about, or would be.
    """
    now = as_of or timezone.now()
    asked = 0
    for days in WARNED_DAYS:
        soon = Offer.objects.filter(
            state=State.PUBLISHED,
            expires_at__gt=now + timedelta(days=days - 1),
            expires_at__lte=now + timedelta(days=days),
        )
        for offer in soon.select_related("company"):
            asked += 1
            if not dry_run:
                with transaction.atomic():
                    key = f"{offer.pk}:{offer.expires_at.isoformat()}:{days}"
                    tell_members(offer, "jobs/offer_expiring", key, link=confirm_link(offer))
    return asked


def confirm_link(offer: Offer) -> str:
    """The address by which anybody who got the mail may say that the job is still open."""
    token = signing.dumps([offer.pk, int(offer.expires_at.timestamp())], salt="jobs.confirm")
    return reverse("offer_confirm", args=[token])


def offer_of_link(token: str) -> Offer | None:
    """The offer of a link that still serves, None for any other."""
    try:
        pk, expires = signing.loads(token, salt="jobs.confirm", max_age=timedelta(days=40))
    except signing.BadSignature:
        return None
    offer = Offer.objects.filter(pk=pk).select_related("company").first()
    same = offer and offer.expires_at and int(offer.expires_at.timestamp()) == expires
    return offer if same and offer.state in {State.PUBLISHED, State.EXPIRED} else None
