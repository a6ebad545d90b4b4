"""`users.messages.send`, and a closed door in front of every other Gmail method."""

import binascii
import hashlib
import json
import re

from tools.google.errors import api_error
from tools.google.mail import read_headers
from tools.google.store import AccessToken
from tools.google.web import Request, Response, as_json

SEND_SCOPES = {"https://www.googleapis.com/auth/gmail.send"}
# What the JSON form of the method takes; larger mails need the upload address, which we refuse.
MAX_MIME_BYTES = 4_500_000
# base64url to base64; the two characters that only the latter has become invalid
URL_ALPHABET = bytes.maketrans(b"-_+/", b"+/!!")
SEND_PATH = re.compile(r"/gmail/v1/users/([^/]+)/messages/send")


class Unacceptable(Exception):
    """The request is refused; carries the answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def send(google, request: Request, user: str) -> Response:
    """Accept one mail to one recipient and answer as Gmail does."""
    try:
        token = authorise(google, request, user)
        raw = mime_of(request)
        recipient = recipient_of(raw)
    except Unacceptable as refusal:
        return refusal.response
    mail = google.store.add_message(account=token.email, to=recipient, raw=raw)
    answer = {"id": mail.id, "threadId": mail.thread_id, "labelIds": ["SENT"]}
    response = as_json(answer)
    response.gmail_id = mail.id
    return response


def refuse_other_methods(google, request: Request) -> Response:
    """Reading, listing, drafting: outside the one scope we ever ask for, whatever the token."""
    if not google.store.live_access(request.bearer):
        return api_error(401, "authError")
    return api_error(403, "insufficientPermissions", detail="ACCESS_TOKEN_SCOPE_INSUFFICIENT")


def authorise(google, request: Request, user: str) -> AccessToken:
    """The live token of the request, if it may send for `user`. Raises Unacceptable."""
    token = google.store.live_access(request.bearer)
    if token is None:
        raise Unacceptable(api_error(401, "authError"))
    if not SEND_SCOPES & set(token.scopes):
        detail = "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
        raise Unacceptable(api_error(403, "insufficientPermissions", detail=detail))
    if user not in {"me", token.email}:
        words = f"Delegation denied for {token.email}"
        raise Unacceptable(api_error(403, "forbidden", words))
    return token


def mime_of(request: Request) -> bytes:
    """The bytes of the mail. Raises Unacceptable."""
    try:
        encoded = json.loads(request.body)["raw"]
    except (ValueError, KeyError, TypeError):
        raise Unacceptable(api_error(400, "parseError")) from None
    if not isinstance(encoded, str):
        raise Unacceptable(api_error(400, "invalidArgument", "raw is not a text"))
    bare = encoded.rstrip("=")
    padded = bare + "=" * (-len(bare) % 4)
    try:
        raw = binascii.a2b_base64(padded.encode("ascii").translate(URL_ALPHABET), strict_mode=True)
    except ValueError:  # binascii.Error and UnicodeEncodeError alike
        raise Unacceptable(api_error(400, "invalidArgument", "raw is not base64url")) from None
    if len(raw) > MAX_MIME_BYTES:
        raise Unacceptable(api_error(413, "uploadTooLarge"))
    return raw


def recipient_of(raw: bytes) -> str:
    """The one address of To, Cc and Bcc together. Raises Unacceptable."""
    headers = read_headers(raw)
    found = []
    for name in ("to", "cc", "bcc"):
        for header in headers.get_all(name, []):
            if header.defects:
                words = f"Invalid {name.title()} header"
                raise Unacceptable(api_error(400, "invalidArgument", words))
            found += [address.addr_spec for address in header.addresses]
    if len(found) != 1:
        words = "One recipient is required" if found else "Recipient address required"
        raise Unacceptable(api_error(400, "invalidArgument", words))
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", found[0]):
        raise Unacceptable(api_error(400, "invalidArgument", "Invalid To header"))
    return found[0]


def digest(request: Request) -> str | None:
    """SHA-256 of the mail in a send request, to tie a fault to it; None when unreadable."""
    try:
        return hashlib.sha256(mime_of(request)).hexdigest()
    except Unacceptable:
        return None


def as_delivered(raw: bytes, message_id: str) -> bytes:
    """The mail as its recipient gets it: Gmail replaces Message-ID, whatever the client wrote."""
    newline = b"\r\n" if b"\r\n" in raw[:2000] else b"\n"
    head, blank, body = raw.partition(newline * 2)
    kept, dropping = [], False
    for line in head.split(newline):
        if line[:1] not in (b" ", b"\t"):
            dropping = line.lower().startswith((b"message-id:", b"bcc:"))
        if not dropping:
            kept.append(line)
    kept.append(b"Message-ID: " + message_id.encode())
    return newline.join(kept) + blank + body
