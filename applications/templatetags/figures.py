"""What recruiters' pages of offers show about applications: numbers, nobody's name."""

from django import template
from django.db.models import Count
from django.db.models.functions import TruncDate

from jobs.offer_views import last_days
from meilleursjobs.lib.charts import Chart, by_day, chart

from ..models import Application

register = template.Library()


@register.simple_tag
def applications_by_day(user, offer) -> Chart:
    """Applications to an offer that this recruiter may read, by the day they came."""
    days = last_days()
    rows = Application.objects.received_by(user).filter(offer=offer)
    counts = _counts(rows.annotate(day=TruncDate("created_at")).filter(day__gte=days[0]), "day")
    return by_day(days, counts)


@register.simple_tag
def applications_by_state(user) -> Chart:
    """Applications that this recruiter may read, by state, in the order of the way."""
    counts = _counts(Application.objects.received_by(user), "state")
    return chart([(one.label, counts.get(one.value, 0)) for one in Application.State])


def _counts(rows, name) -> dict:
    return dict(rows.order_by().values_list(name).annotate(Count("pk")))
