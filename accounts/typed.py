"""What was typed when the session had expired: kept, encrypted, through the sign-in.

Only for a page this person was given while signed in (its signed `owner` field says who), and given
back to that person alone.
"""

import json
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import QueryDict
from django.shortcuts import redirect
from django.views import csrf

from meilleursjobs.lib import crypto

SALT = "accounts.typed"
PLACE = {"table": "session", "column": "typed"}
LIFE = 7 * 24 * 3600  # seconds during which a page of ours vouches for its owner


def owner_mark(user):
    """The hidden field by which a page says whose it is."""
    return signing.dumps(str(user.pk), salt=SALT)


def _owner(request):
    try:
        return signing.loads(request.POST.get("owner", ""), salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None


def survives_sign_in(view):
    """A form page that loses nothing when the session ended while somebody was writing."""

    @login_not_required
    @wraps(view)
    def inner(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        _keep(request)
        return redirect_to_login(request.get_full_path())

    return inner


def csrf_failure(request, reason=""):
    """A page older than the person's sign-in in another tab: what was typed comes back with it.

    An attacker cannot write our owner mark, and nothing is saved: the page is only shown again.
    """
    if request.user.is_authenticated and _keep(request) == str(request.user.pk):
        return redirect(request.get_full_path())
    return csrf.csrf_failure(request, reason)


def _keep(request):
    """Keep a POST of one of our pages in the session, sealed; tells whose it is, or None."""
    owner = _owner(request) if request.method == "POST" else None
    if owner:
        data = {k: v for k, v in request.POST.lists() if k != "csrfmiddlewaretoken"}
        sealed = crypto.encrypt(json.dumps(data).encode(), row=owner, **PLACE)
        request.session["typed"] = {"path": request.path, "sealed": sealed}
    return owner


def kept(request):
    """What this person typed on this page before signing in again, else None."""
    stored = request.session.get("typed")
    if not stored or stored["path"] != request.path:
        return None
    try:
        data = json.loads(crypto.decrypt(stored["sealed"], row=request.user.pk, **PLACE))
    except crypto.Undecryptable:  # somebody else's, or the key is gone
        return None
    found = QueryDict(mutable=True)
    for name, values in data.items():
        found.setlist(name, values if isinstance(values, list) else [values])  # as of old
    return found


def forget(request):
    """Erase it: it is saved elsewhere now."""
    request.session.pop("typed", None)
