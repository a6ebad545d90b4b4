"""From a draft to a published offer: how it is written and changed, and who looks first."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.states import MoveRefused

from .. import projection
from ..legal import Passage
from ..models import (
    Company,
    Offer,
    OfferPlace,
    OfferRevision,
    RefusedChange,
    StatementOfReasons,
    WordingConfirmed,
)
from ..signals import offer_moved
from . import offers
from .checks import READ, check, doubts, passages
from .offers import move, publish

State = Offer.State
DOUBLE_PRESS = 8  # seconds, as in static/js/site.js
PASSED = {State.PUBLISHED, *Offer.GONE}
# What a candidate decides on, and all words: changed on a published offer, it is looked at again.
MATERIAL = (
    *(*READ, "skills", "benefits", "questions"),
    *("occupation", "contract", "duration_months", "working_time", "weekly_hours", "remote"),
    *("pay_min", "pay_max", "pay_period", "pay_is_net", "apply_mode", "apply_url", "is_agency"),
)
# Written anew before they are submitted again.
CORRECTED = {State.DRAFT, State.REFUSED, State.SUSPENDED}


class MovedMeanwhile(UserFacingError):
    message = _("Cette offre a changé entre-temps : rechargez la page avant de continuer.")


class WrittenMeanwhile(UserFacingError):
    message = _(
        "Cette offre a été modifiée depuis que vous avez ouvert cette page, par vous ou par votre "
        "équipe. Ce que vous avez écrit est gardé ci-dessous : enregistrez de nouveau pour le "
        "mettre à la place."
    )


class ReferenceTaken(UserFacingError):
    message = _("Une autre de vos offres porte cette référence.")
    field = "reference"


# --- Writing ------------------------------------------------------------------------------------
def save(
    offer: Offer,
    codes: list[str],
    *,
    by: User | None,
    confirmed: Mapping[str, str] | None = None,
    read: str = "",
) -> Offer:
    """Write a draft, or what is new in a published offer: see `_edit`.

    A new offer whose form was sent twice is made once: the second call gives the first one back.
    confirmed: as for `check`. read: the `written` of what was changed, "" when nobody saw it.
    Raises MovedMeanwhile, WrittenMeanwhile, ReferenceTaken, CannotPublish.
    """
    adding = offer._state.adding
    try:
        return _write(offer, codes, by, confirmed or {}, read)
    except IntegrityError as error:
        if adding and (first := of_form(offer.company, offer.form_key)):
            return first  # the other press of a double click made it meanwhile
        diagnosis: Any = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", "") == "offer_reference_once_a_company":
            raise ReferenceTaken from error
        raise


def of_form(company: Company, key: uuid.UUID | None) -> Offer | None:
    """The offer that was first written on the page of this key, None when there is none yet."""
    return company.offers.filter(form_key=key).first() if key else None


def says_the_same(written: Offer, codes: list[str], offer: Offer) -> bool:
    """Whether what was written is what an offer says already, its communes included."""
    revision = getattr(offer, "revision", None)
    places = revision.places if revision else [p.commune_code for p in offer.places.all()]
    same = all(getattr(written, name) == getattr(offer, name) for name in EDITABLE)
    return same and codes == places


def written(offer: Offer) -> str:
    """By which we know what somebody changes: another after each change, its revision's too."""
    revision = OfferRevision.objects.filter(offer=offer).first()
    return (revision.created_at if revision else offer.edited_at).isoformat()


@transaction.atomic
def _write(
    offer: Offer, codes: list[str], by: User | None, confirmed: Mapping[str, str], read: str
) -> Offer:
    if offer._state.adding:
        offer.author = by
        offer.save(force_insert=True)
        write_places(offer, codes)
        return offer
    locked = Offer.objects.select_for_update().get(pk=offer.pk)
    if read and read != written(locked):
        now = revised(Offer.objects.get(pk=offer.pk))
        if says_the_same(offer, codes, now):  # the other press of a double click
            return locked
        raise WrittenMeanwhile
    RefusedChange.objects.filter(offer=locked).delete()
    if locked.state == State.PUBLISHED:
        return _edit(locked, offer, codes, by, confirmed)
    if locked.state not in CORRECTED:
        raise MovedMeanwhile
    offer.state, offer.edited_at = locked.state, timezone.now()
    offer.save()
    write_places(offer, codes)
    if offer.state != State.DRAFT:
        move(offer, State.DRAFT)
    return offer


