"""A company's first offer, written while our staff still looks at who claims the company.

It is kept with the claim, as it was typed: our staff reads both together, and decides once.
"""

import json
from collections.abc import Mapping
from hashlib import sha256

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from ..forms.offer import OfferForm
from ..models import Claim, Company, Offer
from . import checks, claims, moderation, publishing

KEPT = frozenset(OfferForm.base_fields)
LONGEST = 40_000  # characters of one field kept: far above what any field takes


class OfferChanged(claims.DecidedMeanwhile):
    message = _("L’offre a changé depuis que vous l’avez lue : relisez-la avant de décider.")


def form_of(claim: Claim, typed: QueryDict | None = None) -> OfferForm:
    """The offer's form, with what was typed now or what the claim keeps; empty without either."""
    data = typed if typed is not None else _as_typed(claim.first_offer)
    company = claim.company or Company(name=claim.name, siren=claim.siret[:9])
    return OfferForm(data, instance=Offer(company=company))


def _as_typed(kept: Mapping[str, list[str]] | None) -> QueryDict | None:
    if not kept:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, values)
    return data


def keep(claim: Claim, form: OfferForm) -> bool:
    """Keep a valid form with its claim. Tells whether a wording has to be confirmed later.

    Raises CannotPublish for what is missing or unlawful, DecidedMeanwhile once there is a decision.
    """
    to_confirm = False
    try:
        checks.check(form.instance, form.codes)
    except checks.CannotPublish as error:
        if error.missing or error.blocked:
            raise
        to_confirm = True
    said = {
        name: [value[:LONGEST] for value in values]
        for name, values in form.data.lists()
        if name in KEPT or name.startswith("question-")
    }
    waiting = Claim.objects.filter(pk=claim.pk, state=Claim.State.WAITING)
    if not waiting.update(first_offer=said):
        raise claims.DecidedMeanwhile
    return to_confirm


def mark(claim: Claim) -> str:
    """The first offer in one word, by which we know what was read; "" when there is none."""
    said = json.dumps(claim.first_offer, sort_keys=True)
    return sha256(said.encode()).hexdigest() if claim.first_offer else ""


@transaction.atomic
def accept(claim: Claim, *, by: User, publish_read: str = "") -> Offer | None:
    """Our staff accepts the company, and gives its first offer, if there is one, its author.

    publish_read: the `mark` of the offer as it was read, which may be published; without it the
    offer takes its turn among those to look at. One whose wording has to be confirmed becomes a
    draft. Raises DecidedMeanwhile, and OfferChanged: then nothing is accepted.
    """
    claims.accept(claim, by=by)
    claim.refresh_from_db()
    if publish_read and publish_read != mark(claim):
        raise OfferChanged
    form = form_of(claim)
    if not (form.is_bound and form.is_valid()):  # none, or what we ask for has changed meanwhile
        return None
    offer = publishing.save(form.instance, form.codes, by=claim.claimant)
    Claim.objects.filter(pk=claim.pk).update(first_offer=None)
    try:
        offer = publishing.submit(offer, by=claim.claimant)
    except checks.CannotPublish:
        return offer
    if publish_read and offer.state == Offer.State.IN_REVIEW:
        moderation.approve(offer)
        offer.refresh_from_db()
    return offer
