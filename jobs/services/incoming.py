"""Offers that a machine hands in, by feed or by the endpoint: one way in, as strict as the form."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.states import MoveRefused

from .. import projection
from ..forms.offer import OfferForm
from ..models import Company, Offer
from . import checks, offers, publishing

State = Offer.State
DEFAULTS = {
    "working_time": "plein",
    "remote": "aucun",
    "apply_mode": "here",
    "experience_years": 0,
    "diploma": 0,
}
LISTS = ("skills", "benefits", "languages")
CLOSED = {
    State.SUSPENDED: _("Notre équipe a suspendu cette offre : les raisons sont dans votre espace."),
    State.FILLED: _("Cette offre est pourvue : archivez-la, puis publiez-la de nouveau."),
}


class Refused(Exception):
    """Why an offer was not taken: field → sentences. What was published stays as it was."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__(str(errors))


def current(company: Company, reference: str) -> Offer | None:
    """The company's offer of this reference, unless it was put away."""
    rows = company.offers.filter(reference=reference).exclude(state=State.ARCHIVED)
    return rows.select_related("company").first()


@transaction.atomic
def put(company: Company, reference: str, values: dict[str, Any]) -> tuple[Offer, bool]:
    """Create or replace the offer of this reference, and publish it or hand it to our staff.

    values: the names of the recruiter's form, lists where it has lines, `places` for its communes.
    Returns the offer and whether it is new. Raises Refused.
    """
    (found,) = put_all(company, {reference: values}).values()
    if isinstance(found, Refused):
        raise found
    return found


@transaction.atomic
def put_all(
    company: Company, wanted: Mapping[str, dict[str, Any]]
) -> dict[str, tuple[Offer, bool] | Refused]:
    """`put` for many references, the new ones in a few queries for all: what became of each.

    Calls for one company wait for each other, so that a reference never names two offers.
    """
    company = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    rows = company.offers.filter(reference__in=list(wanted)).exclude(state=State.ARCHIVED)
    known = {offer.reference: offer for offer in rows.select_related("company")}
    found: dict[str, tuple[Offer, bool] | Refused] = {}
    new: list[tuple[Offer, list[str]]] = []
    with projection.together():
        for reference, values in wanted.items():
            try:
                if offer := known.get(reference):
                    found[reference] = _replace(offer, reference, values), False
                else:
                    new.append(_checked(Offer(company=company), reference, values))
                    found[reference] = new[-1][0], True
            except Refused as error:
                found[reference] = error
        publishing.enter(company, new)
    return found


def _checked(offer: Offer, reference: str, values: dict[str, Any]) -> tuple[Offer, list[str]]:
    """A new offer, unsaved, and its communes. Raises Refused when it could not be published."""
    form = _filled(offer, reference, values)
    try:
        checks.check(form.instance, form.codes)
    except checks.CannotPublish as error:
        raise Refused(_sentences(error)) from error
    return form.instance, form.codes


@transaction.atomic
def _replace(offer: Offer, reference: str, values: dict[str, Any]) -> Offer:
    if offer.state in CLOSED:
        raise Refused({"reference": [str(CLOSED[State(offer.state)])]})
    form = _filled(offer, reference, values)
    try:
        return _save(form)
    except checks.CannotPublish as error:
        raise Refused(_sentences(error)) from error
    except (publishing.MovedMeanwhile, MoveRefused) as error:
        raise Refused({"reference": [str(publishing.MovedMeanwhile.message)]}) from error


def _filled(offer: Offer, reference: str, values: dict[str, Any]) -> OfferForm:
    form = OfferForm(_form_data(values, reference), instance=offer)
    if not form.is_valid():
        raise Refused({_public(name): found for name, found in form.sentences().items()})
    return form


def _save(form: OfferForm) -> Offer:
    offer = form.instance
    if offer.state == State.IN_REVIEW:
        offers.move(offer, State.DRAFT)
    elif offer.state == State.EXPIRED:
        offers.publish(offer)
    saved = publishing.save(offer, form.codes, by=None)
    if saved.state == State.PUBLISHED:
        offers.confirm(saved)
        return saved
    return publishing.submit(saved, by=None)


def _form_data(values: dict[str, Any], reference: str) -> dict[str, Any]:
    """The values as a browser would have posted them."""
    data = DEFAULTS | values | {"reference": reference}
    places = list(data.pop("places", []))
    data["place"], data["more_places"] = (places or [""])[0], _one_a_line(places[1:])
    data |= {name: _one_a_line(data.get(name) or []) for name in LISTS}
    for number, asked in enumerate(data.pop("questions", []), 1):
        place = {"choices": _one_a_line(asked.get("choices", []))} | {
            name: asked[name] for name in ("text", "kind", "required") if name in asked
        }
        data |= {f"question-{number}-{name}": value for name, value in place.items()}
    return data


def _one_a_line(items: list[str]) -> str:
    """As somebody would type them; a line break within an item parts nothing."""
    return "\n".join(" ".join(item.split()) for item in items)


def _public(field: str) -> str:
    return "places" if field in {"place", "more_places"} else field


def _sentences(error: checks.CannotPublish) -> dict[str, list[str]]:
    """What stands in the way, by field."""
    found: dict[str, list[str]] = {}
    for field, sentence in error.missing.items():
        sentences = sentence if isinstance(sentence, list) else [sentence]
        found.setdefault(_public(field), []).extend(str(one) for one in sentences)
    for passage in (*error.blocked, *error.unconfirmed):
        if passage.question is None:
            found.setdefault(passage.field, []).append(passage.sentence)
        else:
            sentence = f"{passage.question} : {passage.sentence}"
            found.setdefault("questions", []).append(sentence)
    return found


@transaction.atomic
def withdraw(company: Company, reference: str) -> bool:
    """Put the offer of this reference away. Returns whether there was one."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    offer = current(company, reference)
    if offer is None:
        return False
    put_away(offer)
    return True


def put_away(offer: Offer) -> None:
    """Archive an offer from any state, in the caller's transaction. Raises MoveRefused."""
    if offer.state == State.IN_REVIEW:
        offers.move(offer, State.DRAFT)
    offers.archive(offer)
