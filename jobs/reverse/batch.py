"""Some offers and, for each thing one can ask for, the set of those that answer.

The lexemes are those that PostgreSQL stored; the filters are the look-ups that the search gives to
SQL (`search.about_the_job`). What is written here is only how sets are made of them.
"""

import operator
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, reduce
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import BooleanField, TextField
from django.db.models.expressions import RawSQL
from numpy.typing import NDArray

from meilleursjobs.lib.geo import Area, Commune

from .. import search
from ..criteria import Criteria
from ..models import Company, OfferSearch
from .around import Around
from .bits import IN_WORD, Bits, members, pack, width
from .questions import NEXT, NOT, OR, UNKNOWN, WORD, Node, is_exact, parse
from .saved import read_filter
from .tables import Lists, Numbers, Places

READ = 5_000  # offers in one statement: their lexemes are some 10 MB
KEPT_SETS = 4_096  # of words and of choices of them: 6 kB each when there are 50,000 offers
PAIRS = 50_000  # of a question and an offer, in one statement
EQUAL = ("", "in")  # look-ups that name the values they want
# What each other look-up of `search.about_the_job` means in SQL.
HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "gte": operator.ge,
    "lte": operator.le,
    "overlap": lambda value, wanted: not set(value).isdisjoint(wanted),
    "contained_by": lambda value, wanted: set(value) <= set(wanted),
}
APART = {"id", "offer_id", "slot", "published_at", "title_vector", "full_vector"}
COLUMNS = tuple(
    field.attname for field in OfferSearch._meta.concrete_fields if field.attname not in APART
)
SEPARATOR = "\n"  # no lexeme has one
LEXEMES = RawSQL(
    "case when slot = 0 then array_to_string(tsvector_to_array(full_vector), %s) end",
    [SEPARATOR],
    output_field=TextField(),
)
CHECK = """
    select asked.n, one.offer_id
    from unnest(%s::int[], %s::bigint[]) pair(n, offer_id)
    join unnest(%s::text[]) with ordinality asked(tsquery, n) on asked.n = pair.n
    join {table} one on one.offer_id = pair.offer_id and one.slot = 0
    where one.full_vector @@ asked.tsquery::tsquery
""".format(table=OfferSearch._meta.db_table)  # noqa: S608, UP032 our own table


