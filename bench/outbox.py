"""`make bench-outbox`: thousands of letters through real workers while everything breaks.

It fails unless nothing left twice, nothing was lost, nothing is said sent that was not, and every
doubt has a cause that was injected after the write, or a kill. `--stock` runs the same with
Google's stock transport, which must fail. `--throughput` measures without faults.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time

from bench.chaos import Chaos
from bench.stage import Stage
from bench.verdict import Verdict

WRITERS = 2
LETTERS_A_COMPANY = 5
OPEN = "SELECT count(*) FROM gmail_send_delivery WHERE state IN ('queued','claimed','in_flight')"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-outbox ARGS=…")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--stock", action="store_true", help="Google's stock transport: must fail")
    parser.add_argument("--throughput", action="store_true", help="no faults: sends a second")
    return parser.parse_args()


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


class Bench:
    def __init__(self, stage: Stage, wanted: argparse.Namespace) -> None:
        self.stage, self.wanted = stage, wanted
        self.chaos = Chaos(stage, wanted.seed)
        self.journals = [stage.folder / f"validated{n}.jsonl" for n in range(WRITERS)]
        for path in self.journals:
            path.unlink(missing_ok=True)

    def people(self, action: str, *args: object, name: str) -> object:
        argv = [sys.executable, "-m", "bench.people", action, "--accounts", self.wanted.accounts]
        return self.stage.child(name, [*argv, *args])

    def set(self) -> None:
        companies = max(self.wanted.mails // LETTERS_A_COMPANY, 50) | 1
        while companies % 11 == 0:  # the step of bench.people
            companies += 2
        self.people("set", "--companies", companies, name="people").wait_done(300)

    def writers(self) -> list:
        mails = ["--mails", self.wanted.mails]
        return [
            self.people(
                "write", *mails, "--share", f"{n}/{WRITERS}", "--journal", path, name=f"writer{n}"
            )
            for n, path in enumerate(self.journals)
        ]

    def validated(self) -> list[dict]:
        lines = [line for path in self.journals if path.exists() for line in path.open()]
        return [json.loads(line) for line in lines]

    def open_rows(self) -> int:
        return int(self.stage.sql(OPEN)[0][0])

    def reconnect(self) -> int:
        """Who lost the grant gives it again, as a person would. Returns how many did."""
        from django.db import connection

        from bench.people import granted
        from gmail_send import oauth, services
        from gmail_send.models import GmailAccount

        try:
            lost = list(GmailAccount.objects.filter(state="lost").select_related("user"))
            for account in lost:
                services.connect(account.user, granted(oauth, account.email, account.sub))
            return len(lost)
        except Exception as error:  # noqa: BLE001 the database is being restarted: later
            say(f"reconnection: {type(error).__name__}")
            return 0
        finally:
            connection.close()

    def run(self) -> None:
        """Letters are validated and sent while everything breaks; then all is healed."""
        for _ in range(self.wanted.workers):
            self.stage.add_worker()
        writers, looked = self.writers(), 0.0
        while not self.validated():  # nothing breaks before there is something to lose
            time.sleep(0.1)
        self.chaos.arm()
        while any(one.alive() for one in writers) or self.open_rows() > self.wanted.mails // 50:
            self.chaos.step()
            if time.time() - looked > 2:
                looked = time.time()
                self.reconnect()
                known, waiting = len(self.validated()), self.open_rows()
                say(f"{known} validated, {waiting} waiting, {self.chaos.counts}")
            time.sleep(0.1)
        for one in writers:
            one.wait_done(1)
        self.chaos.heal()
        self.wait_for_the_end(180)

    def wait_for_the_end(self, seconds: float) -> None:
        end = time.time() + seconds
        while time.time() < end and (self.reconnect() or self.open_rows()):
            time.sleep(0.5)

    def report(self) -> bool:
        """Print the table and the line; True when every promise was kept."""
        verdict = Verdict(self.stage, self.chaos.blows, self.validated())
        unexplained = verdict.unexplained()
        line = {
            "mails": len(verdict.rows),
            "sent": verdict.states["sent"],
            "uncertain": verdict.states["uncertain"],
            "failed": verdict.states["failed"],
            "blocked": verdict.states["blocked"],
            "duplicates": verdict.duplicates,
            "lost": verdict.lost,
            "phantom": verdict.phantom,
            "denied": verdict.denied,
            "texts_kept": verdict.kept,
            "unexplained": len(unexplained),
            "at_google": len(verdict.mails),
            "kills": self.chaos.counts.get("kill", 0),
            "faults": len(verdict.hits),
            "accept_p50_s": verdict.accept_p50(),
            "seed": self.wanted.seed,
            "seconds": round(time.time() - self.began, 1),
        }
        for name, value in line.items():
            print(f"{name:>14}  {value}")
        print(f"{'blows':>14}  {self.chaos.counts}")
        print(f"{'doubts from':>14}  {dict(verdict.causes())}")
        for row in unexplained[:10]:
            print("unexplained:", row)
        print(json.dumps(line))
        bad = ("duplicates", "lost", "phantom", "denied", "texts_kept", "unexplained")
        enough = line["mails"] >= self.wanted.mails * 0.9 and line["sent"] > line["mails"] / 2
        return enough and not any(line[name] for name in bad)


def main() -> int:
    wanted = options()
    # Faults are healed by the poll, so it is quick; without faults it is production's.
    with Stage(stock=wanted.stock, poll=20 if wanted.throughput else 2) as stage:
        os.environ.update(stage.env)
        import django

        django.setup()
        bench = Bench(stage, wanted)
        bench.set()
        bench.began = time.time()
        if wanted.throughput:
            from bench.throughput import measure

            return 0 if measure(bench) else 1
        bench.run()
        return 0 if bench.report() else 1


if __name__ == "__main__":
    sys.exit(main())
