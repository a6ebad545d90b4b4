"""Answers to an offer's questions, gone with the message once an application is withdrawn."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0012_addresses_of_objections"), ("jobs", "0015_questions")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="answers",
            field=models.JSONField(
                blank=True, db_default=[], default=list, verbose_name="réponses"
            ),
        ),
        migrations.RemoveConstraint(
            model_name="application", name="withdrawn_leaves_nothing_to_read"
        ),
        AddConstraintNotValid(  # looked at in the next one, while the site writes
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(("answers", []), ("message", ""), ("resume", None)),
                    _connector="OR",
                ),
                name="withdrawn_leaves_nothing_to_read",
                violation_error_message="Une candidature retirée ne laisse rien à lire.",
            ),
        ),
    ]
