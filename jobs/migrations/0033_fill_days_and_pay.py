"""The marks for day and pay of the rows that were there before: the trigger adds them."""

from django.db import migrations

BATCH = 2_000  # rows: a second, in which nobody waits for more than one of them


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from jobs_offersearch")
        [(last,)] = cursor.fetchall()
        for start in range(0, last + 1, BATCH):
            cursor.execute(
                "update jobs_offersearch set full_vector = full_vector"
                " where id >= %s and id < %s and not full_vector @@ '''p:'':*'::tsquery",
                (start, start + BATCH),
            )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("jobs", "0032_search_pairs")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
