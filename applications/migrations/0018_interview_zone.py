"""Meetings are told in the hour of their place; those proposed before were told in that of Paris."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0017_reading_index")]

    operations = [
        migrations.AlterField(
            model_name="interview",
            name="starts_at",
            field=models.DateTimeField(verbose_name="jour et heure"),
        ),
        migrations.AddField(
            model_name="interview",
            name="zone",
            field=models.CharField(
                choices=[
                    ("Europe/Paris", "heure de Paris"),
                    ("America/Guadeloupe", "heure de la Guadeloupe"),
                    ("America/Martinique", "heure de la Martinique"),
                    ("America/Cayenne", "heure de la Guyane"),
                    ("Indian/Reunion", "heure de La Réunion"),
                    ("America/Miquelon", "heure de Saint-Pierre-et-Miquelon"),
                    ("Indian/Mayotte", "heure de Mayotte"),
                    ("Pacific/Wallis", "heure de Wallis-et-Futuna"),
                    ("Pacific/Tahiti", "heure de Tahiti"),
                    ("Pacific/Noumea", "heure de Nouméa"),
                ],
                db_default="Europe/Paris",
                default="Europe/Paris",
                max_length=30,
            ),
        ),
    ]
