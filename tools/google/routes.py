"""Which address is answered by what, and where a fault may fall."""

from collections.abc import Callable
from dataclasses import dataclass

from tools.google import consent, control, events, gmail, markup, oauth, pages
from tools.google.errors import api_error
from tools.google.web import Request, Response


@dataclass(frozen=True)
class Route:
    """`point`: the fault point, if any. `recorded`: one of Google's addresses, kept in `calls`."""

    answer: Callable[..., Response]
    point: str = ""
    recorded: bool = True


def _own(answer: Callable[..., Response]) -> Route:
    return Route(answer, recorded=False)


def _style(_google, _request: Request) -> Response:
    return markup.stylesheet()


def _unknown(_google, _request: Request) -> Response:
    return api_error(404, "notFound")


EXACT = {
    ("GET", "/.well-known/openid-configuration"): Route(oauth.discovery, "discovery"),
    ("GET", "/.well-known/risc-configuration"): Route(events.configuration, "discovery"),
    ("GET", "/o/oauth2/v2/auth"): Route(consent.ask),
    ("POST", "/o/oauth2/v2/auth"): Route(consent.decide),
    ("POST", "/token"): Route(oauth.token, "token"),
    ("POST", "/revoke"): Route(oauth.revoke, "revoke"),
    ("GET", "/oauth2/v1/certs"): Route(oauth.certificates, "keys"),
    ("GET", "/oauth2/v3/certs"): Route(oauth.key_set, "keys"),
    ("GET", "/oauth2/v3/userinfo"): Route(oauth.userinfo, "userinfo"),
    ("POST", "/v1beta/stream:update"): Route(events.update_stream, "stream"),
    ("POST", "/v1beta/stream:verify"): Route(events.verify_stream),
    ("GET", "/"): _own(pages.mailbox),
    ("GET", "/style.css"): _own(_style),
    ("GET", "/acces"): _own(pages.access),
    ("POST", "/acces/retirer"): _own(pages.withdraw),
    ("GET", "/pannes"): _own(pages.faults),
    ("POST", "/pannes"): _own(pages.act_on_faults),
    ("GET", "/__state"): _own(control.state),
    ("GET", "/__faults"): _own(control.show_faults),
    ("POST", "/__faults"): _own(control.arm),
    ("DELETE", "/__faults"): _own(control.disarm),
    ("POST", "/__reset"): _own(control.reset),
    ("POST", "/__grant"): _own(control.grant),
    ("POST", "/__expire"): _own(control.expire),
    ("POST", "/__rotate"): _own(control.rotate),
    ("POST", "/__revoke"): _own(control.revoke),
    ("POST", "/__security_event"): _own(control.event),
}
GMAIL_PREFIXES = ("/gmail/", "/upload/gmail/", "/resumable/upload/gmail/", "/batch")


def route_of(request: Request) -> Route:
    """The route of a request; every address has one."""
    exact = EXACT.get((request.method, request.path))
    if exact:
        return exact
    sending = gmail.SEND_PATH.fullmatch(request.path)
    if sending and request.method == "POST":
        return Route(lambda google, asked: gmail.send(google, asked, sending[1]), "send")
    if request.path.startswith(GMAIL_PREFIXES):
        return Route(gmail.refuse_other_methods)
    if request.method == "GET" and pages.ATTACHMENT.fullmatch(request.path):
        return _own(pages.piece)
    if request.method == "GET" and pages.RAW.fullmatch(request.path):
        return _own(pages.raw)
    if request.method == "GET" and "text/html" in request.header("accept"):
        return _own(pages.not_found)
    return Route(_unknown)
