"""A JSON Resume read as what someone would type into the forms of the profile."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib import gazetteer
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.text import fold

from .models import Education, LanguageSkill

MOST_BYTES = 200_000  # a CV of words alone is a hundred times smaller
MOST_READ = 200  # entries of a section: five times what a profile holds


class NotAResume(UserFacingError):
    message = _("Ce fichier n’est pas un CV au format JSON Resume.")
    field = "file"


@dataclass(frozen=True)
class Entry:
    """One thing that the file says. `name` is what to call it when it cannot be taken in."""

    name: str
    data: dict[str, str]


def read(raw: bytes) -> dict[str, Any]:
    """The file as a dictionary. Raises NotAResume."""
    try:
        found = json.loads(raw.decode("utf-8-sig"))
        json.dumps(found, ensure_ascii=False).encode()  # half a character cannot be kept
    except (ValueError, RecursionError) as error:
        raise NotAResume from error
    if not isinstance(found, dict) or not {"basics", *SECTIONS} & found.keys():
        raise NotAResume
    return found


def presentation(found: dict[str, Any]) -> dict[str, str]:
    """What `basics` says, under the names of ProfileForm; "" for what it does not."""
    basics = _mapping(found.get("basics"))
    place = _mapping(basics.get("location"))
    return {
        "headline": _text(basics, "label"),
        "summary": _text(basics, "summary"),
        "phone": _text(basics, "phone"),
        "commune_code": _commune(_text(place, "city"), _text(place, "postalCode")),
    }


def entries(found: dict[str, Any], section: str) -> Iterator[Entry]:
    """What a section says, under the names of its form."""
    listed = found.get(section)
    for one in (listed if isinstance(listed, list) else [])[:MOST_READ]:
        if isinstance(one, dict):
            yield Entry(_name_of(one), SECTIONS[section](one))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(entry: dict[str, Any], *names: str) -> str:
    """The first of these that holds words."""
    for name in names:
        value = entry.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _name_of(entry: dict[str, Any]) -> str:
    return _text(entry, "position", "area", "name", "language", "institution", "title")[:60] or "–"


def _commune(city: str, postal_code: str) -> str:
    """The label of the one commune that is meant, else ""."""
    named = [one for one in gazetteer.search(city) if fold(one.name) == fold(city)] if city else []
    there = [one for one in named if postal_code in one.postal_codes] if postal_code else named
    return there[0].label if len(there) == 1 else ""


def _month(day: str) -> str:
    """« 2020 », « 2020-03 » and « 2020-03-15 » as a month; anything else as it is."""
    return f"{day}-01" if len(day) == 4 else day[:7]


def _work(entry: dict[str, Any]) -> dict[str, str]:
    highlights = entry.get("highlights")
    listed = highlights if isinstance(highlights, list) else []
    lines = [f"– {one}" for one in listed if isinstance(one, str)]
    return {
        "title": _text(entry, "position"),
        "employer": _text(entry, "name", "company"),
        "place": _text(entry, "location"),
        "started_on": _month(_text(entry, "startDate")),
        "ended_on": _month(_text(entry, "endDate")),
        "description": "\n".join(filter(None, [_text(entry, "summary"), *lines])),
    }


def _education(entry: dict[str, Any]) -> dict[str, str]:
    kind, area = _text(entry, "studyType"), _text(entry, "area")
    level = _coded(Education.Level, kind)
    return {
        "title": area if level and area else f"{kind} {area}".strip(),
        "school": _text(entry, "institution"),
        "level": level,
        "started_in": _text(entry, "startDate")[:4],
        "ended_in": _text(entry, "endDate")[:4],
    }


def _skill(entry: dict[str, Any]) -> dict[str, str]:
    return {"name": _text(entry, "name")}


def _language(entry: dict[str, Any]) -> dict[str, str]:
    said = _text(entry, "fluency")
    level = _coded(LanguageSkill.Level, said) or _coded(LanguageSkill.Level, said[:2])
    if not level and fold(said).startswith(("native", "maternel", "bilingu")):
        level = str(LanguageSkill.Level.NATIVE)
    return {"code": _coded(LanguageSkill.Language, _text(entry, "language")), "level": level}


def _coded(choices: Any, words: str) -> str:
    """The value that is written so, or called so in one of our languages; "" when unknown."""
    wanted = fold(words)
    for language in ("fr", "en"):
        with translation.override(language):
            for value, label in choices.choices:
                if wanted and wanted in (fold(str(label)), fold(str(value))):
                    return str(value)
    return ""


SECTIONS: dict[str, Callable[[dict[str, Any]], dict[str, str]]] = {
    "work": _work,
    "education": _education,
    "skills": _skill,
    "languages": _language,
}
