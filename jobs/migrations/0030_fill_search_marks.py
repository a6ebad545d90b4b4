"""The marks of the rows that were there before them: the trigger adds them to what is written."""

from django.db import migrations

BATCH = 2_000  # rows: a second, in which nobody waits for more than one of them
MARKED = "full_vector @@ '''e:direct'' | ''e:agence'''::tsquery"


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from jobs_offersearch")
        [(last,)] = cursor.fetchall()
        for start in range(0, last + 1, BATCH):
            cursor.execute(
                "update jobs_offersearch set full_vector = full_vector"
                f" where id >= %s and id < %s and not {MARKED}",
                (start, start + BATCH),
            )
        cursor.execute("analyze jobs_offersearch, jobs_offersample")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("jobs", "0029_search_marks")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
