"""Applying to an offer, and following what came of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import resume_maker, typed
from accounts.resume_limits import UPLOADS_AN_HOUR
from jobs.models import Offer
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.limits import allow
from privacy.middleware import takes_back

from .. import interviews, pipeline, questions, reports, tracking
from ..forms.to_offer import ApplyForm
from ..models import Application
from .calendars import calendar_of


@typed.survives_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request, pk):
    """The form, with what the recruiter will see; one application per offer."""
    offer = get_object_or_404(
        Offer.objects.visible().filter(apply_mode=Offer.ApplyMode.HERE).with_card(), pk=pk
    )
    sent = Application.objects.owned_by(request.user).filter(offer=offer).first()
    if sent:
        messages.info(request, pipeline.AlreadyApplied.message)
        return redirect(sent)
    form = _with_profile(request, offer) if "profile" in request.POST else _form(request, offer)
    if request.method == "POST" and form.is_bound and form.is_valid():
        try:
            made = _sent(request, offer, form)
        except pipeline.QuestionsChanged:  # since this request read the offer
            offer.refresh_from_db(fields=["questions"])
            form, made = _form(request, offer), None
        if made:
            typed.forget(request)
            return redirect(made)
    context = {
        "offer": offer,
        "form": form,
        "asked": questions.mark(offer.questions),
        "owner": typed.owner_mark(request.user),
    }
    return render(request, "applications/apply.html", context)


def _form(request, offer):
    posted = request.POST or typed.kept(request)
    return ApplyForm(posted, candidate=request.user, asked=offer.questions)


def _with_profile(request, offer):
    """The page again with a CV that the profile makes, chosen; nothing typed is lost."""
    begun = request.POST.dict()
    try:
        begun["resume"] = _made(request).pk
    except UserFacingError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Votre CV est prêt : il est choisi ci-dessous."))
    return ApplyForm(candidate=request.user, asked=offer.questions, initial=begun)


def _made(request):
    if allow("resume_upload", request.user.pk, times=UPLOADS_AN_HOUR, seconds=3600):
        return resume_maker.made(request.user)
    raise UserFacingError(_("Beaucoup d’envois en une heure : réessayez un peu plus tard."))


def _sent(request, offer, form):
    try:
        made = pipeline.apply(offer, by=request.user, **form.given())
    except pipeline.QuestionsChanged:
        raise
    except pipeline.AlreadyApplied:  # the other press of a double click
        return Application.objects.owned_by(request.user).get(offer=offer)
    except UserFacingError as error:
        form.add_error(error.field, error.message)
        return None
    messages.success(request, _("Votre candidature est envoyée."))
    return made


def _own(request, pk):
    return get_object_or_404(Application.objects.owned_by(request.user).with_offer(), pk=pk)


@require_safe
def application(request, pk):
    one = _own(request, pk)
    context = {
        "application": one,
        "steps": one.steps.select_related("actor"),
        "recalls": one.recalls.all(),
        "hidden": reports.hidden(one),
        "interview": interviews.standing(one),
        "called_off": interviews.called_off(one),
        "memo": tracking.memo_of("offre", one, request.user),
        "kind": "offre",
    }
    return render(request, "applications/application.html", context)


def _act(request, pk, service, done):
    """Do something to one's own application; say what came of it; back to its page."""
    one = _own(request, pk)
    try:
        service(one, by=request.user)
    except UserFacingError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect(one)


@takes_back
@require_POST
def withdraw(request, pk):
    done = _("Votre candidature est retirée : le CV, le message et vos réponses n’y sont plus.")
    return _act(request, pk, pipeline.withdraw, done)


@takes_back
@require_POST
def stop_keeping(request, pk):
    done = _("C’est noté : l’entreprise ne garde plus cette candidature pour la suite.")
    return _act(request, pk, pipeline.stop_keeping, done)


@require_POST
def answer_interview(request, pk):
    """Yes or no to the meeting that stands."""
    one = _own(request, pk)
    interview = get_object_or_404(one.interviews.standing())
    said = request.POST.get("answer")
    if said not in {"yes", "no"}:
        messages.error(request, _("Choisissez l’une des deux réponses."))
        return redirect(one)
    try:
        interviews.answer(interview, accepted=said == "yes")
    except UserFacingError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("C’est noté. L’entreprise est prévenue."))
    return redirect(one)


@require_safe
def interview_calendar(request, pk):
    return calendar_of(_own(request, pk))
