import hashlib
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.utils import timezone, translation

from meilleursjobs.lib.limits import allow

from . import second_factor
from .models import User

LANGUAGES = dict(settings.LANGUAGES)
STAFF_DESK = "/gestion/"
SEEN_EVERY = timedelta(hours=1)


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


class StaffSecondFactorMiddleware:
    """The staff desk: 404 for who is not of the staff, and never without a second factor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        # path_info: `request.path` begins with SCRIPT_NAME, which some servers take from a header.
        if not request.path_info.startswith(STAFF_DESK) or not request.user.is_authenticated:
            return None
        if not request.user.is_staff:
            raise Http404
        return None if second_factor.is_set(request.user) else second_factor.ask_for_it(request)


class ActivityMiddleware:
    """Note that a person is there: the day in their account, the hour in their session.

    This is one of the few writes that a GET may cause: the retention of an account counts from it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        response = self.get_response(request)
        if user.is_authenticated and response.status_code < 400:
            note_activity(user, request.session.session_key)
        return response


def note_activity(user, session_key: str | None) -> None:
    """Write at most once a day for the account, and once an hour for the session."""
    today = timezone.localdate()
    if user.last_activity_on != today:
        older = Q(last_activity_on=None) | Q(last_activity_on__lt=today)
        User.objects.filter(older, pk=user.pk).update(last_activity_on=today)
    if session_key:
        seconds = int(SEEN_EVERY.total_seconds())
        name = hashlib.sha256(session_key.encode()).hexdigest()  # the key itself opens the session
        if allow("session_seen", name, times=1, seconds=seconds):
            late = timezone.now() - SEEN_EVERY
            UserSession.objects.filter(session_key=session_key, last_seen_at__lt=late).update(
                last_seen_at=timezone.now()
            )
