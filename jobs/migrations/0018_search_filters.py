"""Indexes for the filters of the search whose values few offers have."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


def plain(column: str, name: str) -> AddIndexConcurrently:
    return AddIndexConcurrently("offersearch", models.Index(fields=[column], name=name))


class Migration(migrations.Migration):
    atomic = False  # concurrently: the search goes on meanwhile
    dependencies = [("jobs", "0017_import_offset")]
    operations = [
        plain("contract", "search_contract"),
        plain("remote", "search_remote"),
        plain("working_time", "search_working_time"),
        plain("is_agency", "search_agency"),
        AddIndexConcurrently("offersearch", GinIndex(fields=["hours"], name="search_hours")),
    ]
