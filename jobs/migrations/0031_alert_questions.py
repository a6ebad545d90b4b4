from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0030_fill_search_marks")]
    operations = [
        migrations.AddField(
            model_name="alert",
            name="asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="alert",
            name="widened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="alert",
            name="language",
            field=models.CharField(db_default="fr", default="fr", max_length=5),
        ),
    ]
