"""Rights of people without an account: the address is proven by a mailed link."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from meilleursjobs.lib.crypto import digests
from meilleursjobs.lib.http import never_stored
from meilleursjobs.lib.limits import allow

from ..forms import AddressForm
from ..models import RightsRequest
from ..services import addresses, requests

LINKS_A_DAY = 5  # to one mailbox: the form must not become a way to bother it


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """The form. Its answer is the same whether we know the address or not."""
    form = AddressForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked:
        data = form.cleaned_data
        name = digests(data["email"].lower(), purpose="limit")[0]
        if allow("request", name, times=LINKS_A_DAY, seconds=86_400):
            requests.ask_by_mail(**data)
    return render(request, "privacy/request.html", {"form": form, "asked": asked})


@csrf_exempt  # the mailed link is the proof, and works without a cookie
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The mailed link: GET shows what we hold about the address, POST acts."""
    one = requests.of_link(token)
    if one is None or not one.email:
        return render(request, "privacy/request_confirm.html", {"over": True}, status=410)
    action = request.POST.get("action", "")
    if request.method == "POST" and not requests.account_of(one):
        if action == "copy":
            return _copy(one)
        if action == "erase":
            receipt = addresses.erase(one)
            return render(request, "privacy/erased.html", {"receipt": receipt})
    if request.method == "POST" and action == "send":
        requests.confirm(one)
    context = {
        "one": one,
        "has_account": requests.account_of(one) is not None,
        "things": addresses.held(one.email),
        "sent": one.state != RightsRequest.State.UNPROVEN,
    }
    return render(request, "privacy/request_confirm.html", context)


def _copy(one):
    """What we hold about the address, as JSON, straight away."""
    body = json.dumps(addresses.copy(one), ensure_ascii=False, indent=1)
    answer = HttpResponse(body, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return never_stored(answer)
