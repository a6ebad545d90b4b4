"""The readings of CVs by their time: the table is large, so it is not locked meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("applications", "0016_readings")]

    operations = [
        AddIndexConcurrently(
            model_name="applicationstep",
            index=models.Index(
                condition=models.Q(("kind", "read")),
                fields=["at"],
                include=("actor",),
                name="cv_readings",
            ),
        ),
    ]
