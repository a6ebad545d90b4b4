"""A recruiter's feeds: sources, files handed in, and what each reading did."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.second_factor import second_factor_required
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.limits import allow
from meilleursjobs.lib.states import MoveRefused

from ..forms.feed import ELEMENTS, SourceForm, UploadForm
from ..imports import batch, ending, runner
from ..models import Company, FeedSource, ImportRun, Outcome
from ..tasks import run_import

RUNS_AN_HOUR = 20
MOST_SOURCES = 20
LINES = 50


@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def sources(request):
    """One's sources and the form of a new one."""
    companies = Company.objects.managed_by(request.user).listed().order_by("name")
    mine = FeedSource.objects.managed_by(request.user).select_related("company").order_by("name")
    form = SourceForm(request.POST or None, companies=companies)
    if request.method == "POST" and form.is_valid():
        if mine.count() >= MOST_SOURCES:
            form.add_error(None, _("Vingt sources au plus."))
        elif _is_written(form, form.save):
            return redirect("import_source", pk=form.instance.pk)
    last = Prefetch("runs", ImportRun.objects.order_by("-pk")[:1], to_attr="last_runs")
    rows = [(source, next(iter(source.last_runs), None)) for source in mine.prefetch_related(last)]
    context = {"rows": rows, "form": form, "may": companies, "elements": ELEMENTS}
    return render(request, "jobs/recruiter/imports.html", context)


def _is_written(form, write):
    """Do it; a name that was taken since the form was checked is told beside it."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        form.add_error("name", _("Une de vos sources porte déjà ce nom."))
    return form.is_valid()


def _own(request, pk):
    rows = FeedSource.objects.managed_by(request.user).select_related("company")
    return get_object_or_404(rows, pk=pk)


@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def source(request, pk):
    """Its last readings; a file is handed in here, or the address read at once."""
    one = _own(request, pk)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*posted, oversized=getattr(request, "oversized_file", False))
    if one.url and request.method == "POST":
        return _started(request, one, dry_run="dry_run" in request.POST)
    if request.method == "POST" and form.is_valid():
        return _started(
            request, one, file=form.cleaned_data["file"], dry_run=form.cleaned_data["dry_run"]
        )
    context = {
        "source": one,
        "runs": [(run, _counts(run)) for run in one.runs.all()[: ending.KEPT_RUNS]],
        "elements": ELEMENTS,
        "form": form,
        "kept": ending.kept(one).count(),
    }
    return render(request, "jobs/recruiter/import_source.html", context)


@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    """Its name, its address and its rules; what it brought stays."""
    one = _own(request, pk)
    own_company = Company.objects.filter(pk=one.company_id)
    form = SourceForm(request.POST or None, instance=one, companies=own_company)
    valid = request.method == "POST" and form.is_valid()
    if valid and _is_written(form, lambda: runner.change(form.instance, form.changed_data)):
        messages.success(request, _changed(form))
        return redirect("import_source", pk=pk)
    name = FeedSource.objects.values_list("name", flat=True).get(pk=pk)  # not the one just typed
    context = {"source": one, "name": name, "form": form}
    return render(request, "jobs/recruiter/import_edit.html", context)


def _changed(form):
    if "url" not in form.changed_data:
        return _("La source est modifiée. Ce qui change vaut dès la prochaine lecture.")
    if not form.instance.url:
        return _("La source n’a plus d’adresse : déposez ses fichiers ici. Ses offres restent.")
    return _("La nouvelle adresse est lue dans la minute. Jusque-là, vos offres restent.")


@second_factor_required
@require_POST
def release(request, pk):
    """What was kept although the feed no longer names it follows the feed again."""
    ending.release(_own(request, pk))
    messages.success(request, _("C’est noté : la prochaine lecture en décide."))
    return redirect("import_source", pk=pk)


def _started(request, one, **how):
    if not allow("import", one.pk, times=RUNS_AN_HOUR, seconds=3_600):
        messages.error(request, _("Vingt lectures par heure au plus."))
        return redirect("import_source", pk=one.pk)
    try:
        with transaction.atomic():
            run = runner.start(one, **how)
            run_import.delay_on_commit(run.pk)
    except UserFacingError as error:
        messages.error(request, error.message)
        return redirect("import_source", pk=one.pk)
    return redirect("import_run", pk=run.pk)


@second_factor_required
@require_POST
def delete(request, pk):
    """The source goes; the offers it brought stay, and are handled by hand from then on."""
    one = _own(request, pk)
    for run in one.runs.exclude(file=""):
        run.file.delete(save=False)
    one.delete()
    messages.success(request, _("La source est supprimée ; ses offres restent."))
    return redirect("imports")


def _run(request, pk):
    rows = ImportRun.objects.filter(source__in=FeedSource.objects.managed_by(request.user))
    return get_object_or_404(rows.select_related("source__company"), pk=pk)


def _counts(one):
    """(outcome, how many offers) of a reading."""
    return [(label, one.counts[name]) for name, label in Outcome.choices if one.counts.get(name)]


def _told(one):
    """The outcomes of which the report has lines."""
    silent = {Outcome.SAME, Outcome.CREATED, Outcome.WITHDRAWN}
    return [name for name in Outcome.values if name not in silent and one.counts.get(name)]


@second_factor_required
@require_safe
def run(request, pk):
    """The report of one reading."""
    one = _run(request, pk)
    labels, wanted = dict(Outcome.choices), request.GET.get("resultat", "")
    lines = one.lines.filter(outcome=wanted) if wanted in labels else one.lines.all()
    page = Paginator(lines, LINES).get_page(request.GET.get("page"))
    context = {
        "run": one,
        "counts": _counts(one),
        "tabs": [("", _("tout")), *((name, labels[name]) for name in _told(one))],
        "wanted": wanted,
        "page": page,
        "query": f"resultat={wanted}&" if wanted in labels else "",
        "most_lines": batch.MOST_LINES,
    }
    return render(request, "jobs/recruiter/import_run.html", context)


@second_factor_required
@require_POST
def confirm(request, pk):
    """A large withdrawal: yes or no."""
    one, yes = _run(request, pk), request.POST.get("answer") == "yes"
    try:
        with transaction.atomic():
            ending.confirm(one, withdraw=yes)
            if yes:
                run_import.delay_on_commit(one.pk)
    except MoveRefused:
        messages.error(request, _("Cette question a déjà reçu sa réponse."))
    except UserFacingError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("C’est noté."))
    return redirect("import_run", pk=pk)
