from django.conf import settings


def site(_request):
    """What every page may say about the site itself."""
    return {
        "company": settings.COMPANY,
        "demo": settings.DEMO,
        "fonts": bool(settings.FONTS_DIR),
    }
