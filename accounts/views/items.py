"""The parts of a profile that come in several: add, change, delete, one page for all kinds."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ..forms.profile import EducationForm, ExperienceForm, LanguageForm, SkillsForm
from ..models import Education, Experience, LanguageSkill, Skill
from .profile import profile


@dataclass(frozen=True)
class ItemKind:
    """How one kind of item is named and edited. `slug` stands in the address."""

    slug: str
    model: type
    form: type | None
    new: str
    change: str


KINDS = {
    kind.slug: kind
    for kind in (
        ItemKind(
            "experiences",
            Experience,
            ExperienceForm,
            gettext_lazy("Ajouter une expérience"),
            gettext_lazy("Modifier une expérience"),
        ),
        ItemKind(
            "formations",
            Education,
            EducationForm,
            gettext_lazy("Ajouter une formation"),
            gettext_lazy("Modifier une formation"),
        ),
        ItemKind(
            "langues",
            LanguageSkill,
            LanguageForm,
            gettext_lazy("Ajouter une langue"),
            gettext_lazy("Modifier une langue"),
        ),
        ItemKind("competence", Skill, None, "", ""),
    )
}


def _own(request, kind, pk):
    return get_object_or_404(kind.model.objects.owned_by(request.user), pk=pk)


def edit(request, kind, pk=None):
    """The form of one item, new or not."""
    if kind.form is None:  # skills are added together and changed by deleting
        return redirect("profile")
    instance = _own(request, kind, pk) if pk else None
    form = kind.form(request.POST or None, instance=instance, user=request.user)
    if request.method == "POST" and form.is_valid() and _saved(form):
        messages.success(request, _("Votre profil est à jour."))
        return redirect("profile")
    title = kind.change if pk else kind.new
    context = {"form": form, "kind": kind, "item": instance, "title": title}
    return render(request, "accounts/profile_item.html", context)


def _saved(form) -> bool:
    """Save; a second press that made the same row first changes nothing."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error(None, _("C’est déjà dans votre profil."))
        return False
    return True


@require_POST
def delete(request, kind, pk):
    """Delete one item; what is already gone is no fault."""
    kind.model.objects.owned_by(request.user).filter(pk=pk).delete()
    messages.success(request, _("Votre profil est à jour."))
    return redirect("profile")


@require_POST
def add_skills(request):
    form = SkillsForm(request.POST, label_suffix="")
    if not form.is_valid():
        return profile(request, skills_form=form)
    if left_out := form.save(request.user):
        messages.warning(
            request, _("%(number)s compétences n’ont pas trouvé place.") % {"number": left_out}
        )
    return redirect("profile")
