"""Landing pages of occupations and places, and the lists that lead to them."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meilleursjobs.lib import geo

from .. import landing, search
from ..cards import cards_of
from ..criteria import Criteria
from ..nomenclatures import occupations

SHOWN = 10  # offers


@login_not_required
@require_safe
def occupation(request, slug):
    """« Menuisier / Menuisière » in the whole country."""
    one = occupations().get(slug.rpartition("-")[2].upper())
    if one is None:
        raise Http404
    if slug != one.key:
        return redirect("occupation", one.key, permanent=True)
    back = (reverse("occupations"), _("Offres par métier"))
    return _page(request, Criteria(occupation=one), one.label, back, _("Où recrute-t-on ?"))


@login_not_required
@require_safe
def place(request, slug):
    """A commune itself, without its surroundings: the search adds these."""
    code = geo.current_code(slug.rpartition("-")[2].upper())
    if code is None:
        raise Http404
    one = geo.commune(code)
    if slug != one.key:
        return redirect("place", one.key, permanent=True)
    back = (reverse("places"), _("Offres par lieu"))
    return _page(request, Criteria(place=one, radius=0), one.label, back, _("Quels métiers ?"))


def _page(request, criteria, name, back, question):
    """Too few offers make no page: the search says the same, and widens."""
    figures = landing.of(criteria)
    found = f"{reverse('offers')}?{criteria.as_query()}"
    if figures is None:
        return redirect(found)
    page = search.page(criteria, facets=False)
    context = {
        "name": name,
        "figures": figures,
        "cards": cards_of(page.offers, criteria)[:SHOWN],
        "search_url": found,
        "query": criteria.as_query(),
        "back": back,
        "question": question,
    }
    return render(request, "jobs/landing.html", context)


@login_not_required
@require_safe
def occupation_list(request):
    context = {"title": _("Offres par métier"), "links": landing.occupations_open()}
    return render(request, "jobs/landings.html", context)


@login_not_required
@require_safe
def place_list(request):
    context = {"title": _("Offres par lieu"), "links": landing.places_open()}
    return render(request, "jobs/landings.html", context)
