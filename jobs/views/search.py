"""The search of offers. One address, one template; htmx receives the part that changes."""

import logging
from dataclasses import replace

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from meilleursjobs.lib import gazetteer, geo
from meilleursjobs.lib.crypto import digests
from meilleursjobs.lib.geo import Commune
from meilleursjobs.lib.limits import allow
from meilleursjobs.lib.text import fold
from privacy import consent
from privacy.models.consent import Purpose

from .. import described, directory, search, spelling, wider
from ..cards import cards_of
from ..criteria import Criteria
from ..forms.search import SORTS, PointForm, SearchForm
from ..nomenclatures import find_occupations

logger = logging.getLogger(__name__)
ABOVE = {"q", "lieu", "rayon", "entreprise"}  # fields that stand above the filters
AT = {"a", "au", "aux", "de", "sur", "en", "vers"}  # before the name of a town
MOST_TRIED, LONGEST_TOWN = 8, 4  # words
NAMESAKES = 3  # the most populous
FEW = 10  # fewer answers: say how to find more
POINTS_AN_HOUR = 120  # of one address, behind which many may be
COMPANIES = 3  # to write to, when offers are few


@login_not_required
@require_safe
def offers(request):
    """Answers of one page, with filters and their counts."""
    form = SearchForm(request.GET)
    context = {
        "form": form,
        "page": None,
        "remembers": consent.allows(request, Purpose.PERSONAL),
        "wrong_filter": not ABOVE.issuperset(form.errors),
    }
    if form.is_valid():
        context |= _answers(form.criteria(), request.GET.get("apres", ""))
        context["namesakes"] = _namesakes(request.GET.get("lieu", ""), form.criteria())
    elif "entreprise" in form.errors:  # nobody typed it: a way out that loses nothing typed
        rest = request.GET.copy()
        del rest["entreprise"]
        context["without_company"] = rest.urlencode()
    context["ways_out"] = form.ways_out(request.GET)
    template = "jobs/offers.html"
    return render(request, f"{template}#results" if request.htmx else template, context)


def _namesakes(typed: str, criteria: Criteria):
    """(label, address) of other communes of the bare name that was typed: one of them was meant."""
    place = criteria.place
    if not isinstance(place, Commune) or fold(typed.strip()) != fold(place.name):
        return []
    others = [replace(criteria, place=one) for one in gazetteer.namesakes(place)[:NAMESAKES]]
    return [(one.place.label, one.as_query()) for one in others]


def _answers(criteria: Criteria, after: str):
    try:
        page = search.page(criteria, after)
    except OperationalError:  # the statement timeout: too much was asked at once
        logger.warning("A search took too long: %s", criteria.as_query())
        return {"criteria": criteria, "too_slow": True}
    few = not after and page.count < FEW
    filters = [(words, rest.as_query()) for words, rest in described.filters(criteria)]
    return {
        "criteria": criteria,
        "page": page,
        "cards": cards_of(page.offers, criteria),
        "query": criteria.as_query(),
        "after": after,
        "filters": filters,
        "about": _about(criteria),
        "facets": list(_facets(criteria, page)),
        "sample": page.counted,
        "around": None if after else _around(criteria),
        **(_further(criteria, page) if few else NOTHING_FURTHER),
    }


NOTHING_FURTHER = {"meant": None, "wider": [], "companies": []}


def _further(criteria: Criteria, page: search.Page):
    """What helps where few answer. The answers are shown without it when it takes too long."""
    try:
        return {
            "meant": _meant(criteria) if page.count == 0 else None,
            "wider": [
                (*told, one.as_query()) for *told, one in wider.found(criteria, than=page.count)
            ],
            "companies": _companies(criteria),
        }
    except OperationalError:
        logger.warning("Searching further took too long: %s", criteria.as_query())
        return NOTHING_FURTHER


FACETED = {
    "contracts": "contrat",
    "remote": "teletravail",
    "working_time": "temps",
}


def _about(criteria: Criteria):
    """The address and the name under which a device may remember the search; None for no search."""
    name = described.name(criteria)
    return {"query": criteria.without("sort").as_query(), "name": name} if name else None


