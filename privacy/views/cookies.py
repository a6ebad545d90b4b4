"""« Gérer mes cookies » : seen, chosen, changed, with and without JavaScript."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meilleursjobs.lib.http import next_url

from .. import consent, cookies, purposes
from ..models.consent import Purpose


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request):
    """The switches, off until chosen, and the table of every cookie. POST keeps the choice."""
    if request.method == "POST":
        return _decide(request)
    choice = consent.of_device(request)
    account = consent.of_account(request.user) if request.user.is_authenticated else {}
    switches = [
        (purpose, consent.WORDINGS[purpose], consent.allows(request, purpose))
        for purpose in Purpose
    ]
    rows = [
        (cookie, purposes.duration(cookie.life) if cookie.life else "", _label(cookie.purpose))
        for cookie in cookies.COOKIES
    ]
    context = {"switches": switches, "rows": rows, "choice": choice, "account": account}
    return render(request, "privacy/cookies.html", context)


def _label(purpose):
    return Purpose(purpose).label if purpose else _("nécessaire")


def _decide(request):
    said = request.POST.get("choice")
    wanted = set(Purpose.values) if said == "all" else set()
    if said == "some":
        wanted = set(request.POST.getlist("purpose"))
    surface = "page" if request.POST.get("from") == "page" else "banner"
    response = redirect(next_url(request, reverse("privacy:cookies")))
    consent.decide(request, response, wanted, surface=surface)
    messages.success(request, _("Choix gardés six mois. Vous pouvez en changer à tout moment."))
    return response
