"""A JSON Resume taken in through the forms of the profile: what they refuse is refused here too."""

from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.text import fold

from ..models import CandidateProfile, Skill, User
from ..resume_import import MOST_BYTES, NotAResume, entries, presentation, read
from .profile import EducationForm, ExperienceForm, ItemForm, LanguageForm, ProfileForm


class SkillForm(ItemForm):
    class Meta:
        model = Skill
        fields = ("name",)


# section -> its form, and what makes two rows the same thing said twice
FORMS = {
    "work": (ExperienceForm, lambda one: (fold(one.title), fold(one.employer), one.started_on)),
    "education": (EducationForm, lambda one: (fold(one.title), fold(one.school), one.ended_in)),
    "skills": (SkillForm, lambda one: fold(one.name)),
    "languages": (LanguageForm, lambda one: one.code),
}


@dataclass
class Report:
    """What became of a file: how many entries are new, how many were there, and what was left."""

    added: int = 0
    known: int = 0
    left: list[str] = field(default_factory=list)


class ImportForm(forms.Form):
    """A CV in the format that other sites hand out."""

    file = forms.FileField(
        label=_("Fichier JSON Resume"),
        help_text=_("« resume.json » ou « cv.json », de 200 ko au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/json,.json"}),
        error_messages={
            "required": _("Choisissez un fichier."),
            "empty": _("Ce fichier est vide."),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("Ce fichier dépasse 200 ko : ce n’est pas un CV en JSON."))
        try:
            return read(file.read())
        except NotAResume as error:
            raise ValidationError(error.message) from error

    def save(self, user):
        return take_in(user, self.cleaned_data["file"])


@transaction.atomic
def take_in(user, found):
    """Add to the profile what it does not hold yet. The same file again changes nothing."""
    report = Report()
    # Two tabs at once: the second finds what the first has added.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _present(user, presentation(found), report)
    for section in FORMS:
        _add(user, section, found, report)
    return report


def _present(user, offered, report):
    """Only what the person left empty is filled."""
    own = CandidateProfile.objects.owned_by(user).first() or CandidateProfile(user=user)
    wanted = {}
    for name, value in offered.items():
        if value and getattr(own, name):
            report.known += 1
        elif value:
            wanted[name] = value
    form = ProfileForm(
        {name: getattr(own, name) for name in offered} | wanted, instance=own, user=user
    )
    refused = [name for name in wanted if name in form.errors]
    report.left += [wanted.pop(name)[:60] for name in refused]
    if wanted:
        own.save()
    report.added += len(wanted)


def _add(user, section, found, report):
    form_class, same = FORMS[section]
    model = form_class.Meta.model
    known = {same(one) for one in model.objects.owned_by(user)}
    for entry in entries(found, section):
        form = form_class(entry.data, user=user)
        fits, key = form.is_valid(), same(form.instance)
        if key in known:
            report.known += 1
        elif fits:
            form.save()
            known.add(key)
            report.added += 1
        else:
            report.left.append(entry.name)
