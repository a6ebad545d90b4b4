"""A form of a new offer that was sent twice makes one."""

from django.db import migrations, models
from django.db.models import Q

CONSTRAINT = models.UniqueConstraint(
    fields=["company", "form_key"],
    condition=Q(form_key__isnull=False),
    name="offer_once_a_form",
    violation_error_message="Ce formulaire a déjà servi à une offre.",
)
MAKE = (
    "CREATE UNIQUE INDEX CONCURRENTLY offer_once_a_form ON jobs_offer (company_id, form_key) "
    "WHERE form_key IS NOT NULL"
)


class Migration(migrations.Migration):
    atomic = False  # concurrently: offers are written meanwhile
    dependencies = [("jobs", "0021_offer_form_key")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(MAKE, "DROP INDEX CONCURRENTLY IF EXISTS offer_once_a_form")
            ],
            state_operations=[
                migrations.AddConstraint(model_name="offer", constraint=CONSTRAINT),
            ],
        ),
    ]
