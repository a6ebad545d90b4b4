from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Education
from meilleursjobs.lib import geo

from .. import offer_views
from ..cards import Card
from ..criteria import Criteria
from ..feeds import in_short
from ..forms.offer import language_name
from ..models import HoursPattern, Licence, Offer
from ..nomenclatures import occupations
from ..search import page
from ..structured_data import as_script, job_posting

SIMILAR = 5
SIMILAR_KM = 50


@login_not_required
@require_safe
def offer(request, pk, slug):
    """One offer. A wrong slug leads to the right one; an offer that is over answers 410."""
    one = get_object_or_404(Offer.objects.public().with_card(), pk=pk)
    if slug != one.slug:
        return redirect(one, permanent=True)
    if not one.is_visible:
        cards, same_job = similar(one)
        context = {"offer": one, "cards": cards, "same_job": same_job}
        return render(request, "jobs/offer_gone.html", context, status=410)
    response = render(request, "jobs/offer.html", page_of(one) | for_machines(one))
    offer_views.count(request, response, one)
    return response


def for_machines(one):
    """What search engines and shared links read."""
    logo = reverse("company_logo", args=[one.company.slug]) if one.company.logo else ""
    return {"posting": as_script(job_posting(one)), "summary": in_short(one), "logo": logo}


def page_of(one, codes=None):
    """What the page of an offer shows, its codes as names; `codes` of places not yet written."""
    occupation = occupations().get(one.occupation)
    if codes is None:
        codes = [place.commune_code for place in one.places.all()]
    return {
        "offer": one,
        "occupation": occupation.label if occupation else "",
        "places": [geo.commune(code).label for code in codes if geo.current_code(code)],
        "starts_on": one.starts_on
        if one.starts_on and one.starts_on > timezone.localdate()
        else None,
        "hours": [HoursPattern(code).label for code in one.hours],
        "licences": [Licence(code).label for code in one.licences],
        "languages": [language_name(code) for code in one.languages],
        "diploma": Education.Level(one.diploma).label if one.diploma else "",
    }


def similar(one):
    """A few open offers of the same occupation, near its place first; else what is open near it.

    Returns the cards, and whether they are of the same occupation.
    """
    place = next(iter(one.places.all()), None)
    known = place and geo.current_code(place.commune_code)
    near = geo.commune(known) if known else None
    occupation = occupations().get(one.occupation)
    wanted = []
    if occupation:
        wanted = [Criteria(occupation=occupation, place=near, radius=SIMILAR_KM)]
        wanted += [Criteria(occupation=occupation)] if near else []
    cards = _cards(wanted)
    if not cards and near:
        return _cards([Criteria(place=near, radius=SIMILAR_KM)]), False
    return cards, True


def _cards(wanted):
    """The first answers to the first of these searches, then to the next ones, each offer once."""
    cards = {}
    for asked in wanted:
        if len(cards) < SIMILAR:
            for other in page(asked, facets=False).offers:
                cards.setdefault(other.pk, Card(other, asked))
    return list(cards.values())[:SIMILAR]