def write_places(offer: Offer, codes: list[str]) -> None:
    """Make these communes the offer's places, the first one shown first."""
    if [place.commune_code for place in offer.places.all()] == codes:
        return
    offer.places.all().delete()
    OfferPlace.objects.bulk_create(
        OfferPlace(offer=offer, rank=rank, commune_code=code) for rank, code in enumerate(codes)
    )


def _edit(
    published: Offer,
    changed: Offer,
    codes: list[str],
    by: User | None,
    confirmed: Mapping[str, str],
) -> Offer:
    """Changes apply when the checks pass; material ones, unless the company is trusted, after a
    look, and so does, whoever writes it, a doubtful wording that the published offer had not.

    Raises CannotPublish: the published offer stays as it is.
    """
    changed.state = published.state
    found = check(changed, codes, confirmed)
    doubtful = doubts(found) - doubts(passages(published))
    _keep_reasons(published, found, confirmed, by)
    places = [place.commune_code for place in published.places.all()]
    material = codes != places or any(
        getattr(published, name) != getattr(changed, name) for name in MATERIAL
    )
    if not doubtful and (not material or is_trusted(published.company)):
        apply_changes(published, changed, codes)
        return published
    changes = {name: _plain(getattr(changed, name)) for name in EDITABLE}
    OfferRevision.objects.update_or_create(
        offer=published,
        defaults={"changes": changes, "places": codes, "created_at": timezone.now()},
    )
    return published


EDITABLE = tuple(
    field.name
    for field in Offer._meta.local_concrete_fields
    if field.editable
    and not field.generated
    and field.name
    not in {
        *("id", "company", "author", "state", "moved_at", "created_at", "edited_at"),
        *("published_at", "confirmed_at", "expires_at", "version"),
    }
)


def _plain(value: Any) -> Any:
    """A field's value as JSON holds it."""
    return value if isinstance(value, str | int | bool | list | None) else str(value)


def revised(offer: Offer) -> Offer:
    """The offer with the values of its waiting revision, unsaved; itself when none waits."""
    revision = OfferRevision.objects.filter(offer=offer).first()
    return _saying(offer, revision.changes if revision else {})


def taken_up(offer: Offer) -> tuple[Offer, list[str] | None]:
    """The offer with the words of its refused change, unsaved, and the communes of these.

    As `revised`, and None for communes, when none was refused, or something was written since.
    """
    refused = RefusedChange.objects.filter(offer=offer).first()
    return (_saying(offer, refused.changes), refused.places) if refused else (revised(offer), None)


def _saying(offer: Offer, changes: dict[str, Any]) -> Offer:
    for name, value in changes.items():
        setattr(offer, name, Offer._meta.get_field(name).to_python(value))
    return offer


@transaction.atomic
def withdraw_change(offer: Offer) -> None:
    """A recruiter gives up a change that waits; the published offer stays. Raises MoveRefused."""
    locked = Offer.objects.select_for_update().get(pk=offer.pk)
    if not OfferRevision.objects.filter(offer=locked).delete()[0]:
        raise MoveRefused(f"{offer.pk} has no change that waits")


def apply_changes(published: Offer, changed: Offer, codes: list[str]) -> None:
    """Put the changes into the published offer and the search, in the caller's transaction."""
    values = {name: getattr(changed, name) for name in EDITABLE}
    version = published.version + 1
    Offer.objects.filter(pk=published.pk).update(
        **values, edited_at=timezone.now(), version=version
    )
    published.refresh_from_db()
    write_places(published, codes)
    OfferRevision.objects.filter(offer=published).delete()
    projection.refresh([published.pk])
    offer_moved.send(Offer, offer=published, old=published.state, new=published.state)


