"""The operator's page: the outbox in figures, and the switch. It names nobody."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import services
from ..models import Delivery

# Shown first, in the order in which a letter lives; the ends come after.
RUNNING = (Delivery.State.QUEUED, Delivery.State.CLAIMED, Delivery.State.IN_FLIGHT)
DOUBT_ALERT = 5.0  # percent of a day's attempts: above it somebody looks


@require_safe
def outbox(request):
    """What waits, since when, what is doubtful, why nothing leaves."""
    figures = services.watch()
    counts = [
        (Delivery.State(state).label, count, state in RUNNING)
        for state, count in figures.counts.items()
    ]
    context = {
        "figures": figures,
        "counts": sorted(counts, key=lambda row: not row[2]),
        "doubt_is_high": (figures.doubt_rate or 0) > DOUBT_ALERT,
    }
    return render(request, "gmail_send/desk.html", context)


@require_POST
def switch(request):
    """Stop all sending, or let it go on: letters wait, none is lost."""
    if request.POST.get("to") == "stop":
        services.pause()
        messages.warning(request, _("Plus rien ne part. Les lettres attendent."))
    elif request.POST.get("to") == "go":
        services.resume()
        messages.success(request, _("L’arrêt est levé."))
    return redirect("outbox_desk")
