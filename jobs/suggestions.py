"""Offers proposed to a candidate by rules that anyone can read, only with consent.

Each rule that an offer meets gives its points; the page shows which, and the sum. Nothing is
learnt, nothing is hidden or refused by a score: the search itself never uses it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import CandidateProfile, Preferences
from meilleursjobs.lib import geo
from meilleursjobs.lib.text import fold
from privacy import consent
from privacy.models.consent import Purpose

from . import search
from .criteria import Criteria
from .models import Bookmark, Offer

SHOWN = 6
LOOKED_AT = 30  # the newest of each wanted occupation
OCCUPATION, PLACE, CONTRACT, REMOTE, TIME, PAY = 5, 3, 2, 1, 1, 1  # points of each rule


@dataclass(frozen=True)
class Suggestion:
    """An offer and the rules it meets: (sentence, points)."""

    offer: Offer
    reasons: list[tuple[str, int]]

    @property
    def score(self) -> int:
        return sum(points for _sentence, points in self.reasons)


def of(user: Any) -> list[Suggestion]:
    """The best offers by the rules, for a person who agrees; none for anybody else.

    Ties go to the newest. Bookmarked offers are left out: the person knows them.
    """
    if not consent.holds(user, Purpose.PERSONAL):
        return []
    wishes = Preferences.objects.filter(user=user).first()
    if wishes is None or not wishes.occupations:
        return []
    here = _home(user)
    known = set(Bookmark.objects.owned_by(user).values_list("offer", flat=True))
    found = {offer.pk: offer for offer in _candidates(here, wishes) if offer.pk not in known}
    wanted = [offer for offer in found.values() if _wanted(offer, wishes)]
    rated = [Suggestion(offer, list(reasons(offer, here, wishes))) for offer in wanted]
    rated.sort(key=lambda one: (-one.score, -one.offer.published_at.timestamp()))
    return rated[:SHOWN]


def _candidates(here: geo.Commune | None, wishes: Preferences) -> Iterator[Offer]:
    for words in wishes.occupations:
        criteria = Criteria(words=words)
        if here and wishes.remote != ["total"]:
            criteria = replace(criteria, place=here, radius=wishes.radius_km)
        rows = search.matching(criteria).order_by("-published_at")
        ids = list(rows.values_list("offer_id", flat=True)[:LOOKED_AT])
        yield from Offer.objects.visible().filter(pk__in=ids).with_card()


def _home(user: Any) -> geo.Commune | None:
    profile = CandidateProfile.objects.filter(user=user).first()
    code = geo.current_code(profile.commune_code) if profile and profile.commune_code else None
    return geo.commune(code) if code else None


def reasons(
    offer: Offer, here: geo.Commune | None, wishes: Preferences
) -> Iterator[tuple[str, int]]:
    """The rules that an offer meets from a home, with their points: the score is their sum."""
    if words := _wanted(offer, wishes):
        yield _("vous cherchez : %(words)s") % {"words": words}, OCCUPATION
    yield from _about_place(offer, here, wishes)
    if offer.contract in wishes.contracts:
        yield _("contrat voulu : %(what)s") % {"what": offer.get_contract_display()}, CONTRACT
    if offer.remote in wishes.remote:
        yield str(offer.get_remote_display()), REMOTE
    if offer.working_time in wishes.working_time:
        yield str(offer.get_working_time_display()), TIME
    best = offer.pay_year_max or offer.pay_year_min
    if wishes.min_pay and best and best >= wishes.min_pay:
        yield _("rémunération au niveau souhaité"), PAY


def _wanted(offer: Offer, wishes: Preferences) -> str:
    """The wanted occupation that the title speaks of, "" when there is none."""
    title = fold(offer.title)
    found = (
        words
        for words in wishes.occupations
        if any(word[:5] in title for word in fold(words).split() if len(word) > 3)
    )
    return next(found, "")


def _about_place(
    offer: Offer, here: geo.Commune | None, wishes: Preferences
) -> Iterator[tuple[str, int]]:
    codes = [geo.current_code(place.commune_code) for place in offer.places.all()]
    if here and codes:
        near = min(geo.distance(here, geo.commune(code)) for code in codes if code)
        if near <= wishes.radius_km:
            yield _("à %(km)s km de chez vous") % {"km": round(near)}, PLACE
