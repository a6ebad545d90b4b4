"""The first of a month, as French writes it: « 1er décembre ». Django's formats know no ordinal."""

import re

from django.utils import dateformat
from django.utils.translation import get_language

DAY_AND_MONTH = re.compile(r"(?<!\\)j(?= [FENMb])")


class DateFormat(dateformat.DateFormat):
    """Django's own, but for the first of a month written in words, in French.

    Source: Imprimerie nationale, Lexique des règles typographiques, « Date ». The other days are
    cardinal numbers, and « 01/12/2026 » keeps its figures.
    """

    def format(self, formatstr: str) -> str:
        first = getattr(self.data, "day", 0) == 1
        if first and (get_language() or "").startswith("fr"):
            formatstr = DAY_AND_MONTH.sub(r"j\\e\\r", str(formatstr))
        return super().format(formatstr)


def install() -> None:
    """Let every way by which Django writes a date (filters, `date_format`, the admin) know it."""
    dateformat.DateFormat = DateFormat  # type: ignore[misc]
