"""Questions that an offer puts to its candidates. Offers that stand have none."""

import django.db.models.lookups
import jobs.questions
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0014_offer_views")]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="questions",
            field=models.JSONField(
                blank=True,
                db_default=[],
                default=list,
                validators=[jobs.questions.well_formed],
                verbose_name="questions aux candidats",
            ),
        ),
        AddConstraintNotValid(  # looked at in the next one, while the site writes
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    models.Func(
                        models.F("questions"),
                        function="jsonb_array_length",
                        output_field=models.IntegerField(),
                    ),
                    5,
                ),
                name="offer_few_questions",
                violation_error_message="Cinq questions au plus.",
            ),
        ),
    ]
