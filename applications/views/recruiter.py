"""One received application: what it says, its CV, notes, interviews."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import resumes
from accounts.second_factor import second_factor_required
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.http import never_stored

from .. import interviews, pipeline, readings, reports
from ..forms.interview import CallOffForm, InterviewForm
from ..forms.to_offer import NoteForm
from ..models import Application
from ..received import Wanted
from .answers import answer_form, digest_of, list_of, one_of
from .calendars import calendar_of

State = Application.State


def _received(request, pk):
    rows = Application.objects.received_by(request.user).with_candidate()
    return get_object_or_404(rows, pk=pk)


@second_factor_required
@require_safe
def one(request, pk):
    """One application: what it says, what was done, and the decision."""
    return _show(request, _received(request, pk))


def _show(request, application, **forms):
    context = {
        **_among(request, application),
        "application": application,
        "steps": application.steps.select_related("actor"),
        "notes": application.notes.select_related("author"),
        "form": answer_form(request, [application]),
        "note_form": NoteForm(),
        "interview_form": InterviewForm(zone=interviews.zone_of(application.offer)),
        "interview": interviews.standing(application),
        "off_form": CallOffForm(),
        "phone": _phone(application),
        "hidden": reports.hidden(application),
        **forms,
    }
    return render(request, "applications/recruiter/one.html", context)


def _among(request, application):
    """The list that led here (`from`), and the applications beside this one."""
    query = request.GET.get("from")
    if query is None:
        return {"list_url": list_of({})}
    before, after = Wanted.read(request.user, QueryDict(query)).beside(application)
    opened = urlencode({"from": query})
    shown = {"list_url": list_of(request.GET), "list_query": query, "opened": opened}
    return shown | {"before": before, "after": after}


def _phone(application):
    profile = getattr(application.candidate, "profile", None)
    return profile.phone if profile and application.shares_phone else ""


@second_factor_required
@require_POST
def add_note(request, pk):
    application = _received(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, application, note_form=form)
    pipeline.add_note(application, form.cleaned_data["text"], by=request.user)
    messages.success(request, _("Note gardée pour vos collègues."))
    return redirect(one_of(pk, request.GET))


@second_factor_required
@require_POST
def propose_interview(request, pk):
    """Shown as the mail it becomes; the yes comes back with what was read (`seen`)."""
    application = _received(request, pk)
    form = InterviewForm(request.POST, zone=interviews.zone_of(application.offer))
    if not form.is_valid():
        return _show(request, application, interview_form=form)
    interview, seen = form.save(commit=False), request.POST.get("seen", "")
    standing = interviews.standing(application)
    digest = _digest(application, standing, form.cleaned_data)
    try:
        if seen == digest:
            interviews.propose(application, interview, by=request.user, instead_of=standing)
            messages.success(request, _("Entretien proposé. La personne est prévenue."))
            return redirect(one_of(pk, request.GET))
        mail = interviews.preview(application, interview)
    except UserFacingError as error:
        if error.field:
            form.add_error(error.field, error.message)
        else:  # about the application, which may have no form any more
            messages.error(request, error.message)
        return _show(request, _received(request, pk), interview_form=form)
    if seen:
        messages.warning(request, _("Quelque chose a changé depuis : relisez avant d’envoyer."))
    return _show(request, application, interview_form=form, interview_mail=mail, digest=digest)


def _digest(application, standing, data):
    """What was read: the meeting, and what it replaces."""
    before = str(standing and standing.pk)
    return digest_of(application.moved_at.isoformat(), before, *map(str, data.values()))


@second_factor_required
@require_POST
def call_off_interview(request, pk):
    """Shown as the mail it becomes; the yes comes back with what was read (`seen`)."""
    application = _received(request, pk)
    interview, form = interviews.standing(application), CallOffForm(request.POST)
    if interview is None:
        messages.info(request, _("Aucun entretien n’est prévu : il n’y a rien à annuler."))
        return redirect(one_of(pk, request.GET))
    if not form.is_valid():
        return _show(request, application, off_form=form)
    words, seen = form.cleaned_data["words"], request.POST.get("seen", "")
    read = (application.moved_at.isoformat(), interview.pk, interview.moved_at.isoformat(), words)
    digest = digest_of(*map(str, read))
    try:
        if seen == digest:
            interviews.call_off(interview, by=request.user, words=words)
            messages.success(request, _("Entretien annulé. La personne est prévenue."))
            return redirect(one_of(pk, request.GET))
        mail = interviews.preview_off(interview, words)
    except UserFacingError as error:
        messages.error(request, error.message)
        return _show(request, _received(request, pk), off_form=form)
    if seen:
        messages.warning(request, _("Quelque chose a changé depuis : relisez avant d’envoyer."))
    return _show(request, application, off_form=form, off_mail=mail, off_digest=digest)


@second_factor_required
@require_safe
def interview_calendar(request, pk):
    return calendar_of(_received(request, pk))


@second_factor_required
@require_safe
def resume(request, pk):
    """The CV, to look at or to keep. Each reading is written down first; the candidate sees it.

    Whatever leaves is marked: what a browser shows, it can save as well.
    """
    application = _received(request, pk)
    hidden = "resume" in reports.hidden(application)
    if application.state == State.WITHDRAWN or application.resume is None or hidden:
        return render(
            request,
            "applications/recruiter/no_resume.html",
            {"application": application, "hidden": hidden},
            status=410,
        )
    try:
        content = application.resume.read()
    except UserFacingError as error:
        messages.error(request, error.message)
        return redirect("received_one", pk=pk)
    pipeline.note_reading(application, by=request.user)
    copy = resumes.marked(content, readings.line(application, by=request.user))
    response = never_stored(HttpResponse(copy, content_type="application/pdf"))
    response["Content-Disposition"] = content_disposition_header(
        "telecharger" in request.GET, application.resume.file_name
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
