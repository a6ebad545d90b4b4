"""Who must hold a second factor, and where they are sent to set one up."""

from functools import wraps

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_set(user) -> bool:
    """Whether the person has an authenticator app or a passkey (recovery codes alone are none)."""
    return get_adapter().is_mfa_enabled(user, FACTORS)


def ask_for_it(request):
    """Send to the page where one is set up, and say why."""
    messages.warning(
        request,
        _(
            "Cette page demande une double authentification. Ajoutez une clé d’accès ou une "
            "application de codes, puis revenez."
        ),
    )
    return redirect("mfa_index")


def second_factor_required(view):
    """Decorator: the view opens only for who has a second factor."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not is_set(request.user):
            return ask_for_it(request)
        return view(request, *args, **kwargs)

    return guarded
