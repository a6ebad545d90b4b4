"""Our staff's desk for rights: what waits by legal due date, registers, looks that are noted."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from meilleursjobs.lib.errors import UserFacingError

from .. import purposes, registry, tables
from ..forms import AnswerForm, BreachForm, NewRequestForm, OrderForm, SearchPersonForm
from ..letters import LETTERS
from ..models import AudienceFigure, AuthorityOrder, Breach, Restriction, RightsRequest
from ..services import evidence, overview, requests, restriction, retention


@require_safe
def desk(request):
    """What waits, the first due first; what is late everywhere else."""
    context = {
        "waiting": RightsRequest.objects.waiting().select_related("user"),
        "done": RightsRequest.objects.exclude(state__in=RightsRequest.OPEN)[:20],
        "overdue": _named(retention.overdue()),
        "breaches": [one for one in Breach.objects.filter(closed_at=None) if one.clock_runs],
    }
    return render(request, "privacy/staff/desk.html", context)


def _named(overdue):
    return [(model, key, count) for (model, key), count in overdue.items()]


@require_http_methods(["GET", "HEAD", "POST"])
def one(request, pk):
    """One request: what is asked, what we hold, the answer."""
    asked = get_object_or_404(RightsRequest.objects.select_related("user"), pk=pk)
    form = _with_letter(request, asked) or AnswerForm(request.POST or None)
    requests.look_into(asked, by=request.user)
    if request.method == "POST" and form.is_valid() and _acted(request, asked, form):
        return redirect("rights_request", pk=pk)
    context = {"asked": asked, "form": form, "restriction": _restriction(asked)}
    return render(request, "privacy/staff/request.html", context)


def _with_letter(request, asked):
    """The form with the chosen letter in the person's language, when that is what was pressed."""
    letter = LETTERS.get(request.POST.get("letter", ""))
    if request.POST.get("act") != "place" or letter is None:
        return None
    with translation.override(getattr(asked.user, "language", settings.LANGUAGE_CODE)):
        words = str(letter.words)
    kept = {name: request.POST.get(name, "") for name in ("letter", "extension_reason")}
    return AnswerForm(initial=kept | {"answer": words})


def _restriction(asked):
    return Restriction.objects.filter(user=asked.user).first() if asked.user else None


def _acted(request, asked, form):
    words, act = form.cleaned_data, request.POST.get("act")
    try:
        if act == "extend":
            requests.extend(asked, reason=words["extension_reason"], by=request.user)
        elif act == "refuse":
            requests.refuse(asked, words=words["answer"], by=request.user)
        elif act == "answer":
            requests.answer(asked, words=words["answer"], by=request.user)
        elif act in ("restrict", "lift") and asked.user:
            _hold(asked, act)
        else:
            return False
    except UserFacingError as error:
        if not asked.is_open:  # the form is gone: a colleague was faster
            messages.error(request, error.message)
        form.add_error(error.field, error.message)
        return False
    messages.success(request, _("C’est noté. La personne est prévenue par courriel."))
    return True


def _hold(asked, act):
    if act == "restrict":
        restriction.restrict(asked.user, Restriction.Ground.OBJECTION)
    else:
        restriction.announce_lift(asked.user)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Type in a request that came by post or mail."""
    form = NewRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = requests.type_in(**form.cleaned_data)
        return redirect("rights_request", pk=asked.pk)
    return render(request, "privacy/staff/new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def person(request):
    """What we hold about someone, by counts; the look is noted before anything is shown."""
    form = SearchPersonForm(request.POST or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        found = get_user_model().objects.filter(email=data["email"].lower()).first()
        if found:
            what = _("ce que nous détenons, en nombres")
            requests.look(found, by=request.user, what=what, reason=data["reason"])
            context |= {"person": found, "rooms": overview.held(found)}
            context["asked"] = RightsRequest.objects.owned_by(found)
        else:
            form.add_error("email", _("Aucun compte ne porte cette adresse."))
    return render(request, "privacy/staff/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request):
    """How applications of a person were decided, for the few who are named to read it."""
    if not evidence.is_reader(request.user):
        raise Http404
    form = SearchPersonForm(request.POST or None)
    context = {"form": form, "readers": evidence.readers()}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        context["lines"] = evidence.open_for(data["email"], by=request.user, reason=data["reason"])
    return render(request, "privacy/staff/archive.html", context)


@require_safe
def processing(request):
    """The register of processing (GDPR article 30), read from the map."""
    by_purpose = {}
    for declaration in registry.personal():
        by_purpose.setdefault(declaration.purpose, []).append(declaration)
    rows = [_processing(purpose, ones) for purpose, ones in by_purpose.items()]
    context = {"rows": rows, "outside": list(tables.outside(tables.facts()))}
    return render(request, "privacy/staff/processing.html", context)


def _processing(purpose, declarations):
    first, keys = declarations[0], {one.retention for one in declarations}
    return {
        "purpose": purposes.purpose(purpose),
        "basis": str(purposes.BASES[first.basis]),
        "models": [one.model for one in declarations],
        "fields": sorted({name for one in declarations for name in one.exported}),
        "kept": sorted({purposes.duration(settings.RETENTION[key]) for key in keys}),
    }


REGISTERS = {
    "violations": (Breach, BreachForm),
    "ordres": (AuthorityOrder, OrderForm),
}


@require_safe
def register(request, name):
    """The lines of a register, the latest first."""
    model, _form = REGISTERS[name]
    context = {"rows": model.objects.all(), "name": name, "meta": model._meta}
    return render(request, f"privacy/staff/{name}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def register_line(request, name, pk=None):
    """Add or complete a line; nothing of a register is deleted."""
    model, form_class = REGISTERS[name]
    line = get_object_or_404(model, pk=pk) if pk else model()
    form = form_class(request.POST or None, instance=line)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Ligne gardée."))
        return redirect("register", name=name)
    context = {"form": form, "line": line, "name": name, "meta": model._meta}
    return render(request, "privacy/staff/line.html", context)


@require_safe
def audience(request):
    """The last thirty days: pages, passages, returns. Only figures of eleven devices or more."""
    since = timezone.localdate() - timedelta(days=30)
    charts = []
    for kind in AudienceFigure.Kind:
        rows = AudienceFigure.objects.filter(kind=kind, day__gte=since).values("name")
        sums = rows.annotate(views=Sum("views"), devices=Sum("devices")).order_by("-views")[:20]
        shown = [row | {"label": AUDIENCE_NAMES.get(row["name"], row["name"])} for row in sums]
        charts.append((kind.label.capitalize(), shown, max((r["views"] for r in shown), default=1)))
    return render(request, "privacy/staff/audience.html", {"charts": charts})


AUDIENCE_NAMES = {"new": gettext_lazy("premières venues"), "returned": gettext_lazy("retours")}
