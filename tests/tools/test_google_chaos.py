"""The local Google keeps the truth under load: benches of the outbox rest on it."""

from http.client import HTTPException
from itertools import product
from queue import Empty, SimpleQueue
from threading import Thread

import pytest

from tests.tools.google_client import LEA, letter, send

MAILS = 300
WORKERS = 8


def arm_everything(google) -> None:
    kinds = ("close", "rst", "partial", "garbled", "status")
    for seed, (when, kind) in enumerate(product(("before", "after"), kinds)):
        google.faults.add(when=when, kind=kind, times=None, probability=0.04, seed=seed)
    for when in ("before", "after"):
        google.faults.add(when=when, kind="hang", seconds=0.02, times=None, probability=0.05)


def send_from(waiting: SimpleQueue, google, token: str, told: list, unsure: list) -> None:
    """Send what waits, once each; note who was told the mail left, and who was not."""
    while True:
        try:
            raw = waiting.get_nowait()
        except Empty:
            return
        try:
            told.append((send(google, raw, token=token).json["id"], raw))
        except (OSError, HTTPException, ValueError, KeyError):
            unsure.append(raw)


@pytest.fixture
def storm(google) -> tuple[dict[str, bytes], list[bytes]]:
    """Hundreds of mails at once under every fault: those told accepted, and those unsure."""
    arm_everything(google)
    waiting: SimpleQueue = SimpleQueue()
    for number in range(MAILS):
        waiting.put(letter(to=f"rh{number}@x.test"))
    told: list = []
    unsure: list = []
    work = (waiting, google, google.issue_access_token(LEA), told, unsure)
    workers = [Thread(target=send_from, args=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return dict(told), unsure


def test_every_answer_agrees_with_the_outbox_and_every_doubt_with_a_hit(google, storm):
    told, unsure = storm
    accepted = {mail.id: mail.raw for mail in google.outbox}
    assert len(told) + len(unsure) == MAILS
    assert told.items() <= accepted.items()
    assert len(set(accepted.values())) == len(accepted), "one attempt, one mail"
    hit_after = {hit.gmail_id for hit in google.faults.hits if hit.when == "after"}
    lost = hit_after - told.keys()  # a short hang answers in the end
    assert lost
    assert accepted.keys() == told.keys() | lost
    assert {accepted[gmail_id] for gmail_id in lost} == set(unsure) & set(accepted.values())
