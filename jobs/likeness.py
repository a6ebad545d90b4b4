"""How alike two offers read: near-duplicates for our staff, one card for candidates, and
reposts for alerts.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from meilleursjobs.lib.text import fold

from .models import Offer
from .words import document

State = Offer.State
SHINGLE = 3  # words in a row: short enough to outlive an edit, long enough to be nobody else's
NEAR = 0.5  # shared shingles among all: our choice, a hint for people and no decision
SAME = 0.8  # a place, a date or a figure differs: our choice, stricter as nobody looks
MOST_COMPARED = 200  # the newest of the same occupation: one screen stays quick
SHOWN = 5


def shingles(text: str) -> set[str]:
    """Every run of three words, folded: without accents, signs or Markdown."""
    words = re.findall(r"\w+", fold(text))
    return {" ".join(words[at : at + SHINGLE]) for at in range(max(len(words) - SHINGLE + 1, 1))}


def _shingles_of(offer: Offer) -> set[str]:
    return shingles(f"{offer.title} {offer.description} {offer.profile}")


def near_duplicates(offer: Offer) -> list[tuple[Offer, int]]:
    """Offers of the same occupation that read nearly the same, with a score in percent, best first.

    An agency's own offers are left out: it writes alike for several clients.
    """
    rows = Offer.objects.filter(
        occupation=offer.occupation, state__in=[State.IN_REVIEW, State.PUBLISHED, State.SUSPENDED]
    ).exclude(pk=offer.pk)
    if offer.is_agency:
        rows = rows.exclude(company=offer.company_id)
    mine, found = _shingles_of(offer), []
    for other in rows.select_related("company").order_by("-moved_at")[:MOST_COMPARED]:
        score = _share(mine, _shingles_of(other))
        if score >= NEAR:
            found.append((other, round(100 * score)))
    return sorted(found, key=lambda pair: -pair[1])[:SHOWN]


def collapsed(offers: Iterable[Offer]) -> list[list[Offer]]:
    """The offers of a list in its order, those that are the same ad together, behind the first.

    The same ad: the same occupation and title, and nearly the same words. Only the texts of offers
    that share the first two are read: an ordinary list costs nothing.
    """
    listed, titled = list(offers), defaultdict(list)
    for offer in listed:
        titled[offer.occupation, fold(offer.title)].append(offer)
    ads = _read(one.pk for alike in titled.values() if len(alike) > 1 for one in alike)
    groups: dict[int, list[Offer]] = {}
    for alike in titled.values():
        firsts: list[Offer] = []
        for offer in alike:
            same = next((one for one in firsts if ads[one.pk].is_same(ads[offer.pk])), None)
            if same is None:
                firsts.append(offer)
            groups.setdefault(same.pk if same else offer.pk, []).append(offer)
    return [groups[offer.pk] for offer in listed if offer.pk in groups]


class _Ad:
    """What an offer says, to be compared: its words first, which is quick."""

    def __init__(self, *texts: str) -> None:
        self._text = " ".join(texts)
        self._words = set(self._text.split())

    @cached_property
    def _shingles(self) -> set[str]:
        return shingles(self._text)

    def is_same(self, other: "_Ad") -> bool:
        return _share(self._words, other._words) >= SAME <= _share(self._shingles, other._shingles)


def _read(ids: Iterable[int]) -> dict[int, _Ad]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = Offer.objects.visible().filter(pk__in=wanted)
    found = {pk: _Ad(*texts) for pk, *texts in rows.values_list("pk", "description", "profile")}
    return {pk: found.get(pk) or _Ad(str(pk)) for pk in wanted}  # gone meanwhile: like no other


def _share(mine: set[str], theirs: set[str]) -> float:
    """What two sets have in common, of all that they have."""
    return len(mine & theirs) / len(mine | theirs or {""})


def without_reposts(offers: Iterable[Offer], told: Iterable[Offer]) -> list[Offer]:
    """Those of the offers that are no job of `told`, or of an offer before them, published anew.

    The same job: same company, title, contract and places, and nearly the same text. An agency
    writes alike for several clients: of it, only the very same words for the same one.
    """
    known: dict[tuple[object, ...], list[set[str]]] = defaultdict(list)
    for one in told:
        known[_is_about(one)].append(_text_of(one))
    fresh = []
    for one in offers:
        text, texts = _text_of(one), known[_is_about(one)]
        least = 1.0 if one.is_agency else SAME
        if not any(_share(text, other) >= least for other in texts):
            fresh.append(one)
        texts.append(text)
    return fresh


def _text_of(offer: Offer) -> set[str]:
    return shingles(f"{offer.description} {offer.profile}")


def _is_about(offer: Offer) -> tuple[object, ...]:
    places = frozenset(place.commune_code for place in offer.places.all())
    title = document(offer.title)[1]
    return offer.company_id, offer.final_client, offer.contract, title, places
