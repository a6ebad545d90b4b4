"""What a signed-in person sees and decides about their data."""

import logging

from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meilleursjobs.lib.crypto import Undecryptable
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.http import never_stored
from meilleursjobs.lib.limits import allow
from meilleursjobs.lib.states import MoveRefused
from meilleursjobs.lib.wakeups import wake_up

from .. import recipients
from ..forms import DirectiveForm, RestrictionForm, WordsForm
from ..models import Directive, ErasurePlan, Export, Restriction, RightsRequest
from ..recent import recent_proof_required
from ..services import erasure, exports, overview, requests, restriction
from ..tasks import build_exports

logger = logging.getLogger(__name__)
Kind = RightsRequest.Kind
REQUESTS_A_DAY = 20


@require_safe
def my_data(request):
    """Where my data is, why, who saw it, until when."""
    user = request.user
    context = {
        "rooms": overview.held(user),
        "recipients": recipients.of(user),
        "looks": requests.looks_at(user),
    }
    return render(request, "privacy/my_data.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rights(request):
    """The seven rights, each with what does it at once, and a word to our staff."""
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if allow("rights", request.user.pk, times=REQUESTS_A_DAY, seconds=86_400):
            requests.ask(request.user, **form.cleaned_data)
            messages.success(request, _("Votre demande est notée. L’accusé part par courriel."))
            return redirect("rights")
        form.add_error(None, _("Vingt demandes aujourd’hui : elles sont toutes notées."))
    user = request.user
    context = {
        "form": form,
        "asked": RightsRequest.objects.owned_by(user),
        "restriction": Restriction.objects.filter(user=user).first(),
        "plan": ErasurePlan.objects.filter(user=user).first(),
        "directive": Directive.objects.filter(user=user).first(),
    }
    return render(request, "privacy/rights.html", context)


@recent_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request):
    """Ask for a copy of one's data, and see it being built."""
    if request.method == "POST":
        exports.ask(request.user)
        wake_up(build_exports)
        return redirect("copies")
    mine = list(Export.objects.owned_by(request.user))
    under_way = any(one.state == Export.State.WAITING for one in mine)
    context = {"exports": mine, "under_way": under_way, "now": timezone.now()}
    template = "privacy/copies.html#list" if request.htmx else "privacy/copies.html"
    return render(request, template, context)


@recent_proof_required
@require_POST
def copy_file(request, pk):
    """The ZIP, once, to its owner."""
    export = get_object_or_404(Export.objects.owned_by(request.user), pk=pk)
    try:
        file = exports.take(export)
    except (MoveRefused, ValueError):  # taken, past its week, or swept: it has no file any more
        return render(request, "privacy/copy_gone.html", status=410)
    except Exception:  # each storage has faults of its own; the copy is not taken
        logger.exception("Copy %s cannot be read", pk)
        messages.error(request, _("Votre copie ne peut pas être lue pour le moment. Réessayez."))
        return redirect("copies")
    name = f"mes-donnees-{export.created_at:%Y-%m-%d}.zip"
    return never_stored(FileResponse(file, as_attachment=True, filename=name))


@recent_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_account(request):
    """Say what goes and what stays, then erase it: now, or in a week."""
    context = {
        "rooms": overview.held(request.user),
        "plan": ErasurePlan.objects.filter(user=request.user).first(),
        "unconfirmed": False,
    }
    if request.method != "POST":
        return render(request, "privacy/erasure.html", context)
    if request.POST.get("confirm") != "oui":
        return render(request, "privacy/erasure.html", {**context, "unconfirmed": True})
    if request.POST.get("when") == "week":
        erasure.plan(request.user)
        return redirect("rights")
    try:
        receipt = erasure.erase(get_user_model().objects.get(pk=request.user.pk))
    except UserFacingError as error:
        messages.error(request, error.message)
        return render(request, "privacy/erasure.html", context)
    logout(request)
    return render(request, "privacy/erased.html", {"receipt": receipt})


@require_POST
def keep_account(request):
    """Second thoughts."""
    erasure.keep(request.user)
    messages.success(request, _("Votre compte reste."))
    return redirect("rights")


@require_http_methods(["GET", "HEAD", "POST"])
def restrict(request):
    """Freeze one's data, or end that."""
    current = Restriction.objects.filter(user=request.user).first()
    form = RestrictionForm(request.POST or None, instance=current)
    if request.method == "POST" and request.POST.get("action") == "lift":
        restriction.lift(request.user)
        messages.success(request, _("Le gel est levé : tout reprend."))
        return redirect("rights")
    if request.method == "POST" and form.is_valid():
        restriction.restrict(request.user, form.cleaned_data["ground"])
        requests.done(request.user, Kind.RESTRICTION)
        messages.success(request, _("Vos données sont gelées. Vous seul pouvez les voir ici."))
        return redirect("rights")
    return render(request, "privacy/restriction.html", {"form": form, "restriction": current})


@require_http_methods(["GET", "HEAD", "POST"])
def directive(request):
    """What happens to the data after death: written, changed, taken back."""
    current = Directive.objects.filter(user=request.user).first()
    if request.method == "POST" and request.POST.get("action") == "delete":
        Directive.objects.filter(user=request.user).delete()
        messages.success(request, _("Vos directives sont effacées."))
        return redirect("rights")
    form = DirectiveForm(request.POST or None, initial=_opened(request, current))
    if request.method == "POST" and form.is_valid():
        _keep_directive(request.user, form.cleaned_data)
        messages.success(request, _("Vos directives sont gardées, chiffrées."))
        return redirect("rights")
    return render(request, "privacy/directive.html", {"form": form, "directive": current})


def _opened(request, directive):
    """The words as they were written; none, and a word about it, when no key opens them."""
    try:
        return {n: directive.unseal(n).decode() for n in Directive.SEALED} if directive else None
    except Undecryptable:
        logger.critical("No key opens the directives of account %s", directive.pk)
        messages.error(request, _("Vos directives ne peuvent pas être ouvertes pour le moment."))
        return None


def _keep_directive(user, words):
    one = Directive(user=user, written_at=timezone.now())
    for name in Directive.SEALED:
        one.seal(name, words[name].encode())
    one.save()
    requests.done(user, Kind.AFTER_DEATH)
