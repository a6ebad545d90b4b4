"""Pages that ask who is there once more, when the last proof is some time old."""

from datetime import timedelta
from functools import wraps

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _


def recent_proof_required(view):
    """Decorator: password, second factor or code of less than a quarter of an hour.

    Who has neither password nor second factor signs in again with a code: allauth would let
    them through without any proof.
    """
    asked_again = reauthentication_required(view)

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if get_adapter().get_reauthentication_methods(request.user):
            return asked_again(request, *args, **kwargs)
        if _came_in_just_now(request):
            return view(request, *args, **kwargs)
        logout(request)
        messages.info(request, _("Par sécurité, confirmez d’abord que c’est vous."))
        back = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('account_request_login_code')}?{back}")

    return guarded


def _came_in_just_now(request) -> bool:
    """Whether this very session was opened within the time a proof counts."""
    since = timezone.now() - timedelta(seconds=app_settings.REAUTHENTICATION_TIMEOUT)
    return UserSession.objects.filter(
        user=request.user, session_key=request.session.session_key, created_at__gte=since
    ).exists()
