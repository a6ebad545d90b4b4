from django.conf import settings


def site(_request):
    """What every page may say about the site itself."""
    return {
        "site_url": settings.SITE_URL,
        "company": settings.COMPANY,
        "demo_google": settings.GOOGLE_BASE_URL if settings.DEMO else "",
        "fonts": bool(settings.FONTS_DIR),
    }
