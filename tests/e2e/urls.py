"""The site, and pages that only tests open: every component together, and each kind of failure."""

from pathlib import Path

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from meilleursjobs.urls import urlpatterns as site

COMPONENTS = Path(__file__).parent / "templates" / "components.html"


class SampleForm(forms.Form):
    subject = forms.CharField(label="Objet", help_text="Ce que le recruteur lit en premier.")
    letter = forms.CharField(
        label="Lettre",
        widget=forms.Textarea(attrs={"data-count": "count", "data-limit": "20"}),
    )
    contract = forms.ChoiceField(label="Contrat", choices=[("", "Tous"), ("cdi", "CDI")])
    phone = forms.CharField(label="Téléphone", required=False)
    remote = forms.MultipleChoiceField(
        label="Télétravail",
        choices=[("none", "aucun"), ("full", "total")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    read = forms.BooleanField(label="J’ai relu ma lettre", help_text="Elle part telle quelle.")
    resume = forms.FileField(label="CV", help_text="PDF, 10 Mo au plus.", required=False)

    def clean(self):
        raise forms.ValidationError("Cette lettre ne peut pas partir aujourd’hui.")


@login_not_required
def components(request):
    form = SampleForm(request.POST or None, request.FILES or None)
    for level in ("info", "success", "warning", "error"):
        getattr(messages, level)(request, f"Un message : {level}.")
    page = Paginator(range(30), 10).page(2)
    template = engines["django"].from_string(COMPONENTS.read_text())
    return HttpResponse(template.render({"form": form, "page": page}, request))


@login_not_required
def fail(request, kind):
    if kind == "403":
        raise PermissionDenied
    if kind == "404":
        raise Http404
    if kind == "500":
        raise RuntimeError
    return render(request, f"{kind}.html", status=int(kind))


@login_not_required
def slow(request):
    """Counts the posts it received, and answers none of them with a page."""
    slow.posts += request.method == "POST"
    return HttpResponse(status=204)


slow.posts = 0

urlpatterns = [
    *site,
    path("essai/composants/", components),
    path("essai/panne/<kind>/", fail),
    path("essai/lent/", slow),
]
