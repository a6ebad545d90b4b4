from django.utils.cache import add_never_cache_headers

from .bad_requests import NulFound, refused


class RefuseNul:
    """400 for a NUL in the address or in a cookie: no browser writes one, PostgreSQL refuses it.

    Texts of forms are not looked at here: each field says its own sentence about them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        values = [value for _name, found in request.GET.lists() for value in found]
        if any("\0" in value for value in (*values, *request.COOKIES.values())):
            return refused(request, NulFound())  # raised, it would fill the log
        return self.get_response(request)


class PermissionsPolicy:
    """What of the device a page may ask for: the position, after a press, and nothing else.

    An empty list refuses a power to our own pages as well.
    """

    POLICY = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response["Permissions-Policy"] = self.POLICY
        return response


class KeepNoPrivatePage:
    """No cache keeps what a signed-in person is shown: « back » after sign-out shows nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