def _facets(criteria: Criteria, page: search.Page):
    """(words, how many, address) of the values that would narrow the search, the largest first."""
    for part, name in FACETED.items():
        labels = dict(SearchForm.base_fields[name].choices)
        chosen = getattr(criteria, part)
        for value, found in sorted(page.facets.get(part, {}).items(), key=lambda one: -one[1]):
            if value in chosen or not found:
                continue
            if chosen or page.more or found < page.count:  # else it would leave all there is
                more = replace(criteria, **{part: (*chosen, value)})
                yield labels[value], found, more.as_query()


def _meant(criteria: Criteria):
    """What a misspelt question may have meant, with its address, or None."""
    words = spelling.suggest(criteria.words) if criteria.words else ""
    return {"words": words, "query": replace(criteria, words=words).as_query()} if words else None


def _around(criteria: Criteria):
    """« CDI Lyon » typed wholly as words finds what is in Lyon itself: (name, count, more, address)
    of the search around it, None where the words name no town."""
    words = criteria.words.split()
    if criteria.place or '"' in criteria.words or len(words) > MOST_TRIED:
        return None
    for size in range(min(LONGEST_TOWN, len(words)), 0, -1):
        for start in range(len(words) - size, -1, -1):
            if town := gazetteer.town(" ".join(words[start : start + size])):
                before = words[:start][: -1 if fold(words[start - 1]) in AT and start else None]
                rest = " ".join((*before, *words[start + size :]))
                return _counted(replace(criteria, words=rest, place=town))
    return None


def _counted(criteria: Criteria):
    try:
        found, more = search.count(criteria)
    except OperationalError:
        return None
    words = _("à %(km)s km de %(place)s") % {"km": criteria.radius, "place": criteria.place.label}
    name = ", ".join(part for part in (criteria.words, words) if part)
    return (name, found, more, criteria.as_query()) if found else None


def _companies(criteria: Criteria):
    """Companies to write to, near and in the trades of the occupation: few offers, other ways."""
    occupation = criteria.occupation
    if not occupation and criteria.words:
        occupation = next(iter(find_occupations(criteria.words, limit=1)), None)
    if not occupation:
        return []
    place = criteria.place if isinstance(criteria.place, Commune) else None
    asked = directory.Criteria(place=place, radius=max(criteria.radius, 20), occupation=occupation)
    return directory.search(asked, None).companies[:COMPANIES]


@login_not_required
@require_safe
@cache_control(public=True, max_age=86_400)
def places(request):
    """Communes, departments and regions, for the field."""
    typed = request.GET.get("lieu", "")[:80]
    found = [*gazetteer.search(typed, limit=6), *gazetteer.search_areas(typed)]
    if not found and (meant := gazetteer.misspelt(typed)):
        found = [meant]
    return render(request, "jobs/companies.html#places", {"places": found})


@csrf_exempt  # it writes nothing, and answers everybody the same
@login_not_required
@require_POST
@never_cache
@sensitive_post_parameters("lat", "lon")  # no report of a fault holds where somebody is
def nearest_place(request):
    """The commune around a device that asks: by POST, so that no log of addresses holds a point."""
    visitor = digests(get_adapter().get_client_ip(request), purpose="limit")[0]
    if not allow("nearby", visitor, times=POINTS_AN_HOUR, seconds=3_600):
        return _point(_("Trop de demandes pour le moment : écrivez un lieu."), status=429)
    form = PointForm(request.POST)
    if not form.is_valid():
        return _point(_("Cette position n’a pas été comprise : écrivez un lieu."), status=400)
    found = geo.nearest(*(float(form.cleaned_data[name]) for name in ("lat", "lon")))
    if found is None:
        words = _("Aucune commune française à moins de %(km)s km de vous : écrivez un lieu.")
        return _point(words % {"km": geo.REACH_KM})
    return _point(_("Trouvée : %(place)s.") % {"place": found.label}, found.label)


def _point(message, place="", *, status=200):
    return JsonResponse({"place": place, "message": message}, status=status)


@login_not_required
@require_safe
def ranking(request):
    """How offers and companies are put in order (C. conso., art. L111-7 and D111-7)."""
    return render(request, "jobs/ranking.html", {"sorts": dict(SORTS)})
