"""`make bench-privacy`: a copy of a long life here in bounded memory, a purge without long locks.

One person with 5,000 applications and as many CVs as may be kept; 100,000 mails of the site whose
words are past their time, erased while other processes write to the same table. It fails when the
copy takes more than 100 MB of memory beyond an idle process, or a writer waits more than a second.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

from bench.stage import Stage

APPLICATIONS, MAILS = 5_000, 100_000
MOST_MEMORY = 100  # MB beyond what the process held before
LONGEST_WAIT = 1.0  # seconds that another writer may wait


def make_a_life() -> object:
    """The person, their applications with their history, and their files."""
    from accounts.demo_pdf import write_pdf
    from accounts.resume_limits import MOST_RESUMES
    from applications.models import Application, ApplicationStep
    from jobs.models import Offer
    from tests.factories.accounts import ResumeFactory, UserFactory
    from tests.factories.jobs import CompanyFactory, OfferFactory

    user, company = UserFactory(), CompanyFactory(verified=True)
    page = "Menuiserie de marine. " * 60
    for number in range(MOST_RESUMES):
        words = "\n".join(f"# CV {number}, page {n}\n{page}" for n in range(8))
        ResumeFactory(user=user, content=write_pdf(words))
    first = OfferFactory(company=company)
    values = {
        field.name: getattr(first, field.name)
        for field in Offer._meta.concrete_fields
        if field.name not in {"id", "reference"} and not field.generated
    }
    offers = Offer.objects.bulk_create([Offer(**values) for _ in range(APPLICATIONS)], 500)
    message = "Je restaure des canots en bois depuis huit ans. " * 8
    made = Application.objects.bulk_create(
        [Application(candidate=user, offer=offer, message=message) for offer in offers], 500
    )
    steps = [ApplicationStep(application=one, kind="sent", actor=user) for one in made]
    ApplicationStep.objects.bulk_create(steps, 1000)
    return user.pk


def copy_of(pk: int, answer: multiprocessing.Queue) -> None:
    """In a process of its own: what the copy costs."""
    import django

    django.setup()
    from accounts.models import User
    from privacy.services import exports

    export = exports.ask(User.objects.get(pk=pk))
    idle, began = rss(), time.monotonic()
    exports.build(export.pk)
    export.refresh_from_db()
    answer.put((time.monotonic() - began, export.size / 1e6, rss() - idle, export.state))


def rss() -> float:
    """The most memory this process ever held, in MB (getrusage would count its parent's)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def fill_the_mails() -> None:
    from django.utils import timezone

    from privacy.models import SiteMail

    old = timezone.now() - timedelta(days=40)
    SiteMail.objects.bulk_create(
        (
            SiteMail(
                to_email=f"p{n}@exemple.test", name="jobs/alert", dedupe_key=f"bench:{n}",
                subject="Nouvelles offres", body="Bonjour,\n" * 40, state="sent", created_at=old,
            )
            for n in range(MAILS)
        ),
        batch_size=2_000,
    )  # fmt: skip


def write_beside(over, answer: multiprocessing.Queue) -> None:
    """Another process that queues and sends mails meanwhile: how long does each write wait?"""
    import django

    django.setup()
    from privacy.models import SiteMail

    longest, number = 0.0, 0
    while not over.is_set():
        began = time.monotonic()
        row = SiteMail.objects.create(
            to_email="x@exemple.test", name="jobs/alert", dedupe_key=f"beside:{number}"
        )
        SiteMail.objects.filter(pk=row.pk).update(state="sent")
        longest, number = max(longest, time.monotonic() - began), number + 1
    answer.put((number, longest))


def purge() -> tuple[float, int, float, int]:
    """(seconds, rows, longest wait of another writer, its writes)."""
    from privacy.services import retention

    spawn = multiprocessing.get_context("spawn")
    over, answer = spawn.Event(), spawn.Queue()
    beside = spawn.Process(target=write_beside, args=(over, answer))
    beside.start()
    began = time.monotonic()
    done = retention.purge(only="site_mail")
    seconds = time.monotonic() - began
    over.set()
    writes, longest = answer.get()
    beside.join()
    return seconds, sum(done.values()), longest, writes


def main() -> int:
    with Stage() as stage:
        os.environ.update(stage.env)
        import django

        django.setup()
        pk = make_a_life()
        spawn = multiprocessing.get_context("spawn")
        answer = spawn.Queue()
        child = spawn.Process(target=copy_of, args=(pk, answer))
        child.start()
        seconds, size, memory, state = answer.get()
        child.join()
        fill_the_mails()
        purged_in, rows, longest, writes = purge()
        from django.db import connection

        connection.close()
    line = {
        "export_s": round(seconds, 1),
        "export_mb": round(size, 1),
        "export_rss_mb": round(memory, 1),
        "export_state": state,
        "purged": rows,
        "purge_rows_per_s": round(rows / purged_in),
        "longest_lock_ms": round(1000 * longest, 1),
        "writes_beside": writes,
    }
    for name, value in line.items():
        print(f"{name:>16}  {value}")
    print(json.dumps(line))
    good = state == "ready" and memory <= MOST_MEMORY
    return 0 if good and rows == MAILS and longest <= LONGEST_WAIT else 1


if __name__ == "__main__":
    sys.exit(main())