class Batch:
    """Offers of the search's table. Each of its rows, an offer in one place, is a position of sets.

    Positions go from south to north, so that what is around a place is in a narrow band of them;
    offers are numbered from the newest on.
    """

    def __init__(self, offers: Sequence[tuple[int, int]], now: datetime) -> None:
        """offers: (id, microseconds of publication), newest first; now: days count back from it."""
        self._now = now
        self.ids = np.array([pk for pk, _published in offers], object)
        self._ages = -np.array([published for _pk, published in offers], np.int64)
        self._lexemes = Places()
        self._numbers = {pk: number for number, pk in enumerate(self.ids)}
        self._read()
        listed = Company.objects.listed().filter(pk__in=list(self._columns["company_id"][0]))
        self._companies = dict(listed.values_list("slug", "pk"))
        self._checked: dict[str, list[int]] = {}
        self._kept = lru_cache(KEPT_SETS)(self._at_most)

    def _read(self) -> None:
        """Read every row."""
        offers, slots = array("i"), array("i")
        columns = {name: (Numbers(), array("i")) for name in COLUMNS}
        for pk, slot, lexemes, *values in self._rows():
            offers.append(self._numbers[pk])
            slots.append(slot)
            for (numbers, met), value in zip(columns.values(), values, strict=True):
                met.append(numbers[tuple(value) if isinstance(value, list) else value])
            if slot == 0:
                self._lexemes.add(self._numbers[pk], lexemes.split(SEPARATOR))
        self._lexemes.close()
        codes, met = columns["commune_code"]
        order = self._order(codes, np.array(met), np.array(offers))
        # Of each position: its offer, and in each column the number of its value.
        self.offers = np.array(offers, np.int32)[order]
        self._columns = {
            name: (numbers, np.array(met, np.int32)[order])
            for name, (numbers, met) in columns.items()
        }
        places = np.bincount(self.offers, minlength=len(self.ids))
        self._positions = Lists(np.argsort(self.offers, kind="stable").astype(np.int32), places)
        self.most_places = int(places.max(initial=1))
        self.width = max(width(len(order)), 1)
        self.nothing, self._all = self._set(False), self._set(True)
        self.anywhere = self._set(np.array(slots, np.int32)[order] == 0)

    def _order(self, codes: Numbers, met: NDArray[Any], offers: NDArray[Any]) -> NDArray[np.intp]:
        """Of rows, from south to north. met: the number in `codes` of where each stands."""
        self._around = Around(codes)
        stands = np.argsort([codes[code] for code in self._around.codes])[met]
        order = np.lexsort((offers, stands))
        self._begins = np.searchsorted(stands[order], np.arange(len(codes) + 1))
        # To whole words, and beyond every commune.
        self._stands = np.full(max(width(len(order)), 1) * IN_WORD, len(codes) + 1)
        self._stands[: len(order)] = stands[order]
        return order

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        """Every row of the offers; the lexemes with the first of each."""
        for start in range(0, len(self.ids), READ):
            some = self.ids[start : start + READ].tolist()
            ours = RawSQL("offer_id = any(%s::bigint[])", [some], output_field=BooleanField())
            rows = OfferSearch.objects.filter(ours).annotate(lexemes=LEXEMES)
            yield from rows.values_list("offer_id", "slot", "lexemes", *COLUMNS)

    def _set(self, belong: NDArray[np.bool] | bool) -> Bits:
        """From whether each position belongs."""
        found = np.zeros(self.width * IN_WORD, bool)
        found[: len(self.offers)] = belong
        return pack(found)

    def _set_of(self, offers: NDArray[Any]) -> Bits:
        found = np.zeros(self.width * IN_WORD, bool)
        found[self._positions.join(offers)] = True
        return pack(found)

    # --- Places ---------------------------------------------------------------------------------
    def in_area(self, area: Area) -> Bits:
        """What stands in the departments of an area."""
        return self._test("department__in", area.departments)

    def around(self, wanted: Sequence[tuple[Commune, int]]) -> tuple[slice, Bits]:
        """What is around each place, and the only words of a set where anything is."""
        first, near = self._around.near(wanted)
        begin, end = self._begins[[first + 1, first + near.shape[1] - 1]]
        band = slice(begin // IN_WORD, width(end))
        stands = self._stands[band.start * IN_WORD : band.stop * IN_WORD] - first
        # Clipped: what lies beyond is near nothing, as the first and the last are.
        return band, pack(np.take(near, stands, axis=1, mode="clip"))

    def newest(self, many: int) -> Bits:
        """Positions of the so many newest offers."""
        return self._set(self.offers < many)

    def newer(self, than: NDArray[np.int64]) -> NDArray[np.intp]:
        """How many offers are newer than each date, in microseconds: they come first."""
        return np.searchsorted(self._ages, -than)

    # --- Filters --------------------------------------------------------------------------------
    def filter(self, part: str) -> Bits:
        """What passes a filter of a query (`saved.filters_of`)."""
        asked = read_filter(part)
        if isinstance(asked, str):
            company = self._companies.get(asked)
            return self._test("company_id", company) if company else self.nothing
        return self._about(asked) if asked else self.nothing

    def _about(self, criteria: Criteria) -> Bits:
        """What passes everything asked for besides the words, the place and the company."""
        tests = [self._test(name, wanted) for name, wanted in search.about_the_job(criteria)]
        if criteria.days:
            since = search.microseconds(self._now - timedelta(days=criteria.days))
            tests.append(self.newest(int(np.searchsorted(self._ages, -since, "right"))))
        return reduce(np.bitwise_and, tests, self._all)

    def _test(self, name: str, wanted: Any) -> Bits:
        column, _, lookup = name.partition("__")
        numbers, met = self._columns[column]
        good = np.zeros(len(numbers), bool)
        if lookup in EQUAL:
            wanted = wanted if lookup else [wanted]
            good[[numbers[value] for value in wanted if value in numbers]] = True
        else:
            holds = HOLDS[lookup]
            good[:] = [holds(value, wanted) for value in numbers]
        return self._set(good[met])

    # --- Words ----------------------------------------------------------------------------------
    def text(self, tsquery: str | None) -> Bits:
        """What answers a question, None for no word; `check` was told before of all those asked."""
        if tsquery is None:
            return self._all
        if (checked := self._checked.get(tsquery)) is not None:
            return self._set_of(np.array(checked, np.intp))
        return self._at_most(parse(tsquery))

    def _at_most(self, node: Node) -> Bits:
        """Offers that may answer: all those that do, and no other when the tree is exact."""
        if node.op == WORD:
            return self._set_of(self._lexemes.of(node.word))
        if node.op == UNKNOWN or (node.op == NOT and not node.parts[0].exact):
            return self._all
        if node.op == NOT:
            return self._all & ~self._kept(node.parts[0])
        if node.op == NEXT:  # « not this, then that »: this may well stand elsewhere
            parts = [self._kept(part) for part in node.parts if part.op == WORD]
            return reduce(np.bitwise_and, parts, self._all)
        parts = [self._kept(part) for part in node.parts]
        if node.op == OR:
            return reduce(np.bitwise_or, parts, self.nothing)
        return reduce(np.bitwise_and, parts)

    def check(self, tsqueries: Iterable[str]) -> None:
        """Ask the database which of the offers that may answer do, where sets cannot tell."""
        wanted = [one for one in tsqueries if one not in self._checked and not is_exact(one)]
        self._checked |= {tsquery: [] for tsquery in wanted}
        pairs: list[tuple[int, int]] = []
        for number, tsquery in enumerate(wanted, 1):
            _set, positions = members(self._at_most(parse(tsquery))[None])
            may = np.unique(self.offers[positions])
            pairs += [(number, pk) for pk in self.ids[may].tolist()]
            if len(pairs) > PAIRS:
                self._ask(wanted, pairs)
                pairs = []
        self._ask(wanted, pairs)

    def _ask(self, tsqueries: list[str], pairs: list[tuple[int, int]]) -> None:
        numbers, ids = [number for number, _pk in pairs], [pk for _number, pk in pairs]
        with connection.cursor() as cursor:
            cursor.execute(CHECK, [numbers, ids, tsqueries])
            for number, pk in cursor.fetchall():
                self._checked[tsqueries[number - 1]].append(self._numbers[pk])
