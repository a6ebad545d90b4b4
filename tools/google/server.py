"""The HTTP server: threads, keep-alive, and the faults that need a socket."""

import contextlib
import os
import selectors
import socket
import struct
import sys
import threading
import time
import traceback
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from tools.google import gmail
from tools.google.errors import api_error, oauth_error
from tools.google.faults import Fault
from tools.google.routes import Route, route_of
from tools.google.store import Call
from tools.google.web import LOOPBACK, Request, Response, is_loopback

BODY_LIMIT = 36_700_160  # the largest upload of messages.send in Google's discovery document
LINGER_NONE = struct.pack("ii", 1, 0)  # close() then sends RST instead of FIN


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1 and remembers its connections, so that stopping ends them all."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, address: tuple[str, int], google) -> None:
        self.google = google
        self.stopping = threading.Event()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._open_lock = threading.Lock()
        self.wake_reader, self._wake_writer = socket.socketpair()
        try:
            super().__init__(address, Handler)
        except OSError:
            self._close_wakers()
            raise

    def process_request_thread(self, request, client_address) -> None:
        me = threading.current_thread()
        with self._open_lock:
            self._open[me] = request
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._open_lock:
                del self._open[me]

    def handle_error(self, *_connection) -> None:
        """A client that leaves is normal; anything else is a defect of ours, to be seen."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            traceback.print_exc()

    def close_all(self) -> None:
        self.stopping.set()
        self.shutdown()
        self._wake_writer.send(b"x")  # ends the hangs
        with self._open_lock:
            remaining = dict(self._open)
        for connection in remaining.values():
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in remaining:
            thread.join(5)
        self.server_close()
        self._close_wakers()

    def _close_wakers(self) -> None:
        self.wake_reader.close()
        self._wake_writer.close()


class Handler(BaseHTTPRequestHandler):
    """Reads a request, lets faults fall before and after its effect, writes the answer."""

    protocol_version = "HTTP/1.1"
    server_version = "LocalGoogle"
    sys_version = ""
    timeout = 120
    wbufsize = 65536
    disable_nagle_algorithm = True

    def serve(self) -> None:
        request = self.read()
        if request is None:
            return
        route = route_of(request)
        if route.point:
            response = self.with_faults(route, request)
        else:
            response = route.answer(self.server.google, request)
        if route.recorded:
            # 0: the client got no answer, or not one of ours
            status = response.status if response else 0
            call = Call(request.method, request.path, status, time.time())
            self.server.google.store.calls.append(call)
        if response:
            self.write(response)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = serve  # noqa: N815

    def read(self) -> Request | None:
        """The request, its body read; None when it was refused at once."""
        base = self.own_address()
        origin = self.headers.get("Origin", base)
        if base is None or not is_loopback(origin):
            # Another site's page, or a name that someone pointed at this machine.
            return self.refuse(403, "forbidden")
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            return self.refuse(411, "lengthRequired")
        if int(length) > BODY_LIMIT:
            return self.refuse(413, "uploadTooLarge")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True  # it left while writing
            return None
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, unquote(parts.path), parts.query, headers, body, base)

    def own_address(self) -> str | None:
        """`http://host:port` as the client wrote it; None when that is not this machine."""
        host = self.headers.get("Host", "")
        with contextlib.suppress(ValueError):
            if urlsplit(f"//{host}").hostname in LOOPBACK:
                return f"http://{host}"
        return None

    def refuse(self, status: int, reason: str) -> None:
        self.close_connection = True
        self.write(api_error(status, reason))

    def with_faults(self, route: Route, request: Request) -> Response | None:
        """The answer, unless a fault took it."""
        google = self.server.google

        def digest():
            return gmail.digest(request) if route.point == "send" else None

        fault = google.faults.strike(route.point, "before", digest)
        if fault and not self.suffer(fault, None):
            return None
        response = route.answer(google, request)
        if response.status != HTTPStatus.OK:
            return response
        fault = google.faults.strike(route.point, "after", digest, response.gmail_id)
        return response if not fault or self.suffer(fault, response) else None

    def suffer(self, fault: Fault, response: Response | None) -> bool:
        """Let a fault fall. True when the exchange goes on as if nothing had happened."""
        if fault.kind == "hang":
            return self.hang(fault.seconds)
        self.close_connection = True
        match fault.kind:
            case "rst":
                self.reset()
            case "partial":
                self.write(response or Response(200, b'{"id": "0123456789abcdef"}'), cut=True)
            case "garbled":
                page = "<html><body>Bad gateway, somehow with a 200</body></html>"
                self.write(Response(200, page.encode(), "text/html"))
            case "status":
                self.write(error_of(fault))
        return False

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NONE)
        # detach: the reader and writer made from this socket would delay a plain close()
        os.close(self.connection.detach())

    def hang(self, seconds: float | None) -> bool:
        """Say nothing. True when the time is over and the client still waits."""
        deadline = None if seconds is None else time.monotonic() + seconds
        with selectors.DefaultSelector() as watch:
            watch.register(self.connection, selectors.EVENT_READ)
            watch.register(self.server.wake_reader, selectors.EVENT_READ)
            while deadline is None or time.monotonic() < deadline:
                left = None if deadline is None else deadline - time.monotonic()
                for key, _ in watch.select(left):
                    if key.fileobj is self.server.wake_reader or self.has_left():
                        self.close_connection = True
                        return False
                    watch.unregister(key.fileobj)  # it sent more: it is there
        return True

    def has_left(self) -> bool:
        try:
            return not self.connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def write(self, response: Response, *, cut: bool = False) -> None:
        """Send an answer; with `cut`, half of its body under its full length."""
        body = b"" if self.command == "HEAD" else response.body
        self.send_response(response.status)
        self.send_header("Content-Length", str(len(response.body)))
        if response.body:
            self.send_header("Content-Type", response.content_type)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)

    def log_message(self, *args) -> None:
        """Silent: requests are in `calls`, and a log would hold tokens."""


def error_of(fault: Fault) -> Response:
    """The answer of a `status` fault, in the format of its address."""
    if fault.at in {"token", "revoke"}:
        reason = "internal_failure" if fault.reason == "backendError" else fault.reason
        return oauth_error(fault.status, reason, fault.message, retry_after=fault.retry_after)
    return api_error(fault.status, fault.reason, fault.message, retry_after=fault.retry_after)
