"""`LocalGoogle`: the server with its levers, for tests (a thread) and for the demo (a process)."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.google import events
from tools.google.faults import Faults
from tools.google.journal import Journal
from tools.google.keys import KeyRing
from tools.google.mail import Message
from tools.google.oauth import EMAIL, GMAIL_SEND
from tools.google.server import Server
from tools.google.store import Call, Grant, Store

BIND = "127.0.0.1"


class LocalGoogle:
    """A Google on 127.0.0.1. Use as a context manager, or `start()` and `stop()`.

    `port` 0 takes a free one, kept over `stop()` and `start()`. `state` is the file that survives
    a restart. `clients` maps client ids to secrets; a client not in it may use any secret.
    """

    DEFAULT_SCOPES = ("openid", EMAIL, GMAIL_SEND)
    DEFAULT_CLIENT = "gmail-client"

    def __init__(
        self, port: int = 0, state: Path | str | None = None, *,
        app_url: str = "", clients: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.port = port
        self.app_url = app_url
        self.clients = clients or {}
        self.journal = Journal(state)
        self.store = Store(self.journal)
        self.keys = KeyRing(self.journal)
        self.faults = Faults()
        self.stream: dict | None = None  # where security events go, as the site asked
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    # Life

    def start(self) -> "LocalGoogle":
        """Listen, answer in threads, return at once. Raises OSError when the port is taken."""
        self._server = Server((BIND, self.port), self)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="local-google"
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening, cut the open connections (hangs included), wait for their threads."""
        if self._server:
            self._server.close_all()
            self._thread.join()
            self._server = self._thread = None

    def close(self) -> None:
        """Stop for good and let go of the state file."""
        self.stop()
        self.journal.close()

    def __enter__(self) -> "LocalGoogle":
        return self.start()

    def __exit__(self, *exc) -> None:
        self.close()

    @contextmanager
    def down(self) -> Iterator[None]:
        """Nobody listens at the address inside the block: connections are refused."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @property
    def base_url(self) -> str:
        return f"http://{BIND}:{self.port}"

    # What happened

    @property
    def outbox(self) -> list[Message]:
        """Accepted mails, oldest first."""
        with self.store.lock:
            return list(self.store.messages.values())

    @property
    def calls(self) -> list[Call]:
        """Every request to one of Google's addresses (this server's own pages left out)."""
        with self.store.lock:
            return list(self.store.calls)

    @property
    def grants(self) -> list[Grant]:
        with self.store.lock:
            return list(self.store.grants.values())

    @property
    def revoked(self) -> list[str]:
        """Refresh tokens that died by revocation, the application's or the person's."""
        with self.store.lock:
            return list(self.store.revoked)

    def wait_for_mails(self, count: int, timeout: float = 10) -> list[Message]:
        """Block until the outbox holds `count` mails. Raises TimeoutError after `timeout` s."""
        deadline = time.monotonic() + timeout
        with self.store.arrived:
            while len(self.store.messages) < count:
                left = deadline - time.monotonic()
                if left <= 0 or not self.store.arrived.wait(left):
                    have = len(self.store.messages)
                    raise TimeoutError(f"{have} of {count} mails arrived in {timeout} s")
            return list(self.store.messages.values())

    def clear(self) -> None:
        """Forget mails, calls and faults; consents and keys stay."""
        self.store.clear()
        self.faults.clear()

    def reset(self) -> None:
        """Forget all but the keys."""
        self.store.clear(grants=True)
        self.faults.clear()
        self.stream = None

    # Levers

    def issue_grant(
        self, email: str, scopes: Iterable[str] = DEFAULT_SCOPES, client_id: str = DEFAULT_CLIENT
    ) -> str:
        """A refresh token, as if the person had walked the consent page."""
        return self.store.add_grant(email, client_id, scopes).refresh_token

    def issue_access_token(
        self, email: str, scopes: Iterable[str] = DEFAULT_SCOPES, client_id: str = DEFAULT_CLIENT
    ) -> str:
        """An access token alone, good for an hour."""
        account = self.store.account(email)
        return self.store.add_access(account.email, client_id, scopes, None)

    def sub(self, email: str) -> str:
        """The stable `sub` of a mailbox."""
        return self.store.account(email).sub

    def expire_access_tokens(self) -> None:
        self.store.expire_access()

    def revoke_user(self, email: str) -> None:
        """The person withdraws every access, as on Google's permissions page."""
        self.store.revoke_user(email)

    def kill_refresh_token(self, token: str) -> None:
        """One token dies (password change, six months unused…); the rest of the project lives."""
        self.store.drop_grant(token)

    def rotate_keys(self, *, forget: bool = False) -> str:
        """Sign with a new key; with `forget`, unpublish the old one at once. Returns the key id."""
        return self.keys.rotate(forget=forget)

    def security_event(
        self, kind: str, email: str = "", audience: str | list[str] = DEFAULT_CLIENT, **details
    ) -> str:
        """A signed security event token; see `events.security_event` for `details`."""
        return events.security_event(self, kind, email, audience, **details)
