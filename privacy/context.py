from django.conf import settings

from . import consent


def site(request):
    """What every page may say about the site itself."""
    return {
        "site_url": settings.SITE_URL,
        "company": settings.COMPANY,
        "demo_google": settings.GOOGLE_BASE_URL if settings.DEMO else "",
        "ask_cookies": _asks(request),
        "fonts": bool(settings.FONTS_DIR),
    }


def _asks(request):
    """Whether the banner stands on this page: no choice is made, and it is not the page of it."""
    match = request.resolver_match
    here = match and match.view_name == "privacy:cookies"
    return not here and not consent.of_device(request).is_made
