from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0027_kind_index")]
    operations = [
        migrations.AddField(
            model_name="claim",
            name="first_offer",
            field=models.JSONField(editable=False, null=True, verbose_name="première offre"),
        ),
    ]
