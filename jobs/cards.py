"""An offer as lists show it. Drawn once a process for whoever is shown the same."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from meilleursjobs.lib import geo
from meilleursjobs.lib.geo import Commune

from .criteria import Criteria
from .likeness import collapsed
from .models import Company, Offer
from .models.offer import OfferQuerySet

DRAWN = 5_000  # cards kept: some 8 MB a process; parts are shorter


def _columns(model: type[Model], *names: str) -> tuple[str, ...]:
    """These columns in the order in which the model reads its values."""
    return tuple(one.attname for one in model._meta.concrete_fields if one.attname in names)


# What a card shows. One is known by these values alone: it cannot be out of date.
PAY = _columns(Offer, "pay_min", "pay_max", "pay_period", "pay_is_net")
KIND = _columns(Offer, "contract", "duration_months", "working_time", "remote")
OF_OFFER = _columns(Offer, "id", "title", "published_at", "is_agency", *PAY, *KIND)
OF_COMPANY = _columns(Company, "id", "name", "verified_at")
Values = tuple[Any, ...]


class Card:
    """An offer, with the place that answers the search, and how far it is."""

    def __init__(self, offer: Offer, criteria: Criteria, twins: "Iterable[Card]" = ()) -> None:
        self.offer = offer
        self.twins = list(twins)  # the same ad for other places, or published again
        places = list(offer.places.all())
        near = set(criteria.codes)
        in_reach = [place for place in places if place.commune_code in near]
        shown = next(iter([*in_reach, *places]), None)
        self.others = max(len(places) - 1, 0)
        self.km = None
        known = shown and geo.current_code(shown.commune_code)
        if known and isinstance(criteria.place, Commune):
            self.km = round(geo.distance(criteria.place, geo.commune(known)))
        self.place = geo.commune(known).label if known else ""

    @property
    def html(self) -> str:
        """What stands inside the card, the title being a link to the offer."""
        return _drawn(
            _values(self.offer, OF_OFFER),
            _values(self.offer.company, OF_COMPANY),
            (self.place, self.km, self.others),
            get_language(),
            timezone.localdate(),
        )


def of_cards(offers: OfferQuerySet) -> OfferQuerySet:
    """These offers with what their cards show and what tells twins, no more: texts are long."""
    shown = (*OF_OFFER, "occupation", *(f"company__{name}" for name in OF_COMPANY))
    return offers.with_card().only(*shown)


def cards_of(offers: Iterable[Offer], criteria: Criteria) -> list[Card]:
    """The cards of a list, each ad once: its other offers are links on the first one's card."""
    return [
        Card(first, criteria, [Card(one, criteria) for one in rest])
        for first, *rest in collapsed(offers)
    ]


def _values(of: Offer | Company, names: tuple[str, ...]) -> Values:
    return tuple(getattr(of, name) for name in names)


@lru_cache(maxsize=DRAWN)
def _drawn(
    of_offer: Values, of_company: Values, where: Values, _language: str | None, _today: date
) -> str:
    """The offer is made anew of the values, so that the template has nothing else to show.

    It says « aujourd’hui » and « hier », hence the day.
    """
    offer = Offer.from_db(None, OF_OFFER, of_offer)
    offer.company = Company.from_db(None, OF_COMPANY, of_company)
    place, km, others = where
    context = {
        "offer": offer,
        "pay": _part("jobs/offer_pay.html", PAY, _values(offer, PAY), _language),
        "kind": _part("components/offer_kind.html", KIND, _values(offer, KIND), _language),
        "place": place,
        "km": km,
        "others": others,
    }
    return render_to_string("components/offer_card.html", context)


@lru_cache(maxsize=DRAWN)
def _part(template: str, names: tuple[str, ...], values: Values, _language: str | None) -> str:
    """What many offers have in common, and cards that are drawn anew need not draw."""
    return render_to_string(template, {"offer": Offer.from_db(None, names, values)})


def forget() -> None:
    """Draw every card anew, to measure what that costs."""
    _drawn.cache_clear()
