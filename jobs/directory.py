"""The directory's search: what a person asked for, and the companies that answer it.

Order, said on the page (C. conso. L111-7): verified companies, then by size, then by name; no place
is sold. `Company.standing` holds it, so that one index gives it.

Two ways lead to a page, because a planner that guesses wrong is the main risk (design: search.md).
First we look for a bounded number of answers. When few exist they are sorted; when there are many,
the directory's index is walked in its order and meets answers soon.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from meilleursjobs.lib import geo
from meilleursjobs.lib.geo import Commune

from .keys import name_key
from .models import ApplicationAddress, Company, Establishment
from .nomenclatures import Occupation, divisions_of, subclasses

PAGE = 20
MANY = 1_000  # beyond, the page says « plus de 1 000 »
ROWS = 5_000  # places of work looked at before we call it many: a chain has hundreds in a city
CLOSE = 300  # misspelt names compared with the words: comparing is slow
ORDER = ("standing", "name_key", "pk")
SIZES = {
    "1-9": ("01", "02", "03"),
    "10-49": ("11", "12"),
    "50-249": ("21", "22", "31"),
    "250-": ("32", "41", "42", "51", "52", "53"),
}


@dataclass(frozen=True)
class Criteria:
    """What was asked for; each part may be missing. radius in kilometres."""

    words: str = ""
    place: Commune | None = None
    radius: int = 0
    sector: str = ""
    occupation: Occupation | None = None
    size: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """INSEE codes near enough, none when no place was asked for."""
        return geo.near(self.place.code, self.radius) if self.place else ()

    @property
    def activities(self) -> list[str]:
        """NAF sub-classes that both the sector and the occupation allow."""
        wanted = divisions_of(self.sector)
        if self.occupation:
            known = self.occupation.divisions
            wanted = [d for d in known if not self.sector or d in wanted]
        return subclasses(wanted)

    @property
    def by_work_place(self) -> bool:
        return bool(self.place or self.sector or self.occupation)

    def without(self, *names: str) -> "Criteria":
        """The same with these parts left out."""
        blank = Criteria()
        return replace(self, **{name: getattr(blank, name) for name in names})


@dataclass
class Page:
    """Companies of one page. count: exact, unless there are `more`; at most MANY."""

    companies: list[Company]
    count: int
    more: bool = False
    next_after: int | None = None
    close_names: bool = False  # no name held the words: these are the nearest ones
    works: dict[int, Establishment] = field(default_factory=dict)


def work_places(criteria: Criteria, *, probed: bool = False) -> QuerySet[Establishment]:
    """Open places of work within reach, in the sector or occupation asked for.

    probed: asked once per company of a walk. A plain list then answers fastest; elsewhere a list of
    thousands would cost the planner more than the search itself.
    """
    rows = Establishment.objects.open()
    if criteria.place:
        codes = list(criteria.codes)
        unfolded = RawSQL("select unnest(%s::text[])", [codes])
        rows = rows.filter(commune_code__in=codes if probed else unfolded)
    if criteria.sector or criteria.occupation:
        rows = rows.filter(naf__in=criteria.activities)
    return rows


def _holds(words: str, path: str = "name_key") -> Q:
    """Every word occurs in the name; short words are found inside longer ones."""
    condition = Q()
    for word in name_key(words).split():
        condition &= Q(**{f"{path}__contains": word})
    return condition


def _companies(criteria: Criteria) -> QuerySet[Company]:
    rows = Company.objects.listed()
    if criteria.size:
        rows = rows.filter(headcount__in=SIZES[criteria.size])
    return rows


def _candidates(criteria: Criteria) -> tuple[set[int], bool]:
    """Ids that hold every listed company that answers, or many of them, and which of the two."""
    rows = _companies(criteria)
    found: set[int] = set()
    if criteria.words:
        queries = [
            _reaching(rows.filter(_holds(criteria.words)), criteria),
            _signed(criteria).filter(_holds(criteria.words)).values_list("company_id"),
        ]
    elif criteria.by_work_place:
        queries = [_working(criteria).values_list("company_id")]
    else:
        queries = [rows.values_list("pk")]
    for query in queries:
        ids = [one for (one,) in query[: ROWS + 1]]
        found.update(ids)
        if len(ids) > ROWS:
            return found, False
    return found, True


def _reaching(rows: QuerySet[Company], criteria: Criteria) -> QuerySet[Any]:
    if criteria.by_work_place:
        rows = rows.filter(Exists(work_places(criteria).filter(company=OuterRef("pk"))))
    return rows.values_list("pk")


def _working(criteria: Criteria) -> QuerySet[Establishment]:
    """Places of work in reach. Whether their company is listed is asked once few are left."""
    places = work_places(criteria)
    if criteria.size:
        places = places.filter(company__headcount__in=SIZES[criteria.size])
    return places


def _signed(criteria: Criteria) -> QuerySet[Establishment]:
    """Those with a shop sign: the index of names holds no others."""
    return _working(criteria).filter(~Q(name_key=""))


def search(criteria: Criteria, after: int | None = None) -> Page:
    """One page of companies; `after` is the id of the last one already shown."""
    ids, complete = _candidates(criteria)
    rows = _companies(criteria)
    if complete:
        rows = rows.filter(pk__in=ids)
        found = rows.count()
        if not found and criteria.words:
            return _closest(criteria)
    else:
        found = len(ids)
        rows = _walked(rows, criteria)
    page = Page([], count=min(found, MANY), more=not complete or found > MANY)
    companies = list(_following(rows, after)[: PAGE + 1])
    if len(companies) > PAGE:
        page.next_after = companies[PAGE - 1].pk
    page.companies = companies[:PAGE]
    page.works = _shown_work_places(page.companies, criteria)
    return page


def _walked(rows: QuerySet[Company], criteria: Criteria) -> QuerySet[Company]:
    """The same question, asked of each company in the directory's order."""
    works = work_places(criteria, probed=True).filter(company=OuterRef("pk"))
    condition = Exists(works) if criteria.by_work_place else Q()
    if criteria.words:
        named, signed = _holds(criteria.words), Exists(works.filter(_holds(criteria.words)))
        condition = (named & condition) | signed
    return rows.filter(condition)


