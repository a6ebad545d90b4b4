from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from privacy import consent
from privacy.models.consent import Purpose

from .. import suggestions
from ..criteria import Criteria
from ..forms.search import read
from ..services.alerts import name_of
from .search import Card


@login_not_required
@require_safe
def home(request):
    suggested = suggestions.of(request.user) if request.user.is_authenticated else []
    context = {
        "remembered": _remembered(request),
        "suggested": [(one, Card(one.offer, Criteria())) for one in suggested],
    }
    return render(request, "jobs/home.html", context)


def _remembered(request):
    """(query, words) of the last search of this device, if it was agreed to keep it."""
    query = request.COOKIES.get("recherche", "")
    if not query or not consent.allows(request, Purpose.PERSONAL):
        return None
    criteria = read(query)
    return (criteria.as_query(), name_of(criteria)) if criteria else None
