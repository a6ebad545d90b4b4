from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meilleursjobs.lib import geo
from meilleursjobs.lib.limits import allow
from privacy.services import requests

from ..forms.profile import NameForm, ProfileForm, SkillsForm
from ..forms.resume_import import ImportForm
from ..models import CandidateProfile, Education, Experience, LanguageSkill, Skill

IMPORTS_AN_HOUR = 30


def profile(request, skills_form=None):
    """The whole profile, each section with its own way to change it."""
    user = request.user
    own = CandidateProfile.objects.owned_by(user).first()
    code = own.commune_code if own else ""
    return render(
        request,
        "accounts/profile.html",
        {
            "profile": own,
            "place": geo.commune(code) if code and geo.current_code(code) else None,
            "experiences": Experience.objects.owned_by(user),
            "educations": Education.objects.owned_by(user),
            "skills": Skill.objects.owned_by(user),
            "languages": LanguageSkill.objects.owned_by(user),
            "skills_form": skills_form or SkillsForm(label_suffix=""),
        },
    )


def edit(request):
    """Names and presentation."""
    user = request.user
    before = user.get_full_name()
    own = CandidateProfile.objects.owned_by(user).first() or CandidateProfile(user=user)
    data = request.POST or None
    names = NameForm(data, instance=user)
    form = ProfileForm(data, instance=own, user=user)
    if request.method == "POST" and all([names.is_valid(), form.is_valid()]):
        with transaction.atomic():
            user.save(update_fields=["first_name", "last_name"])
            if before and user.get_full_name() != before:  # a correction, not a first word
                requests.corrected(user)
            CandidateProfile.objects.update_or_create(user=user, defaults=form.cleaned_data)
        messages.success(request, _("Votre présentation est enregistrée."))
        return redirect("profile")
    return render(request, "accounts/profile_edit.html", {"names": names, "form": form})


def take_in(request):
    """A JSON Resume from elsewhere, added to what the profile says."""
    posted = request.method == "POST"
    form = ImportForm(*(request.POST, request.FILES) if posted else (), label_suffix="")
    if posted and not allow("profile_import", request.user.pk, times=IMPORTS_AN_HOUR, seconds=3600):
        form.add_error("file", _("Beaucoup d’envois en une heure : réessayez un peu plus tard."))
    if posted and form.is_valid():
        report = form.save(request.user)
        messages.success(request, _story(report))
        if report.left:
            said = _("Non repris, à ajouter vous-même : %(names)s.")
            messages.warning(request, said % {"names": " · ".join(report.left[:12])})
        return redirect("profile")
    return render(request, "accounts/profile_import.html", {"form": form})


def _story(report):
    if not report.added:
        return _("Rien de nouveau dans ce fichier : votre profil reste tel quel.")
    added = ngettext(
        "%(count)s élément ajouté à votre profil.",
        "%(count)s éléments ajoutés à votre profil.",
        report.added,
    ) % {"count": report.added}
    known = ngettext("%(count)s y était déjà.", "%(count)s y étaient déjà.", report.known) % {
        "count": report.known
    }
    return f"{added} {known}" if report.known else added
