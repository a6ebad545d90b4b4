"""Faults on demand: what a network and a busy Google do to an answer.

A fault is armed at one point of the service, before or after the request took effect. "After"
is the cruel one: the mail is accepted, and the client is not told.
"""

import itertools
import random
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

POINTS = ("send", "token", "revoke", "keys", "discovery", "userinfo", "stream")
MOMENTS = ("before", "after")
KINDS = ("close", "rst", "hang", "partial", "garbled", "status")


class BadFault(ValueError):
    """The fault asked for makes no sense; the message says why."""


@dataclass
class Fault:
    """One armed fault.

    - `kind`: `close` ends the connection without a word, `rst` resets it, `hang` says nothing
      (for `seconds`, then goes on as if nothing had happened; without `seconds`, until the client
      leaves), `partial` cuts a 200 short, `garbled` answers 200 with something that is not JSON,
      `status` answers an error.
    - `status`, `reason`, `message`, `retry_after` (seconds or HTTP date): the error of `status`.
    - `times`: how many requests it hits; None: every one until cleared.
    - `probability`: hits that share of requests, drawn with `seed`.
    """

    at: str = "send"
    when: str = "before"
    kind: str = "close"
    status: int = 503
    reason: str = "backendError"
    message: str = ""
    retry_after: int | str | None = None
    seconds: float | None = None
    times: int | None = 1
    probability: float = 1.0
    seed: int | None = None
    id: int = 0

    def __post_init__(self) -> None:
        for name, allowed in (("at", POINTS), ("when", MOMENTS), ("kind", KINDS)):
            if getattr(self, name) not in allowed:
                raise BadFault(f"{name} is one of {', '.join(allowed)}")
        numbers = {
            "status": (self.status, 400, 599),
            "times": (self.times, 1, 10**9),
            "probability": (self.probability, 0, 1),
            "seconds": (self.seconds, 0, 86_400),
        }
        for name, (value, low, high) in numbers.items():
            if value is not None and not (_is_number(value) and low <= value <= high):
                raise BadFault(f"{name} lies between {low} and {high}")
        self._draw = random.Random(self.seed)  # noqa: S311 (chance, not secrecy)

    def falls(self) -> bool:
        return self.probability >= 1 or self._draw.random() < self.probability

    def as_dict(self) -> dict:
        return asdict(self)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True)
class Hit:
    """A fault that fell. `digest` is the mail's SHA-256 at `send`, else None.

    `status` is that of the answer, None when there was none.
    """

    fault: int
    at: str
    when: str
    kind: str
    digest: str | None
    gmail_id: str | None
    status: int | None = None
    time: float = field(default_factory=time.time)


class Faults:
    """The armed faults, first armed first, and the list of those that fell."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[Fault] = []
        self._hits: list[Hit] = []
        self._ids = itertools.count(1)

    def add(self, **wanted) -> Fault:
        """Arm a fault (fields of `Fault`). Raises BadFault."""
        try:
            fault = Fault(**wanted)
        except TypeError as error:
            raise BadFault(str(error).replace("Fault.__init__() ", "")) from None
        with self._lock:
            fault.id = next(self._ids)
            self._armed.append(fault)
        return fault

    def clear(self) -> None:
        """Disarm everything and forget the hits."""
        with self._lock:
            self._armed.clear()
            self._hits.clear()

    def disarm(self) -> None:
        """Disarm everything, keep the hits: a bench still has to count them."""
        with self._lock:
            self._armed.clear()

    @property
    def armed(self) -> list[Fault]:
        with self._lock:
            return list(self._armed)

    @property
    def hits(self) -> list[Hit]:
        with self._lock:
            return list(self._hits)

    def strike(
        self, at: str, when: str, digest: Callable[[], str | None], gmail_id: str | None = None
    ) -> Fault | None:
        """The fault that falls here, if any; it is counted."""
        with self._lock:
            here = [f for f in self._armed if (f.at, f.when) == (at, when)]
            fault = next((f for f in here if f.falls()), None)
            if fault is None:
                return None
            if fault.times is not None:
                fault.times -= 1
                if not fault.times:
                    self._armed.remove(fault)
            status = fault.status if fault.kind == "status" else None
            self._hits.append(Hit(fault.id, at, when, fault.kind, digest(), gmail_id, status))
            return fault
