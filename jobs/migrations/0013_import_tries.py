"""How often a run was tried without getting on, and since when its source pauses."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0012_places_of_alerts")]

    operations = [
        migrations.AddField(
            model_name="feedsource",
            name="paused_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="importrun",
            name="tries",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
