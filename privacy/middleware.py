"""A frozen account reads, and decides about its rights; it writes nothing else."""

from django.shortcuts import render

from . import audience, cookies
from .services.restriction import is_restricted

SAFE = ("GET", "HEAD", "OPTIONS")
# What a restricted person may still do: their rights, their cookies, signing in and out.
STILL = ("/confidentialite/", "/compte/connexion/", "/compte/deconnexion/", "/compte/confirmer/",
         "/compte/langue/", "/compte/double-authentification/", "/compte/gmail/")  # fmt: skip


def takes_back(view):
    """Decorator, the outermost: this view takes a consent or data back, also while frozen."""
    view.takes_back = True
    return view


class RestrictionMiddleware:
    """Writes of a restricted person are refused with a page that says why, and how to end it.

    Nothing typed is lost: the browser's « back » shows the form as it was.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method in SAFE or request.path_info.startswith(STILL):
            return None
        if getattr(view, "takes_back", False):
            return None
        if not request.user.is_authenticated or not is_restricted(request.user):
            return None
        return render(request, "privacy/restricted.html", status=403)


class AudienceMiddleware:
    """Count the page once it is written, and take back the cookies of the past."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        audience.count(request, response)
        cookies.take_back(request, response)
        return response
