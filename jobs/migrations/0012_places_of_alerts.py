"""Alerts name their commune as « saint-denis-97411 »: bare figures are read as a postal code."""

import re
from urllib.parse import parse_qsl, urlencode

from django.db import migrations

CODE = re.compile(r"(?:\d{2}|2[AB])\d{3}")


def name_the_commune(apps, schema_editor):
    from meilleursjobs.lib import geo

    alerts = apps.get_model("jobs", "Alert").objects.filter(query__contains="lieu=")
    for alert in alerts.only("pk", "query").iterator(chunk_size=500):
        pairs = parse_qsl(alert.query)
        named = [(name, _key(geo, value) if name == "lieu" else value) for name, value in pairs]
        if named != pairs:
            type(alert).objects.filter(pk=alert.pk).update(query=urlencode(named))


def _key(geo, value):
    if CODE.fullmatch(value) and geo.current_code(value):
        return geo.commune(value).key
    return value


class Migration(migrations.Migration):
    dependencies = [("jobs", "0011_reports")]
    operations = [migrations.RunPython(name_the_commune, migrations.RunPython.noop)]
