"""Reading the XML of strangers as it comes: bounded memory, no entity, no document type.

Straight on expat, which Python ships, rather than a tree: it says the line of each offer, and a
document type (the only door to entities, bombs and outside files) is refused where it begins, so
that nothing of it is ever expanded.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from meilleursjobs.lib.errors import UserFacingError

CHUNK = 65_536
MOST_BYTES = 300_000_000
MOST_ITEMS = 100_000
DEEPEST = 8  # elements within elements
LONGEST = 20_000  # characters of one element
MOST_ELEMENTS = 100  # of one offer
LONGEST_TOKEN = 1_000_000  # bytes that the parser may hold back waiting for the end of a tag
ITEM = "job"


class Unreadable(UserFacingError):
    """The file cannot be read further; `message` says where and why."""


@dataclass
class Item:
    """One offer as it is written: element → text.

    too_long: elements that were cut. again: an offer of this reference came before (spool.py).
    """

    line: int
    values: dict[str, str] = field(default_factory=dict)
    too_long: set[str] = field(default_factory=set)
    again: bool = False

    @property
    def reference(self) -> str:
        """The company's own name of the offer, "" when it gives none."""
        names = ("referencenumber", "reference", "id")
        return next((found for name in names if (found := self.values.get(name))), "")


def read(pieces: Iterable[bytes]) -> Iterator[Item]:
    """The offers of a feed, in order. Raises Unreadable where the file stops making sense."""
    reader = _Reader()
    fed = 0
    for chunk in pieces:
        fed += len(chunk)
        if fed > MOST_BYTES:
            raise Unreadable(_("Ce fichier dépasse 300 Mo."))
        yield from reader.feed(chunk)
        if fed - reader.parser.CurrentByteIndex > LONGEST_TOKEN:
            raise Unreadable(reader.at(_("une balise n’en finit pas")))
    yield from reader.feed(b"", end=True)
    if not reader.number:
        raise Unreadable(_("Ce fichier ne contient aucune offre (élément « job »)."))


class _Reader:
    def __init__(self) -> None:
        self.parser: Any = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.depth = self.number = 0
        self.item: Item | None = None
        self.name = ""
        self.pieces: list[str] = []
        self.length = 0
        self.done: list[Item] = []

    def feed(self, chunk: bytes, *, end: bool = False) -> list[Item]:
        """The offers that end in this chunk."""
        self.done = []
        try:
            self.parser.Parse(chunk, end)
        except expat.ExpatError as error:
            raise Unreadable(self._what_is_wrong(error)) from error
        except (LookupError, ValueError) as error:  # an encoding that Python does not know
            raise Unreadable(self.at(_("son encodage n’est pas connu"))) from error
        return self.done

    def at(self, why: str) -> str:
        """A sentence with the line reached."""
        place = {"line": self.parser.CurrentLineNumber, "why": why}
        return _("Ligne %(line)s : %(why)s.") % place

    def _what_is_wrong(self, error: expat.ExpatError) -> str:
        known: dict[str, Callable[[], str]] = {
            expat.errors.XML_ERROR_NO_ELEMENTS: lambda: _(
                "le fichier est vide ou s’arrête trop tôt"
            ),
            expat.errors.XML_ERROR_UNCLOSED_TOKEN: lambda: _("le fichier s’arrête au milieu"),
            expat.errors.XML_ERROR_INVALID_TOKEN: lambda: _(
                "un signe n’a pas sa place ici, ou le fichier n’a pas l’encodage qu’il annonce"
            ),
            expat.errors.XML_ERROR_TAG_MISMATCH: lambda: _("une balise n’est pas refermée"),
            expat.errors.XML_ERROR_UNDEFINED_ENTITY: lambda: _(
                "une entité est inconnue : écrivez la lettre, ou son numéro (&#233;)"
            ),
            expat.errors.XML_ERROR_UNKNOWN_ENCODING: lambda: _("son encodage n’est pas connu"),
        }
        words = known.get(expat.errors.messages.get(error.code, ""))
        return self.at(words() if words else _("ce n’est pas du XML bien formé"))

    def _refuse_doctype(self, *_declaration: object) -> None:
        raise Unreadable(self.at(_("une déclaration DOCTYPE : nous n’en lisons pas, retirez-la")))

    def _start(self, name: str, _attributes: object) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(self.at(_("trop d’éléments les uns dans les autres")))
        name = name.rpartition(":")[2].lower()
        if self.item is None:
            if name == ITEM and self.depth > 1:
                self.item, self.inside = Item(self.parser.CurrentLineNumber), self.depth
        elif self.depth == self.inside + 1:
            self.name, self.pieces, self.length = name, [], 0

    def _text(self, text: str) -> None:
        if self.item is None or not self.name:
            return
        room = LONGEST - self.length
        self.length += len(text)
        if room > 0:
            self.pieces.append(text[:room])

    def _end(self, name: str) -> None:
        item = self.item
        if item is not None and self.depth == self.inside:
            self._finish(item)
        elif item is not None and self.name and self.depth == self.inside + 1:
            if len(item.values) < MOST_ELEMENTS:
                item.values.setdefault(self.name, "".join(self.pieces).strip())
            if self.length > LONGEST:
                item.too_long.add(self.name)
            self.name = ""
        self.depth -= 1

    def _finish(self, item: Item) -> None:
        self.item = None
        self.number += 1
        if self.number > MOST_ITEMS:
            raise Unreadable(self.at(_("plus de 100 000 offres")))
        self.done.append(item)
