"""The sample of the offers that were there before it; how the planner and the indexes are kept.

A radius names up to two thousand communes, and the planner compares each with the most common
ones: ten of those are enough, and how many communes there are it would not guess from what it reads.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

COLUMNS = """id, slot, company_id, published_at, commune_code, department, occupation, contract,
 working_time, remote, pay_year, experience_years, diploma, is_agency, licences, hours,
 title_vector, full_vector, offer_id"""
BATCH = 50_000  # rows looked at, of which a sixteenth are written


def fill(apps, schema_editor):
    """A row that leaves meanwhile waits for the batch, and its trigger then finds the copy."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from jobs_offersearch")
        [(last,)] = cursor.fetchall()
        for start in range(0, last + 1, BATCH):
            cursor.execute(
                f"insert into jobs_offersample ({COLUMNS}) select {COLUMNS} from jobs_offersearch"
                " where id >= %s and id < %s and hashint8(offer_id) & 15 = 0 for key share"
                " on conflict (id) do nothing",
                (start, start + BATCH),
            )


COMMUNES = [
    statement.format(table=table, number=number)
    for table, number in (("jobs_offersearch", 15_000), ("jobs_offersample", 8_000))
    for statement in (
        "alter table {table} alter column commune_code set statistics 10",
        "alter table {table} alter column commune_code set (n_distinct = {number})",
        "analyze {table}",
    )
]


def at_once(name: str, field: str) -> migrations.SeparateDatabaseAndState:
    """Let an index of words take what is new at once, without making it anew."""
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f"alter index {name} set (fastupdate = off)", f"alter index {name} reset (fastupdate)"
            ),
            migrations.RunSQL(f"select gin_clean_pending_list('{name}')", migrations.RunSQL.noop),
        ],
        state_operations=[
            migrations.RemoveIndex("offersearch", name),
            migrations.AddIndex(
                "offersearch", GinIndex(fields=[field], fastupdate=False, name=name)
            ),
        ],
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("jobs", "0025_offer_sample")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(COMMUNES, migrations.RunSQL.noop),
        at_once("search_title", "title_vector"),
        at_once("search_full", "full_vector"),
    ]
