"""Keys of the endpoint: the owners of a company make them and take them back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.second_factor import second_factor_required

from ..forms.feed import KeyForm
from ..models import ApiKey, Company
from ..services import api_keys
from ..structured_data import absolute

MOST_KEYS = 10
EXAMPLE = """curl -X PUT "%(address)s" \\
  -H "Authorization: Bearer mj_…" -H "Content-Type: application/json" \\
  -d '{"title": "Menuisière ou menuisier", "occupation": "H2206",
       "contract": "cdi", "places": ["34172"],
       "pay_min": 24000, "pay_max": 28000, "pay_period": "an",
       "description": "…"}'"""


@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request, slug):
    """The list; a new key is shown in the answer to the form, and never again."""
    owned = Company.objects.filter(membership__user=request.user, membership__role="owner")
    company = get_object_or_404(owned, slug=slug)
    form, token = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        if company.api_keys.usable().count() < MOST_KEYS:
            _key, token = api_keys.create(company, form.cleaned_data["name"])
            form = KeyForm()
        else:
            form.add_error(None, _("Dix clés au plus : révoquez-en une."))
    context = {
        "company": company,
        "keys": company.api_keys.all(),
        "form": form,
        "token": token,
        "example": EXAMPLE % {"address": absolute(reverse("api_offer", args=["MEN-7"]))},
    }
    return render(request, "jobs/recruiter/api_keys.html", context)


@second_factor_required
@require_POST
def revoke(request, pk):
    key = get_object_or_404(ApiKey.objects.managed_by(request.user), pk=pk)
    api_keys.revoke(key)
    messages.success(request, _("La clé est révoquée : elle n’ouvre plus rien."))
    return redirect("api_keys", slug=key.company.slug)
