"""A JSON Resume taken into the profile: what is new is added, what stands there stays as it is."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib import geo
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.text import fold

from .models import CandidateProfile, Education, Experience, LanguageSkill, Skill, User

MOST_BYTES = 200_000  # a CV of words alone is a hundred times smaller
MOST_OF_A_KIND = 40  # as the pages of the profile allow


class NotAResume(UserFacingError):
    message = _("Ce fichier n’est pas un CV au format JSON Resume.")
    field = "file"


@dataclass
class Report:
    """What became of a file: how many entries are new, how many were there, and what was left."""

    added: int = 0
    known: int = 0
    left: list[str] = field(default_factory=list)


def read(raw: bytes) -> dict[str, Any]:
    """The file as a dictionary. Raises NotAResume."""
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotAResume from error
    sections = {"basics", "work", "education", "skills", "languages"}
    if not isinstance(found, dict) or not sections & found.keys():
        raise NotAResume
    return found


@transaction.atomic
def take_in(user: User, found: dict[str, Any]) -> Report:
    """Add to the profile what it does not hold yet. The same file again changes nothing."""
    report = Report()
    # Two tabs at once: the second finds what the first has added.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _presentation(user, _mapping(found.get("basics")), report)
    for section, make, same in SECTIONS:
        _add_all(user, list(_entries(found.get(section))), make, same, report)
    return report


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _entries(value: Any) -> Iterator[dict[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _text(entry: dict[str, Any], *names: str) -> str:
    """The first of these that holds words."""
    for name in names:
        value = entry.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _presentation(user: User, basics: dict[str, Any], report: Report) -> None:
    """Only what the person left empty is filled."""
    profile = CandidateProfile.objects.owned_by(user).first() or CandidateProfile(user=user)
    place = _mapping(basics.get("location"))
    offered = {
        "headline": _text(basics, "label"),
        "summary": _text(basics, "summary"),
        "phone": _text(basics, "phone"),
        "commune_code": _commune(_text(place, "city"), _text(place, "postalCode")),
    }
    changed = []
    for name, value in offered.items():
        if not value:
            continue
        if getattr(profile, name):
            report.known += 1
            continue
        try:
            _fits(profile, name, value)
        except ValidationError:
            report.left.append(value[:60])
        else:
            setattr(profile, name, value)
            changed.append(name)
    if changed:
        profile.save()
        report.added += len(changed)


def _fits(row: models.Model, name: str, value: str) -> None:
    """Raises ValidationError. Django leaves the length of a TextField to forms."""
    found: Any = row._meta.get_field(name)
    if found.max_length and len(value) > found.max_length:
        raise ValidationError("too long")
    found.clean(value, row)


def _commune(city: str, postal_code: str) -> str:
    """Its INSEE code when exactly one commune is meant, else ""."""
    named = [one for one in geo.search(city) if fold(one.name) == fold(city)] if city else []
    there = [one for one in named if postal_code in one.postal_codes] if postal_code else named
    return there[0].code if len(there) == 1 else ""


def _add_all(
    user: User,
    entries: list[dict[str, Any]],
    make: "Callable[[dict[str, Any]], models.Model]",
    same: "Callable[[Any], Any]",
    report: Report,
) -> None:
    rows: Any = None
    for entry in entries:
        try:
            made: Any = make(entry)
            made.user = user
            rows = rows if rows is not None else list(type(made).objects.owned_by(user))
            if any(same(one) == same(made) for one in rows):
                report.known += 1
                continue
            made.full_clean(exclude=["key"], validate_unique=False)
            if isinstance(made, Experience):
                _fits(made, "description", made.description)
        except (ValidationError, ValueError):
            report.left.append(_name_of(entry))
            continue
        if len(rows) >= MOST_OF_A_KIND:
            report.left.append(_name_of(entry))
            continue
        made.save()
        rows.append(made)
        report.added += 1


def _name_of(entry: dict[str, Any]) -> str:
    return _text(entry, "position", "area", "name", "language", "institution", "title")[:60] or "–"


def _month(value: str) -> date | None:
    """« 2020 », « 2020-03 » or « 2020-03-15 » as the first of its month; ValueError else."""
    if not value:
        return None
    year, month, *_rest = [*value.split("-"), "1"]
    return date(int(year), int(month), 1)


def _work(entry: dict[str, Any]) -> Experience:
    highlights = entry.get("highlights")
    lines = [one for one in highlights if isinstance(one, str)] if highlights else []
    started = _month(_text(entry, "startDate"))
    if started is None:
        raise ValueError("a position without a beginning")
    return Experience(
        title=_text(entry, "position"),
        employer=_text(entry, "name", "company"),
        place=_text(entry, "location"),
        started_on=started,
        ended_on=_month(_text(entry, "endDate")),
        description="\n".join(filter(None, [_text(entry, "summary"), *(f"– {x}" for x in lines)])),
    )


def _education(entry: dict[str, Any]) -> Education:
    kind, area = _text(entry, "studyType"), _text(entry, "area")
    level = _coded(Education.Level, kind)
    years = [_month(_text(entry, name)) for name in ("startDate", "endDate")]
    return Education(
        title=area if level is not None and area else f"{kind} {area}".strip(),
        school=_text(entry, "institution"),
        level=level,
        started_in=years[0].year if years[0] else None,
        ended_in=years[1].year if years[1] else None,
    )


def _skill(entry: dict[str, Any]) -> Skill:
    return Skill(name=_text(entry, "name"))


def _language(entry: dict[str, Any]) -> LanguageSkill:
    said = _text(entry, "fluency")
    level = _coded(LanguageSkill.Level, said) or _coded(LanguageSkill.Level, said[:2])
    if level is None and fold(said).startswith(("native", "maternel", "bilingu")):
        level = LanguageSkill.Level.NATIVE
    code = _coded(LanguageSkill.Language, _text(entry, "language"))
    return LanguageSkill(code=code or "", level=level or "")


def _coded(choices: Any, words: str) -> Any:
    """The value that is written so, or called so in one of our languages; None when unknown."""
    wanted = fold(words)
    for language in ("fr", "en"):
        with translation.override(language):
            for value, label in choices.choices:
                if wanted and wanted in (fold(str(label)), fold(str(value))):
                    return value
    return None


def _same_work(one: Experience) -> tuple[Any, ...]:
    return fold(one.title), fold(one.employer), one.started_on


def _same_education(one: Education) -> tuple[Any, ...]:
    return fold(one.title), fold(one.school), one.ended_in


SECTIONS: tuple[tuple[str, Callable[[Any], models.Model], Callable[[Any], Any]], ...] = (
    ("work", _work, _same_work),
    ("education", _education, _same_education),
    ("skills", _skill, lambda one: fold(one.name)),
    ("languages", _language, lambda one: one.code),
)
