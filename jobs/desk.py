"""« À traiter »: what waits for our staff. Each app adds its own, one list shows all of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Claim, Offer
from .services import claims, moderation


@dataclass(frozen=True)
class Item:
    """One thing to decide: what it is about, why, since when, and the page that decides.

    promised: by when, where it is not eight working hours.
    """

    what: str
    why: str
    since: datetime
    url: str
    promised: datetime | None = None

    @property
    def due(self) -> datetime:
        """By when our staff looks at it: as promised for offers, if nothing else is."""
        return self.promised or moderation.due(self.since)

    @property
    def is_late(self) -> bool:
        return self.due < timezone.now()


Source = Callable[[], Iterable[Item]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source of things to decide; usable as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def waiting() -> list[Item]:
    """Everything that waits, the first due first."""
    found = [item for source in _sources for item in source()]
    return sorted(found, key=lambda item: item.due)


@register
def _offers() -> Iterator[Item]:
    """Offers that nobody has published yet, and changes to those that are."""
    for one in moderation.waiting():
        is_change = one.state == Offer.State.PUBLISHED
        why = _("modification d’une offre") if is_change else _("première publication")
        url = reverse("moderation_one", args=[one.pk])
        what = f"{one.title}, {one.company.name}"
        yield Item(what, why, moderation.waits_since(one), url)


@register
def _claims() -> Iterator[Item]:
    """Companies that somebody says they recruit for. The list names no person."""
    for one in Claim.objects.waiting().select_related("company"):
        what = one.company.name if one.company else one.name
        url = f"{reverse('claims_desk')}#{one.pk}"
        due = claims.due(one.moved_at)
        why = _("entreprise et première offre") if one.first_offer else _("entreprise à vérifier")
        yield Item(what, why, one.moved_at, url, promised=due)
