"""The message itself: composed the same way each time, and read back from its very bytes.

Pure and deterministic: the preview and the validation compose it again and compare digests, so that
nothing is stored in between. Date and Message-ID are Gmail's to set.
"""

import hashlib
import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import EmailPolicy, compat32
from email.utils import parseaddr
from typing import Any

import idna
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.text import file_size, has_control


class _Policy(EmailPolicy):
    """As Python writes mail, but a subject or a name with accents is encoded whole.

    Word by word, Python loses the space before an encoded word that opens a line: one French
    subject in twenty came back changed, and could not leave.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name not in ("Subject", "From") or str(value).isascii():
            return super().fold_binary(name, value)
        text, address = str(value), ""
        if name == "From":
            (sender,) = value.addresses
            text, address = sender.display_name, f"{self.linesep} <{sender.addr_spec}>"
        header = Header(text, "utf-8", maxlinelen=self.max_line_length, header_name=name)
        encoded = header.encode(linesep=self.linesep)
        return f"{name}: {encoded}{address}{self.linesep}".encode("ascii")


POLICY: Any = _Policy(cte_type="7bit", max_line_length=76, linesep="\r\n")
MOST_BYTES = 4_500_000  # of the whole message, base64 included: what JSON `raw` takes safely
MOST_SUBJECT = 150  # characters; more is cut by the readers of mail
MOST_BODY = 20_000
LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


class Unsendable(UserFacingError):
    """It may not leave as it is; `field` is recipient, sender, subject, body or resume."""


@dataclass(frozen=True)
class Attachment:
    """A file of the letter; `content` is left out of repr, so that no log can hold it."""

    file_name: str
    content: bytes = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def size_text(self) -> str:
        return file_size(self.size)


@dataclass(frozen=True)
class Letter:
    """What a message says, read back from its bytes. Text and file stay out of repr."""

    sender: str
    recipient: str
    subject: str = field(repr=False)
    body: str = field(repr=False)
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    sender_name: str = ""


def digest(raw: bytes) -> str:
    """SHA-256 of the bytes, hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def clean_address(text: str, *, about: str = "recipient") -> str:
    """The address as it goes into the message: ASCII local part, domain in lower-case punycode.

    Raises Unsendable with a sentence for the person.
    """
    text = text.strip()
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain or len(text) > 254 or has_control(text):
        raise Unsendable(_("Cette adresse e-mail n’est pas complète."), field=about)
    if any(c in text for c in ",; <>()"):
        raise Unsendable(_("Indiquez une seule adresse e-mail, sans espace."), field=about)
    if not local.isascii():
        raise Unsendable(
            _("La partie avant « @ » ne peut contenir ni accent ni caractère spécial."), field=about
        )
    if not LOCAL_PART.fullmatch(local) or len(local) > 64:
        raise Unsendable(_("La partie avant « @ » n’est pas valable."), field=about)
    try:
        domain = idna.encode(domain.rstrip("."), uts46=True, std3_rules=True).decode().lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise Unsendable(_("La partie après « @ » n’est pas valable."), field=about) from error
    if "." not in domain:
        raise Unsendable(_("La partie après « @ » n’est pas complète."), field=about)
    return f"{local}@{domain}"


