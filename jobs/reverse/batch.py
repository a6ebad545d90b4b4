"""Some offers, newest first, and for each thing one can ask for a map of which ones answer.

The lexemes are those that PostgreSQL stored; the filters are the look-ups that the search gives to
SQL (`search.about_the_job`). What is written here is only how sets are made of them.
"""

import operator
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, reduce
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from numpy.typing import NDArray

from meilleursjobs.lib import geo
from meilleursjobs.lib.geo import Area, Commune

from .. import search
from ..criteria import Criteria
from ..models import Company, OfferSearch
from .around import Around
from .questions import NEXT, NOT, OR, UNKNOWN, WORD, Node, parse
from .tables import Numbers, Places

Map = NDArray[np.bool]  # whether each offer of the batch answers
Test = tuple[NDArray[np.int32], Map]  # a number of each offer, and whether that number is good

READ = 5_000  # offers in one statement: their lexemes are some 10 MB
KEPT_LEXEMES = 512  # maps kept: 50 kB each when there are 50,000 offers
KEPT_TEXTS = 16_384  # lists of offers kept: 2 kB each, most of them
PAIRS = 50_000  # of a question and an offer, in one statement
EQUAL = ("", "in")  # look-ups that name the values they want
# What each other look-up of `search.about_the_job` means in SQL.
HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "gte": operator.ge,
    "lte": operator.le,
    "overlap": lambda value, wanted: not set(value).isdisjoint(wanted),
    "contained_by": lambda value, wanted: set(value) <= set(wanted),
}
PLACED = ("commune_code", "department")  # an offer may have several
COLUMNS = tuple(
    field.attname
    for field in OfferSearch._meta.concrete_fields
    if field.attname not in {"id", "offer_id", "slot", "title_vector", "full_vector", *PLACED}
)
CHECK = """
    select asked.n, one.offer_id
    from unnest(%s::int[], %s::bigint[]) pair(n, offer_id)
    join unnest(%s::text[]) with ordinality asked(tsquery, n) on asked.n = pair.n
    join {table} one on one.offer_id = pair.offer_id and one.slot = 0
    where one.full_vector @@ asked.tsquery::tsquery
""".format(table=OfferSearch._meta.db_table)  # noqa: S608, UP032 our own table


