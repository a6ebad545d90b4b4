from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from privacy import consent
from privacy.models.consent import Purpose

from .. import suggestions
from ..cards import Card
from ..criteria import Criteria


@login_not_required
@require_safe
def home(request):
    suggested = suggestions.of(request.user) if request.user.is_authenticated else []
    context = {
        "remembers": consent.allows(request, Purpose.PERSONAL),
        "suggested": [(one, Card(one.offer, Criteria())) for one in suggested],
    }
    return render(request, "jobs/home.html", context)
