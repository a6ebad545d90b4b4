"""Comparing French words, setting them, and refusing characters that no field should hold."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db.models import Func, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils.formats import number_format
from django.utils.translation import gettext as _

SPACES = re.compile(r"\s+")
BREAKABLE = re.compile(
    r"(?<=«) | (?=[:;!?»](?!\w))|(?:(?<=\d)|(?<=\)s)) (?=(?:ko|Mo|km|h|€)\b|%(?!\())"
)


def fold(text: str) -> str:
    """Lower case, without accents or ligatures, single spaces: for search keys and comparisons."""
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return SPACES.sub(" ", bare).strip().casefold()


class Folded(Func):
    """A column as `fold` would write it, for look-ups among few rows: no index serves it."""

    template = (
        "regexp_replace(normalize(replace(replace(lower(%(expressions)s), 'œ', 'oe'), 'æ', 'ae'),"
        r" NFKD), '[\u0300-\u036f]', '', 'g')"
    )
    output_field = TextField()


def saying(rows: "QuerySet[Any]", words: str, columns: Iterable[str]) -> "QuerySet[Any]":
    """Rows with each of the words somewhere in these columns, accents and case left aside."""
    parts = [part for name in columns for part in (name, Value(" "))]
    rows = rows.alias(said=Folded(Concat(*parts, output_field=TextField())))
    for word in fold(words).split():
        rows = rows.filter(said__contains=word)
    return rows


def has_control(text: str, *, allowed: str = "") -> bool:
    """Whether a control or format-override character hides in the text (NUL, CR, U+202E…)."""
    return any(
        c not in allowed
        and (
            unicodedata.category(c) == "Cc"
            or c in "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        )
        for c in text
    )


def file_size(size: int) -> str:
    """A number of bytes in the reader's words, by thousands as our limits are: « 2,4 Mo ».

    Django's own filter counts by 1,024 and would call three million bytes 2,9 Mio.
    """
    if size < 1_000_000:
        return _("%(number)s ko") % {"number": max(round(size / 1000), 1)}
    return _("%(number)s Mo") % {"number": number_format(size / 1_000_000, 1)}


def unbroken(text: str) -> str:
    """The French text with no-break spaces before : ; ! ? » and units, and after «.

    Source: Imprimerie nationale, Lexique des règles typographiques; the thin space it wants before
    ; ! ? is an ordinary no-break one here, which every font has.
    """
    return BREAKABLE.sub("\u00a0", text)
