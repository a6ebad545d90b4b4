"""What other machines read: robots.txt, sitemaps, RSS, the feed of aggregators."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from meilleursjobs.lib.limits import allow

from .. import feeds, search
from ..criteria import DATE
from ..forms.search import SearchForm
from ..structured_data import absolute

XML = "application/xml; charset=utf-8"
FEEDS_AN_HOUR = 12  # of one address: the whole stock is read each time
MOST_FILES = 10**9  # beyond, no offer can have such a number
# What a crawler would walk through without end, or may not read anyway.
PRIVATE = ("/compte/", "/candidatures/", "/recruteur/", "/gestion/", "/signaler/", "/api/")


@login_not_required
@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines += ["Disallow: /offres/*apres=", "", f"Sitemap: {absolute(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=3_600)
def sitemap(request):
    return _xml(feeds.write_addresses("sitemapindex", "sitemap", feeds.sitemap_files()))


@login_not_required
@require_safe
@cache_control(public=True, max_age=3_600)
def sitemap_pages(request):
    return _xml(feeds.write_addresses("urlset", "url", feeds.page_addresses()))


@login_not_required
@require_safe
@cache_control(public=True, max_age=3_600)
def sitemap_file(request, number, addresses):
    """Offers or companies of one range of numbers; past the last one, a file without address."""
    rows = addresses(number) if number < MOST_FILES else ()
    return _xml(feeds.write_addresses("urlset", "url", rows))


@login_not_required
@require_safe
@cache_control(public=True, max_age=900)
def rss(request):
    """Any search as RSS, by the parameters of its page; the newest first unless said otherwise."""
    asked = request.GET.copy()
    asked.setdefault("tri", DATE)
    form = SearchForm(asked)
    if not form.is_valid():
        words = "\n".join(f"{form[name].label} : {' '.join(found)}" for name, found in
                          form.errors.items())  # fmt: skip
        return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
    criteria = form.criteria()
    try:
        offers = search.page(criteria, facets=False, whole=True).offers
    except OperationalError:  # the statement timeout: too much was asked at once
        words = _("Cette recherche demande trop à la fois : ajoutez un lieu.")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    body = feeds.rss(criteria, offers)
    return HttpResponse(body, content_type="application/rss+xml; charset=utf-8")


@login_not_required
@require_safe
def source(request):
    """Every offer, for aggregators."""
    if not allow("feed", get_adapter().get_client_ip(request), times=FEEDS_AN_HOUR, seconds=3_600):
        words = _("Trop de lectures : %(most)s par heure au plus.") % {"most": FEEDS_AN_HOUR}
        response = HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
        response["Retry-After"] = "3600"
        response["Cache-Control"] = "no-store"  # the next hour must not read it again
        return response
    response = _xml(feeds.source_feed(timezone.now()))
    patch_cache_control(response, public=True, max_age=3_600)
    return response


def _xml(pieces):
    return StreamingHttpResponse(pieces, content_type=XML)
