"""Keep the search's table equal to the visible offers, inside the transaction that changes one.

A company that closes or is suspended leaves the search at once whoever wrote it (a trigger of the
database); `repair` brings back what returns and tells of any disagreement.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.expressions import Func

from meilleursjobs.lib import geo

from .models import Offer, OfferSearch, SearchWord
from .nomenclatures import occupations
from .words import document

BATCH = 500
SHORTEST_WORD = 4  # shorter ones are too near to everything
_later: ContextVar[set[int] | None] = ContextVar("offers to write at the end", default=None)


class Vector(Func):
    """to_tsvector of a text as written, joined with that of its canonical form."""

    template = "(to_tsvector('french', %(expressions)s))"
    arg_joiner = ") || to_tsvector('french', "

    def __init__(self, *texts: str) -> None:
        super().__init__(*(Value(text) for text in document(*texts)))


def rows_of(offer: Offer) -> list[OfferSearch]:
    """The rows of one offer, read with its company and its places: one per place, or one alone."""
    occupation = occupations().get(offer.occupation)
    title = Vector(offer.title)
    full = Vector(
        offer.title,
        occupation.label if occupation else "",
        " ".join(offer.skills),
        offer.company.name,
        offer.description,
        offer.profile,
    )
    pay = offer.pay_year_max if offer.pay_year_max is not None else offer.pay_year_min
    codes = [place.commune_code for place in offer.places.all()] or [""]
    return [
        OfferSearch(
            offer=offer,
            slot=slot,
            company_id=offer.company_id,
            published_at=offer.published_at,
            commune_code=code,
            department=geo.commune(code).department if code and geo.current_code(code) else "",
            occupation=offer.occupation,
            contract=offer.contract,
            working_time=offer.working_time,
            remote=offer.remote,
            pay_year=int(pay or 0),
            experience_years=offer.experience_years,
            diploma=offer.diploma,
            is_agency=offer.is_agency,
            licences=offer.licences,
            hours=offer.hours,
            title_vector=title,
            full_vector=full,
        )
        for slot, code in enumerate(codes)
    ]


@contextmanager
def together() -> Iterator[None]:
    """Write at the end, at once, what `refresh` is asked for within: for many offers in a row.

    For use inside a transaction that holds both, so that nobody finds a row that is out of date.
    """
    waiting: set[int] = set()
    token = _later.set(waiting)
    try:
        yield
    finally:
        _later.reset(token)
    if waiting:
        refresh(sorted(waiting))


@transaction.atomic
def refresh(ids: Iterable[int]) -> None:
    """Write these offers' rows anew: those that are visible are found by the next request."""
    ids = list(ids)
    if (later := _later.get()) is not None:
        later.update(ids)
        return
    OfferSearch.objects.filter(offer__in=ids).delete()
    offers = Offer.objects.visible().filter(pk__in=ids).with_card()
    rows = [row for offer in offers for row in rows_of(offer)]
    OfferSearch.objects.bulk_create(rows, batch_size=BATCH)
    learn(offer.title for offer in offers)


def learn(titles: Iterable[str]) -> None:
    """Count the words of titles, for spelling help. Approximate by design: nothing is unlearnt."""
    counts = Counter(
        word
        for title in titles
        for word in set(document(title)[1].split())
        if len(word) >= SHORTEST_WORD and word.isalpha()
    )
    if not counts:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"insert into {SearchWord._meta.db_table} as w (word, count) values (%s, %s)"  # noqa: S608
            " on conflict (word) do update set count = w.count + excluded.count",
            sorted((word[:40], count) for word, count in counts.items()),  # one order: no deadlock
        )


def disagreements() -> tuple[list[int], list[int]]:
    """(visible offers that the search misses, offers that it shows and should not)."""
    shown = OfferSearch.objects.filter(offer=OuterRef("pk"))
    missing = Offer.objects.visible().exclude(Exists(shown)).values_list("pk", flat=True)
    visible = Offer.objects.visible().filter(pk=OuterRef("offer"))
    wrong = OfferSearch.objects.exclude(Exists(visible))
    return list(missing), sorted(set(wrong.values_list("offer_id", flat=True)))


def repair(*, dry_run: bool = False) -> tuple[int, int]:
    """Mend every disagreement. Returns (missing, wrong): how many there were."""
    missing, wrong = disagreements()
    if not dry_run:
        ids = [*missing, *wrong]
        for start in range(0, len(ids), BATCH):
            refresh(ids[start : start + BATCH])
    return len(missing), len(wrong)


def rebuild() -> int:
    """Write every visible offer anew, a batch a transaction: after words are read in another way.

    Whoever searches meanwhile finds each offer as it was or as it is. Returns how many.
    """
    done, last = 0, 0
    while ids := list(
        Offer.objects.visible()
        .filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    ):
        with transaction.atomic():
            refresh(ids)
        done, last = done + len(ids), ids[-1]
    return done
