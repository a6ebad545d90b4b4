"""Both sides counted: what we say of each letter, and what the local Google holds."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from bench.chaos import Blow
from bench.stage import Stage

PENDING = ("queued", "claimed", "in_flight")
LEFT = ("sent", "uncertain", "closed")
BETWEEN = 4.0  # seconds: an answer is awaited for three, and the clocks are read apart


class Verdict:
    """The rows of the outbox beside Google's journal."""

    def __init__(self, stage: Stage, blows: list[Blow], validated: list[dict[str, Any]]) -> None:
        told = stage.ask("/__state", method="GET")
        self.mails = told["outbox"]
        self.hits = told["hits"]
        self.validated = validated
        self.blows = blows
        rows = stage.sql(
            "SELECT d.id::text, digest, d.state, reason, attempt::text, extract(epoch FROM "
            "attempted_at)::float, c.delivery_id IS NOT NULL FROM gmail_send_delivery d "
            "LEFT JOIN gmail_send_deliverycontent c ON c.delivery_id = d.id"
        )
        names = ("id", "digest", "state", "reason", "attempt", "attempted_at", "text")
        self.rows = [dict(zip(names, row, strict=True)) for row in rows]
        self.states = Counter(row["state"] for row in self.rows)
        self.at_google = Counter(mail["digest"] for mail in self.mails)
        self.flights = self._flights(stage)

    def _flights(self, stage: Stage) -> dict[str, tuple[str, float, bool]]:
        """attempt: worker, when, whether it was one of that worker's last two."""
        found = {}
        for path in stage.folder.glob("*.flights"):
            lines = [json.loads(line) for line in path.read_text().splitlines()]
            for index, line in enumerate(lines):
                # two at once at most: its task and its timer
                found[line["attempt"]] = (path.stem, line["at"], index >= len(lines) - 2)
        return found

    @property
    def duplicates(self) -> int:
        return sum(count - 1 for count in self.at_google.values())

    @property
    def phantom(self) -> int:
        """We say sent, Google has nothing."""
        return sum(
            row["state"] == "sent" and not self.at_google[row["digest"]] for row in self.rows
        )

    @property
    def lost(self) -> int:
        """Validated and gone, still waiting after everything was healed, or textless while open."""
        known = {row["id"] for row in self.rows}
        gone = sum(one["delivery"] not in known for one in self.validated)
        stuck = sum(row["state"] in PENDING for row in self.rows)
        open_ = ("uncertain", "blocked")
        textless = sum(row["state"] in open_ and not row["text"] for row in self.rows)
        return gone + stuck + textless

    @property
    def denied(self) -> int:
        """We say that it did not leave, and Google has it."""
        return sum(
            row["state"] not in LEFT and bool(self.at_google[row["digest"]]) for row in self.rows
        )

    @property
    def kept(self) -> int:
        """Texts that outlived their sending."""
        return sum(
            row["text"] and row["state"] in ("sent", "failed", "refused") for row in self.rows
        )

    def unexplained(self) -> list[dict[str, Any]]:
        """Doubts without an injected fault after the write, nor a kill: must be none."""
        return [row for row in self.rows if row["state"] == "uncertain" and not self.cause(row)]

    def cause(self, row: dict[str, Any]) -> str:
        """What was done to this attempt; "" when nothing was."""
        began = row["attempted_at"] or 0
        for hit in self.hits:
            if hit["digest"] == row["digest"] and hit["time"] >= began - 1 and _blinds(hit):
                return f"google {hit['kind']}"
        worker, at, last = self.flights.get(row["attempt"], ("", began, False))
        for blow in self.blows:
            near = blow.began - BETWEEN <= at <= blow.ended
            if blow.kind == "kill" and blow.worker == worker and at <= blow.began and last:
                return "kill"
            if blow.kind == "freeze" and blow.worker == worker and near:
                return "freeze"
            if blow.kind == "database" and near:
                return "database"
        return ""

    def causes(self) -> Counter[str]:
        return Counter(
            self.cause(row) or "NONE" for row in self.rows if row["state"] == "uncertain"
        )

    def accept_p50(self) -> float:
        """Seconds from validation to Google's acceptance, half of the letters being faster."""
        accepted = {mail["digest"]: mail["time"] for mail in self.mails}
        waits = sorted(
            accepted[one["digest"]] - one["at"]
            for one in self.validated
            if one["digest"] in accepted
        )
        return round(waits[len(waits) // 2], 3) if waits else 0.0


def _blinds(hit: dict[str, Any]) -> bool:
    """Whether this fault hides what became of the mail: a refusal in words does not."""
    return hit["kind"] != "status" or hit["status"] >= 500
