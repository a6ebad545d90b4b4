"""`make bench-alerts`: a million saved searches against a day's 50,000 new offers, on one core.

Searches are what people would type: words of occupations, communes by their population, filters.
Each measure runs in a process of its own that remembers nothing; its cost is the processor time of
that process and of its PostgreSQL session together. What is measured reads the searches from the
database; « matched » leaves that out, and nothing else: reading what they ask for, and the offers.
It fails when the rate at full size falls under a share of the rate at a tenth of it, when it is not
many times faster than a question of SQL per search, or when one pair of a search and an offer
disagrees with the search's own SQL.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from itertools import islice
from typing import Any

from bench.privacy import rss
from bench.stage import Stage

SEARCHES, OFFERS = 1_000_000, 50_000
HELD = 0.8  # of the rate at a tenth of the size
FASTER = 20  # times, at least, than a question per search
INSTANT, MICRO = 0.147, 500  # share of the searches that are instant; offers of one minute
SOON = 30.0  # seconds for a minute's offers: their mails leave within the next one
BATCH = 10_000  # alerts written in one statement
COMPARED = 500  # searches whose whole answers are compared
RADII = {"": 45, "10": 15, "30": 15, "50": 12, "5": 5, "0": 4, "100": 4}
PAY_STEPS = range(20_000, 60_001, 1_000)


# --- What people search -------------------------------------------------------------------------
def words(chance: random.Random) -> str:
    """An occupation as somebody types it: a form of its name, its first words, a phrase."""
    from jobs import seed

    family = chance.choices(list(seed.FAMILIES), weights=list(seed.FAMILIES.values()))[0]
    ones, shares = seed._by_family()[family]
    label = chance.choices(ones, cum_weights=shares)[0].label
    his, _slash, hers = label.partition(" / ")
    typed = chance.choice([his, hers or his]).split()
    text = " ".join(typed[: chance.choice([1, 1, 2, 3, len(typed)])])
    text = chance.choice([text, text.lower(), text.lower()])
    way = chance.random()
    if way < 0.04:
        return f'"{text}"'
    if way < 0.07:
        return f"{text} -{chance.choice(['nuit', 'stage', 'confirmé', 'junior', 'itinérant'])}"
    if way < 0.12:
        return f"{text} {chance.choice(['nuit', 'équipe', 'débutant', 'confirmé', 'polyvalent'])}"
    return text


def place(chance: random.Random) -> dict[str, str]:
    """A commune where people live and how far around, an area now and then, or anywhere."""
    from jobs import seed
    from meilleursjobs.lib import geo

    way = chance.random()
    if way < 0.12:
        return {}
    if way < 0.2:
        return {"lieu": chance.choice(list(geo.areas()))}
    codes, sums = seed._communes()
    code = chance.choices(codes, cum_weights=sums)[0]
    radius = chance.choices(list(RADII), weights=list(RADII.values()))[0]
    return {"lieu": geo.commune(code).key} | ({"rayon": radius} if radius else {})


@cache
def trades() -> tuple[str, ...]:
    from jobs.nomenclatures import occupations

    return tuple(occupations())


def asked(chance: random.Random) -> str:
    """One saved search, as `Criteria.as_query` writes it."""
    from urllib.parse import urlencode

    parts: dict[str, Any] = {"q": words(chance)} if chance.random() < 0.85 else {}
    parts |= place(chance)
    shares: dict[str, tuple[float, Callable[[], Any]]] = {
        "contrat": (0.3, lambda: chance.choice(["cdi", "cdi", ["cdd", "cdi"], "cdd", "stage"])),
        "teletravail": (0.05, lambda: ["partiel", "total"]),
        "salaire_min": (0.12, lambda: chance.choice(PAY_STEPS)),
        "experience": (0.05, lambda: chance.choice([0, 1, 2, 3])),
        "metier": (0 if "q" in parts else 0.6, lambda: chance.choice(trades())),
        "temps": (0.07, lambda: chance.choice(["plein", "partiel"])),
        "permis": (0.03, lambda: "aucun"),
        "horaires": (0.02, lambda: "nuit"),
        "depuis": (0.02, lambda: chance.choice([1, 3, 7])),
    }
    parts |= {name: make() for name, (share, make) in shares.items() if chance.random() < share}
    return urlencode(parts, doseq=True) or "contrat=cdi"


def save(count: int, chance: random.Random) -> None:
    """Alerts of as many mailboxes; a tenth weekly, INSTANT of them instant, the rest daily."""
    from django.db import connection
    from django.utils import timezone

    from jobs.models import Alert

    now, long_ago = timezone.now(), timezone.now() - timedelta(days=90)
    columns = ("id", "email", "slot", "name", "query", "frequency", "confirmed_at", "looked_at",
               "used_at", "created_at")  # fmt: skip
    sql = f"copy {Alert._meta.db_table} ({', '.join(columns)}) from stdin"
    with connection.cursor() as cursor:
        for start in range(0, count, BATCH):
            with cursor.copy(sql) as copy:
                for number in range(start, min(start + BATCH, count)):
                    pk, email = f"{chance.getrandbits(128):032x}", f"p{number}@exemple.test"
                    rhythm = frequency(number / count)
                    row = (pk, email, 1, "x", asked(chance), rhythm, now, long_ago, now, now)
                    copy.write_row(row)
        cursor.execute("analyze")


def frequency(part: float) -> str:
    """That of the alert at this part of all of them."""
    return "weekly" if part < 0.1 else "instant" if part < 0.1 + INSTANT else "daily"


# --- Measures, each in a process of its own -----------------------------------------------------
class Cost:
    """Seconds on the wall, and of processor time here and in our PostgreSQL session."""

    def __enter__(self) -> Cost:
        import psutil
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("set max_parallel_workers_per_gather = 0")
            cursor.execute("select pg_backend_pid()")
            self._session = psutil.Process(cursor.fetchone()[0])
        self._began, self._used = time.monotonic(), self._processors()
        return self

    def _processors(self) -> float:
        times = self._session.cpu_times()
        return time.process_time() + times.user + times.system

    def __exit__(self, *_exc: object) -> None:
        self.wall = time.monotonic() - self._began
        self.processors = self._processors() - self._used


def ready() -> None:
    """Django, and the tables that a worker has read long before."""
    import django

    django.setup()
    from jobs.words import masculine
    from meilleursjobs.lib import geo

    geo.areas()
    masculine()


def saved(**chosen: str) -> Iterator[tuple[Any, str, Any]]:
    from django.db.models import TextField
    from django.db.models.functions import Cast

    from jobs.models import Alert
    from jobs.reverse import Microseconds

    rows = Alert.objects.running().filter(**chosen).order_by()
    rows = rows.values_list(Cast("pk", TextField()), "query", Microseconds("looked_at"))
    return rows.iterator(5_000)


def look(answer: multiprocessing.Queue, chosen: dict[str, str], since: Any, times: int) -> None:
    """Match the chosen searches against the offers since then; the first time knows nothing.

    What their rows alone cost is measured behind, when all has been answered.
    """
    ready()
    from django.utils import timezone

    from jobs.models import Alert
    from jobs.reverse import MOST_SEARCHES, News

    found, searches = [], Alert.objects.running().filter(**chosen).count()
    for _ in range(times):
        hits = 0
        with Cost() as cost:
            news = News(since, timezone.now())
            rows = saved(**chosen)
            for _block in range(0, searches, MOST_SEARCHES):
                for _key, one in news.find(islice(rows, MOST_SEARCHES)):
                    hits += len(one.ids)
        found.append((searches, hits, cost.wall, cost.processors))
    memory = rss()
    with Cost() as rows:
        deque(saved(**chosen), maxlen=0)
    answer.put((found, rows.processors, memory))


def compare(answer: multiprocessing.Queue, since: Any, seed: int) -> None:
    """Whole answers of some searches from both sides, and what SQL costs a search."""
    ready()
    from django.utils import timezone

    from jobs import search
    from jobs.forms.search import read
    from jobs.models import Alert
    from jobs.reverse import News

    now, chance = timezone.now(), random.Random(seed)
    pks = list(Alert.objects.order_by("pk").values_list("pk", flat=True))
    some = Alert.objects.filter(pk__in=chance.sample(pks, min(COMPARED, len(pks))))
    queries = list(some.values_list("pk", "query"))
    asked = [(pk, query, search.microseconds(since)) for pk, query in queries]
    ours = dict(News(since, now).find(asked, most=10**9))
    wrong = pairs = 0
    with Cost() as cost:
        theirs = {
            pk: set(search.matching(read(query), now=now).values_list("offer_id", flat=True))
            for pk, query in queries
        }
    for pk, ids in theirs.items():
        pairs += len(ids)
        wrong += len(ids ^ set(ours[pk].ids if pk in ours else ()))
    answer.put((len(queries), pairs, wrong, cost.processors / len(queries)))


def apart(task: Callable[..., None], *values: Any) -> Any:
    """The answer of a task that ran in a process of its own."""
    spawn = multiprocessing.get_context("spawn")
    answer = spawn.Queue()
    child = spawn.Process(target=task, args=(answer, *values))
    child.start()
    while child.is_alive() and answer.empty():
        time.sleep(0.1)
    if child.exitcode:
        raise RuntimeError(f"{task.__name__}: {child.exitcode}")
    told = answer.get()
    child.join()
    return told


def measure(searches: int, offers: int, seed: int) -> bool:
    from django.db import connection
    from django.utils import timezone

    from jobs import seed as invented
    from jobs.models import OfferSearch

    for done in invented.seed(offers, number=seed):
        print(f"{done} offers", file=sys.stderr)
    save(searches, random.Random(seed))
    print(f"{searches} searches", file=sys.stderr)
    since = timezone.now() - timedelta(days=90)
    newest = OfferSearch.objects.order_by("-published_at").values_list("published_at", flat=True)
    minute = newest[min(MICRO, offers - 1)]
    connection.close()

    weekly, instant = {"frequency": "weekly"}, {"frequency": "instant"}
    [(tenth, _hits, _wall, tenth_cost)], _rows, _rss = apart(look, weekly, since, 1)
    [(every, hits, wall, cost)], rows, memory = apart(look, {}, since, 1)
    [first, second], _rows, _rss = apart(look, instant, minute, 2)
    compared, pairs, wrong, sql = apart(compare, since, seed)
    checked = compared * offers
    line = {
        "searches": every,
        "offers": offers,
        "per_second_per_core": round(every / cost),
        "matched_per_second": round(every / (cost - rows)),
        "per_second_at_a_tenth": round(tenth / tenth_cost),
        "held": round(every / cost / (tenth / tenth_cost), 2),
        "wall_s": round(wall, 1),
        "found": hits,
        "sql_ratio": round(sql * every / cost),
        "pairs_checked": checked,
        "pairs_that_match": pairs,
        "agreement": 1.0 if not wrong else 1 - wrong / checked,
        "micro_batch_searches": first[0],
        "micro_batch_s": round(first[2], 2),
        "micro_batch_again_s": round(second[2], 2),
        "rss_mb": round(memory),
    }
    for name, value in line.items():
        print(f"{name:>22}  {value}")
    print(json.dumps(line))
    fast = line["held"] >= HELD and line["sql_ratio"] >= FASTER and first[2] <= SOON
    return fast and not wrong and checked >= 10_000


def main() -> int:
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--searches", type=int, default=SEARCHES)
    asks.add_argument("--offers", type=int, default=OFFERS)
    asks.add_argument("--seed", type=int, default=1)
    options = asks.parse_args()
    with Stage() as stage:
        os.environ.update(stage.env)
        os.environ["DB_STATEMENT_TIMEOUT_MS"] = "60000"  # as workers have
        import django

        django.setup()
        return 0 if measure(options.searches, options.offers, options.seed) else 1


if __name__ == "__main__":
    sys.exit(main())