def _following(rows: QuerySet[Company], after: int | None) -> QuerySet[Company]:
    last = Company.objects.filter(pk=after).values_list(*ORDER).first() if after else None
    if last:
        rows = rows.filter(TupleGreaterThan((F("standing"), F("name_key"), F("pk")), last))
    return rows.order_by(*ORDER)


def _closest(criteria: Criteria) -> Page:
    """Names that look like the words, misspelt as they are."""
    typed = name_key(criteria.words)
    rows, like = _companies(criteria), Q(name_key__trigram_word_similar=typed)
    ids = {
        one
        for query in (
            _reaching(rows.filter(like), criteria),
            _signed(criteria).filter(like).values_list("company_id"),
        )
        for (one,) in query[:CLOSE]
    }
    likeness = TrigramWordSimilarity(typed, "name_key")
    rows = rows.filter(pk__in=ids)
    companies = list(rows.annotate(likeness=likeness).order_by("-likeness", *ORDER)[:PAGE])
    page = Page(companies, len(companies), close_names=True)
    page.works = _shown_work_places(companies, criteria)
    return page


class _Position(Func):
    function = "array_position"
    output_field = IntegerField()


def _shown_work_places(
    companies: Iterable[Company], criteria: Criteria
) -> dict[int, Establishment]:
    """For each company the place of work its card names: the nearest one, else the head office.

    Annotated with `others`, how many more answer the search, and `km`, how far it is.
    """
    ids = [company.pk for company in companies]
    rows = work_places(criteria).filter(company__in=ids)
    order: list[Any] = ["-is_head_office", "-headcount", "pk"]
    if criteria.place:
        here = criteria.place
        by_distance = sorted(criteria.codes, key=lambda code: geo.distance(here, geo.commune(code)))
        order.insert(0, _Position(Value(by_distance), F("commune_code")))
    shown = rows.order_by("company", *order).distinct("company")
    counts = dict(
        rows.order_by().values("company").annotate(n=Count("pk")).values_list("company", "n")
    )
    works = {}
    for work in shown:
        work.others = counts[work.company_id] - 1
        work.km = (
            round(geo.distance(criteria.place, geo.commune(work.commune_code)))
            if criteria.place and geo.current_code(work.commune_code)
            else None
        )
        works[work.company_id] = work
    return works


def with_address(companies: Iterable[Company]) -> set[int]:
    """Ids of the companies that have an address candidates may write to now."""
    ids = [company.pk for company in companies]
    rows = ApplicationAddress.objects.writable().filter(establishment__company__in=ids)
    return set(rows.values_list("establishment__company_id", flat=True))
