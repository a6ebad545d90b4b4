"""The candidate's own follow-up: what was sent elsewhere, notes, and the list of steps taken."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.http import never_stored
from meilleursjobs.lib.limits import allow

from .. import tracking
from ..forms.tracking import MemoForm, OutsideForm, PeriodForm
from .calendars import calendar_file

STATEMENTS_AN_HOUR = 30  # each costs a second of computing


def outside(request, pk=None):
    """An application made elsewhere: recorded, looked at, changed."""
    one = pk and tracking.owned("ailleurs", pk, request.user)
    form = OutsideForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid() and _recorded(request, form):
        messages.success(request, _("C’est noté."))
        return redirect(form.instance)
    memo = one and tracking.memo_of("ailleurs", one, request.user)
    context = {"form": form, "outside": one, "memo": memo, "kind": "ailleurs"}
    return render(request, "applications/outside.html", context)


def _recorded(request, form):
    try:
        tracking.record(form.save(commit=False), by=request.user)
    except UserFacingError as error:
        form.add_error(error.field, error.message)
        return False
    return True


@require_POST
def forget_outside(request, pk):
    tracking.owned("ailleurs", pk, request.user).delete()
    messages.success(request, _("Cette candidature n’est plus notée ici."))
    return redirect("board")


def memo(request, kind, pk):
    """One's note on an application."""
    about = tracking.owned(kind, pk, request.user)
    note = tracking.memo_of(kind, about, request.user)
    form = MemoForm(request.POST or None, instance=note)
    if request.method == "POST" and form.is_valid():
        tracking.keep_memo(form.save(commit=False))
        messages.success(request, _("Vos notes sont gardées."))
        return redirect(about)
    context = {"form": form, "about": about, "company_name": note.company_name}
    return render(request, "applications/memo.html", context)


@require_safe
def memo_calendar(request, kind, pk):
    """What is to be done, for one's calendar; 404 while it has no date."""
    about = tracking.owned(kind, pk, request.user)
    content = tracking.calendar(tracking.memo_of(kind, about, request.user))
    if content is None:
        raise Http404
    return calendar_file(content, "a-faire.ics")


@require_POST
def memo_done(request, kind, pk):
    about = tracking.owned(kind, pk, request.user)
    tracking.done(tracking.memo_of(kind, about, request.user))
    messages.success(request, _("Fait : ce rappel est retiré."))
    return redirect("board")


@require_safe
def steps(request):
    """The list of steps taken over a period; the last thirty days at first."""
    today = timezone.localdate()
    start = {"since": today - timedelta(days=30), "until": today}
    form = PeriodForm(request.GET if "since" in request.GET else None, initial=start)
    period = start if not form.is_bound else form.cleaned_data if form.is_valid() else None
    rows = None
    if period:
        try:
            rows = tracking.steps(request.user, period["since"], period["until"])
        except UserFacingError as error:
            form.add_error(error.field, error.message)
    context = {"form": form, "rows": rows, "period": period}
    return render(request, "applications/steps.html", context)


@require_safe
def statement(request):
    """The same as a PDF; a period that makes no sense leads back to the page that says so."""
    form = PeriodForm(request.GET)
    if not allow("statement", request.user.pk, times=STATEMENTS_AN_HOUR, seconds=3600):
        messages.error(request, _("Beaucoup de relevés en une heure : réessayez un peu plus tard."))
    elif form.is_valid():
        period = form.cleaned_data
        try:
            content = tracking.statement(request.user, period["since"], period["until"])
        except tracking.WrongPeriod:
            pass
        else:
            name = f"{_('Relevé de mes démarches')} {period['since']} {period['until']}.pdf"
            answer = HttpResponse(content, content_type="application/pdf")
            answer["Content-Disposition"] = content_disposition_header(True, name)
            return never_stored(answer)
    asked = {name: request.GET.get(name, "")[:20] for name in ("since", "until")}
    return redirect(f"{reverse('steps')}?{urlencode(asked)}")
