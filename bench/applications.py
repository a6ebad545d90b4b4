"""`make bench-applications`: a board of 500 applications, and a recruiter's list of 10,000.

Each page is asked for again and again through Django's own client, over PostgreSQL: first page,
last page, filters, search, the statement as a PDF, the list as CSV. It fails when half
of the times a page takes longer than what a person takes for « at once »: machines are shared, so
that the slowest twentieth, which is printed, says more of the neighbours.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta

from bench.stage import Stage

BOARD, RECEIVED, TIMES = 500, 10_000, 20
AT_ONCE = 0.3  # seconds, half of the times (our choice: Nielsen's « immediate » is 0.1 to 1)
A_FILE = 3.0  # seconds, for a file over everything


def make_people() -> tuple[object, object]:
    """A candidate with a full board of all kinds, and a recruiter whose company is sought after."""
    from django.utils import timezone

    from applications.models import Application, Memo, OutsideApplication, SpontaneousApplication
    from jobs.models import Offer
    from tests.accounts.test_second_factor import enrol
    from tests.factories.accounts import UserFactory
    from tests.factories.jobs import MembershipFactory, OfferFactory

    now, lea, karim = timezone.now(), UserFactory(), UserFactory()
    first = OfferFactory()
    MembershipFactory(user=karim, company=first.company)
    enrol(karim)
    values = {
        field.name: getattr(first, field.name)
        for field in Offer._meta.concrete_fields
        if field.name not in {"id", "reference"} and not field.generated
    }
    third = BOARD // 3
    offers = Offer.objects.bulk_create([Offer(**values) for _ in range(third)], 500)
    Application.objects.bulk_create(
        Application(candidate=lea, offer=offer, message="x") for offer in offers
    )
    SpontaneousApplication.objects.bulk_create(
        SpontaneousApplication(
            candidate=lea, company_name=f"Atelier {n}", recipient=f"a{n}@exemple.test",
            address_source="found", found_where="x", state="sent_by_me",
            sent_at=now - timedelta(hours=n),
        )
        for n in range(third)
    )  # fmt: skip
    outside = OutsideApplication.objects.bulk_create(
        OutsideApplication(user=lea, company_name=f"Chantier {n}", way="site", sent_on=now.date())
        for n in range(BOARD - 2 * third)
    )
    Memo.objects.bulk_create(
        Memo(user=lea, outside=one, action="Relancer", action_on=now.date()) for one in outside
    )
    people = type(lea).objects.bulk_create(
        (type(lea)(email=f"c{n}@exemple.test", first_name="Ana", last_name=f"Bézu {n}")
         for n in range(RECEIVED)), 1_000,
    )  # fmt: skip
    Application.objects.bulk_create(
        (Application(candidate=one, offer=first, message="x") for one in people), 1_000
    )
    return lea, karim


def timed(client, address: str, times: int) -> dict[str, float]:
    """Seconds and size of a page asked for `times` times; the first time is not counted."""
    took = []
    for _ in range(times + 1):
        began = time.perf_counter()
        answer = client.get(address)
        size = len(answer.content)
        took.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
    took = sorted(took[1:])
    return {
        "p50_ms": round(1000 * took[len(took) // 2], 1),
        "p95_ms": round(1000 * took[int(len(took) * 0.95)], 1),
        "kb": round(size / 1000, 1),
    }


def queries(client, address: str) -> int:
    """How many questions the database is asked for one page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def measure() -> bool:
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from tests.factories.accounts import sign_in

    lea, karim = make_people()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    candidate, recruiter = Client(), Client()
    sign_in(candidate, lea)
    sign_in(recruiter, karim)
    board, received, steps = (reverse(name) for name in ("board", "received", "steps"))
    pages = {
        "board": (candidate, board),
        "board, last page": (candidate, f"{board}?page=999"),
        "board, searched": (candidate, f"{board}?q=atelier"),
        "board, by state": (candidate, f"{board}?vue=etats"),
        "steps": (candidate, steps),
        "received": (recruiter, received),
        "received, last page": (recruiter, f"{received}?page=9999"),
        "received, new ones": (recruiter, f"{received}?etat=new"),
        "received, by name": (recruiter, f"{received}?q=bezu+99"),
        "received, as a board": (recruiter, f"{received}?vue=tableau"),
    }
    period = "since=2025-06-01&until=2027-05-01"
    files = {
        "statement of 500": (candidate, f"{reverse('statement')}?{period}"),
        "list of 10,000": (recruiter, reverse("received_export")),
    }
    found = {name: timed(client, at, TIMES) for name, (client, at) in pages.items()}
    found |= {name: timed(client, at, 3) for name, (client, at) in files.items()}
    for name, line in found.items():
        print(f"{name:>20}  p50 {line['p50_ms']} ms, p95 {line['p95_ms']} ms, {line['kb']} kB")
    told = {
        "board_ms": found["board"]["p50_ms"],
        "recruiter_list_ms": found["received"]["p50_ms"],
        "queries_board": queries(*pages["board"]),
        "queries_list": queries(*pages["received"]),
    }
    print(json.dumps(told | {"pages": found}))
    fast = all(found[name]["p50_ms"] <= 1000 * AT_ONCE for name in pages)
    return fast and all(found[name]["p50_ms"] <= 1000 * A_FILE for name in files)


def main() -> int:
    with Stage() as stage:
        os.environ.update(stage.env)
        os.environ["ALLOWED_HOSTS"] = "testserver,localhost"
        import django

        django.setup()
        return 0 if measure() else 1


if __name__ == "__main__":
    sys.exit(main())
