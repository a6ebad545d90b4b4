"""Claiming a company, and our staff's look at the claims."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from meilleursjobs.lib import geo
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.limits import allow
from meilleursjobs.lib.mail_domains import is_consumer
from privacy.services import requests

from ..forms.claim import ClaimForm, CodeForm, RefuseClaimForm
from ..models import Claim, Establishment
from ..services import claims

CLAIMS_A_DAY, CODES_AN_HOUR = 5, 5


def claim(request):
    """The form. What the person has under way stands above it."""
    form = ClaimForm(request.POST or None, instance=Claim(claimant=request.user))
    if request.method == "POST" and form.is_valid() and _begun(request, form):
        return redirect("claim_code", pk=form.instance.pk)
    open_claims = Claim.objects.owned_by(request.user).filter(state__in=Claim.OPEN)
    return render(request, "jobs/recruiter/claim.html", {"form": form, "claims": open_claims})


def _begun(request, form):
    if not allow("claim", request.user.pk, times=CLAIMS_A_DAY, seconds=86_400):
        form.add_error(None, _("Cinq demandes par jour au plus : revenez demain."))
        return False
    form.instance.name = form.cleaned_data["name"]
    try:
        form.instance.full_clean(exclude=["company"])
        claims.begin(form.instance)
    except ValidationError as error:
        form.add_error(None, error)
    except UserFacingError as error:
        form.add_error(error.field, error.message)
    return not form.errors


def code(request, pk):
    """The code that was mailed, typed back."""
    one = get_object_or_404(Claim.objects.owned_by(request.user), pk=pk)
    if one.state != Claim.State.CODE:
        context = {"claim": one, "due_at": claims.due(one.moved_at)}
        return render(request, "jobs/recruiter/claim_state.html", context)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            claims.confirm(one, form.cleaned_data["code"])
        except UserFacingError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect("claim_code", pk=pk)
    return render(request, "jobs/recruiter/claim_code.html", {"claim": one, "form": form})


@require_POST
def new_code(request, pk):
    one = get_object_or_404(Claim.objects.owned_by(request.user), pk=pk)
    if allow("claim_code", request.user.pk, times=CODES_AN_HOUR, seconds=3600):
        claims.send_code(one)
        messages.success(request, _("Un nouveau code est en route."))
    else:
        messages.error(request, _("Cinq codes par heure au plus : attendez un peu."))
    return redirect("claim_code", pk=pk)


# --- Staff: /gestion/ asks for the second factor -------------------------------------------------
@require_safe
def desk(request):
    """Claims to decide, the oldest first, each with what we know."""
    rows = list(Claim.objects.waiting().select_related("claimant", "company")[:50])
    requests.look_daily(
        [one.claimant for one in rows],
        by=request.user,
        what=gettext_lazy("votre demande de recruter pour une entreprise"),
        reason=gettext_lazy("vérifier que vous pouvez agir pour elle"),
    )
    return render(request, "jobs/staff/claims.html", {"rows": [_evidence(one) for one in rows]})


def _evidence(one):
    return {
        "claim": one,
        "place": Establishment.objects.filter(siret=one.siret).first(),
        "commune": geo.commune(one.commune_code).label,
        "consumer": is_consumer(one.domain),
        "owned": claims.has_owner(one.company),
        "due_at": claims.due(one.moved_at),
        "form": RefuseClaimForm(prefix=str(one.pk)),
    }


@require_POST
def decide(request, pk):
    """Accept, or refuse with a reason."""
    one = get_object_or_404(Claim, pk=pk)
    form = RefuseClaimForm(request.POST, prefix=str(pk))
    try:
        if request.POST.get("decision") == "accept":
            claims.accept(one, by=request.user)
            messages.success(request, _("Demande acceptée : la personne est prévenue."))
        elif form.is_valid():
            claims.refuse(one, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Demande refusée : la personne sait pourquoi."))
        else:
            messages.error(request, _("Choisissez un motif."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return redirect("claims_desk")
