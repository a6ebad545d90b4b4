from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ..models import Offer


@login_not_required
@require_safe
def offer(request, pk, slug):
    """One offer. A wrong slug leads to the right one; an offer that is over answers 410."""
    one = get_object_or_404(Offer.objects.public().with_card(), pk=pk)
    if slug != one.slug:
        return redirect(one, permanent=True)
    if not one.is_visible:
        return render(request, "jobs/offer_gone.html", {"offer": one}, status=410)
    return render(request, "jobs/offer.html", {"offer": one})
