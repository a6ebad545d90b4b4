"""Our staff's page of unusually many readings: the counts, and what a person makes of them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from meilleursjobs.lib.errors import UserFacingError
from privacy.services import requests

from .. import readings
from ..forms.report import ReadingForm
from ..models import MassReading


@require_http_methods(["GET", "HEAD", "POST"])
def one(request, pk):
    """One day of one reader: how many, when, for whom. No CV, nor whose they were."""
    found = get_object_or_404(MassReading.objects.with_reader(), pk=pk)
    by_company, by_hour, others = [(found.company, None)], [], []
    if found.reader:
        what = gettext_lazy("vos ouvertures de CV")
        reason = gettext_lazy("il y en a beaucoup en peu de temps")
        requests.look_daily([found.reader], by=request.user, what=what, reason=reason)
        by_company = readings.by_company(found.reader_id, found.day) or by_company
        by_hour = readings.by_hour(found.reader_id, found.day)
        others = MassReading.objects.filter(reader=found.reader).exclude(pk=pk)[:10]
    form = ReadingForm(request.POST or None)
    if request.method == "POST" and _judged(request, found, form, by_company):
        return redirect("moderation")
    context = {
        "one": found,
        "form": form,
        "by_company": by_company,
        "by_hour": by_hour,
        "others": others,
        "usual": readings.usual(),
    }
    return render(request, "applications/staff/reading.html", context)


def _judged(request, found, form, by_company):
    acts = {f"suspend:{company.pk}": company for company, _count in by_company} | {"usual": None}
    act = request.POST.get("act")
    if act not in acts or not form.is_valid():
        return False
    answer = form.cleaned_data["answer"]
    try:
        readings.judge(found, answer=answer, by=request.user, company=acts[act])
    except UserFacingError as error:
        messages.error(request, error.message)
        return False
    form.keep()
    messages.success(request, _("C’est noté, avec vos raisons."))
    return True
