"""A CV made from the profile: the same content as a page to read and as a PDF to send.

One column, titles that machines know, dates as text: what sorts CVs reads it in order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meilleursjobs.lib import geo
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.pdf import Document

from . import resumes
from .models import CandidateProfile, Education, Experience, LanguageSkill, Resume, Skill, User

NO_DATE = datetime.fromtimestamp(0, UTC)  # same profile, same bytes


class NothingToSay(UserFacingError):
    message = gettext_lazy(
        "Votre profil est vide : ajoutez au moins une expérience ou une formation."
    )


@dataclass(frozen=True)
class Entry:
    """One line of a part: what, when and where, and a few lines about it."""

    title: str
    when: str = ""
    details: str = ""


@dataclass(frozen=True)
class Part:
    title: str
    entries: list[Entry]


@dataclass(frozen=True)
class Content:
    """Everything the CV says, in its order."""

    name: str
    headline: str = ""
    contact: str = ""
    summary: str = ""
    parts: list[Part] = field(default_factory=list)


def content(user: User) -> Content:
    """What the profile says, in the reader's language. Raises NothingToSay without a part."""
    profile = CandidateProfile.objects.owned_by(user).first() or CandidateProfile()
    parts = [
        Part(_("Expériences"), [_experience(one) for one in Experience.objects.owned_by(user)]),
        Part(_("Formations"), [_education(one) for one in Education.objects.owned_by(user)]),
        Part(_("Compétences"), list(_skills(user))),
        Part(_("Langues"), [_language(one) for one in LanguageSkill.objects.owned_by(user)]),
    ]
    filled = [part for part in parts if part.entries]
    if not filled:
        raise NothingToSay
    code = profile.commune_code
    place = geo.commune(code).label if code and geo.current_code(code) else ""
    return Content(
        name=user.get_full_name() or user.email,
        headline=profile.headline,
        contact=" · ".join(filter(None, [user.email, profile.phone, place])),
        summary=profile.summary,
        parts=filled,
    )


def _experience(one: Experience) -> Entry:
    until = date_format(one.ended_on, "F Y") if one.ended_on else _("aujourd’hui")
    return Entry(
        title=", ".join(filter(None, [one.title, one.employer, one.place])),
        when=f"{capfirst(date_format(one.started_on, 'F Y'))} – {until}",
        details=one.description,
    )


def _education(one: Education) -> Entry:
    years = " – ".join(str(year) for year in (one.started_in, one.ended_in) if year)
    level = one.get_level_display() if one.level else ""
    return Entry(
        title=", ".join(filter(None, [one.title, one.school])),
        when=" · ".join(filter(None, [years, capfirst(level)])),
    )


def _skills(user: User) -> Iterator[Entry]:
    if names := list(Skill.objects.owned_by(user).values_list("name", flat=True)):
        yield Entry(title="", details=", ".join(names))


def _language(one: LanguageSkill) -> Entry:
    return Entry(
        title="", details=f"{capfirst(one.get_code_display())} : {one.get_level_display()}"
    )


def pdf(said: Content) -> bytes:
    """The file: A4, one column."""
    document = Document(title=_("CV de %(name)s") % {"name": said.name}, author=said.name)
    document.words(said.name, size=22, bold=True)
    document.words(said.headline, size=13)
    document.words(said.contact, size=10, muted=True)
    if said.summary:
        document.gap(2)
        document.words(said.summary)
    for part in said.parts:
        document.heading(part.title)
        for entry in part.entries:
            document.words(entry.title, bold=True)
            document.words(entry.when, size=9.5, muted=True)
            document.words(entry.details)
            if entry.title:
                document.gap(2)
    return document.finish(at=NO_DATE)


def made(user: User) -> Resume:
    """The CV of the profile as it is now: kept at this moment, or before and found again.

    Raises what `make` raises but AlreadyThere.
    """
    try:
        return make(user)
    except resumes.AlreadyThere as there:
        return there.resume


def make(user: User) -> Resume:
    """Keep the CV among the person's own, under the day's name.

    Raises NothingToSay, and what resumes.add raises: AlreadyThere when nothing changed since.
    """
    said = content(user)
    name = _("CV %(name)s") % {"name": said.name}
    return resumes.add(user, pdf(said), name=f"{name}.pdf", title=str(_("CV de mon profil")))
