"""The site's own Celery app, as the bench's workers run it: watched, and with a clock that jumps.

Nothing of how a mail is sent is changed here, but with BENCH_STOCK: then Google's stock transport
(httplib2) sends, to show that this bench can fail.
"""

import json
import os
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine
from celery.signals import worker_init, worker_process_init

from meilleursjobs.celery import app

__all__ = ["app"]
CLOCK = Path(os.environ.get("BENCH_CLOCK", "/nonexistent"))
FLIGHTS = Path(os.environ.get("BENCH_FLIGHTS", "/dev/null"))


def note_flight(sender, delivery, new, **kwargs):
    """Before the first byte: which attempt this worker has. A kill does not take it back."""
    if new == "in_flight":
        hatch = time_machine.escape_hatch
        at = hatch.time.time() if hatch.is_travelling() else time.time()
        line = json.dumps({"attempt": str(delivery.attempt), "at": at}) + "\n"
        with FLIGHTS.open("a") as out:
            out.write(line)


def follow_the_clock():
    """Shift the wall clock of this process as the file says; the monotonic one goes on."""
    shown, travel = "0", None
    while True:
        time.sleep(0.2)
        wanted = "0"
        with suppress(OSError):
            wanted = CLOCK.read_text() or "0"
        if wanted == shown:
            continue
        if travel:
            travel.stop()
            travel = None
        if wanted != "0":
            now = datetime.now(UTC) + timedelta(seconds=int(wanted))
            travel = time_machine.travel(now, tick=True)
            travel.start()
        shown = wanted


@worker_init.connect
@worker_process_init.connect
def begin(**_kwargs):
    threading.Thread(target=follow_the_clock, daemon=True).start()
    from gmail_send.signals import delivery_moved

    delivery_moved.connect(note_flight, dispatch_uid="bench")
    if os.environ.get("BENCH_STOCK"):
        use_the_stock_transport()


def use_the_stock_transport():
    """httplib2 as google-api-python-client would use it, with our order of things around it."""
    import httplib2

    from gmail_send import transport

    class Stock(transport.OneAttempt):
        def request(self, uri, method="GET", body=None, headers=None, **_ignored):
            self._before_first_byte()
            sent = {**(headers or {}), "authorization": f"Bearer {self._token}"}
            try:
                http = httplib2.Http(timeout=self._read_timeout)
                return http.request(uri, method, body, sent)
            except (OSError, httplib2.HttpLib2Error) as error:
                raise transport.MaybeSent(type(error).__name__) from None

    transport.OneAttempt = Stock
