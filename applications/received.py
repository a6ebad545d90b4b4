"""What a recruiter looks at among what was received: for which offer, whose, in which order.

The list, the board and the file show the same: all three start from `Wanted.rows`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from jobs.models import Offer
from meilleursjobs.lib.http import query_of, row_number

from .models import Application, Interview

State = Application.State
LONGEST_WORDS = 80
OFFERS = 200  # to choose from, those that were applied to last
CARDS = 20  # of one column
ALWAYS = {State.NEW, State.REVIEW, State.INTERVIEW}  # columns that stay while they are empty
OLDEST_FIRST = "anciennes"
WAITING = "attente"  # in place of a state: those to whom a word is owed


@dataclass(frozen=True)
class Wanted:
    """One way to look at it. state: one alone, WAITING, "" for all of them."""

    user: User
    offer: Offer | None = None
    words: str = ""
    state: str = ""
    oldest_first: bool = False

    @classmethod
    def read(cls, user: User, asked: Mapping[str, str]) -> Self:
        """As an address says it, what means nothing left out. Raises Http404 for no own offer."""
        offer, state = asked.get("offre", ""), asked.get("etat", "")
        mine = Offer.objects.managed_by(user)
        return cls(
            user,
            offer=get_object_or_404(mine, pk=row_number(offer)) if offer else None,
            words=" ".join(asked.get("q", "").replace("\0", "").split())[:LONGEST_WORDS],
            state=state if state in {*State.values, WAITING} else "",
            oldest_first=asked.get("tri") == OLDEST_FIRST,
        )

    def query(self, **instead: Any) -> str:
        """Back to an address, with other values for some of it; "" when there is nothing to say."""
        said: dict[str, Any] = {
            "offre": self.offer and self.offer.pk,
            "q": self.words,
            "etat": self.state,
            "tri": OLDEST_FIRST if self.oldest_first else "",
        }
        return query_of(said | instead)

    def rows(self) -> QuerySet[Application]:
        """What is to be seen, in order."""
        return self._seen().order_by(*self._order).with_candidate()

    def beside(self, one: Application) -> tuple[UUID | None, UUID | None]:
        """The applications before and after this one, which may be seen there no longer."""
        rows, same = self._seen(), Q(created_at=one.created_at)
        newer = rows.filter(Q(created_at__gt=one.created_at) | same & Q(pk__gt=one.pk))
        older = rows.filter(Q(created_at__lt=one.created_at) | same & Q(pk__lt=one.pk))
        found = (
            newer.order_by("created_at", "pk").values_list("pk", flat=True).first(),
            older.order_by("-created_at", "-pk").values_list("pk", flat=True).first(),
        )
        return found[::-1] if self.oldest_first else found

    def _seen(self) -> QuerySet[Application]:
        rows = self._of_all_states()
        if self.state == WAITING:
            rows = rows.left_waiting(timezone.now())
        elif self.state:
            rows = rows.filter(state=self.state)
        return rows

    @property
    def _order(self) -> tuple[str, str]:
        return ("created_at", "pk") if self.oldest_first else ("-created_at", "-pk")

    def _of_all_states(self) -> QuerySet[Application]:
        rows = Application.objects.received_by(self.user)
        rows = rows.filter(offer=self.offer) if self.offer else rows
        return rows.of_candidates_named(self.words) if self.words else rows

    def counts(self) -> dict[str, int]:
        """How many there are in each state, whichever is looked at."""
        rows = self._of_all_states().order_by()
        return dict(rows.values_list("state").annotate(Count("pk")))

    def waiting(self) -> int:
        """To how many a word is owed, whichever is looked at."""
        return self._of_all_states().left_waiting(timezone.now()).count()

    def columns(self, counts: Mapping[str, int]) -> "list[Column]":
        """The board: a column for each state, its first CARDS applications with their interview."""
        shown = [one for one in State if counts.get(one) or one in ALWAYS]
        first, *others = (
            self._of_all_states().filter(state=one).order_by(*self._order).values("pk")[:CARDS]
            for one in shown
        )
        pks = [row["pk"] for row in first.union(*others, all=True)]
        standing = Prefetch("interviews", Interview.objects.standing(), to_attr="meetings")
        rows = Application.objects.received_by(self.user).filter(pk__in=pks)
        cards: dict[str, list[Application]] = {one: [] for one in shown}
        for row in rows.order_by(*self._order).with_candidate().prefetch_related(standing):
            if row.state in cards:  # not moved to an empty column since
                cards[row.state].append(row)
        return [Column(one, cards[one], counts.get(one, 0)) for one in shown]


@dataclass(frozen=True)
class Column:
    """A state on the board; `count` tells of the cards that are left out as well."""

    state: State
    cards: list[Application]
    count: int

    @property
    def more(self) -> int:
        return max(self.count - len(self.cards), 0)


def offers_applied_to(user: User) -> list[tuple[int, str, int]]:
    """(pk, title, how many received) of the offers with something to read, the last one first."""
    rows = Application.objects.received_by(user).order_by().values_list("offer", "offer__title")
    counted = rows.annotate(received=Count("pk"), last=Max("created_at"))
    return [row[:3] for row in counted.order_by("-last", "-offer")[:OFFERS]]
