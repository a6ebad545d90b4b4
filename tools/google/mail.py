"""A mail that was accepted, and reading it."""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from functools import cached_property


def read_headers(raw: bytes) -> EmailMessage:
    """The headers of a mail alone; its body is not looked at."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    return BytesHeaderParser(policy=policy.default).parsebytes(head + b"\r\n\r\n")


@dataclass(frozen=True)
class Attachment:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """A mail that was accepted. `raw` is what the client handed over, byte for byte."""

    id: str
    account: str
    to: str
    raw: bytes
    message_id: str
    at: float

    @property
    def thread_id(self) -> str:
        return self.id

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `raw`, in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()

    @cached_property
    def headers(self) -> EmailMessage:
        return read_headers(self.raw)

    @property
    def subject(self) -> str:
        return str(self.headers["subject"] or "")

    @property
    def sender(self) -> str:
        """The address in From, as the client wrote it."""
        header = self.headers["from"]
        return header.addresses[0].addr_spec if header and header.addresses else ""

    @property
    def parsed(self) -> EmailMessage:
        # not kept: parsed attachments of thousands of mails would fill the memory
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def text(self) -> str:
        """The plain text body, decoded; empty when there is none."""
        part = self.parsed.get_body(preferencelist=("plain",))
        if part is None:
            return ""
        try:
            return part.get_content()
        except LookupError:  # a charset nobody knows
            return part.get_payload(decode=True).decode("ascii", "replace")

    @property
    def attachments(self) -> list[Attachment]:
        return [
            Attachment(
                part.get_filename() or "sans-nom",
                part.get_content_type(),
                part.get_payload(decode=True) or b"",
            )
            for part in self.parsed.iter_attachments()
        ]
