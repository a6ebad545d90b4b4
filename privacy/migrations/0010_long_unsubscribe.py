from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0009_language_of_mails")]
    operations = [  # a wider varchar rewrites nothing
        migrations.AlterField(
            model_name="sitemail",
            name="unsubscribe",
            field=models.CharField(blank=True, max_length=900),
        ),
    ]
