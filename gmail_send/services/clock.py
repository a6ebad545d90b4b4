"""One clock for all workers: the database's. Their own may be wrong, or jump."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """The time of the database, at this statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
