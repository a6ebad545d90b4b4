"""Candidates who validate letters to companies, through the very services that the pages call.

`python -m bench.people set --accounts A --companies C` makes them; `python -m bench.people write
--share K/N --mails M` validates one share, and journals each letter once its validation returned.

A candidate may send a letter a minute and twenty a day: so these people wrote theirs on the days
before, minute by minute. Only their own clock is set back (as a browser would not do); the outbox
receives letters that are all due.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import django
import time_machine

PER_DAY = 20
STEP = 11  # between two companies of one candidate: prime to their number


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["set", "write"])
    parser.add_argument("--accounts", type=int, required=True)
    parser.add_argument("--companies", type=int, default=0)
    parser.add_argument("--mails", type=int, default=0)
    parser.add_argument("--share", default="0/1")
    parser.add_argument("--journal", type=Path)
    return parser.parse_args()


def set_the_scene(accounts: int, companies: int) -> None:
    from django.utils import timezone

    from gmail_send import oauth, services
    from tests.factories.accounts import ResumeFactory, UserFactory
    from tests.factories.jobs import ApplicationAddressFactory
    from tools.google.store import Account

    long_ago = timezone.now() - timedelta(days=100)  # writable on the days that the writers wrote
    ApplicationAddressFactory.create_batch(companies, writable_from=long_ago)
    for number in range(accounts):
        user = UserFactory(
            email=f"p{number}@exemple.test", password=None, first_name="Ana", last_name="Tournel"
        )
        ResumeFactory(user=user)
        mailbox = f"boite{number}@gmail.test"
        services.connect(user, granted(oauth, mailbox, Account(mailbox, "").sub))


def granted(oauth, mailbox: str, sub: str):
    """A fresh grant of the mailbox's owner, as after the consent page; its access token is old."""
    import urllib.request

    base = os.environ["GOOGLE_BASE_URL"]
    body = json.dumps({"email": mailbox}).encode()
    asked = urllib.request.Request(f"{base}/__grant", body)  # noqa: S310 the loopback
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 the loopback
        token = json.load(answer)["refresh_token"]
    return oauth.Granted(
        email=mailbox,
        sub=sub,
        refresh_token=token,
        access_token="old",  # noqa: S106 refused on purpose: the first sending refreshes it
        expires_in=0,
    )


class Writers:
    """One share of the candidates, one letter of each in turn."""

    def __init__(self, wanted: argparse.Namespace) -> None:
        from django.utils import timezone

        from accounts.models import User
        from jobs.models import ApplicationAddress

        index, shares = map(int, wanted.share.split("/"))
        people = list(User.objects.filter(email__startswith="p").order_by("pk"))
        self.people = list(enumerate(people))[index::shares]
        self.addresses = list(
            ApplicationAddress.objects.select_related("establishment__company").order_by("pk")
        )
        self.mails = wanted.mails // shares
        # A quarter more: companies whose places are taken refuse some, and no letter waits for
        # a day to come.
        self.days = -(-wanted.mails * 5 // (4 * len(people) * PER_DAY)) + 1
        self.first_day = timezone.now() - timedelta(days=self.days)
        self.journal = wanted.journal.open("a")
        self.refused: Counter[str] = Counter()

    def write(self) -> None:
        left, turn = self.mails, 0
        while left > 0 and turn < len(self.addresses):
            at = self.first_day + timedelta(days=turn // PER_DAY, minutes=2 * (turn % PER_DAY))
            with time_machine.travel(at, tick=True):
                for number, person in self.people[:left]:
                    address = self.addresses[(number * 7 + turn * STEP) % len(self.addresses)]
                    left -= self.one(person, address)
            turn += 1
        print(json.dumps({"refused": self.refused}), flush=True)

    def one(self, person, address) -> int:
        """Draft, preview, validation; again while the database is away. Returns letters queued."""
        from django.db import InterfaceError, OperationalError, connection

        from applications import contact_rules, letters, services

        draft = None
        while True:
            try:
                draft = draft or self.draft(person, address)
                draft.refresh_from_db()
                if draft.state == draft.State.DRAFT:
                    seen = letters.compose(draft).digest
                    draft = services.validate(draft, by=person, seen_digest=seen)
                break
            except contact_rules.NotAllowed as error:
                self.refused[error.code] += 1
                return 0
            except services.NotConnected:
                wait(0.5)  # until the person has reconnected
            except services.ChangedSinceValidation:
                continue  # reconnected between preview and validation: the person reads again
            except (OperationalError, InterfaceError):
                connection.close()
                wait(0.3)
        now = time_machine.escape_hatch.time.time()
        row = {"delivery": str(draft.delivery_id), "digest": draft.kept_digest, "at": now}
        self.journal.write(json.dumps(row) + "\n")
        self.journal.flush()
        return 1

    def draft(self, person, address):
        from tests.factories.applications import DraftFactory

        return DraftFactory(candidate=person, address=address, resume=person.resumes.first())


def wait(seconds: float) -> None:
    time.sleep(seconds)


if __name__ == "__main__":
    django.setup()
    asked = options()
    if asked.action == "set":
        set_the_scene(asked.accounts, asked.companies)
    else:
        Writers(asked).write()
