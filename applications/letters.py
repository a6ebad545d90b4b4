"""The message of an application, composed the same way for the preview and for the sending."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from gmail_send import mime
from gmail_send.models import GmailAccount

from .models import DraftContent, SpontaneousApplication, Words


@dataclass(frozen=True)
class Composed:
    """The very bytes, and what they were made of."""

    raw: bytes = field(repr=False)
    account: GmailAccount | None
    edited_at: datetime

    @property
    def digest(self) -> str:
        return mime.digest(self.raw)

    @property
    def letter(self) -> mime.Letter:
        """Read back from the bytes."""
        return mime.parse(self.raw)


def words_of(application: SpontaneousApplication) -> Words:
    """The draft's text, empty when none is kept. Raises Unreadable."""
    content = DraftContent.objects.filter(application=application).first()
    return content.read() if content else Words("", "")


def compose(application: SpontaneousApplication) -> Composed:
    """Compose the application's message; without a connected Gmail, from the account's address.

    Raises mime.Unsendable (with the field it is about), Unreadable and accounts.ResumeUnavailable.
    Reads the CV from the storage: never inside a transaction.
    """
    candidate, resume = application.candidate, application.resume
    account = GmailAccount.objects.owned_by(candidate).filter(state="connected").first()
    words = words_of(application)
    raw = mime.compose(
        sender_name=candidate.get_full_name(),
        sender_email=account.email if account else candidate.email,
        recipient=application.recipient,
        subject=words.subject,
        body=words.body,
        attachment=mime.Attachment(resume.file_name, resume.read()) if resume else None,
    )
    return Composed(raw, account, application.edited_at)


def mailto(recipient: str, words: Words) -> str:
    """A `mailto:` address (RFC 6068): line ends as CRLF, everything else percent-encoded."""
    body = words.body.replace("\r\n", "\n").replace("\n", "\r\n")
    return (
        f"mailto:{quote(recipient, safe='@')}"
        f"?subject={quote(words.subject, safe='')}&body={quote(body, safe='')}"
    )
