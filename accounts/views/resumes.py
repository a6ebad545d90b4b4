"""One's CVs, and the file itself, for its owner only."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.http import never_stored
from meilleursjobs.lib.limits import allow

from .. import resume_maker
from .. import resumes as service
from ..forms.resume import TitleForm, UploadForm
from ..models import Resume
from ..resume_limits import MOST_RESUMES, UPLOADS_AN_HOUR


def _own(request, pk):
    return get_object_or_404(Resume.objects.owned_by(request.user), pk=pk)


def resumes(request):
    """The list, and the form that adds one."""
    form = UploadForm(label_suffix="")
    if request.method == "POST":
        form = UploadForm(
            request.POST,
            request.FILES,
            oversized=getattr(request, "oversized_file", False),
        )
        if form.is_valid() and (resume := _added(request, form)):
            messages.success(request, _story(resume))
            return redirect("resumes")
    owned = list(Resume.objects.owned_by(request.user))
    context = {"form": form, "resumes": owned, "most": MOST_RESUMES}
    return render(request, "accounts/resumes.html", context)


def compose(request):
    """The CV that the profile makes, to read; a press keeps it as a PDF."""
    said = error = None
    try:
        said = resume_maker.content(request.user)
    except resume_maker.NothingToSay as nothing:
        error = nothing.message
    if request.method == "POST" and said and not (error := _composed(request)):
        messages.success(request, _("Votre CV est prêt : il est parmi vos CV, en PDF."))
        return redirect("resumes")
    return render(request, "accounts/resume_compose.html", {"said": said, "error": error})


def _composed(request):
    """Keep it; the sentence that says why not, or nothing."""
    if not allow("resume_upload", request.user.pk, times=UPLOADS_AN_HOUR, seconds=3600):
        return _("Beaucoup d’envois en une heure : réessayez un peu plus tard.")
    try:
        resume_maker.make(request.user)
    except UserFacingError as refused:
        return refused.message
    return None


def _added(request, form):
    file = form.cleaned_data["file"]
    if not allow("resume_upload", request.user.pk, times=UPLOADS_AN_HOUR, seconds=3600):
        form.add_error(None, _("Beaucoup d’envois en une heure : réessayez un peu plus tard."))
        return None
    try:
        return service.add(
            request.user, file.read(), name=file.name, title=form.cleaned_data["title"]
        )
    except UserFacingError as error:
        form.add_error(error.field, error.message)
        return None


def _story(resume) -> str:
    """What became of the file, in figures."""
    sizes = {"before": resume.received_text, "after": resume.size_text}
    if resume.size < resume.received_size * 0.95:
        return _("Votre CV est enregistré, allégé de %(before)s à %(after)s.") % sizes
    return _("Votre CV est enregistré (%(after)s).") % sizes


@require_safe
def file(request, pk):
    """The PDF. Browsers may not keep it, guess its type, nor run anything out of it."""
    resume = _own(request, pk)
    try:
        content = resume.read()
    except UserFacingError as error:
        messages.error(request, error.message)
        return redirect("resumes")
    response = never_stored(HttpResponse(content, content_type="application/pdf"))
    response["Content-Disposition"] = content_disposition_header(True, resume.file_name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def rename(request, pk):
    resume = _own(request, pk)
    form = TitleForm(request.POST or None, instance=resume)
    if request.method == "POST" and form.is_valid():
        Resume.objects.owned_by(request.user).filter(pk=pk).update(title=resume.title)
        messages.success(request, _("Le titre est changé."))
        return redirect("resumes")
    return render(request, "accounts/resume_rename.html", {"form": form, "resume": resume})


@require_POST
def make_main(request, pk):
    service.make_main(_own(request, pk))
    messages.success(request, _("Ce CV sera proposé en premier."))
    return redirect("resumes")


def delete(request, pk):
    """Ask, then delete the row and its file."""
    resume = _own(request, pk)
    if request.method != "POST":
        return render(request, "accounts/resume_delete.html", {"resume": resume})
    try:
        service.remove(resume)
    except UserFacingError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Le CV et son fichier sont supprimés."))
    return redirect("resumes")
