"""Claiming a company, and our staff's look at the claims."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import typed
from meilleursjobs.lib import geo
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.limits import allow
from meilleursjobs.lib.mail_domains import is_consumer
from privacy.services import requests

from ..forms.claim import ClaimForm, CodeForm, RefuseClaimForm
from ..forms.offer import OfferForm
from ..models import Claim, Establishment, Offer
from ..services import checks, claims, first_offers
from .offers import page_of
from .recruiter import say_obstacles, show_form

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


@typed.survives_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def first_offer(request, pk):
    """The offer that our staff reads with the claim: one review, one answer."""
    one = get_object_or_404(Claim.objects.owned_by(request.user), pk=pk)
    sent = request.POST or typed.kept(request)
    if one.state != Claim.State.WAITING:
        return _decided(request, one, sent)
    form = first_offers.form_of(one, sent)
    if request.method == "POST" and form.is_valid() and _kept(request, one, form):
        typed.forget(request)
        return redirect("claim_code", pk=pk)
    due_at = date_format(timezone.localtime(claims.due(one.moved_at)), "l j F, H:i")
    note = _("Lue en même temps que votre demande : vous aurez une seule réponse, avant %(when)s.")
    return show_form(
        request, form,
        action=reverse("claim_offer", args=[pk]), note=note % {"when": due_at},
        done=_("Joindre à ma demande"),
    )  # fmt: skip


def _kept(request, one, form):
    try:
        to_confirm = first_offers.keep(one, form)
    except checks.CannotPublish as error:
        say_obstacles(form, error)
        return False
    except UserFacingError as error:
        form.add_error(error.field, error.message)
        return False
    messages.success(request, _("Votre première offre est jointe à votre demande."))
    if to_confirm:
        messages.info(
            request, _("Une tournure sera à confirmer par vous, une fois votre demande acceptée.")
        )
    return True


def _decided(request, one, sent):
    """The answer came while the offer was being written: what was typed goes into the real form."""
    if one.state != Claim.State.ACCEPTED or not sent:
        return redirect("claim_code", pk=one.pk)
    form = OfferForm(sent, instance=Offer(company=one.company))
    note = _("Votre demande vient d’être acceptée : enregistrez votre offre comme les suivantes.")
    return show_form(request, form, note=note)


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
    known = set(
        Establishment.objects.filter(siret__in=[one.siret for one in rows]).values_list(
            "siret", flat=True
        )
    )
    owned = claims.with_owner([one.company for one in rows if one.company])
    context = {"rows": [_evidence(one, known, owned) for one in rows]}
    return render(request, "jobs/staff/claims.html", context)


def _evidence(one, known, owned):
    form = first_offers.form_of(one)
    shown = {}
    if form.is_bound and form.is_valid():
        about = page_of(form.instance, form.codes)
        about |= {"passages": checks.passages(form.instance)}
        html = render_to_string("jobs/staff/first_offer.html", about)
        shown = {"offer_html": html, "seen": first_offers.mark(one)}
    return {
        **shown,
        "claim": one,
        "place": one.siret in known,
        "commune": geo.commune(one.commune_code).label,
        "consumer": is_consumer(one.domain),
        "owned": one.company_id in owned,
        "due_at": claims.due(one.moved_at),
        "form": RefuseClaimForm(prefix=str(one.pk)),
    }


@require_POST
def decide(request, pk):
    """Accept, or refuse with a reason."""
    one = get_object_or_404(Claim, pk=pk)
    form = RefuseClaimForm(request.POST, prefix=str(pk))
    try:
        if request.POST.get("decision") in {"accept", "publish"}:
            read = request.POST.get("seen", "") if request.POST["decision"] == "publish" else ""
            offer = first_offers.accept(one, by=request.user, publish_read=read)
            messages.success(request, _("Demande acceptée : la personne est prévenue."))
            if offer and offer.state == Offer.State.IN_REVIEW:
                return redirect("moderation_one", pk=offer.pk)
            if offer:
                said = _("Sa première offre : %(state)s.")
                messages.info(request, said % {"state": offer.get_state_display()})
        elif form.is_valid():
            claims.refuse(one, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Demande refusée : la personne sait pourquoi."))
        else:
            messages.error(request, _("Choisissez un motif."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return redirect("claims_desk")
