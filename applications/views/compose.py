"""Writing a letter: recipient, words, CV."""

import uuid
from contextlib import suppress

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import typed
from gmail_send import services as gmail
from jobs.models import Company
from meilleursjobs.lib.errors import UserFacingError

from .. import contact_rules, letters, services
from ..forms import ComposeForm, InsertForm, ModelForm
from ..models import LetterModel, SpontaneousApplication
from ..starting_points import STARTING_POINTS

State = SpontaneousApplication.State


@typed.survives_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    slug = request.GET.get("entreprise", "")
    company = get_object_or_404(Company.objects.listed(), slug=slug) if slug else None
    if request.method == "POST":
        begun = _already_begun(request)
        if begun and begun.state != State.DRAFT:
            return _another(request, company)
        return _written(request, company, begun)
    return _show(request, company, None, typed_before=typed.kept(request))


@typed.survives_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    application = _own(request, pk)
    company = application.establishment.company if application.establishment else None
    if application.state != State.DRAFT:
        written_since = request.POST.get("body", "").strip()
        return _another(request, company) if written_since else redirect(application)
    if request.method == "POST":
        return _written(request, company, application)
    return _show(request, company, application, typed_before=typed.kept(request))


@require_POST
def delete(request, pk):
    application = _own(request, pk)
    try:
        services.delete_draft(application)
    except UserFacingError as error:
        messages.error(request, error.message)
        return redirect(application)
    messages.success(request, _("Brouillon effacé, avec son texte."))
    return redirect("board")


def _own(request, pk):
    mine = SpontaneousApplication.objects.owned_by(request.user).with_places()
    return get_object_or_404(mine, pk=pk)


def _already_begun(request):
    """The draft this page made on a first press: the second one changes it instead of adding."""
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None  # the form says so
    begun = SpontaneousApplication.objects.filter(pk=key).first()
    if begun and begun.candidate_id != request.user.pk:
        raise Http404
    return begun


def _another(request, company):
    """What was typed on the page of a letter that is no draft any more: a draft of its own."""
    request.POST = request.POST.copy()
    request.POST["key"] = str(uuid.uuid4())
    messages.info(request, _("La première lettre est déjà validée : ceci en est une autre."))
    return _written(request, company, None)


def _written(request, company, application):
    action = request.POST.get("action", "preview")
    if action == "insert":
        return _insert(request, company, application)
    form = ComposeForm(
        request.POST,
        user=request.user,
        company=company,
        application=application,
        complete=action == "preview",
        siret=request.GET.get("etablissement", ""),
    )
    if not form.is_valid():
        return _show(request, company, application, form=form)
    draft = form.fill(
        application or SpontaneousApplication(pk=form.cleaned_data["key"], candidate=request.user)
    )
    return _saved(request, form, draft, action)


def _saved(request, form, draft, action):
    try:
        services.save_draft(draft, form.words)
    except UserFacingError as error:
        messages.error(request, error.message)
        return redirect(draft)
    typed.forget(request)
    if action == "preview":
        return redirect("spontaneous_preview", pk=draft.pk)
    if action == "keep":
        _keep_model(request, form.words)
    else:
        messages.success(request, _("Brouillon enregistré. Il est gardé 30 jours, chiffré."))
    return redirect("spontaneous_edit", pk=draft.pk)


def _keep_model(request, words):
    model = LetterModel(owner=request.user)
    form = ModelForm({"name": request.POST.get("model_name", "")}, instance=model)
    if LetterModel.objects.owned_by(request.user).count() >= LetterModel.MOST:
        messages.error(request, _("Vous avez déjà 30 modèles : effacez-en un pour en garder un."))
    elif form.is_valid():
        model.write(words)
        with suppress(IntegrityError), transaction.atomic():  # another press kept it meanwhile
            form.save()
        messages.success(request, _("Brouillon enregistré, et lettre gardée comme modèle."))
    else:
        first = next(iter(form.errors.values()))[0]
        messages.error(request, _("Le modèle n’est pas gardé : %(why)s") % {"why": first})


def _insert(request, company, application):
    """Put a starting point into the page: into empty fields, or after what is written."""
    data, chosen = request.POST.copy(), InsertForm(request.POST, user=request.user)
    try:
        words = chosen.words
    except UserFacingError as error:
        messages.error(request, error.message)
        words = None
    if words:
        written = data.get("body", "").rstrip()
        data["body"] = f"{written}\n\n{words.body}" if written else words.body
        data["subject"] = data.get("subject", "").strip() or words.subject
    form = ComposeForm(data, user=request.user, company=company, application=application)
    return _show(request, company, application, form=form)


def _show(request, company, application, *, form=None, typed_before=None):
    options = {
        "user": request.user,
        "company": company,
        "application": application,
        "siret": request.GET.get("etablissement", ""),
    }
    if form is None and typed_before is not None:
        form = ComposeForm(typed_before, **options)
        messages.info(request, _("Voici le texte que vous écriviez : enregistrez-le."))
    if form is None:
        form = ComposeForm(initial=_first_words(request, application), **options)
    place = application.establishment if application else None
    gmail.check_soon(request.user)  # a grant that died is told now rather than at sending
    return render(
        request,
        "applications/compose.html",
        {
            "form": form,
            "insert": InsertForm(user=request.user),
            "starting_points": STARTING_POINTS,
            "company": company,
            "application": application,
            "owner": typed.owner_mark(request.user),
            "warning": contact_rules.sentence(contact_rules.company_code(company, place)),
        },
    )


def _first_words(request, application):
    if application is None:
        return {}
    try:
        words = letters.words_of(application)
    except UserFacingError as error:
        messages.error(request, error.message)
        return {}
    return {"subject": words.subject, "body": words.body}
