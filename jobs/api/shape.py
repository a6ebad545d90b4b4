"""Whether a JSON value has the shape that the description promises, in sentences."""

import json
import re
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
WANTED = {
    "string": gettext_lazy("Ce champ attend un texte."),
    "integer": gettext_lazy("Ce champ attend un nombre entier."),
    "number": gettext_lazy("Ce champ attend un nombre, sans guillemets."),
    "boolean": gettext_lazy("Ce champ attend true ou false."),
    "array": gettext_lazy("Ce champ attend une liste, entre crochets."),
    "object": gettext_lazy("Ce champ attend un objet, entre accolades."),
}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def faults(value: dict[str, Any], schema: dict[str, Any]) -> dict[str, list[str]]:
    """Field → sentences; {} when an object answers its schema, lists and what they hold too."""
    found = {
        name: [_("Ce champ est inconnu.")] for name in value if name not in schema["properties"]
    }
    found |= {name: [_("Ce champ est obligatoire.")] for name in schema["required"]
              if name not in value}  # fmt: skip
    for name, rule in schema["properties"].items():
        if name in value and (sentence := fault(value[name], rule)):
            found[name] = [sentence]
    return found


def fault(value: Any, rule: dict[str, Any]) -> str:
    """What is wrong with one value, or ""."""
    if choices := rule.get("enum"):
        is_known = any(type(value) is type(one) and value == one for one in choices)
        known = get_text_list([json.dumps(one, ensure_ascii=False) for one in choices], _("ou"))
        return "" if is_known else _("Ce champ attend %(known)s.") % {"known": known}
    kind = rule["type"]
    if not isinstance(value, TYPES[kind]) or isinstance(value, bool) != (kind == "boolean"):
        return str(WANTED[kind])
    if kind in {"integer", "number"}:
        low, high = rule["minimum"], rule["maximum"]
        words = _("Ce nombre va de %(low)s à %(high)s.") % {"low": low, "high": high}
        return "" if low <= value <= high else words
    return _of_size(value, rule)


def _of_size(value: Any, rule: dict[str, Any]) -> str:
    if rule["type"] == "object":
        return next((f"{name} : {said[0]}" for name, said in faults(value, rule).items()), "")
    if rule["type"] == "array":
        if len(value) > rule["maxItems"]:
            return _("%(most)s valeurs au plus.") % {"most": rule["maxItems"]}
        wrong = ((place, fault(one, rule["items"])) for place, one in enumerate(value, 1))
        return next((f"{place} : {said}" for place, said in wrong if said), "")
    if rule["type"] == "string":
        if len(value) > rule.get("maxLength", len(value)):
            return _("%(most)s caractères au plus.") % {"most": rule["maxLength"]}
        if len(value.strip()) < rule.get("minLength", 0):
            return _("Ce champ est vide.")
        if rule.get("format") == "date" and not DATE.fullmatch(value):
            return _("Une date s’écrit 2026-01-31.")
    return ""
