from django.conf import settings

from . import consent, cookies


def site(request):
    """What every page may say about the site itself."""
    return {
        "site_url": settings.SITE_URL,
        "company": settings.COMPANY,
        "demo_google": settings.GOOGLE_BASE_URL if settings.DEMO else "",
        "ask_cookies": _asks(request),
        "forget": _refused_keys(request),
        "fonts": bool(settings.FONTS_DIR),
    }


def _asks(request):
    """Whether the banner stands on this page: no choice is made, and it is not the page of it."""
    match = request.resolver_match
    here = match and match.view_name == "privacy:cookies"
    return not here and not consent.of_device(request).is_made


def _refused_keys(request):
    """Keys of the browser's storage that no consent covers: each page erases them from the device.

    None for a request so early refused that nobody knows who asks.
    """
    if not hasattr(request, "user"):
        return ""
    keys = (one for one in cookies.COOKIES if one.stored and one.purpose)
    return " ".join(one.name for one in keys if not consent.allows(request, one.purpose))
