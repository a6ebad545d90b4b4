"""Keep the search's table equal to the visible offers, inside the transaction that changes one.

A company that closes or is suspended leaves the search at once whoever wrote it (a trigger of the
database); `repair` brings back what returns and tells of any disagreement.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchVectorField
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.expressions import Func
from django.db.models.functions import Mod

from accounts.models import Contract, Remote, WorkingTime
from meilleursjobs.lib import geo

from .models import HoursPattern, Offer, OfferSearch, SearchWord
from .nomenclatures import occupations
from .words import document

BATCH = 500
HOURS = 24
SHORTEST_WORD = 4  # shorter ones are too near to everything
_later: ContextVar[set[int] | None] = ContextVar("offers to write at the end", default=None)


class Vector(Func):
    """to_tsvector of a text as written, joined with that of its canonical form."""

    template = "(to_tsvector('french', %(expressions)s))"
    arg_joiner = ") || to_tsvector('french', "

    def __init__(self, *texts: str) -> None:
        super().__init__(*(Value(text) for text in document(*texts)))


def _texts(offer: Offer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is searched of an offer: its title, and everything."""
    occupation = occupations().get(offer.occupation)
    return (offer.title,), (
        offer.title,
        occupation.label if occupation else "",
        " ".join(offer.skills),
        offer.company.name,
        offer.description,
        offer.profile,
        in_words(
            contract=offer.contract,
            remote=offer.remote,
            working_time=offer.working_time,
            hours=offer.hours,
            experience=offer.experience_years,
            places=[place.commune_code for place in offer.places.all()],
        ),
    )


# What an offer's page shows as labels and people type as words: « CDI Lyon », « travail de nuit ».
LABELS = {
    Contract.APPRENTICESHIP: "apprentissage alternance",
    Contract.PROFESSIONAL: "contrat de professionnalisation alternance",
    Remote.FULL: "télétravail à distance",
    HoursPattern.NIGHT: "travail de nuit",
    HoursPattern.WEEKEND: "week-end",
}


def in_words(
    *, contract: str, remote: str, working_time: str, hours: Iterable[str],
    experience: int, places: Iterable[str],
) -> str:  # fmt: skip
    """The labels of an offer that are searched like its text; those of most offers are left out."""
    found = [LABELS.get(contract) or Contract(contract).label]
    if remote != Remote.NONE:
        found.append(LABELS.get(remote) or "télétravail")
    if working_time == WorkingTime.PART:
        found.append("temps partiel")
    found += [LABELS[one] for one in hours if one in LABELS]
    if not experience:
        found.append("débutant accepté")
    for code in places:
        if now := geo.current_code(code):
            commune = geo.commune(now)
            found += [commune.name, geo.department(commune.department).name]
    return " ".join(str(one) for one in found)


def rows_of(offer: Offer) -> list[OfferSearch]:
    """The rows of one offer, read with its company and its places: one per place, or one alone."""
    title, full = (Vector(*texts) for texts in _texts(offer))
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
            f"insert into {SearchWord._meta.db_table} as w (word, count) values (%s, %s)"  # noqa: S608 our own names
            " on conflict (word) do update set count = w.count + excluded.count",
            sorted((word[:40], count) for word, count in counts.items()),  # one order: no deadlock
        )


class Disagreements(NamedTuple):
    """Ids of visible offers that the search misses, of offers that it shows and should not, and
    of visible offers of which it says something else than they do."""

    missing: list[int]
    wrong: list[int]
    changed: list[int]


def disagreements(hour: int | None = None) -> Disagreements:
    """Compare the search with the offers: who is there, and the contents of every column.

    Reading every text is dear: with `hour`, only a twenty-fourth of the contents is compared.
    """
    shown = OfferSearch.objects.filter(offer=OuterRef("pk"))
    visible = Offer.objects.visible()
    missing = visible.exclude(Exists(shown)).values_list("pk", flat=True)
    wrong = OfferSearch.objects.exclude(Exists(visible.filter(pk=OuterRef("offer"))))
    compared = visible.filter(Exists(shown))
    if hour is not None:
        compared = compared.annotate(hour=Mod("pk", Value(HOURS))).filter(hour=hour)
    changed = [pk for batch in _batches(compared) for pk in _changed(batch)]
    return Disagreements(
        list(missing), sorted(set(wrong.values_list("offer_id", flat=True))), changed
    )


def _batches(rows: QuerySet[Offer]) -> Iterator[list[Offer]]:
    """Offers with what `rows_of` reads, by their numbers."""
    last = 0
    while batch := list(rows.with_card().filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


PLAIN = [
    field.attname
    for field in OfferSearch._meta.concrete_fields
    if not field.primary_key and not isinstance(field, SearchVectorField)
]


def _changed(batch: list[Offer]) -> list[int]:
    """Offers of which a column of the search says something else."""
    held: dict[int, list[tuple[Any, ...]]] = {offer.pk: [] for offer in batch}
    rows = OfferSearch.objects.filter(offer__in=held).order_by("offer", "slot")
    for row in rows.values_list("offer_id", *PLAIN):
        held[row[0]].append(row[1:])
    told = {
        offer.pk: [tuple(getattr(row, name) for name in PLAIN) for row in rows_of(offer)]
        for offer in batch
    }
    changed = {pk for pk in told if told[pk] != held[pk]}
    return sorted(changed | _changed_words(batch))


def _changed_words(batch: list[Offer]) -> set[int]:
    """Offers whose vectors are not those of their texts: the database alone can tell.

    The marks among the words are those of the row's own columns, which are compared apart.
    """
    texts = [[*document(*title), *document(*full)] for title, full in map(_texts, batch)]
    written, folded, all_written, all_folded = zip(*texts, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            select distinct offer_id from {OfferSearch._meta.db_table}
            join unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])
              as told (pk, title, title_folded, words, words_folded) on pk = offer_id
            where title_vector <> to_tsvector('french', title)||to_tsvector('french', title_folded)
            or full_vector <> search_marked(
              to_tsvector('french', words)||to_tsvector('french', words_folded), title_vector,
              department, contract, working_time, remote, hours, is_agency, published_at, pay_year
            )
            """,  # noqa: S608 our own names
            [[o.pk for o in batch], *map(list, (written, folded, all_written, all_folded))],
        )
        return {pk for (pk,) in cursor.fetchall()}


def repair(*, hour: int | None = None, dry_run: bool = False) -> Disagreements:
    """Mend every disagreement, and say which there were. `hour` as in `disagreements`."""
    found = disagreements(hour)
    if not dry_run:
        ids = sorted(set().union(*found))
        for start in range(0, len(ids), BATCH):
            refresh(ids[start : start + BATCH])
    return found


def rebuild() -> int:
    """Write every visible offer anew, a batch a transaction: after words are read in another way.

    Whoever searches meanwhile finds each offer as it was or as it is. Returns how many.
    """
    done = 0
    for batch in _batches(Offer.objects.visible()):
        refresh(offer.pk for offer in batch)
        done += len(batch)
    return done
