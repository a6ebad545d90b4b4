from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("applications", "0013_answers_to_questions")]

    operations = [ValidateConstraint("application", "withdrawn_leaves_nothing_to_read")]
