"""Whether a JSON value has the shape that the description promises, in sentences."""

import re
from typing import Any

from django.utils.translation import gettext as _

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
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
        return "" if is_known else _("Cette valeur n’est pas dans la liste.")
    kind = rule["type"]
    if not isinstance(value, TYPES[kind]) or isinstance(value, bool) != (kind == "boolean"):
        return _("Ce n’est pas le type attendu : %(kind)s.") % {"kind": kind}
    if kind in {"integer", "number"}:
        inside = rule["minimum"] <= value <= rule["maximum"]
        return "" if inside else _("Ce nombre n’est pas dans les bornes.")
    return _of_size(value, rule)


def _of_size(value: Any, rule: dict[str, Any]) -> str:
    if rule["type"] == "object":
        return next((f"{name} : {said[0]}" for name, said in faults(value, rule).items()), "")
    if rule["type"] == "array":
        if len(value) > rule["maxItems"]:
            return _("%(most)s valeurs au plus.") % {"most": rule["maxItems"]}
        return next((wrong for one in value if (wrong := fault(one, rule["items"]))), "")
    if rule["type"] == "string":
        if len(value) > rule.get("maxLength", len(value)):
            return _("%(most)s caractères au plus.") % {"most": rule["maxLength"]}
        if len(value.strip()) < rule.get("minLength", 0):
            return _("Ce champ est vide.")
        if rule.get("format") == "date" and not DATE.fullmatch(value):
            return _("Une date s’écrit 2026-01-31.")
    return ""
