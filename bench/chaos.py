"""What may break, drawn from a seed: processes, servers, clocks; Google's faults fall by chance."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field

from bench.stage import Stage

# Share of the requests at Google that each fault hits. Half of them strike after acceptance.
FAULTS = [
    {"kind": "close", "probability": 0.012},
    {"kind": "rst", "probability": 0.012},
    {"kind": "partial", "probability": 0.008},
    {"kind": "garbled", "probability": 0.004},
    {"kind": "hang", "seconds": 1, "probability": 0.01},
    {"kind": "hang", "probability": 0.002},  # until the client leaves
    {"kind": "status", "status": 503, "reason": "backendError", "probability": 0.008},
]
REFUSALS = [
    {"status": 429, "reason": "rateLimitExceeded", "retry_after": 1, "probability": 0.015},
    {"status": 403, "reason": "userRateLimitExceeded", "probability": 0.01},
    {"status": 403, "reason": "insufficientPermissions", "probability": 0.002},
    {"status": 403, "reason": "domainPolicy", "probability": 0.002},
    {"status": 401, "reason": "authError", "probability": 0.01},
    {"status": 400, "reason": "invalidArgument", "probability": 0.002},
]
TOKEN = [
    {"kind": "close", "probability": 0.02},
    {"kind": "status", "status": 503, "probability": 0.03},
    {"kind": "status", "status": 400, "reason": "invalid_grant", "probability": 0.03},
    {"kind": "hang", "seconds": 1, "probability": 0.02},
]
EVERY = (1.0, 5.0)  # seconds between two blows
CLOCKS = (-3600, -45, 15, 40, 0)  # seconds


@dataclass(frozen=True)
class Blow:
    """Something was done to a worker, or to all of them, for a while."""

    kind: str
    worker: str  # "" for all
    began: float
    ended: float


@dataclass
class Chaos:
    stage: Stage
    seed: int
    blows: list[Blow] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)
        self.thaws: list[tuple[float, str, float]] = []  # when, who, since when
        self.next_at = time.time() + 2
        self.broker_at: float | None = None
        self.blows_drawn = (
            [self.kill] * 10 + [self.freeze] * 5 + [self.jump] * 4 + [self.age_tokens] * 2
            + [self.cut_broker] * 3 + [self.restart_database] * 2
        )  # fmt: skip

    def arm(self) -> None:
        """Arm Google's faults, each with a draw of its own."""
        faults = [
            {**one, "at": "send", "when": when} for when in ("before", "after") for one in FAULTS
        ]
        faults += [{**one, "at": "send", "kind": "status"} for one in REFUSALS]
        faults += [{**one, "at": "token"} for one in TOKEN]
        for fault in faults:
            fault |= {"times": None, "seed": self.draw.randrange(2**32)}
        self.stage.ask("/__faults", faults)

    def step(self) -> None:
        """One look: end what has lasted long enough, begin what is due."""
        now = time.time()
        for when, name, since in [one for one in self.thaws if one[0] <= now]:
            self.thaws.remove((when, name, since))
            self._thaw(name, since)
        if self.broker_at and self.broker_at <= now:
            self.broker_at = None
            self.stage.start_broker()
        if self.next_at <= now:
            self.draw.choice(self.blows_drawn)()
            self.next_at = time.time() + self.draw.uniform(*EVERY)

    def heal(self) -> None:
        """Everything works again, and nothing is forgotten."""
        self.stage.ask("/__faults", method="DELETE")
        for _when, name, since in self.thaws:
            self._thaw(name, since)
        self.thaws.clear()
        if self.broker_at:
            self.broker_at = None
            self.stage.start_broker()
        for worker in list(self.stage.workers):
            worker.shift_clock(0)
            if not worker.child.alive():
                self.stage.replace(worker)

    # Blows

    def _worker(self):
        return self.draw.choice(self.stage.workers)

    def _note(self, kind: str, worker: str = "", since: float | None = None) -> None:
        now = time.time()
        self.blows.append(Blow(kind, worker, since or now, now))
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def kill(self) -> None:
        worker = self._worker()
        self.thaws = [one for one in self.thaws if one[1] != worker.name]
        self._note("kill", worker.name)
        self.stage.replace(worker)

    def freeze(self) -> None:
        worker = self._worker()
        if not worker.frozen:
            worker.freeze()
            now = time.time()
            # Sometimes beyond the lease (9 s): others judge the attempt, then it wakes.
            self.thaws.append((now + self.draw.choice((0.5, 2, 5, 12)), worker.name, now))

    def _thaw(self, name: str, since: float) -> None:
        for worker in self.stage.workers:
            if worker.name == name:
                worker.thaw()
                self._note("freeze", name, since)

    def jump(self) -> None:
        self._worker().shift_clock(self.draw.choice(CLOCKS))
        self.counts["clock"] = self.counts.get("clock", 0) + 1

    def age_tokens(self) -> None:
        self.stage.ask("/__expire")
        self.counts["tokens aged"] = self.counts.get("tokens aged", 0) + 1

    def cut_broker(self) -> None:
        if self.broker_at is None:
            self.stage.lose_broker()
            self.broker_at = time.time() + self.draw.uniform(0, 4)
            self.counts["broker lost"] = self.counts.get("broker lost", 0) + 1

    def restart_database(self) -> None:
        began = time.time()
        self.stage.restart_database(crash=self.draw.random() < 0.5)
        self._note("database", "", began)
