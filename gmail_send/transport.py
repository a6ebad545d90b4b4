"""One HTTP attempt for google-api-python-client, which knows what left this machine.

The stock client (httplib2) repeats a POST when the peer closes without answering, whatever
`num_retries`: a mail accepted twice. Here: connect first (DNS, TCP, TLS), then ask
`before_first_byte`, then write once. No retry, no redirect, no hidden refresh of the token.
"""

import http.client
import ssl
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httplib2

CONNECT_TIMEOUT = 10.0  # seconds


class NotSent(Exception):
    """No byte of the request left: it is safe to try again."""


class MaybeSent(Exception):
    """Bytes left and no whole answer came: nobody knows, and no machine may try again."""


class TooLate(NotSent):
    """The deadline passed before the first byte: someone else may have judged this attempt."""


class OneAttempt:
    """Stands in for httplib2.Http for exactly one request.

    before_first_byte is called when the connection is up; what it raises passes through, and then
    nothing was written. deadline is on time.monotonic(): past it, not one byte is written.
    read_timeout: seconds that an answer is awaited.
    """

    def __init__(
        self,
        token: str,
        *,
        before_first_byte: Callable[[], None],
        deadline: float,
        read_timeout: float,
    ) -> None:
        self._token = token
        self._read_timeout = read_timeout
        self._before_first_byte = before_first_byte
        self._deadline = deadline
        self._used = False

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: dict[str, str] | None = None,
        **_ignored: Any,
    ) -> tuple[httplib2.Response, bytes]:
        """Answer as httplib2 does: (response, content). Raises NotSent, TooLate or MaybeSent."""
        if self._used:
            raise MaybeSent("a second request was asked of one attempt")
        self._used = True
        parts = urlsplit(uri)
        connection = _connect(parts.scheme, parts.hostname or "", parts.port)
        try:
            connection.sock.settimeout(self._read_timeout)
            self._before_first_byte()
            if time.monotonic() > self._deadline:
                raise TooLate("the deadline passed before the first byte")
            return self._exchange(connection, method, f"{parts.path}?{parts.query}", body, headers)
        finally:
            connection.close()

    def _exchange(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes | str | None,
        headers: dict[str, str] | None,
    ) -> tuple[httplib2.Response, bytes]:
        sent_headers = {
            **(headers or {}),
            "authorization": f"Bearer {self._token}",
            "connection": "close",
        }
        try:
            connection.request(method, path, body, sent_headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise MaybeSent(type(error).__name__) from None  # an answer may quote the message
        response = httplib2.Response({k.lower(): v for k, v in answer.getheaders()})
        response.status = answer.status
        response["status"] = str(answer.status)
        response.reason = answer.reason
        return response, content

    def close(self) -> None:
        """httplib2 has it; there is nothing left open."""


def _connect(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    connection: http.client.HTTPConnection
    if scheme == "https":
        connection = http.client.HTTPSConnection(
            host, port, timeout=CONNECT_TIMEOUT, context=ssl.create_default_context()
        )
    else:  # the local Google; the settings refuse it off loopback
        connection = http.client.HTTPConnection(host, port, timeout=CONNECT_TIMEOUT)
    try:
        connection.connect()
    except OSError as error:  # DNS, TCP, TLS: nothing was written
        connection.close()
        raise NotSent(type(error).__name__) from error
    return connection
