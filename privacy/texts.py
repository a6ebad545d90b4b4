"""The texts that we publish, as files: one per version and language, written by us.

`privacy/texts/<folder>/<date of update>.<language>.md` begins with a header: `number`, `changes`
(what is new, in one sentence) and, in French, `purposes` (those whose consent is asked anew). Then
come sections, each under a `## title`. A line `[[name]]` stands for a table of privacy/tables.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.safestring import SafeString
from django.utils.text import slugify

from meilleursjobs.lib.markdown import render_page
from meilleursjobs.lib.text import unbroken

from .models import PolicyVersion

FOLDER = Path(__file__).parent / "texts"
FOLDERS = {PolicyVersion.Kind.PRIVACY: "politique", PolicyVersion.Kind.TERMS: "conditions"}
TABLE = re.compile(r"^\[\[(\w+)\]\]$", re.MULTILINE)
SECTION = re.compile(r"^## +(.+)$", re.MULTILINE)


class BadText(ValueError):
    """A file of a published text that cannot be read; the sentence says which and why."""


@dataclass(frozen=True)
class Source:
    """One version as its two files tell it."""

    number: int
    updated_on: date
    text_fr: str
    text_en: str
    changes_fr: str
    changes_en: str
    purposes: list[str]


@dataclass(frozen=True)
class Part:
    """A piece of a section: HTML of ours, or the name of a table."""

    html: SafeString | str = ""
    table: str = ""


@dataclass(frozen=True)
class Section:
    slug: str
    title: str
    text: str

    @property
    def parts(self) -> Iterator[Part]:
        """The text and the tables, in their order."""
        for place, piece in enumerate(TABLE.split(self.text)):
            if place % 2:
                yield Part(table=piece)
            elif piece.strip():
                yield Part(html=render_page(piece))


def sources(kind: str, folder: Path = FOLDER) -> list[Source]:
    """Every version of a text that the repository holds, the oldest first. Raises BadText."""
    found = [_source(path) for path in sorted((folder / FOLDERS[kind]).glob("*.fr.md"))]
    numbers = [one.number for one in found]
    if numbers != list(range(1, len(found) + 1)):
        raise BadText(f"{FOLDERS[kind]}: the versions are numbered {numbers}, in order of date.")
    return found


def _source(path: Path) -> Source:
    day, *_rest = path.name.split(".")
    english = path.with_name(f"{day}.en.md")
    if not english.exists():
        raise BadText(f"{path.name} has no English twin.")
    (head, text_fr), (head_en, text_en) = _read(path), _read(english)
    if head["number"] != head_en["number"]:
        raise BadText(f"{path.name} and {english.name} bear two numbers.")
    if len(sections(text_fr)) != len(sections(text_en)):
        raise BadText(f"{path.name} and {english.name} have not the same sections.")
    return Source(
        number=int(head["number"]),
        updated_on=date.fromisoformat(day),
        text_fr=unbroken(text_fr),
        text_en=text_en,
        changes_fr=unbroken(head["changes"]),
        changes_en=head_en["changes"],
        purposes=head.get("purposes", "").split(),
    )


def _read(path: Path) -> tuple[dict[str, str], str]:
    head, line, text = path.read_text().partition("\n---\n")
    entries = dict(entry.split(": ", 1) for entry in head.splitlines() if ": " in entry)
    if not line or not {"number", "changes"} <= set(entries):
        raise BadText(f"{path.name} does not begin with its number and changes, then a line ---.")
    return entries, text.strip() + "\n"


def sections(text: str) -> list[Section]:
    """The sections of a text; what stands before the first title is left out."""
    _before, *rest = SECTION.split(text)
    return [
        Section(slugify(title), title.strip(), body.strip())
        for title, body in zip(rest[::2], rest[1::2], strict=True)
    ]
