"""The site's own mails: words from templates, and the two parts in which they leave.

The words come from `<app>/email/<name>.{subject,body}.txt`. The HTML part is read from those same
words when the mail leaves, so the two parts cannot disagree. What a person wrote stays words: the
template engine escapes all of it, and only an address of our own site becomes a link.
"""

import re
import textwrap
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, engines
from django.utils import translation

BRAND = "MeilleursJobs"  # the line that signs each mail
BULLET = re.compile(r"[–-] +(?=\S)")
CODE = re.compile(r"\d{4}-\d{4}")
# What an address may hold (RFC 3986), and what it may end with: not the full stop behind it.
OF_ADDRESSES = r"[A-Za-z0-9\-._~/?#\[\]@!$&'()*+,;=:%]*[A-Za-z0-9\-_~/=]"
PREHEADER = 110  # characters: what a mailbox shows beside the subject


class Words(NamedTuple):
    subject: str
    body: str


class Piece(NamedTuple):
    """A run of words of one line; `is_link`: an address of ours, its own text."""

    text: str
    is_link: bool = False

    @property
    def parts(self) -> list[str]:
        """Where a long address may go on in the next line of a narrow screen."""
        return re.split(r"(?<=/)(?!/)|(?=[?&])", self.text)


Line = list[Piece]


class Block(NamedTuple):
    """Lines that stand together. `kind`: words, list (items of lines), link, action or code."""

    kind: str
    items: list[list[Line]]


def write(name: str, context: dict[str, Any], *, language: str) -> Words:
    """Render the mail `app/name` in a language; the subject on one line."""
    app, _, template = name.partition("/")
    context = {"site_url": settings.SITE_URL, **context}
    with translation.override(language):
        subject = _render(f"{app}/email/{template}.subject.txt", context)
        body = _render(f"{app}/email/{template}.body.txt", context)
    return Words(" ".join(subject.split()), body.strip() + "\n")


def message(
    words: Words, *, to: str, language: str, headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """The mail that leaves: text and HTML of the same words (RFC 2046, multipart/alternative).

    `language` is the one the words are written in. Neither pixel nor tracked link (CNIL 2026-042);
    nothing is fetched from anywhere when the mail is opened. Both parts end with who writes, as
    letters of a company must (code de commerce, articles R. 123-237 and R. 123-238).
    """
    with translation.override(language):
        foot = _render(
            "email/foot.txt", {"company": settings.COMPANY, "publisher": settings.PUBLISHER}
        ).strip()
        blocks = read(words.body)
        context = {
            "language": language,
            "subject": words.subject,
            "preheader": _preheader(blocks),
            "blocks": blocks,
            "foot": foot,
        }
        html = _render("email/layout.html", context, autoescape=True)
    mail = EmailMultiAlternatives(
        words.subject, f"{words.body.strip()}\n\n{foot}\n", to=[to], headers=headers
    )
    mail.attach_alternative(html, "text/html")
    return mail


def read(body: str) -> list[Block]:
    """The blocks of a mail's text, in order, without a word more or less (but dashes of lists)."""
    blocks: list[Block] = []
    flows = False  # whether the line before belongs to the last block
    for line in body.replace("\r\n", "\n").split("\n"):
        last = blocks[-1] if blocks else Block("", [])
        kind = _kind(line, in_list=flows and last.kind == "list")
        pieces = _pieces(BULLET.sub("", line, count=1) if kind == "list" else line.strip())
        if kind == "more":
            last.items[-1].append(pieces)
        elif kind == "list" and last.kind == "list":
            last.items.append([pieces])
        elif kind == "words" and flows and last.kind == "words":
            last.items[0].append(pieces)
        elif kind != "gap":
            blocks.append(Block(kind, [[pieces]]))
        flows = kind != "gap"
    return _with_action(blocks)


def _kind(line: str, *, in_list: bool) -> str:
    """What a line is: the next one of a list's item (« more »), nothing (« gap »), or a block."""
    words = line.strip()
    if not words:
        return "gap"
    if BULLET.match(line):
        return "list"
    if in_list and line.startswith("  "):
        return "more"
    if CODE.fullmatch(words):
        return "code"
    return "link" if _pieces(words) == [Piece(words, is_link=True)] else "words"


def _with_action(blocks: list[Block]) -> list[Block]:
    """The first address that stands alone is what the mail is about: it is shown larger."""
    first = next((n for n, block in enumerate(blocks) if block.kind == "link"), None)
    if first is not None:
        blocks[first] = blocks[first]._replace(kind="action")
    if blocks and blocks[-1].items[0][0] == [Piece(BRAND)]:
        blocks[-1] = blocks[-1]._replace(kind="signature")
    return blocks


def _pieces(line: str) -> Line:
    """Words and links of a line. An address that only holds ours, or begins like it, is words."""
    ours = rf"(?<![^\s(«“\"])({re.escape(settings.SITE_URL)}/(?:{OF_ADDRESSES})?)"
    parts = re.split(ours, line)
    return [Piece(part, is_link=n % 2 == 1) for n, part in enumerate(parts) if part]


def _preheader(blocks: list[Block]) -> str:
    """The first words after the greeting, for the list of mails; no address, no code."""
    told = [block for block in blocks[1:] if block.kind in ("words", "list")]
    lines = (line for block in told for item in block.items for line in item)
    words = " ".join(piece.text for line in lines for piece in line if not piece.is_link)
    return textwrap.shorten(words, PREHEADER, placeholder=" …")


def _render(name: str, context: dict[str, Any], *, autoescape: bool = False) -> str:
    """A template's words; as they are, unless they become HTML."""
    engine: Any = engines["django"]
    return engine.engine.get_template(name).render(Context(context, autoescape=autoescape))
