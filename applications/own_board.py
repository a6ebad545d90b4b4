"""A candidate's board: letters, applications to offers and those made elsewhere, all together.

Each stands in one stage, told from its own state; the list and the columns show the same stages.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NamedTuple, Self

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meilleursjobs.lib.http import query_of
from meilleursjobs.lib.text import saying

from . import tracking
from .explain import Status
from .models import Application, Memo, OutsideApplication, SpontaneousApplication

CARDS = 20  # of one column
LONGEST_WORDS = 80
KINDS = {  # of an address, as in `tracking`: its name, the columns with company and position
    "spontanee": (_("Spontanées"), ("company_name", "recipient")),
    "offre": (_("À des offres"), ("offer__title", "offer__company__name")),
    "ailleurs": (_("Faites ailleurs"), ("company_name", "position")),
}
Letter = SpontaneousApplication
Offer, Outside = Application.State, OutsideApplication.State
Outcome = Letter.Outcome
TALKS = {Outcome.ANSWER, Outcome.INTERVIEW}
NO = {Outcome.REFUSAL, Outcome.BOUNCED}


def _states(*states: str) -> Q:
    return Q(state__in=states)


STAGES: Mapping[str, tuple[Any, Mapping[str, Q]]] = {
    "a-ecrire": (_("À finir d’écrire"), {"spontanee": _states(Letter.State.DRAFT)}),
    "en-route": (_("Pas encore parties"), {"spontanee": _states(*Letter.IN_OUTBOX)}),
    "envoyees": (
        _("Envoyées"),
        {
            "spontanee": _states(*Letter.LEFT) & ~Q(outcome__in=TALKS | NO),
            "offre": _states(Offer.NEW, Offer.REVIEW),
            "ailleurs": _states(Outside.SENT, Outside.SILENT),
        },
    ),
    "en-discussion": (
        _("En discussion"),
        {
            "spontanee": _states(*Letter.LEFT) & Q(outcome__in=TALKS),
            "offre": _states(Offer.INTERVIEW, Offer.POOL),
            "ailleurs": _states(Outside.INTERVIEW),
        },
    ),
    "acceptees": (
        _("Acceptées"),
        {"offre": _states(Offer.ACCEPTED), "ailleurs": _states(Outside.ACCEPTED)},
    ),
    "terminees": (
        _("Terminées"),
        {
            "spontanee": _states(*Letter.DID_NOT_LEAVE) | _states(*Letter.LEFT) & Q(outcome__in=NO),
            "offre": _states(Offer.REFUSED, Offer.WITHDRAWN),
            "ailleurs": _states(Outside.REFUSED),
        },
    ),
}


class Line(NamedTuple):
    """One application, of any kind, with what a page shows about it."""

    application: Any
    kind: str
    stage: str
    status: Status | None  # of a letter
    memo: Memo | None


@dataclass(frozen=True)
class Column:
    """A stage on the board; `count` tells of the applications that are left out as well."""

    stage: str
    label: str
    lines: list[Line]
    count: int

    @property
    def more(self) -> int:
        return max(self.count - len(self.lines), 0)


@dataclass(frozen=True)
class Wanted:
    """What of one's own applications is looked at. stage and kind: "" for all of them."""

    user: User
    words: str = ""
    kind: str = ""
    stage: str = ""

    @classmethod
    def read(cls, user: User, asked: Mapping[str, str]) -> Self:
        """As an address says it; what means nothing is left out."""
        kind, stage = asked.get("type", ""), asked.get("etat", "")
        return cls(
            user,
            words=" ".join(asked.get("q", "").split())[:LONGEST_WORDS],
            kind=kind if kind in KINDS else "",
            stage=stage if stage in STAGES else "",
        )

    def query(self, **instead: Any) -> str:
        """Back to an address, with other values for some of it; "" when there is nothing to say."""
        return query_of({"q": self.words, "type": self.kind, "etat": self.stage} | instead)

    def _rows(self) -> "dict[str, QuerySet[Any]]":
        """One's own of each kind that is looked at, whatever its stage."""
        found = {}
        for kind, (_label, names) in KINDS.items():
            if self.kind in ("", kind):
                model = tracking.KINDS[kind][1]
                rows = model.objects.owned_by(self.user).order_by()
                found[kind] = saying(rows, self.words, names) if self.words else rows
        return found

    def counts(self) -> dict[str, int]:
        """How many stand in each stage."""
        counts = dict.fromkeys(STAGES, 0)
        for kind, rows in self._rows().items():
            asked = {stage: of[kind] for stage, (_label, of) in STAGES.items() if kind in of}
            names = {f"n{number}": stage for number, stage in enumerate(asked)}
            told = rows.aggregate(
                **{name: Count("pk", filter=asked[stage]) for name, stage in names.items()}
            )
            for name, stage in names.items():
                counts[stage] += told[name]
        return counts

    def keys(self) -> "QuerySet[Any]":
        """(pk, moved_at, kind, stage) of what the list shows, what moved last first."""
        stages = [self.stage] if self.stage else list(STAGES)
        parts = [part for stage in stages for part in self._parts(stage)]
        if not parts:
            return SpontaneousApplication.objects.none()
        return parts[0].union(*parts[1:], all=True).order_by("-moved_at", "pk")

    def _parts(self, stage: str) -> "list[QuerySet[Any]]":
        conditions = STAGES[stage][1]
        text = CharField()
        return [
            rows.filter(conditions[kind])
            .annotate(kind=Value(kind, text), stage=Value(stage, text))
            .values_list("pk", "moved_at", "kind", "stage")
            for kind, rows in self._rows().items()
            if kind in conditions
        ]

    def lines(self, keys: "Iterable[tuple[Any, Any, str, str]]") -> list[Line]:
        """What stands behind keys, in their order; what was erased meanwhile is left out."""
        asked: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        keys = list(keys)
        for pk, _moved_at, kind, _stage in keys:
            asked[kind].append(pk)
        letters = Letter.objects.owned_by(self.user).with_places()
        found = {
            "spontanee": letters.in_bulk(asked["spontanee"]),
            "offre": Application.objects.owned_by(self.user).with_offer().in_bulk(asked["offre"]),
            "ailleurs": OutsideApplication.objects.owned_by(self.user).in_bulk(asked["ailleurs"]),
        }
        memos = self._memos(asked)
        lines = []
        for pk, _moved_at, kind, stage in keys:
            if one := found[kind].get(pk):
                status = Status(one) if kind == "spontanee" else None
                lines.append(Line(one, kind, stage, status, memos.get((kind, pk))))
        return lines

    def _memos(self, asked: Mapping[str, list[Any]]) -> dict[tuple[str, Any], Memo]:
        columns = {kind: tracking.KINDS[kind][0] for kind in asked}
        about = [Q(**{f"{columns[kind]}__in": pks}) for kind, pks in asked.items()]
        return {
            (kind, pk): memo
            for memo in Memo.objects.owned_by(self.user).filter(reduce(or_, about))
            for kind, column in columns.items()
            if (pk := getattr(memo, f"{column}_id"))
        }

    def columns(self, counts: Mapping[str, int]) -> list[Column]:
        """The stages side by side, each with the CARDS that moved last."""
        cut = [
            part.order_by("-moved_at", "pk")[:CARDS]
            for stage in STAGES
            for part in self._parts(stage)
        ]
        keys = sorted(cut[0].union(*cut[1:], all=True), key=lambda key: key[1], reverse=True)
        shown = [
            key for stage in STAGES for key in [one for one in keys if one[3] == stage][:CARDS]
        ]
        lines = self.lines(shown)
        return [
            Column(stage, label, [one for one in lines if one.stage == stage], counts[stage])
            for stage, (label, _of) in STAGES.items()
        ]
