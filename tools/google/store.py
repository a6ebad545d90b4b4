"""What the local Google remembers: mailboxes, grants, tokens, accepted mails, calls."""

import base64
import hashlib
import secrets
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from tools.google.journal import Journal
from tools.google.mail import Message

ACCESS_TOKEN_SECONDS = 3600
CODE_SECONDS = 300
# Google silently kills the oldest refresh token of an account and a client past this number
# (Using OAuth 2.0 to access Google APIs, "Refresh token expiration").
REFRESH_TOKENS_PER_CLIENT = 100
CALLS_KEPT = 100_000
KNOWN_MAILBOXES = {"lea.dupre@gmail.test": "Léa Dupré"}


@dataclass(frozen=True)
class Account:
    """A mailbox; `sub` depends on the address alone, so that it survives a lost state file."""

    email: str
    name: str

    @property
    def sub(self) -> str:
        number = int.from_bytes(hashlib.sha256(self.email.encode()).digest()[:10], "big")
        return f"1{number % 10**20:020d}"


@dataclass(frozen=True)
class Grant:
    """A refresh token and what it opens."""

    refresh_token: str
    email: str
    client_id: str
    scopes: tuple[str, ...]
    granted_at: float


@dataclass(frozen=True)
class AccessToken:
    token: str
    email: str
    client_id: str
    scopes: tuple[str, ...]
    expires_at: float
    refresh_token: str | None


@dataclass(frozen=True)
class Code:
    """What the consent page promised, until the client comes to fetch it."""

    email: str
    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    nonce: str
    challenge: str
    challenge_method: str
    wants_refresh_token: bool
    expires_at: float


@dataclass(frozen=True)
class Call:
    """A request to one of Google's addresses. The query is left out: it may hold a token."""

    method: str
    path: str
    status: int
    at: float


