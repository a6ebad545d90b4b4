from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0020_offers_kept")]
    operations = [
        migrations.AddField(
            model_name="offer", name="form_key", field=models.UUIDField(editable=False, null=True)
        ),
    ]
