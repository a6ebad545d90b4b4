from dataclasses import replace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from meilleursjobs.lib import gazetteer, geo
from meilleursjobs.lib.http import query_of, row_number

from .. import directory, search, spelling
from ..criteria import Criteria
from ..forms.directory import DEFAULT_RADIUS, RADII, DirectoryForm
from ..models import Alert, Company
from ..nomenclatures import activity, find_occupations
from ..reach import reach

SHOWN_ESTABLISHMENTS = 20
WIDER = {
    "sector": _("Chercher dans tous les secteurs"),
    "occupation": _("Chercher tous les métiers"),
    "size": _("Chercher toutes les tailles"),
    "words": _("Chercher sans le nom"),
}
FEW = 5  # fewer answers: say how to find more


@login_not_required
@require_safe
def companies(request):
    """The directory. One address, one template; htmx receives the part that changes."""
    form = DirectoryForm(request.GET)
    context = {"form": form, "page": None}
    if form.is_valid():
        context |= _answers(form.criteria(), _after(request))
    context["ways_out"] = form.ways_out(request.GET)
    template = "jobs/companies.html"
    return render(request, f"{template}#results" if request.htmx else template, context)


def _after(request):
    return row_number(request.GET.get("apres", ""))


def _answers(criteria, after):
    page, assumed = directory.search(criteria, after), None
    hints = find_occupations(criteria.words, limit=3) if not criteria.occupation else []
    if hints and (page.close_names or not page.companies):
        # Nobody is called « infirmier »: the word names an occupation.
        assumed, asked = hints.pop(0), criteria
        criteria = replace(asked.without("words"), occupation=assumed)
        page = directory.search(criteria, after)
    direct = directory.with_address(page.companies)
    cards = [
        {
            "company": company,
            "activity": activity(company.naf),
            "work": (work := page.works.get(company.pk)),
            "place": place_label(work.commune_code) if work else "",
            "direct": company.pk in direct,
        }
        for company in page.companies
    ]
    return {
        "criteria": criteria,
        "assumed": assumed and {"occupation": assumed, "words": asked.words},
        "page": page,
        "cards": cards,
        "hints": [(one, _query(criteria, q="", metier=one.code)) for one in hints],
        "wider": list(_wider(criteria)) if len(cards) < FEW and not after else [],
        "query": _query(criteria),
        "after": after,
    }


def place_label(code):
    known = geo.current_code(code)
    return geo.commune(known).label if known else code


def _query(criteria, **changes):
    """The search as an address, with some parts changed; empty parts are left out."""
    parts = {
        "q": criteria.words,
        "lieu": criteria.place.key if criteria.place else "",
        "rayon": criteria.radius if criteria.place else "",
        "secteur": criteria.sector,
        "metier": criteria.occupation.code if criteria.occupation else "",
        "taille": criteria.size,
    } | changes
    return query_of(parts)


def _wider(criteria):
    """Ways to ask for less, each with its address."""
    if criteria.place:
        larger = next((r for r in RADII if r > max(criteria.radius, DEFAULT_RADIUS)), None)
        if larger:
            text = _("Élargir à %(km)s km autour de %(place)s")
            yield (
                text % {"km": larger, "place": criteria.place.name},
                _query(criteria, rayon=larger),
            )
        yield _("Chercher dans toute la France"), _query(criteria.without("place", "radius"))
    for name, text in WIDER.items():
        if getattr(criteria, name):
            yield text, _query(criteria.without(name))


def _typed(request, *names):
    """What somebody types into a field of one of these names."""
    return next((request.GET[name] for name in names if name in request.GET), "")


@login_not_required
@require_safe
@cache_control(public=True, max_age=86_400)
def place_suggestions(request):
    typed = _typed(request, "lieu", "place")[:80]
    places = gazetteer.search(typed)
    if not places and (meant := gazetteer.misspelt(typed)):
        places = [meant]
    return render(request, "jobs/companies.html#places", {"places": places})


@login_not_required
@require_safe
@cache_control(public=True, max_age=86_400)
def occupation_suggestions(request):
    typed = _typed(request, "metier", "occupation")[:150]
    occupations = find_occupations(typed) or spelling.near_occupations(typed)
    return render(request, "jobs/companies.html#occupations", {"occupations": occupations})


@login_not_required
@require_safe
def company(request, slug):
    one = get_object_or_404(Company.objects.public(), slug=slug)
    pages = Paginator(one.establishments.open().shown_first(), SHOWN_ESTABLISHMENTS)
    page = pages.get_page(request.GET.get("page"))
    for establishment in page:
        establishment.place = place_label(establishment.commune_code)
        establishment.commune = establishment.place.partition(" (")[0]
        establishment.write_url = _write_url(one, etablissement=establishment.siret)
    context = {
        "company": one,
        "activity": activity(one.naf),
        "page": page,
        "reach": reach(one),
        "write_url": _write_url(one),
    }
    if one.is_listed:
        context |= _offers_of(one, request.user)
    return render(request, "jobs/company.html", context)


def _offers_of(one, user):
    """How many offers a company has, the search that shows them, and whether `user` follows it."""
    criteria = Criteria(company=one)
    found, more = search.count(criteria)
    query = criteria.as_query()
    follows = user.is_authenticated and Alert.objects.owned_by(user).filter(query=query).exists()
    return {"offers": {"found": found, "more": more, "query": query, "followed": follows}}


def _write_url(one, **place):
    try:
        return f"{reverse('spontaneous_new')}?{urlencode({'entreprise': one.slug, **place})}"
    except NoReverseMatch:  # the room of applications is not installed
        return ""


@login_not_required
@require_safe
@cache_control(public=True, max_age=3_600)
def company_logo(request, slug):
    one = get_object_or_404(Company.objects.public().exclude(logo=""), slug=slug)
    try:
        return FileResponse(one.logo.open(), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404 from error
