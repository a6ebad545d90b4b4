import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0034_search_pairs_index")]
    operations = [
        migrations.CreateModel(
            name="RefusedChange",
            fields=[
                (
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="refused_change",
                        serialize=False,
                        to="jobs.offer",
                    ),
                ),
                ("changes", models.JSONField(verbose_name="changements")),
                ("places", models.JSONField(verbose_name="lieux")),
            ],
            options={
                "verbose_name": "modification refusée",
                "verbose_name_plural": "modifications refusées",
            },
        ),
    ]
