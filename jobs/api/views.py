"""PUT, GET and DELETE of an offer by the company's own reference, for machines: JSON and problems.

No cookie is read: the key in the header is the only proof, which is why no CSRF token is asked for.
"""

import json
import re
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from meilleursjobs.lib.limits import allow

from ..models import Offer
from ..services import api_keys, incoming
from ..structured_data import absolute
from .openapi import PROBLEM, REFERENCE, description, offer_schema
from .shape import faults

CALLS_A_MINUTE = 120
MOST_BYTES = 100_000
METHODS = ("GET", "PUT", "DELETE")


def _json(body: dict[str, Any], *, indent: int | None = None, **how: Any) -> JsonResponse:
    """Readable as it comes: « é » is no `\\u00e9` in somebody's terminal."""
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": indent}, **how)


class Problem(Exception):
    """An answer that is not the wanted one."""

    def __init__(self, status: int, title: str, errors: dict[str, list[str]] | None = None):
        self.status, self.title, self.errors = status, title, errors or {}
        super().__init__(title)

    def answer(self) -> HttpResponse:
        said = [
            {"field": field, "message": sentence}
            for field, sentences in self.errors.items()
            for sentence in sentences
        ]
        body = {"title": self.title, "status": self.status} | ({"errors": said} if said else {})
        answer = _json(body, status=self.status, content_type=PROBLEM)
        if self.status == 401:
            answer["WWW-Authenticate"] = "Bearer"
        if self.status == 405:
            answer["Allow"] = ", ".join(METHODS)
        if self.status == 429:
            answer["Retry-After"] = "60"
        return answer


@csrf_exempt
@login_not_required
def offer(request, reference):
    """One offer, by the reference that the company gave it."""
    try:
        return _act(request, reference)
    except Problem as problem:
        return problem.answer()


def _act(request, reference):
    if request.method not in METHODS:
        raise Problem(405, _("Cette méthode n’existe pas ici."))
    company = _company(request)
    if not re.fullmatch(REFERENCE, reference):
        words = _(
            "Une référence se compose de lettres sans accent, de chiffres, de points et de tirets."
        )
        raise Problem(404, words)
    acts = {"GET": _read, "PUT": _put, "DELETE": _withdraw}
    return acts[request.method](request, company, reference)


def _company(request):
    """The company whose key this is. Raises Problem."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    key = api_keys.owner_of(token.strip()) if scheme.lower() == "bearer" and token else None
    if key is None:
        raise Problem(401, _("Cette clé n’ouvre rien : elle manque, est inconnue ou révoquée."))
    if not allow("api", key.company_id, times=CALLS_A_MINUTE, seconds=60):
        raise Problem(429, _("Trop de demandes : 120 par minute au plus."))
    return key.company


def _read(_request, company, reference):
    one = incoming.current(company, reference)
    if one is None:
        raise Problem(404, _("Aucune offre ne porte cette référence."))
    return _json(_status(one))


def _put(request, company, reference):
    values = _body(request)
    if wrong := faults(values, offer_schema()):
        raise Problem(422, _("Cette offre ne peut pas être prise telle quelle."), wrong)
    try:
        one, is_new = incoming.put(company, reference, values)
    except incoming.Refused as error:
        words = _("Cette offre ne peut pas être prise telle quelle.")
        raise Problem(422, words, error.errors) from error
    return _json(_status(one), status=201 if is_new else 200)


def _withdraw(_request, company, reference):
    if not incoming.withdraw(company, reference):
        raise Problem(404, _("Aucune offre ne porte cette référence."))
    return HttpResponse(status=204)


def _body(request) -> dict[str, Any]:
    """The JSON object of the request. Raises Problem."""
    if request.content_type != "application/json":
        raise Problem(415, _("Le corps s’annonce comme application/json."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise Problem(413, _("Cette demande dépasse 100 000 octets."))
    try:
        values = json.loads(request.body, parse_constant=_no_constant)
        json.dumps(values, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise Problem(400, _("Le corps n’est pas du JSON.")) from error
    if not isinstance(values, dict):
        raise Problem(422, _("Le corps est un objet JSON."))
    return values


def _no_constant(name: str) -> None:
    """NaN and Infinity are Python's, not JSON's."""
    raise ValueError(name)


def _status(one: Offer) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "state": one.state,
        "url": absolute(one.get_absolute_url()),
        "published_at": one.published_at and one.published_at.isoformat(),
        "expires_at": one.expires_at and one.expires_at.isoformat(),
    }


@login_not_required
@require_safe
@cache_control(public=True, max_age=3_600)
def openapi(request):
    return _json(description(), indent=1)
