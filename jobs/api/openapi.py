"""The endpoint's description, made from the very lists that the form checks."""

from typing import Any

from django.conf import settings

from accounts.models import Contract, Education, Remote, WorkingTime

from .. import questions
from ..models import HoursPattern, Licence, Offer, PayPeriod
from ..models.offer import MOST_PLACES

REFERENCE = r"^[A-Za-z0-9._-]{1,80}$"
PROBLEM = "application/problem+json"


def _text(longest: int, about: str = "") -> dict[str, Any]:
    return {"type": "string", "maxLength": longest} | ({"description": about} if about else {})


def _list(items: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": most}


def _number(low: float, high: float, kind: str = "integer") -> dict[str, Any]:
    return {"type": kind, "minimum": low, "maximum": high}


def offer_schema() -> dict[str, Any]:
    """What PUT takes. Names are those of the recruiter's form; what is left out is emptied."""
    properties = {
        "title": _text(120, "Intitulé, sans « H/F »") | {"minLength": 1},
        "occupation": _text(150, "Code ROME, ou nom du métier"),
        "contract": {"enum": Contract.values},
        "duration_months": _number(1, 120),
        "working_time": {"enum": WorkingTime.values},
        "weekly_hours": _number(1, 60, "number"),
        "hours": _list({"enum": HoursPattern.values}, len(HoursPattern)),
        "remote": {"enum": Remote.values},
        "starts_on": {"type": "string", "format": "date"},
        "places": _list(_text(80, "Code INSEE, code postal ou nom"), MOST_PLACES),
        "pay_min": _number(1, 9_999_999, "number"),
        "pay_max": _number(1, 9_999_999, "number"),
        "pay_period": {"enum": PayPeriod.values},
        "pay_is_net": {"type": "boolean"},
        "pay_extra": _text(200),
        "pay_absence": _text(200, "Pourquoi la rémunération n’est pas indiquée ; affiché"),
        "experience_years": _number(0, 20),
        "diploma": {"enum": Education.Level.values},
        "licences": _list({"enum": Licence.values}, len(Licence)),
        "skills": _list(_text(60), 20),
        "languages": _list(_text(40, "Par exemple « anglais B2 »"), 6),
        "description": _text(8000, "Markdown limité : listes, gras, italique"),
        "profile": _text(4000),
        "benefits": _list(_text(80), 12),
        "process": _text(1500),
        "answer_days": _number(1, 90),
        "is_agency": {"type": "boolean"},
        "final_client": _text(200, "Employeur final : vu de nous seuls"),
        "apply_mode": {"enum": Offer.ApplyMode.values},
        "apply_url": _text(500, "Codes de suivi gardés"),
        "questions": _list(_question_schema(), questions.MOST),
    }
    return {
        "type": "object",
        "required": ["title", "contract", "description"],
        "additionalProperties": False,
        "properties": properties,
    }


def _question_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "Posée à qui postule ici ; ne classe et n’écarte personne",
        "required": ["text", "kind"],
        "additionalProperties": False,
        "properties": {
            "text": _text(questions.LONGEST) | {"minLength": 1},
            "kind": {"enum": questions.Kind.values},
            "choices": _list(_text(questions.LONGEST_CHOICE), questions.MOST_CHOICES),
            "required": {"type": "boolean"},
        },
    }


def _status_schema() -> dict[str, Any]:
    moment = {"type": ["string", "null"], "format": "date-time"}
    return {
        "type": "object",
        "required": ["reference", "state", "url", "published_at", "expires_at"],
        "properties": {
            "reference": {"type": "string"},
            "state": {"enum": Offer.State.values},
            "url": {"type": "string", "format": "uri"},
            "published_at": moment,
            "expires_at": moment,
        },
    }


def _problem_schema() -> dict[str, Any]:
    """RFC 9457, and the sentences by field."""
    error = {
        "type": "object",
        "required": ["field", "message"],
        "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
    }
    return {
        "type": "object",
        "required": ["title", "status"],
        "properties": {
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": error},
        },
    }


def _problems(*codes: int) -> dict[str, Any]:
    words = {
        400: "Le corps n’est pas du JSON",
        401: "Clé absente, inconnue ou révoquée",
        404: "Aucune offre de cette référence",
        405: "Méthode inconnue",
        413: "Plus de 100 000 octets",
        415: "Le corps n’est pas annoncé comme du JSON",
        422: "L’offre ne peut pas être prise : voyez « errors »",
        429: "Trop de demandes",
    }
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(code): {"description": words[code], "content": content} for code in codes}


def _answer(about: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Status"}
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def description() -> dict[str, Any]:
    """The whole OpenAPI 3.1 document."""
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Offer"}}}}
    parameter = {
        "name": "reference",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": REFERENCE},
        "description": "Votre référence de l’offre",
    }
    always = _problems(401, 405, 429)
    return {
        "openapi": "3.1.0",
        "info": {"title": "MeilleursJobs : publier des offres", "version": "1"},
        "servers": [{"url": settings.SITE_URL}],
        "security": [{"key": []}],
        "paths": {
            "/api/offres/{reference}": {
                "parameters": [parameter],
                "get": {
                    "operationId": "read",
                    "summary": "Où en est l’offre",
                    "responses": {"200": _answer("Son état")} | _problems(404) | always,
                },
                "put": {
                    "operationId": "put",
                    "summary": "Publier ou remplacer l’offre ; la même demande, répétée, ne fait "
                    "que confirmer qu’elle est ouverte",
                    "requestBody": body | {"required": True},
                    "responses": {"200": _answer("Remplacée"), "201": _answer("Créée")}
                    | _problems(400, 404, 413, 415, 422)
                    | always,
                },
                "delete": {
                    "operationId": "withdraw",
                    "summary": "Retirer l’offre",
                    "responses": {"204": {"description": "Retirée"}} | _problems(404) | always,
                },
            }
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Offer": offer_schema(),
                "Status": _status_schema(),
                "Problem": _problem_schema(),
            },
        },
    }
