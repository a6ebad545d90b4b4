"""Take from mj_app the right to change append-only tables. Run after migrations, as mj_migrate.

A model says that its table is append-only through `db_table_comment = "append-only: why"`. Rows
of such a table are proofs: the site adds them and never rewrites them; only mj_retention deletes
them when their time is over, and nobody updates them.
"""

from __future__ import annotations

import os
from pathlib import Path

from psycopg import connect, sql

MARKED = """
    SELECT relname FROM pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
      AND obj_description(oid, 'pg_class') LIKE 'append-only%'
"""


def protect(url: str) -> list[str]:
    """Revoke, and return the names of the append-only tables."""
    with connect(url) as connection:
        names = [name for (name,) in connection.execute(MARKED)]
        for name in names:
            table = sql.Identifier(name)
            for right, role in (
                ("UPDATE, DELETE, TRUNCATE", "mj_app"),
                ("UPDATE, TRUNCATE", "mj_retention"),
            ):
                revoke = sql.SQL("REVOKE {} ON {} FROM {}")
                connection.execute(revoke.format(sql.SQL(right), table, sql.Identifier(role)))
    return names


def _owner_url() -> str:
    if path := os.environ.get("MIGRATE_DATABASE_URL_FILE"):  # a container's secret
        return Path(path).read_text().strip()
    return os.environ["MIGRATE_DATABASE_URL"]


if __name__ == "__main__":
    print(*protect(_owner_url()), sep="\n")
