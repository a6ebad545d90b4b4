"""The web server's worker, which answers in our words what no view ever sees.

Gunicorn reads 8,190 characters of an address at most; behind that it would show a bare page of its
own, in English. `--worker-class meilleursjobs.server.Worker`, in the Dockerfile and `make run`.
"""

import time
from contextlib import suppress
from typing import Any

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

CHUNK, MOST_DRAINED = 65_536, 1_000_000  # bytes of a request that is still on its way
PATIENCE = 1.0  # seconds in all, or a slow client would hold the thread
SHUT_WR = 1  # of socket, which this file has no need of: it opens no connection


class Worker(ThreadWorker):  # type: ignore[misc] gunicorn has no types
    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Our own page for an address or headers that are too long; gunicorn's for the rest."""
        if not isinstance(exc, LimitRequestLine | LimitRequestHeaders):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("A request was too long: %s", type(exc).__name__)
        from .bad_requests import too_long  # Django is ready by now

        reason = "URI Too Long" if isinstance(exc, LimitRequestLine) else "Fields Too Large"
        status = 414 if isinstance(exc, LimitRequestLine) else 431
        body = too_long(status).encode()
        head = (
            f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nCache-Control: no-store\r\n"
            f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with suppress(OSError):
            client.sendall(head.encode() + body)
            _drain(client)


def _drain(client: Any) -> None:
    """Read what still comes: a connection closed under it shows the browser's own page."""
    client.shutdown(SHUT_WR)
    client.settimeout(PATIENCE)
    left, until = MOST_DRAINED, time.monotonic() + PATIENCE
    while left > 0 and time.monotonic() < until and (piece := client.recv(CHUNK)):
        left -= len(piece)
