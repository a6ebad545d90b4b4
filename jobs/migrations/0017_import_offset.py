"""Where the next offer begins in a run's file, and a member's yes to a large withdrawal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0016_questions_checked")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="offset",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="importrun",
            name="confirmed",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
