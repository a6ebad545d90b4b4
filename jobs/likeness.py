"""How alike two offers read: what our staff sees of near-duplicates."""

import re

from meilleursjobs.lib.text import fold

from .models import Offer

State = Offer.State
SHINGLE = 3  # words in a row: short enough to outlive an edit, long enough to be nobody else's
NEAR = 0.5  # shared shingles among all: our choice, a hint for people and no decision
MOST_COMPARED = 200  # the newest of the same occupation: one screen stays quick
SHOWN = 5


def shingles(offer: Offer) -> set[str]:
    """Every run of three words of the offer, folded: without accents, signs or Markdown."""
    words = re.findall(r"\w+", fold(f"{offer.title} {offer.description} {offer.profile}"))
    return {" ".join(words[at : at + SHINGLE]) for at in range(max(len(words) - SHINGLE + 1, 1))}


def near_duplicates(offer: Offer) -> list[tuple[Offer, int]]:
    """Offers of the same occupation that read nearly the same, with a score in percent, best first.

    An agency's own offers are left out: it writes alike for several clients.
    """
    rows = Offer.objects.filter(
        occupation=offer.occupation, state__in=[State.IN_REVIEW, State.PUBLISHED, State.SUSPENDED]
    ).exclude(pk=offer.pk)
    if offer.is_agency:
        rows = rows.exclude(company=offer.company_id)
    mine, found = shingles(offer), []
    for other in rows.select_related("company").order_by("-moved_at")[:MOST_COMPARED]:
        theirs = shingles(other)
        score = len(mine & theirs) / len(mine | theirs)
        if score >= NEAR:
            found.append((other, round(100 * score)))
    return sorted(found, key=lambda pair: -pair[1])[:SHOWN]
