"""Our staff's look at offers: what waits, until when, and the reasons of each refusal."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meilleursjobs.lib.states import MoveRefused
from privacy.registry import human_key

from ..models import Offer, OfferRevision, RefusedChange, StatementOfReasons
from .offers import move, publish, tell_members
from .publishing import MovedMeanwhile, apply_changes, revised

State = Offer.State


class ChangedSinceRead(MovedMeanwhile):
    message = _("L’annonce a changé depuis que vous l’avez lue : relisez-la avant de décider.")


# Working hours, Monday to Friday from 9 to 17, within which our staff looks: our choice.
PROMISED_HOURS = 8
OPENS, CLOSES = 9, 17


def due(at: datetime) -> datetime:
    """When our look at something received at `at` is promised: eight working hours later."""
    left, moment = timedelta(hours=PROMISED_HOURS), timezone.localtime(at)
    while True:
        opens = moment.replace(hour=OPENS, minute=0, second=0, microsecond=0)
        closes = moment.replace(hour=CLOSES, minute=0, second=0, microsecond=0)
        moment = max(moment, opens)
        if moment.weekday() < 5 and moment < closes:
            if left <= closes - moment:
                return moment + left
            left -= closes - moment
        moment = opens + timedelta(days=1)


def waiting() -> list[Offer]:
    """Offers and revisions to look at, the oldest first."""
    rows = Offer.objects.filter(Q(state=State.IN_REVIEW) | Q(revision__isnull=False))
    found = rows.select_related("company", "author", "revision").prefetch_related("places")
    return sorted(found, key=waits_since)


def waits_since(offer: Offer) -> datetime:
    """Since when an offer or its revision waits for our staff."""
    revision = getattr(offer, "revision", None)
    return revision.created_at if revision and offer.state == State.PUBLISHED else offer.moved_at


def mark(offer: Offer) -> str:
    """By which we know what our staff read: it changes whenever what waits is written anew."""
    return waits_since(offer).isoformat()


def _locked(offer: Offer, read: str) -> tuple[Offer, OfferRevision | None]:
    """The offer and its revision, for a decision. Raises ChangedSinceRead."""
    locked = Offer.objects.select_for_update().get(pk=offer.pk)
    revision = OfferRevision.objects.select_for_update().filter(offer=locked).first()
    if read and read != mark(locked):
        raise ChangedSinceRead
    return locked, revision


@transaction.atomic
def approve(offer: Offer, *, read: str = "") -> None:
    """Our staff lets it through: the offer is published, its revision applied, or its suspension
    lifted.

    read: the `mark` of what was read. Raises MovedMeanwhile, and ChangedSinceRead.
    """
    locked, revision = _locked(offer, read)
    if locked.state == State.PUBLISHED and revision:
        apply_changes(locked, revised(Offer.objects.get(pk=locked.pk)), revision.places)
    elif locked.state in {State.IN_REVIEW, State.SUSPENDED}:
        publish(locked)
    else:
        raise MovedMeanwhile
    tell_members(
        locked, "jobs/offer_published", f"{locked.pk}:{locked.version}:{locked.moved_at:%s}"
    )


@transaction.atomic
def reject(
    offer: Offer, *, ground: str, facts: str, by: User, read: str = "", suspend: bool = False
) -> StatementOfReasons:
    """Refuse an offer or its revision, or suspend a published one, with a statement of reasons.

    suspend: a published offer goes out of sight even when a revision of it waits, which goes too.
    read: the `mark` of what was read. Raises MovedMeanwhile, and ChangedSinceRead.
    """
    locked, revision = _locked(offer, read)
    if revision:
        words = {"changes": revision.changes, "places": revision.places}
        RefusedChange.objects.update_or_create(offer=locked, defaults=words)
        revision.delete()
    act = StatementOfReasons.Act.REFUSED
    try:
        if locked.state == State.IN_REVIEW:
            move(locked, State.REFUSED)
        elif suspend or not revision:
            move(locked, State.SUSPENDED)
            act = StatementOfReasons.Act.SUSPENDED
    except MoveRefused as error:
        raise MovedMeanwhile from error
    statement = StatementOfReasons.objects.create(
        offer=locked,
        act=act,
        ground=ground,
        facts=facts,
        decided_by=human_key(by),
    )
    tell_members(locked, "jobs/offer_refused", str(statement.pk), statement=statement)
    return statement
