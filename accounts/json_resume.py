"""The profile as JSON Resume, a format that other services read (jsonresume.org, schema 1.0.0)."""

import json
from typing import Any

from meilleursjobs.lib import geo

from .models import CandidateProfile, Education, Experience, LanguageSkill, Skill, User


def as_bytes(user: User) -> bytes:
    """The file of a person's copy, in UTF-8."""
    return json.dumps(as_dict(user), ensure_ascii=False, indent=1).encode()


def as_dict(user: User) -> dict[str, Any]:
    """basics, work, education, skills, languages: what the person wrote, nothing more."""
    profile = CandidateProfile.objects.filter(user=user).first()
    return {
        "basics": _basics(user, profile),
        "work": [_work(one) for one in Experience.objects.filter(user=user)],
        "education": [_education(one) for one in Education.objects.filter(user=user)],
        "skills": [{"name": one.name} for one in Skill.objects.filter(user=user)],
        "languages": [_language(one) for one in LanguageSkill.objects.filter(user=user)],
    }


def _some(**values: Any) -> dict[str, Any]:
    """Without the empty ones: the schema wants a value or nothing."""
    return {name: value for name, value in values.items() if value}


def _basics(user: User, profile: CandidateProfile | None) -> dict[str, Any]:
    found = _some(name=user.get_full_name(), email=user.email)
    if profile:
        commune = geo.commune(profile.commune_code) if profile.commune_code else None
        place = (
            {
                "city": commune.name,
                "postalCode": commune.postal_codes[0],
                "countryCode": "FR",
            }
            if commune
            else {}
        )
        found |= _some(
            label=profile.headline, summary=profile.summary, phone=profile.phone, location=place
        )
    return found


def _work(one: Experience) -> dict[str, Any]:
    return _some(
        name=one.employer,
        position=one.title,
        location=one.place,
        startDate=f"{one.started_on:%Y-%m}",
        endDate=f"{one.ended_on:%Y-%m}" if one.ended_on else "",
        summary=one.description,
    )


def _education(one: Education) -> dict[str, Any]:
    return _some(
        institution=one.school,
        area=one.title,
        studyType=one.get_level_display() if one.level is not None else "",
        startDate=str(one.started_in or ""),
        endDate=str(one.ended_in or ""),
    )


def _language(one: LanguageSkill) -> dict[str, Any]:
    return {"language": one.get_code_display(), "fluency": str(one.get_level_display())}
