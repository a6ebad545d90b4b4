"""Without faults: how many sends a second, how fair between accounts, and is memory flat."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.outbox import Bench

AT_LEAST = 50  # sends a second, on two cores with four workers
MOST_GROWTH = 1.1  # of the workers' memory, from the first tenth to the end
LAST = "SELECT count(*) FROM gmail_send_delivery WHERE state = 'sent'"


def measure(bench: Bench) -> bool:
    """Fill the outbox first, then start the workers. True when every target was met."""
    from gmail_send import services

    stage = bench.stage
    for one in bench.writers():
        one.wait_done(3600)
    total = bench.open_rows()
    workers = [stage.add_worker() for _ in range(bench.wanted.workers)]
    services.dispatch()
    began, early = 0.0, 0
    while waiting := bench.open_rows():
        began = began or (time.time() if waiting < total else 0.0)
        if not early and waiting < total * 0.9:
            early = sum(worker.rss() for worker in workers)
        print(f"{waiting} waiting", file=sys.stderr, flush=True)
        time.sleep(2)
    late = sum(worker.rss() for worker in workers)
    mails = stage.ask("/__state", method="GET")["outbox"]
    mails.sort(key=lambda mail: mail["time"])
    seconds = mails[-1]["time"] - mails[0]["time"]
    line = {
        "mails": total,
        "sent": int(stage.sql(LAST)[0][0]),
        "duplicates": len(mails) - len({mail["digest"] for mail in mails}),
        "per_second": round(len(mails) / seconds, 1),
        "unfairness": unfairness([mail["account"] for mail in mails]),
        "rss_early_mb": early // 1024,
        "rss_late_mb": late // 1024,
    }
    for name, value in line.items():
        print(f"{name:>14}  {value}")
    print(json.dumps(line))
    return (
        line["sent"] == total
        and not line["duplicates"]
        and line["per_second"] >= AT_LEAST
        and late <= early * MOST_GROWTH
    )


def unfairness(accounts: list[str]) -> float:
    """How far the luckiest account was ahead of the unluckiest, as a share of a full turn.

    Every account has as many letters; served in turn, none is ever more than one ahead.
    """
    sent: Counter[str] = Counter()
    everyone, ahead = set(accounts), defaultdict(int)
    for position, account in enumerate(accounts):
        sent[account] += 1
        ahead[position // len(everyone)] = max(sent.values()) - min(sent[one] for one in everyone)
    halfway = [gap for turn, gap in ahead.items() if turn < len(ahead) // 2]
    return max(halfway, default=0)
