"""One index of contract, working time and remote work, which many ask for together."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # concurrently: the search goes on meanwhile
    dependencies = [("jobs", "0026_fill_offer_sample")]
    operations = [
        AddIndexConcurrently(
            "offersearch",
            models.Index(fields=["contract", "working_time", "remote"], name="search_kind"),
        ),
        RemoveIndexConcurrently("offersearch", "search_contract"),
    ]