class Batch:
    """Offers of the search's table. `offers`: (id, date of publication), newest first."""

    def __init__(self, offers: Sequence[tuple[int, datetime]]) -> None:
        self.ids = [pk for pk, _published in offers]
        self._at = {pk: place for place, pk in enumerate(self.ids)}
        self._ages = [-search.microseconds(published) for _pk, published in offers]
        self._lexemes, self._communes, self._departments = Places(), Places(), Places()
        self._columns = {name: (Numbers(), np.zeros(len(offers), np.int32)) for name in COLUMNS}
        self._order = np.arange(len(offers), dtype=np.int32)
        self.never: Test = (self._order, np.zeros(len(offers), bool))
        self.there = self._read()
        listed = Company.objects.listed().filter(pk__in=list(self._columns["company_id"][0]))
        self._companies = dict(listed.values_list("slug", "pk"))
        self._around = Around(self._communes.all())
        self._checked: dict[str, list[int]] = {}
        self._lexeme = lru_cache(KEPT_LEXEMES)(self._of_lexeme)
        self.text = lru_cache(KEPT_TEXTS)(self._of_text)

    def _read(self) -> Map:
        """Fill every table, and say which offers are still there."""
        there, values = array("i"), {name: array("i") for name in COLUMNS}
        for pk, slot, commune, department, lexemes, *row in self._rows():
            place = self._at[pk]
            self._communes.add(place, [commune])
            self._departments.add(place, [department])
            if slot:
                continue
            there.append(place)
            self._lexemes.add(place, lexemes)
            for name, value in zip(COLUMNS, row, strict=True):
                numbers = self._columns[name][0]
                values[name].append(numbers[tuple(value) if isinstance(value, list) else value])
        places = np.array(there, np.int32)
        for name, met in values.items():
            self._columns[name][1][places] = met
        for table in (self._lexemes, self._communes, self._departments):
            table.close()
        return self.map_of(places)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        """Every row of the offers; the lexemes with the first of each."""
        lexemes = RawSQL("case when slot = 0 then tsvector_to_array(full_vector) end", ())
        for start in range(0, len(self.ids), READ):
            some = self.ids[start : start + READ]
            ours = RawSQL("offer_id = any(%s::bigint[])", [some], output_field=BooleanField())
            rows = OfferSearch.objects.filter(ours).annotate(lexemes=lexemes)
            yield from rows.values_list("offer_id", "slot", *PLACED, "lexemes", *COLUMNS)

    # --- Sets of offers -------------------------------------------------------------------------
    def map_of(self, places: NDArray[Any] | slice) -> Map:
        found = np.zeros(len(self.ids), bool)
        found[places] = True
        return found

    def reach(self, place: Commune | Area, radius: int) -> NDArray[np.int32]:
        """Offers in reach, in no order, some twice; never those that may be done from anywhere."""
        if isinstance(place, Area):
            return np.concatenate([self._departments.of(code) for code in place.departments])
        found = [self._communes.of(code) for code in geo.within(place.code)]
        return np.concatenate([*found, self._around.near(place, radius)])

    def about(self, criteria: Criteria, now: datetime) -> list[Test]:
        """What an offer must pass besides the words and the place."""
        tests = [self._test(name, wanted) for name, wanted in search.about_the_job(criteria)]
        if criteria.days:
            since = search.microseconds(now - timedelta(days=criteria.days))
            tests.append((self._order, self.map_of(slice(bisect_right(self._ages, -since)))))
        return tests

    def by_company(self, slug: str) -> list[Test]:
        """What an offer must pass to be that of a listed company."""
        company = self._companies.get(slug)
        return [self._test("company_id", company)] if company else [self.never]

    def _test(self, name: str, wanted: Any) -> Test:
        column, _, lookup = name.partition("__")
        numbers, met = self._columns[column]
        good = np.zeros(len(numbers) + 1, bool)
        if lookup in EQUAL:
            wanted = wanted if lookup else [wanted]
            good[[numbers[value] for value in wanted if value in numbers]] = True
        else:
            holds = HOLDS[lookup]
            good[:-1] = [holds(value, wanted) for value in numbers]
        return met, good

    # --- Words ----------------------------------------------------------------------------------
    def _of_lexeme(self, word: str) -> Map:
        return self.map_of(self._lexemes.of(word))

    def _of_text(self, tsquery: str) -> NDArray[Any]:
        """Offers that answer, the newest first; `check` was told before of all that are asked."""
        if (checked := self._checked.get(tsquery)) is not None:
            return np.array(sorted(checked), np.int32)
        return self._at_most(parse(tsquery)).nonzero()[0].astype(np.int32)

    def _at_most(self, node: Node) -> Map:
        """Offers that may answer: all those that do, and no other when the tree is exact."""
        if node.op == WORD:
            return self._lexeme(node.word)
        if node.op == UNKNOWN or (node.op == NOT and not node.parts[0].exact):
            return self.there
        if node.op == NOT:
            return self.there & ~self._at_most(node.parts[0])
        if node.op == NEXT:  # « not this, then that »: this may well stand elsewhere
            parts = [self._at_most(part) for part in node.parts if part.op == WORD]
            return reduce(np.logical_and, parts, self.there)
        parts = [self._at_most(part) for part in node.parts]
        if node.op == OR:
            return reduce(np.logical_or, parts, np.zeros_like(self.there))
        return reduce(np.logical_and, parts)

    def check(self, tsqueries: Iterable[str]) -> None:
        """Ask the database which of the offers that may answer do, where maps cannot tell."""
        wanted = [one for one in tsqueries if one not in self._checked and not parse(one).exact]
        self._checked |= {tsquery: [] for tsquery in wanted}
        pairs: list[tuple[int, int]] = []
        for number, tsquery in enumerate(wanted, 1):
            may = self._at_most(parse(tsquery)).nonzero()[0]
            pairs += [(number, self.ids[place]) for place in may.tolist()]
            if len(pairs) > PAIRS:
                self._ask(wanted, pairs)
                pairs = []
        self._ask(wanted, pairs)

    def _ask(self, tsqueries: list[str], pairs: list[tuple[int, int]]) -> None:
        numbers, ids = [number for number, _pk in pairs], [pk for _number, pk in pairs]
        with connection.cursor() as cursor:
            cursor.execute(CHECK, [numbers, ids, tsqueries])
            for number, pk in cursor.fetchall():
                self._checked[tsqueries[number - 1]].append(self._at[pk])

    def newer(self, than: datetime) -> int:
        """How many offers are newer than a date: they come first."""
        return bisect_left(self._ages, -search.microseconds(than))
