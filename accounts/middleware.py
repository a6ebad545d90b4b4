from django.conf import settings
from django.utils import translation

LANGUAGES = dict(settings.LANGUAGES)


class LanguageMiddleware:
    """French unless the person chose otherwise: in their account, or by the switch (a cookie).

    Django's own middleware follows the browser, and so would show a half of our visitors English.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        wanted = getattr(request.user, "language", None)
        wanted = wanted or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = wanted if wanted in LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
