from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False  # concurrently: there may be a million alerts
    dependencies = [("jobs", "0023_alert_gone_told")]
    operations = [
        AddIndexConcurrently(
            "alert",
            models.Index(
                fields=["created_at"],
                name="alert_follows",
                condition=Q(query__contains="entreprise="),
            ),
        ),
    ]
