"""Reporting an offer or a company, open to anyone; and our staff's desk of reports."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from meilleursjobs.lib.errors import UserFacingError
from privacy.services import requests

from ..forms.report import DecisionForm, ReportForm
from ..models import Company, Offer, Report
from ..services import reports


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request, pk):
    """Report an offer that is, or was, public."""
    return _report(request, Report(offer=get_object_or_404(Offer.objects.public(), pk=pk)))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def company(request, slug):
    """Report a company's page."""
    return _report(request, Report(company=get_object_or_404(Company.objects.public(), slug=slug)))


def _report(request, report):
    user = request.user if request.user.is_authenticated else None
    if user:
        report.signed_by(user)
    form = ReportForm(request.POST or None, instance=report, user=user)
    sent = request.method == "POST" and received(form)
    return render(request, "jobs/report.html", {"form": form, "report": report, "sent": sent})


def received(form, receive=reports.receive):
    """Whether the notice that the form holds is now ours; what is wrong is said in the form."""
    if not form.is_valid():
        return False
    try:
        receive(form.instance)
    except UserFacingError as error:
        form.add_error(error.field, error.message)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def one(request, pk):
    """One report with what it is about; the decision."""
    report = get_object_or_404(Report.objects.with_target(), pk=pk)
    if report.user:
        what, reason = gettext_lazy("votre signalement"), gettext_lazy("le lire et vous répondre")
        requests.look_daily([report.user], by=request.user, what=what, reason=reason)
    form = DecisionForm(request.POST or None)
    acts = {"uphold": reports.uphold, "dismiss": reports.dismiss}
    if request.method == "POST" and decided(request, report, form, acts):
        return redirect("moderation")
    others = Report.objects.filter(offer=report.offer, company=report.company).exclude(pk=pk)
    context = {"report": report, "form": form, "others": others}
    return render(request, "jobs/staff/report.html", context)


def decided(request, report, form, acts):
    """Whether the act whose button was pressed was done, with the form's reasons."""
    act = acts.get(request.POST.get("act"))
    if act is None or not form.is_valid():
        return False
    try:
        act(report, answer=form.cleaned_data["answer"], by=request.user)
    except UserFacingError as error:
        if error.field is None:
            messages.error(request, error.message)
        form.add_error(error.field, error.message)
        return False
    form.keep()
    messages.success(request, _("Décision prise : la personne qui a signalé reçoit vos raisons."))
    return True
