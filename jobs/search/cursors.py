"""Where a page begins: the key of the last offer of the one before, as figures in an address."""

from datetime import UTC, datetime, timedelta

from ..criteria import PAY, Criteria
from .reading import Row

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def microseconds(date: datetime) -> int:
    """A date as PostgreSQL keeps it: exact, as a number."""
    return (date - EPOCH) // MICROSECOND


def write_cursor(key: Row) -> str:
    """The key of the last offer shown, as figures: dates in microseconds."""
    return ".".join(str(microseconds(p) if isinstance(p, datetime) else p) for p in key)


def read_cursor(text: str, criteria: Criteria) -> Row:
    """The key that `_write_cursor` wrote for this order, () for anything else."""
    parts = text.split(".")
    if len(parts) != 3 or not all(p.isascii() and p.isdecimal() and len(p) < 18 for p in parts):
        return ()
    begin, value, pk = (int(part) for part in parts)
    if criteria.order == PAY:
        return (begin, value, pk)
    try:
        return (begin, EPOCH + value * MICROSECOND, pk)
    except OverflowError:
        return ()
