from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jobs", "0015_questions")]

    operations = [ValidateConstraint("offer", "offer_few_questions")]