class Store:
    """The whole memory, behind one lock; what must survive a restart goes to the journal too."""

    def __init__(self, journal: Journal) -> None:
        self.lock = threading.RLock()
        self.arrived = threading.Condition(self.lock)
        self.journal = journal
        self.accounts: dict[str, Account] = {}
        self.grants: dict[str, Grant] = {}
        self.access: dict[str, AccessToken] = {}
        self.codes: dict[str, Code] = {}
        self.messages: dict[str, Message] = {}
        self.revoked: list[str] = []
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self._recall()

    def _recall(self) -> None:
        kept = self.journal.records
        for email, name in {**KNOWN_MAILBOXES, **kept["account"]}.items():
            self.accounts[email] = Account(email, name)
        for row in kept["grant"].values():
            self.grants[row["refresh_token"]] = Grant(**{**row, "scopes": tuple(row["scopes"])})
        now = time.time()
        for row in kept["access"].values():
            if row["expires_at"] > now:
                token = AccessToken(**{**row, "scopes": tuple(row["scopes"])})
                self.access[token.token] = token
        for row in kept["message"].values():
            mail = Message(**{**row, "raw": base64.b64decode(row["raw"])})
            self.messages[mail.id] = mail
        self.revoked.extend(kept["revoked"])
        self.journal.let_go_of_mails()

    # Mailboxes

    def account(self, email: str) -> Account:
        """The mailbox of that address, opened at first sight."""
        email = email.strip().lower()
        with self.lock:
            if email not in self.accounts:
                words = email.split("@")[0].replace("_", ".").replace("-", ".").split(".")
                self.accounts[email] = Account(email, " ".join(words).title())
                self.journal.put("account", email, self.accounts[email].name)
            return self.accounts[email]

    # Codes and tokens

    def add_code(self, **promise) -> str:
        """Keep a promise for five minutes; returns the single-use code."""
        code = f"4/0A{secrets.token_urlsafe(40)}"
        with self.lock:
            self.codes[code] = Code(**promise, expires_at=time.time() + CODE_SECONDS)
        return code

    def take_code(self, code: str) -> Code | None:
        """Consume a code; None when unknown, already used or too old."""
        with self.lock:
            promise = self.codes.pop(code, None)
        return promise if promise and promise.expires_at > time.time() else None

    def add_grant(self, email: str, client_id: str, scopes: Iterable[str]) -> Grant:
        with self.lock:
            email = self.account(email).email
            token = f"1//03{secrets.token_urlsafe(48)}"
            grant = Grant(token, email, client_id, tuple(scopes), time.time())
            self.grants[token] = grant
            self.journal.put("grant", token, asdict(grant))
            mine = [g for g in self.grants.values() if (g.email, g.client_id) == (email, client_id)]
            for oldest in mine[:-REFRESH_TOKENS_PER_CLIENT]:
                self.drop_grant(oldest.refresh_token)
        return grant

    def add_access(self, email: str, client_id: str, scopes: Iterable[str], refresh: str | None):
        """A new access token, good for an hour; returns the token."""
        token = f"ya29.{secrets.token_urlsafe(60)}"
        ends = time.time() + ACCESS_TOKEN_SECONDS
        row = AccessToken(token, email, client_id, tuple(scopes), ends, refresh)
        with self.lock:
            self.access[token] = row
            self.journal.put("access", token, asdict(row))
        return token

    def live_access(self, token: str) -> AccessToken | None:
        with self.lock:
            row = self.access.get(token)
        return row if row and row.expires_at > time.time() else None

    def expire_access(self) -> None:
        """Age every access token past its hour."""
        with self.lock:
            for token in list(self.access):
                del self.access[token]
                self.journal.drop("access", token)

    def drop_grant(self, refresh_token: str) -> bool:
        """Kill one refresh token and the access tokens that came from it."""
        with self.lock:
            grant = self.grants.pop(refresh_token, None)
            if grant is None:
                return False
            self.journal.drop("grant", refresh_token)
            for row in [a for a in self.access.values() if a.refresh_token == refresh_token]:
                del self.access[row.token]
                self.journal.drop("access", row.token)
            return True

    def revoke_user(self, email: str) -> list[Grant]:
        """End everything the project holds for a person: every client, every token, every code."""
        email = email.strip().lower()
        with self.lock:
            gone = [grant for grant in self.grants.values() if grant.email == email]
            for grant in gone:
                self.drop_grant(grant.refresh_token)
                self.revoked.append(grant.refresh_token)
                self.journal.put("revoked", grant.refresh_token, True)
            for row in [a for a in self.access.values() if a.email == email]:
                del self.access[row.token]
                self.journal.drop("access", row.token)
            for code in [c for c, promise in self.codes.items() if promise.email == email]:
                del self.codes[code]
        return gone

    # Mails

    def add_message(self, **fields) -> Message:
        """Accept a mail, once per call: Google has no idempotency key."""
        gmail_id = secrets.token_hex(8)
        message_id = f"<{secrets.token_urlsafe(24)}@mail.gmail.test>"
        mail = Message(id=gmail_id, message_id=message_id, at=time.time(), **fields)
        with self.arrived:
            self.messages[gmail_id] = mail
            if self.journal.path:
                row = {**asdict(mail), "raw": base64.b64encode(mail.raw).decode()}
                self.journal.put("message", gmail_id, row)
            self.arrived.notify_all()
        return mail

    def clear(self, *, grants: bool = False) -> None:
        """Forget mails and calls; with `grants`, the mailboxes' consents as well."""
        with self.lock:
            self.messages.clear()
            self.calls.clear()
            kinds = []
            if grants:
                for table in (self.grants, self.access, self.codes, self.revoked, self.accounts):
                    table.clear()
                kinds += ["grant", "access", "revoked", "account"]
            self.journal.forget(kinds)
            for email, name in KNOWN_MAILBOXES.items():
                self.accounts[email] = Account(email, name)