def compose(
    *,
    sender_name: str,
    sender_email: str,
    recipient: str,
    subject: str,
    body: str,
    attachment: Attachment | None = None,
) -> bytes:
    """The bytes that will leave: one recipient, plain text, at most one PDF, nothing of ours.

    The same arguments give the same bytes. Raises Unsendable when something cannot leave, or would
    not be read back exactly as it was written.
    """
    subject, sender_name = subject.strip(), sender_name.strip()
    body = body.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"
    _refuse_what_cannot_leave(sender_name, subject, body, attachment)
    sender = clean_address(sender_email, about="sender")
    to = clean_address(recipient)
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(sender_name, addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message.set_content(body)
    if attachment:
        message.add_attachment(
            attachment.content,
            maintype="application",
            subtype="pdf",
            filename=attachment.file_name,
        )
        message.set_boundary(_boundary(sender_name, sender, to, subject, body, attachment))
    raw = message.as_bytes()
    if len(raw) > MOST_BYTES:
        raise Unsendable(
            _("Le message est trop lourd : choisissez un CV de moins de 3 Mo."), field="resume"
        )
    written = Letter(sender, to, subject, body, (attachment,) if attachment else (), sender_name)
    _refuse_what_changed(written, parse(raw))
    return raw


def parse(raw: bytes) -> Letter:
    """Read a message back from its bytes. Raises Unsendable unless it has exactly one recipient."""
    try:
        message: Any = message_from_bytes(raw, policy=POLICY)
        to = _only_recipient(message)
        (sender,) = message["From"].addresses
        text = message.get_body(("plain",))
        attachments = tuple(
            Attachment(part.get_filename() or "", part.get_content())
            for part in message.iter_attachments()
        )
        return Letter(
            sender=sender.addr_spec,
            recipient=to.addr_spec,
            subject=str(message["Subject"]),
            body=text.get_content().replace("\r\n", "\n"),
            attachments=attachments,
            sender_name=_display_name(raw),
        )
    except (MessageError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise Unsendable(_("Ce message n’a pas exactement un destinataire.")) from error


def _display_name(raw: bytes) -> str:
    """The sender's name; Python's newer reader puts a space between two encoded words."""
    head = BytesHeaderParser(policy=compat32).parsebytes(raw.partition(b"\r\n\r\n")[0])
    name, _address = parseaddr(head["From"])
    return str(make_header(decode_header(name)))


def _only_recipient(message: Any) -> Address:
    (to,) = message["To"].addresses
    if message["Cc"] or message["Bcc"]:
        raise ValueError("a copy to someone else")
    return to


def _refuse_what_cannot_leave(
    sender_name: str, subject: str, body: str, attachment: Attachment | None
) -> None:
    if has_control(sender_name):
        raise Unsendable(_("Votre nom contient un caractère invisible."), field="sender")
    if not subject:
        raise Unsendable(_("Donnez un objet à votre message."), field="subject")
    if has_control(subject):
        raise Unsendable(
            _("L’objet tient sur une ligne, sans caractère invisible."), field="subject"
        )
    if len(subject) > MOST_SUBJECT:
        raise Unsendable(
            _("L’objet dépasse %(most)s caractères.") % {"most": MOST_SUBJECT}, field="subject"
        )
    _refuse_body(body)
    if attachment and (has_control(attachment.file_name) or not attachment.file_name):
        raise Unsendable(_("Renommez votre CV : son nom n’est pas valable."), field="resume")


def _refuse_body(body: str) -> None:
    if not body.strip():
        raise Unsendable(_("Écrivez votre lettre."), field="body")
    if has_control(body, allowed="\n\t"):
        raise Unsendable(
            _("Votre lettre contient un caractère invisible : effacez-le."), field="body"
        )
    if len(body) > MOST_BODY:
        raise Unsendable(_("Votre lettre est trop longue pour un e-mail."), field="body")


def _refuse_what_changed(written: Letter, read: Letter) -> None:
    """Python's header folding has its bugs; a reader of mail has others. We send what survives."""
    for name, field_name in {
        "sender_name": "sender",
        "sender": "sender",
        "recipient": "recipient",
        "subject": "subject",
        "body": "body",
        "attachments": "resume",
    }.items():
        if getattr(written, name) != getattr(read, name):
            raise Unsendable(
                _("Ce texte contient des caractères qui n’arriveraient pas intacts."),
                field=field_name,
            )


def _boundary(*parts: object) -> str:
    """A separator drawn from the content: the same for the same letter, found in no letter."""
    seal = hashlib.sha256()
    for part in parts:
        content = part.content if isinstance(part, Attachment) else str(part).encode()
        seal.update(len(content).to_bytes(8, "big") + content)
    return f"=_{seal.hexdigest()[:40]}"
