"""How the search reads: its own SQL, in a short transaction under settings of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import FullResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from ..criteria import PAY, Criteria
from ..models import OfferSample, OfferSearch

PAGE = 20
TABLE = OfferSearch._meta.db_table
SAMPLED = f"{OfferSample._meta.db_table} {TABLE}"  # conditions name the columns of TABLE
# For the statements of a page alone. Pages that are read are in memory, where an entry of an index
# costs a thirtieth of a row and not a two-hundredth: else half the table is marked to spare few
# rows. Nobody waits longer for a list; compiling a plan or waking helpers costs more than what is
# left to read; common words and values mark many rows, which 4 MB would blur to whole pages.
SETTINGS = {
    "statement_timeout": "3s",
    "random_page_cost": "1.1",
    "cpu_index_tuple_cost": "0.04",
    "work_mem": "32MB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}

Row = tuple[Any, ...]


@contextmanager
def settings() -> Iterator[None]:
    """Reading under SETTINGS; the rollback at the end takes them back, also from a transaction."""
    with transaction.atomic():
        pairs = ", ".join("set_config(%s, %s, true)" for _ in SETTINGS)
        fetch(f"select {pairs}", tuple(part for pair in SETTINGS.items() for part in pair))
        yield
        transaction.set_rollback(True)


def fetch(sql: str, params: Row) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def condition(rows: QuerySet[OfferSearch]) -> tuple[str, Row]:
    """The condition that Django compiles for these rows, and its parameters."""
    try:
        sql, params = rows.query.get_compiler(connection=connection).compile(rows.query.where)
    except FullResultSet:
        return "true", ()
    return sql, tuple(params)


def value_of(criteria: Criteria) -> str:
    """The column that orders offers of the same part, descending."""
    return "pay_year" if criteria.order == PAY else "published_at"
