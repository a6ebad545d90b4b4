"""Sign-in with Google: there only when the settings name a Google project."""

from functools import wraps

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.google import views
from django.http import Http404


def _when_configured(view):
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not get_adapter().list_apps(request, provider="google"):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


login = _when_configured(views.oauth2_login)
callback = _when_configured(views.oauth2_callback)
