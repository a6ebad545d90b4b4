from django.db import migrations, models

# As gmail_send.models.Place spelt it then.
PLACE = (
    "concat_ws('/', (pg_control_system()).system_identifier,"
    " (SELECT oid FROM pg_database WHERE datname = current_database()),"
    " left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))"
)
STAMP = f"""
    INSERT INTO gmail_send_outbox (id, failures_in_a_row, place, found_place)
    SELECT 1, 0, {PLACE}, '' WHERE EXISTS (SELECT FROM gmail_send_delivery)
    ON CONFLICT (id) DO NOTHING;
    UPDATE gmail_send_outbox SET place = {PLACE};
"""


class Migration(migrations.Migration):
    dependencies = [("gmail_send", "0005_whose_revocation")]

    operations = [
        migrations.AddField("outbox", "place", models.CharField(blank=True, max_length=80, default=""), preserve_default=False),
        migrations.AddField("outbox", "found_place", models.CharField(blank=True, max_length=80, default=""), preserve_default=False),
        migrations.AddField("outbox", "found_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(STAMP, migrations.RunSQL.noop),
    ]
