"""How often an offer was seen by day, from eleven on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0013_import_tries")]

    operations = [
        migrations.CreateModel(
            name="OfferViews",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField()),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="views",
                        to="jobs.offer",
                    ),
                ),
            ],
            options={
                "verbose_name": "vues d’une offre",
                "verbose_name_plural": "vues d’offres",
                "constraints": [
                    models.UniqueConstraint(fields=("offer", "day"), name="views_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 11)), name="eleven_views_or_more"
                    ),
                ],
            },
        )
    ]
