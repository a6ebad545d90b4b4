"""`make bench-imports`: 50,000 offers read three times by a real worker, in little memory.

An invented feed is written to disk and served from this machine; a Celery worker fetches and
applies it, slice after slice, as in production. The first reading creates every offer, the second
changes nothing, the third meets a hundredth changed and a hundredth gone. It fails when the worker
held more than 200 MB at its fullest, or when a count or what stands in the database is not as it
should be. Last, pages of a report of 50,000 lines are asked for. ARGS="2000" reads a shorter feed.
"""

from __future__ import annotations

import http.server
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from xml.sax.saxutils import escape

from bench.stage import Stage, Worker

OFFERS = 50_000
PART = 100  # of the third reading: one offer in so many is changed, one is gone
MOST_RSS = 200  # MB
MOST_REPORT = 300  # ms of a page of a report, as bench/applications.py asks of its pages
PATIENCE = 3_600  # seconds for one reading


# --- The feed -----------------------------------------------------------------------------------
def write_feed(path: Path, offers: int, *, later: bool = False) -> None:
    """The feed of an agency's software; `later`: with what has changed and without what is gone."""
    from django.utils import timezone

    from jobs import seed

    chance, now = seed.generator(1), timezone.now()
    with path.open("w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="utf-8"?>\n<source>\n')
        for number in range(offers):
            draft = seed.invent(chance, now)
            words = draft.values["description"] + "\n\n" + seed._text(chance, draft.commune)
            if later and number % PART == 1:
                continue
            title = draft.title
            if later and number % PART == 2:
                title = f"{title[:100]}, poste à pourvoir"
            out.write(job(number, title, words, draft))
        out.write("</source>\n")


def job(number: int, title: str, words: str, draft) -> str:
    """One offer with the elements that aggregators read."""
    from jobs.feeds import KINDS
    from meilleursjobs.lib import geo

    commune, values = geo.commune(draft.commune), draft.values
    paragraphs = "".join(f"<p>{escape(one)}</p>" for one in words.split("\n\n"))
    pairs = {
        "referencenumber": f"MULTI-{number:06d}",
        "title": title,
        "rome": draft.occupation.code,
        "category": draft.occupation.label,
        "contract": values["contract"],
        "jobtype": KINDS.get(values["contract"], "fulltime"),
        "months": values["duration_months"] or "",
        "workingtime": values["working_time"],
        "city": commune.name,
        "postalcode": commune.postal_codes[0] if commune.postal_codes else "",
        "insee": commune.code,
        "salarymin": values["pay_min"] or "",
        "salarymax": values["pay_max"] or "",
        "salaryperiod": values["pay_period"],
        "salaryabsence": values["pay_absence"],
        "experience": values["experience_years"],
        "company": f"Client invité {number % 900}",
        "url": f"https://rh.multidiffusion.test/offres/{number}?utm_source=meilleursjobs&ref=mj",
    }
    lines = [f"<{name}>{escape(str(one))}</{name}>" for name, one in pairs.items() if one != ""]
    return "\n".join(
        ["<job>", *lines, f"<description><![CDATA[{paragraphs}]]></description>", "</job>\n"]
    )


@contextmanager
def served(path: Path) -> Iterator[str]:
    """The file at an address of this machine, as an agency's server would give it."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(path.stat().st_size))
            self.end_headers()
            with path.open("rb") as body, suppress(OSError):
                while piece := body.read(65_536):
                    self.wfile.write(piece)

        def log_message(self, *_args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/flux.xml"
    server.shutdown()
    server.server_close()


# --- The worker ---------------------------------------------------------------------------------
def peak_rss(worker: Worker) -> float:
    """The most memory that the process which imports ever held, in MB."""
    import psutil

    found = [0]
    for child in psutil.Process(worker.child.process.pid).children():
        with suppress(OSError, StopIteration):
            lines = Path(f"/proc/{child.pid}/status").read_text().splitlines()
            found.append(int(next(one for one in lines if one.startswith("VmHWM")).split()[1]))
    return max(found) / 1024


def read_once(source) -> dict:
    """One reading by the worker: its counts and how long it took."""
    from jobs.imports import runner
    from jobs.models import ImportRun
    from jobs.tasks import run_import

    run = runner.start(source)
    began = time.monotonic()
    run_import.delay(run.pk)
    while run.state in ImportRun.OPEN:
        if time.monotonic() - began > PATIENCE:
            raise RuntimeError(f"still {run.state} at offer {run.position}")
        time.sleep(0.2)
        run.refresh_from_db()
    took = time.monotonic() - began
    return {"seconds": took, "state": run.state, "lines": run.lines.count(), **run.counts}


def standing() -> tuple[int, int]:
    """(visible offers, offers that the search shows)."""
    from jobs.models import Offer, OfferSearch

    return Offer.objects.visible().count(), OfferSearch.objects.values("offer").distinct().count()


def report_times(source) -> dict[str, dict[str, float]]:
    """Pages of a report that holds as many lines as may be."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from bench.applications import timed
    from jobs.imports.batch import MOST_LINES
    from jobs.models import ImportLine, ImportRun
    from tests.accounts.test_second_factor import enrol
    from tests.factories.accounts import UserFactory, sign_in
    from tests.factories.jobs import MembershipFactory

    member, client = UserFactory(), Client()
    MembershipFactory(user=member, company=source.company)
    enrol(member)
    sign_in(client, member)
    counts = {"refused": MOST_LINES - 10, "updated": 10}
    run = ImportRun.objects.create(source=source, state="done", counts=counts)
    ImportLine.objects.bulk_create(
        (
            ImportLine(
                run=run, line=30 * n, reference=f"MULTI-{n:06d}", title="Menuisier d’atelier",
                outcome="updated" if n < 10 else "refused",
                sentences=["salary : Indiquez une fourchette, ou dites pourquoi."],
            )
            for n in range(MOST_LINES)
        ),
        2_000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    path = reverse("import_run", args=[run.pk])
    pages = {"first": "", "last": "?page=999999", "updated": "?resultat=updated",
             "refused": "?resultat=refused&page=500"}  # fmt: skip
    return {name: timed(client, path + query, 10) for name, query in pages.items()}


def measure(stage: Stage, offers: int) -> bool:
    from tests.factories.jobs import CompanyFactory, FeedSourceFactory, OfferFactory

    company = CompanyFactory(verified=True)
    OfferFactory(company=company)  # an earlier one passed: they are trusted
    path = stage.folder / "feed.xml"
    worker = stage.add_worker()
    with served(path) as address:
        source = FeedSourceFactory(company=company, url=address)
        write_feed(path, offers)
        size = path.stat().st_size / 1e6
        first, after_first = read_once(source), standing()
        again, after_again = read_once(source), standing()
        write_feed(path, offers, later=True)
        changed, after_changed = read_once(source), standing()
    rss = peak_rss(worker)
    path.unlink()
    pages = report_times(source)
    part = offers // PART
    told = {"first": first, "again": again, "changed": changed}
    for name, line in told.items():
        rate = offers / line["seconds"]
        rest = ", ".join(f"{key} {value}" for key, value in line.items() if key != "seconds")
        print(f"{name:>8}  {line['seconds']:8.1f} s  {rate:8.0f} offers/s  {rest}")
    print(f"    feed  {size:8.1f} MB, worker {rss:.0f} MB")
    for name, page in pages.items():
        print(f"  report  {name:>8}: p50 {page['p50_ms']} ms, p95 {page['p95_ms']} ms")
    line = {
        "offers": offers,
        "first_s": round(first["seconds"], 1),
        "again_s": round(again["seconds"], 1),
        "changed_s": round(changed["seconds"], 1),
        "rss_mb": round(rss, 1),
        "created": first.get("created", 0),
        "updated": changed.get("updated", 0),
        "withdrawn": changed.get("withdrawn", 0),
        "lines": changed["lines"],
        "feed_mb": round(size, 1),
        "report_ms": max(page["p50_ms"] for page in pages.values()),
    }
    wanted = [
        {"state": "done", "lines": 0, "created": offers, "withdrawn": 0},
        {"state": "done", "lines": 0, "same": offers, "withdrawn": 0},
        {
            "state": "done", "lines": part,
            "same": offers - 2 * part, "updated": part, "withdrawn": part,
        },
    ]  # fmt: skip
    found = [{k: v for k, v in one.items() if k != "seconds"} for one in told.values()]
    stands = [after_first, after_again, after_changed]
    print(f"  stands  (visible, found by the search): {', '.join(map(str, stands))}")
    good = found == wanted and stands == [(n + 1, n + 1) for n in (offers, offers, offers - part)]
    print(json.dumps(line))
    return good and rss <= MOST_RSS and line["report_ms"] <= MOST_REPORT


def main() -> int:
    offers = int(sys.argv[1]) if len(sys.argv) > 1 else OFFERS
    with Stage() as stage:
        # A worker's limits of time as in production, and leave to read from this machine.
        stage.env |= {"GMAIL_READ_TIMEOUT_SECONDS": "60", "FEEDS_FROM_LOOPBACK": "1"}
        os.environ.update(stage.env | {"ALLOWED_HOSTS": "testserver,localhost"})
        import django

        django.setup()
        return 0 if measure(stage, offers) else 1


if __name__ == "__main__":
    sys.exit(main())
