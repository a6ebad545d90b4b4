from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jobs", "0035_refused_changes")]
    operations = [
        migrations.AlterModelOptions(
            name="company",
            options={"verbose_name": "entreprise", "verbose_name_plural": "entreprises"},
        ),
    ]
