"""`make bench-search`: every form of search over a million offers, in the database and as a page.

The searches are in `searches.txt`. Machines are shared and noisy: what fails is a ratio taken in
this very run, against `icontains` and against a tenth of the offers; the milliseconds that we aim
at are printed beside what was measured.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.market import Market, say

LIST = Path(__file__).with_name("searches.txt")
NAIVE = 30  # searches with words that `icontains` is asked too, at most: it takes seconds
ADDED = 2_000  # offers, for the cost of adding
AIMS = {"db": 25, "page": 60, "full": 100}  # ms, 19 of 20 searches of each form (search.md)
LEAST_RATIO = 20  # times faster than icontains, half of the searches
MOST_GROWTH = 4  # of the slowest twentieth, where offers grow tenfold
INDEXES = """select indexrelname, pg_relation_size(indexrelid) from pg_stat_user_indexes
 where relname in ('jobs_offersearch', 'jobs_offersample', 'jobs_searchword') order by 2 desc"""
TABLES = """select relname, pg_table_size(oid) from pg_class
 where relname in ('jobs_offersearch', 'jobs_offersample', 'jobs_offer') order by 2"""


@dataclass(frozen=True)
class Search:
    form: str
    asked: str  # the line
    query: str  # as an address


@dataclass
class Took:
    """Milliseconds: by the clock on the wall, and of work done by us and by the database.

    Where others work on the same machine, the second is what to look at.
    """

    wall: float
    work: float


Times = dict[str, list[Took]]  # by "db", "page", "full"


def share(times: list[float], part: float) -> float:
    """What this part of the times does not pass."""
    return round(sorted(times)[min(int(len(times) * part), len(times) - 1)], 1)


def whole(times: dict[Search, Times], kind: str, part: float, of: str = "wall") -> float:
    return share([getattr(one, of) for found in times.values() for one in found[kind]], part)


def searches() -> list[Search]:
    """The list, with its dates put in."""
    from jobs.models import OfferSearch
    from jobs.search.cursors import EPOCH, MICROSECOND

    newest = OfferSearch.objects.latest("published_at").published_at
    ages = (1, 2, 10, 15, 20, 25, 27)
    dates = {f"{{{n}d}}": str((newest - timedelta(n) - EPOCH) // MICROSECOND) for n in ages}
    found, form = [], ""
    for line in LIST.read_text().splitlines():
        if line.startswith("["):
            form = line.strip("[]")
        elif line and not line.startswith("#"):
            filled = line
            for name, value in dates.items():
                filled = filled.replace(name, value)
            pairs = [tuple(pair.split("=", 1)) for pair in filled.split("&")]
            found.append(Search(form, line, urlencode(pairs)))
    return found


class Clock:
    """Milliseconds that the database takes, while it is the connection's wrapper."""

    def __init__(self) -> None:
        self.ms = 0.0

    def __call__(self, execute: Callable, *args: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.ms += 1000 * (time.perf_counter() - began)


def work_of_database() -> float:
    """Milliseconds that the server's process of our connection has worked (0 without /proc)."""
    from django.db import connection

    connection.ensure_connection()
    path = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(path.read_text().split()[0]) / 1e6 if path.exists() else 0.0


def in_database(one: Search) -> Took:
    """A page of keys, the bounded count and the offers of the cards: no template."""
    from django.db import connection
    from django.http import QueryDict

    from jobs import search
    from jobs.forms.search import SearchForm

    asked, clock = QueryDict(one.query), Clock()
    form = SearchForm(asked)
    if not form.is_valid():
        raise RuntimeError(f"{one.asked}: {form.errors}")
    before = work_of_database()
    with connection.execute_wrapper(clock):
        search.page(form.criteria(), asked.get("apres", ""), facets=False)
    return Took(clock.ms, work_of_database() - before)


def as_page(client: Any, one: Search, facets: bool) -> Took:
    """The whole page through every middleware; without facets, to see what they cost.

    Each card is drawn anew: others may never have looked at these offers.
    """
    from jobs import cards, search

    plain = search.page
    cards.forget()
    if not facets:
        search.page = lambda *args: plain(*args, facets=False)
    before, ours, began = work_of_database(), time.process_time(), time.perf_counter()
    answer = client.get(f"/offres/?{one.query}")
    took = 1000 * (time.perf_counter() - began)
    work = 1000 * (time.process_time() - ours) + work_of_database() - before
    search.page = plain
    if answer.status_code != 200 or b'class="offer-head"' not in answer.content:
        raise RuntimeError(f"{one.asked}: {answer.status_code}")
    return Took(took, work)


def measure(
    asked: list[Search], wanted: argparse.Namespace, kinds: Iterable[str]
) -> dict[Search, Times]:
    """Each search several times, in an order drawn anew each time."""
    from django.test import Client

    client, draw = Client(), random.Random(wanted.seed)
    found: dict[Search, Times] = {one: {kind: [] for kind in kinds} for one in asked}
    for turn in range(wanted.times + 1):
        for one in draw.sample(asked, len(asked)):
            for kind in kinds:
                took = in_database(one) if kind == "db" else as_page(client, one, kind == "full")
                if turn:  # the first time warms up
                    found[one][kind].append(took)
        say(f"turn {turn} of {wanted.times}")
    return found


def naive_time(one: Search) -> float | None:
    """What a site does first: `icontains` in titles and texts, newest first, and a count.

    None when the search has no word. One that the time limit cuts counts as what it took.
    """
    from django.db import OperationalError, connection
    from django.db.models import Q
    from django.http import QueryDict

    from jobs import search
    from jobs.forms.search import SearchForm
    from jobs.models import Offer
    from jobs.words import read
    from meilleursjobs.lib.geo import Area

    form = SearchForm(QueryDict(one.query))
    form.is_valid()
    criteria = form.criteria()
    words = read(criteria.words).words
    if not words:
        return None
    rows = Offer.objects.visible()
    for word in words:
        rows = rows.filter(Q(title__icontains=word) | Q(description__icontains=word))
    if criteria.codes:
        rows = rows.filter(places__commune_code__in=criteria.codes)
    elif isinstance(criteria.place, Area):
        starts = [Q(places__commune_code__startswith=d) for d in criteria.place.departments]
        rows = rows.filter(Q.create(starts, connector=Q.OR))
    for names, column in (
        (criteria.contracts, "contract"),
        (criteria.working_time, "working_time"),
    ):
        rows = rows.filter(**{f"{column}__in": names}) if names else rows
    clock = Clock()
    with connection.execute_wrapper(clock):
        try:
            list(rows.order_by("-published_at")[: search.PAGE].values_list("pk"))
            rows.count()
        except OperationalError:
            connection.close()
    return clock.ms


def naive(times: dict[Search, Times], seed: int) -> tuple[float, int]:
    """How many times longer `icontains` takes, half of the sampled searches; and how many."""
    draw = random.Random(seed)
    sampled = draw.sample(sorted(times, key=lambda one: one.asked), len(times))
    slow, ours = [], []
    for one in sampled:
        if len(slow) < NAIVE and (took := naive_time(one)) is not None:
            slow.append(took)
            ours.append(whole({one: times[one]}, "db", 0.5))
    say(f"icontains: p50 {share(slow, 0.5)} ms, p95 {share(slow, 0.95)} ms")
    return round(share(slow, 0.5) / share(ours, 0.5), 1), len(slow)


def adding() -> float:
    """Offers a second that are published into the full table, by batches of projection.refresh."""
    from jobs import projection
    from jobs.models import Offer

    ids = list(Offer.objects.order_by("pk").values_list("pk", flat=True)[:ADDED])
    began = time.perf_counter()
    for start in range(0, len(ids), projection.BATCH):
        projection.refresh(ids[start : start + projection.BATCH])
    return round(len(ids) / (time.perf_counter() - began))


def table(times: dict[Search, Times]) -> Iterator[str]:
    yield f"{'ms':>22} {'':>4}" + "".join(f"{kind:>32}" for kind in AIMS)
    yield f"{'':>22} {'':>4}" + f"{'p50':>9}{'p95':>8}{'p99':>7}{'work95':>8}" * 3
    for form in [*dict.fromkeys(one.form for one in times), "all"]:
        ones = {one: took for one, took in times.items() if form in (one.form, "all")}
        line = f"{form:>22} {len(ones):>4}"
        for kind, aim in AIMS.items():
            p50, p95, p99 = (whole(ones, kind, part) for part in (0.5, 0.95, 0.99))
            work = whole(ones, kind, 0.95, of="work")
            line += f"{p50:>9}{p95:>7}{'*' if p95 > aim else ' '}{p99:>7}{work:>8}"
        yield line
    yield f"* above the aim: {', '.join(f'{kind} {aim} ms' for kind, aim in AIMS.items())}"


def slowest(times: dict[Search, Times], most: int = 12) -> Iterator[str]:
    for kind in ("db", "full"):
        ranked = sorted(
            (whole({one: times[one]}, kind, 0.5, of="work"), one.asked) for one in times
        )
        for work, asked in reversed(ranked[-most:]):
            yield f"{kind:>5} {work:>7} ms of work  {asked}"


def sizes() -> Iterator[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        for sql in (TABLES, INDEXES):
            cursor.execute(sql)
            for name, size in cursor.fetchall():
                yield f"{name:>32} {size / 1e6:>8.0f} MB"


def run(market: Market, wanted: argparse.Namespace) -> bool:
    small = max(wanted.offers // 10, 1_000)
    market.open(small)
    before = measure(searches(), wanted, ["db"])
    market.open(wanted.offers)
    loads = [os.getloadavg()[0]]
    times = measure(searches(), wanted, AIMS)
    loads.append(os.getloadavg()[0])
    for line in (*table(times), *slowest(times), *sizes()):
        print(line)
    ratio, sampled = naive(times, wanted.seed)
    growth = round(whole(times, "db", 0.95, of="work") / whole(before, "db", 0.95, of="work"), 2)
    line = {
        "offers": wanted.offers,
        "load": ", ".join(f"{one:.1f}" for one in loads),
        "queries": len(times),
        "db_p50_ms": whole(times, "db", 0.5),
        "db_p95_ms": whole(times, "db", 0.95),
        "page_p95_ms": whole(times, "page", 0.95),
        "full_p95_ms": whole(times, "full", 0.95),
        "db_work_p95_ms": whole(times, "db", 0.95, of="work"),
        "full_work_p95_ms": whole(times, "full", 0.95, of="work"),
        "naive_ratio_p50": ratio,
        "naive_queries": sampled,
        "growth_of_db_p95": growth,
        "published_per_s": adding(),
    }
    for name, value in line.items():
        print(f"{name:>18}  {value}")
    print(json.dumps(line))
    return ratio >= LEAST_RATIO and growth <= MOST_GROWTH


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-search ARGS=…")
    parser.add_argument("--offers", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=3, help="each search, after a first time")
    parser.add_argument("--seed", type=int, default=1, help="the order of the searches")
    wanted = parser.parse_args()
    with Market() as market:
        import django

        django.setup()
        return 0 if run(market, wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