@transaction.atomic
def take_back(offer: Offer) -> None:
    """A recruiter goes on writing what our staff has not decided yet. Raises MoveRefused."""
    if offer.state != State.IN_REVIEW:
        raise MoveRefused(f"{offer.pk} is {offer.state}: nobody reads it")
    move(offer, State.DRAFT)


@transaction.atomic
def copy(offer: Offer, *, by: User | None) -> Offer:
    """A new draft that says the same, for the next hire of its kind; it is checked as any other.

    The reference stays with the first one, and « début du contrat » when it is over. Two presses
    make one copy.
    """
    offer = Offer.objects.select_for_update(of=("self",)).select_related("company").get(pk=offer.pk)
    just_now = {"author": by, "created_at__gt": timezone.now() - timedelta(seconds=DOUBLE_PRESS)}
    for one in offer.company.offers.filter(state=State.DRAFT, title=offer.title, **just_now):
        return one
    values = {name: getattr(offer, name) for name in EDITABLE}
    values["reference"] = ""
    if offer.starts_on and offer.starts_on < timezone.localdate():
        values["starts_on"] = None
    new = Offer.objects.create(company=offer.company, author=by, **values)
    write_places(new, [place.commune_code for place in offer.places.all()])
    return new


# --- Publishing ---------------------------------------------------------------------------------
def is_trusted(company: Company) -> bool:
    """Verified, and an earlier offer of theirs passed: the next ones are published at once.

    One that our staff suspended, and did not let through since, did not pass.
    """
    suspended = StatementOfReasons.objects.filter(
        offer=OuterRef("pk"),
        act=StatementOfReasons.Act.SUSPENDED,
        at__gte=OuterRef("confirmed_at"),
    )
    passed = company.offers.filter(state__in=PASSED, published_at__isnull=False)
    return company.verified_at is not None and passed.exclude(Exists(suspended)).exists()


@transaction.atomic
def submit(offer: Offer, *, by: User | None, confirmed: Mapping[str, str] | None = None) -> Offer:
    """Publish when nothing stands in the way, else hand to our staff.

    Raises CannotPublish, MovedMeanwhile.
    """
    locked = (
        Offer.objects.select_for_update(of=("self",)).select_related("company").get(pk=offer.pk)
    )
    if locked.state == State.PUBLISHED:  # the other press of a double click
        return locked
    codes = [place.commune_code for place in locked.places.all()]
    found = check(locked, codes, confirmed)
    _keep_reasons(locked, found, confirmed or {}, by)
    judged = locked.statements.exists()  # our staff turned it away: it reads what became of it
    try:
        if is_trusted(locked.company) and not (doubts(found) or judged):
            publish(locked)
        elif locked.state != State.IN_REVIEW:
            move(locked, State.IN_REVIEW)
    except MoveRefused as error:
        raise MovedMeanwhile from error
    return locked


@transaction.atomic
def enter(company: Company, rows: list[tuple[Offer, list[str]]]) -> None:
    """Write new offers that passed `check`, with their places: published, or handed to our staff.

    What `save` and then `submit` do for one, in a few queries for all; each has nobody's name.
    """
    if not rows:
        return
    with projection.together():
        offers.enter([offer for offer, _codes in rows], published=is_trusted(company))
        OfferPlace.objects.bulk_create(
            OfferPlace(offer=offer, rank=rank, commune_code=code)
            for offer, codes in rows
            for rank, code in enumerate(codes)
        )


def _keep_reasons(
    offer: Offer, found: list[Passage], confirmed: Mapping[str, str], by: User | None
) -> None:
    for rule in {one.rule.code for one in found if one.rule.code in confirmed}:
        WordingConfirmed.objects.update_or_create(
            offer=offer, rule=rule, defaults={"reason": confirmed[rule][:300], "by": by}
        )
