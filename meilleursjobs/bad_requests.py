"""Requests that Django refuses before a view sees them: what the limit is, and what to do."""

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils import translation
from django.utils.translation import gettext as _

CHUNK = 65_536
MOST_DRAINED = 20_000_000  # bytes: twice the largest file that any form takes


class NulFound(BadRequest):
    """A NUL in the address or in a cookie."""


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to a request that is too big or makes no sense: a page, for the endpoint JSON.

    Django's `handler400`. No context processor is asked: they would read the request again.
    """
    _drain(request)
    with translation.override(_language(request)):
        return _answer(request, exception)


def _language(request: HttpRequest) -> str:
    """That of the page; of the visitor's switch, where the request got no farther than its head."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    spoken = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return getattr(request, "LANGUAGE_CODE", spoken)


def _answer(request: HttpRequest, exception: Exception) -> HttpResponse:
    status, title, why, todo = _said(exception)
    if request.path.startswith("/api/"):
        body = {"title": f"{title}. {why}", "status": status}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    words = {"status": status, "title": title, "why": why, "todo": todo}
    return HttpResponse(loader.get_template("400.html").render(words), status=status)


def _said(exception: Exception) -> tuple[int, str, str, str]:
    """(status, title, what the limit is, what to do)."""
    back = _("Revenez en arrière : votre navigateur garde le plus souvent ce que vous aviez tapé.")
    if isinstance(exception, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1_000_000
        why = _(
            "Ce que vous avez envoyé dépasse %(limit)s Mo de texte, soit des centaines de pages. "
            "Rien n’a été enregistré."
        )
        todo = _("Raccourcissez le plus long de vos textes, puis validez de nouveau.")
        return 413, _("C’est trop long"), why % {"limit": limit}, f"{back} {todo}"
    if isinstance(exception, TooManyFieldsSent):
        why = _("Cet envoi compte plus de %(limit)s champs. Rien n’a été enregistré.")
        todo = _("Cochez ou remplissez-en moins, puis validez de nouveau.")
        limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        return 400, _("Trop de champs à la fois"), why % {"limit": limit}, f"{back} {todo}"
    if isinstance(exception, TooManyFilesSent):
        why = _("Cet envoi compte plus de %(limit)s fichiers. Rien n’a été enregistré.")
        todo = _("Choisissez un seul fichier, puis validez de nouveau.")
        limit = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        return 400, _("Trop de fichiers à la fois"), why % {"limit": limit}, f"{back} {todo}"
    if isinstance(exception, NulFound):
        why = _("Son adresse, ou un cookie, contient un signe que personne ne peut taper (NUL).")
        todo = _(
            "Reprenez depuis l’accueil. Si cela revient, effacez les cookies de ce site dans votre "
            "navigateur."
        )
        return 400, _("Cette demande n’a pas pu être lue"), why, todo
    why = _("Elle est incomplète ou mal formée. Rien n’a été enregistré.")
    todo = _("Rechargez la page et recommencez.")
    return 400, _("Cette demande n’a pas pu être lue"), why, f"{back} {todo}"


def too_long(status: int) -> str:
    """The page for an address (414) or cookies (431) that the server itself refuses to read."""
    if status == 414:
        title, why = _("Cette adresse est trop longue"), _("Elle dépasse 8 000 caractères.")
        todo = _("Cherchez avec moins de mots, ou reprenez depuis l’accueil.")
    else:
        title = _("Votre navigateur envoie trop à la fois")
        why = _("Les cookies de cette adresse dépassent ce que nous lisons.")
        todo = _("Effacez ceux de ce site dans votre navigateur, puis revenez.")
    words = {"status": status, "title": title, "why": why, "todo": todo}
    return loader.get_template("400.html").render(words)


def _drain(request: HttpRequest) -> None:
    """Read what is still on its way: a connection closed under it shows the browser's own page."""
    left = MOST_DRAINED
    try:
        while left > 0 and (piece := request.read(CHUNK)):
            left -= len(piece)
    except OSError:
        return
