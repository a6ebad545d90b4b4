"""Who must hold a second factor, and where they are sent to set one up."""

from collections import Counter
from functools import wraps

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from meilleursjobs.lib.crypto import Undecryptable
from privacy import keys

from .adapters import SecondFactorAdapter

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


def rotate_keys(dry_run: bool) -> Counter[str]:
    """Encrypt the secrets of the authenticators again with the first key; see privacy.keys."""
    counts: Counter[str] = Counter()
    for authenticator in Authenticator.objects.iterator(chunk_size=200):
        before = authenticator.data
        after = {name: _turned(value, counts) for name, value in before.items()}
        if after != before and not dry_run:
            Authenticator.objects.filter(pk=authenticator.pk, data=before).update(data=after)
    return counts


def _turned(value: object, counts: Counter[str]) -> object:
    """The value with its secrets under the first key; what is no secret of ours stays."""
    if isinstance(value, list):
        return [_turned(one, counts) for one in value]
    if not isinstance(value, str) or not value.startswith("v1."):
        return value
    if keys.is_current(value):
        counts["current"] += 1
        return value
    try:
        fresh = keys.turn(value, **SecondFactorAdapter.PLACE)
    except Undecryptable:
        counts["unreadable"] += 1
        return value
    counts["rotated"] += 1
    return fresh
