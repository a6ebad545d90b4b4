"""The pairs of common words; and no more indexes that the marks of 0029 have made needless."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func

TABLES = {"offersearch": "search", "offersample": "sample"}
NEEDLESS = ("title", "department", "kind", "remote", "working_time", "agency", "hours")


def pairs() -> Func:
    text = models.CharField(max_length=200)
    return Func(F("full_vector"), function="search_pairs", output_field=ArrayField(text))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("jobs", "0033_fill_days_and_pay")]
    operations = [
        *[
            AddIndexConcurrently(table, GinIndex(pairs(), fastupdate=False, name=f"{prefix}_pairs"))
            for table, prefix in TABLES.items()
        ],
        *[
            RemoveIndexConcurrently(table, f"{prefix}_{name}")
            for table, prefix in TABLES.items()
            for name in NEEDLESS
        ],
        migrations.RunSQL("analyze jobs_offersearch, jobs_offersample", migrations.RunSQL.noop),
    ]
