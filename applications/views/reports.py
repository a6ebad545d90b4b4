"""Reporting the other side of an application; and our staff's page of such a report."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.second_factor import second_factor_required
from jobs.forms.report import DecisionForm
from jobs.services import reports as notices
from jobs.views.reports import decided, received
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.http import never_stored

from .. import reports
from ..forms.report import ApplicationReportForm
from ..models import Application, ApplicationReport

Side = ApplicationReport.Side


# --- The two sides ------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def of_candidate(request, pk):
    """A candidate reports what a company answered."""
    mine = Application.objects.owned_by(request.user).with_offer()
    return _report(request, get_object_or_404(mine, pk=pk), Side.CANDIDATE)


@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request, pk):
    """A recruiter reports an application that their company received."""
    theirs = Application.objects.received_by(request.user).with_candidate()
    return _report(request, get_object_or_404(theirs, pk=pk), Side.COMPANY)


def _report(request, application, side):
    report = ApplicationReport(application=application, side=side)
    report.signed_by(request.user)
    form = ApplicationReportForm(request.POST or None, instance=report)
    sent = request.method == "POST" and received(form, receive=reports.receive)
    context = {
        "report": report,
        "application": application,
        "form": form,
        "sent": sent,
        "waits": not sent and reports.waits(application, request.user),
    }
    return render(request, "applications/report.html", context)


# --- Our staff ----------------------------------------------------------------------------------
def _reported(pk):
    return get_object_or_404(ApplicationReport.objects.with_target(), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request, pk):
    """One report with the application as it was; the decision; what may be shown again."""
    report = _reported(pk)
    reports.look(report, by=request.user, what=gettext_lazy("votre candidature"))
    form = DecisionForm(request.POST or None)
    acts = reports.acts(report)
    if request.method == "POST" and _acted(request, report, form, acts):
        return redirect(report if _part_asked_for(request) else "moderation")
    context = {
        "report": report,
        "form": form,
        "acts": acts,
        "state": Application.State(report.shown["state"]).label,
        "hidden": reports.hidden(report.application),
        "others": _others(report),
    }
    return render(request, "applications/staff/report.html", context)


def _acted(request, report, form, acts):
    if part := _part_asked_for(request):
        return _shown_again(request, report, form, part)
    doing = {act: partial(_uphold, act=act) for act in acts}
    return decided(request, report, form, doing | {"dismiss": notices.dismiss})


def _part_asked_for(request):
    """The part of the application that is to be shown again, if that is what was pressed."""
    act, _colon, part = request.POST.get("act", "").partition(":")
    return part if act == "show" else ""


def _uphold(report, *, act, answer, by):
    reports.uphold(report, act, answer=answer, by=by)


def _shown_again(request, report, form, part):
    hidden = reports.hidden(report.application).get(part)
    if hidden is None or not form.is_valid():
        return False
    reports.lift(hidden, answer=form.cleaned_data["answer"])
    form.keep()
    messages.success(request, _("C’est de nouveau affiché. L’auteur est prévenu."))
    return True


def _others(report):
    """Earlier reports about the same person, or the same company."""
    rows = ApplicationReport.objects.filter(side=report.side).exclude(pk=report.pk)
    if report.side == Side.COMPANY:
        return rows.filter(application__candidate=report.application.candidate)[:10]
    return rows.filter(application__offer__company=report.application.offer.company)[:10]


@require_safe
def resume(request, pk):
    """The reported CV, for the staff that decides; the person sees that it was opened."""
    report = _reported(pk)
    if report.resume is None:
        raise Http404
    try:
        content = report.resume.read()
    except UserFacingError as error:
        messages.error(request, error.message)
        return redirect(report)
    reports.look(report, by=request.user, what=gettext_lazy("votre CV"))
    response = never_stored(HttpResponse(content, content_type="application/pdf"))
    response["Content-Disposition"] = content_disposition_header(False, report.resume.file_name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
