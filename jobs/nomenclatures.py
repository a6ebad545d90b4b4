"""Sectors (NAF rév. 2) and occupations (ROME 4), read from small files on first use.

A company's activity is known by its NAF sub-class; an occupation leads to companies through the
divisions in which France Travail finds it (`data/README.md`).
"""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.text import fold

DATA = Path(__file__).parent / "data"
# INSEE, NAF rév. 2: each section and its divisions, under everyday names.
SECTIONS: dict[str, tuple[str | Promise, range]] = {
    "A": (_("Agriculture, forêt, pêche"), range(1, 4)),
    "B": (_("Mines et carrières"), range(5, 10)),
    "C": (_("Industrie et fabrication"), range(10, 34)),
    "D": (_("Énergie"), range(35, 36)),
    "E": (_("Eau, déchets, dépollution"), range(36, 40)),
    "F": (_("Construction"), range(41, 44)),
    "G": (_("Commerce, réparation automobile"), range(45, 48)),
    "H": (_("Transports et entreposage"), range(49, 54)),
    "I": (_("Hébergement et restauration"), range(55, 57)),
    "J": (_("Information, informatique, édition"), range(58, 64)),
    "K": (_("Banque et assurance"), range(64, 67)),
    "L": (_("Immobilier"), range(68, 69)),
    "M": (_("Conseil, études, ingénierie, recherche"), range(69, 76)),
    "N": (_("Services aux entreprises"), range(77, 83)),
    "O": (_("Administration publique"), range(84, 85)),
    "P": (_("Enseignement"), range(85, 86)),
    "Q": (_("Santé et action sociale"), range(86, 89)),
    "R": (_("Arts, spectacle, sport, loisirs"), range(90, 94)),
    "S": (_("Associations et services à la personne"), range(94, 97)),
    "T": (_("Ménages employeurs"), range(97, 99)),
    "U": (_("Organisations internationales"), range(99, 100)),
}


@dataclass(frozen=True, slots=True)
class Occupation:
    """A ROME 4 occupation and the NAF divisions in which it is found."""

    code: str
    label: str
    divisions: tuple[str, ...]

    @property
    def key(self) -> str:
        """« menuisier-h2206 », for addresses."""
        return f"{slugify(self.label.partition(' / ')[0])}-{self.code.lower()}"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def labels() -> dict[str, str]:
    """NAF division ("62") or sub-class ("62.01Z") → its name."""
    return {row["code"]: row["label"] for row in _rows("naf.csv.gz")}


def activity(naf: str) -> str:
    """The name of a company's activity; that of its division if the sub-class is unknown, or ""."""
    return labels().get(naf) or labels().get(naf[:2], "")


@cache
def occupations() -> dict[str, Occupation]:
    """All occupations by ROME code."""
    return {
        row["code"]: Occupation(row["code"], row["label"], tuple(row["divisions"].split()))
        for row in _rows("occupations.csv.gz")
    }


def divisions_of(sector: str) -> list[str]:
    """Divisions of a section ("J" → 58…63), a division alone, or [] when it is neither."""
    if sector in SECTIONS:
        wanted = [f"{number:02d}" for number in SECTIONS[sector][1]]
        return [code for code in wanted if code in labels()]
    return [sector] if len(sector) == 2 and sector in labels() else []


def sector_label(sector: str) -> str:
    """The name of a section or division, or ""."""
    return str(SECTIONS[sector][0]) if sector in SECTIONS else labels().get(sector, "")


def subclasses(divisions: list[str] | tuple[str, ...]) -> list[str]:
    """All NAF sub-classes of these divisions: equality is what the database's index answers."""
    return [code for code in labels() if len(code) == 6 and code[:2] in divisions]


def sector_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Sections as groups, their divisions as options, for a select."""
    groups = []
    for letter, (name, _numbers) in SECTIONS.items():
        divisions = divisions_of(letter)
        options = [(code, labels()[code]) for code in divisions]
        if len(divisions) > 1:
            options.insert(0, (letter, _("Tout : %(sector)s") % {"sector": name}))
        groups.append((name, options))
    return groups


@cache
def _words() -> list[tuple[str, Occupation]]:
    return [(f" {_plain(one.label)}", one) for one in occupations().values()]


def _plain(text: str) -> str:
    for sign in "/-'’()":
        text = text.replace(sign, " ")
    return fold(text)


def find_occupations(text: str, limit: int = 8) -> list[Occupation]:
    """Occupations whose name holds words starting with each typed word, or of this ROME code.

    Those that begin so come first, then the shorter names.
    """
    if one := occupations().get(text.strip().upper()):
        return [one]
    typed = _plain(text)
    words = typed.split()
    if len(typed) < 3:  # « DJ » is one; else so short a beginning is anything's
        return [one for label, one in _words() if label.strip() == typed]
    hits = [
        (not label.startswith(f" {typed}"), len(label), one.code, one)
        for label, one in _words()
        if all(f" {word}" in label for word in words)
    ]
    return [hit[3] for hit in sorted(hits, key=lambda hit: hit[:3])[:limit]]
