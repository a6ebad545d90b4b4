from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0019_saved_reasons")]

    operations = [
        migrations.AddField(
            model_name="importedoffer",
            name="kept",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
