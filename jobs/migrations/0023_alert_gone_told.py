from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0022_offer_once_a_form")]
    operations = [
        migrations.AddField(
            model_name="alert",
            name="gone_told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
