"""The very message, and the one act that lets it leave; or the candidate's own mailbox."""

from io import BytesIO
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gmail_send.models import MOST_AHEAD, NotConnected
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.http import never_stored

from .. import contact_rules, follow_ups, letters, preflight, services
from ..forms import ValidateForm
from ..models import SpontaneousApplication

State = SpontaneousApplication.State


def _own(request, pk):
    mine = SpontaneousApplication.objects.owned_by(request.user).with_places()
    return get_object_or_404(mine.select_related("candidate"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, pk):
    """GET reads; POST validates. Both at one address: a sign-in in between comes back here."""
    application = _own(request, pk)
    if application.state != State.DRAFT:
        return redirect(application)
    try:
        composed = letters.compose(application)
        remarks = preflight.flags(application, letters.words_of(application))
    except UserFacingError as error:
        return _unsendable(request, application, error)
    warned = any(flag.level == preflight.WARNING for flag in remarks)
    form = ValidateForm(request.POST or None, warned=warned, initial={"digest": composed.digest})
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            return _validated(request, application, form)
        except NotConnected:
            return redirect(_connect_first(application))
        except UserFacingError as error:
            problem = error
            application = _own(request, pk)
            if application.state != State.DRAFT:  # the other press of a double click went first
                return redirect(application)
            composed = letters.compose(application)
    return _show(request, application, composed, remarks, form, problem)


def _validated(request, application, form):
    services.validate(
        application,
        by=request.user,
        seen_digest=form.cleaned_data["digest"],
        send_after=form.cleaned_data["send_at"],
    )
    return redirect(application)


def _connect_first(application):
    back = reverse("spontaneous_preview", args=[application.pk])
    return f"{reverse('gmail_disclosure')}?{urlencode({'next': back})}"


def _unsendable(request, application, error):
    application.refresh_from_db()
    if application.state != State.DRAFT:
        return redirect(application)
    context = {"application": application, "problem": error}
    return render(request, "applications/unsendable.html", context)


def _show(request, application, composed, remarks, form, problem):
    obstacle = problem
    if obstacle is None:
        try:
            contact_rules.check(application)
        except contact_rules.NotAllowed as error:
            obstacle = error
    if form.is_bound:  # what is shown now is what the next press validates
        form.data = form.data.copy()
        form.data["digest"] = composed.digest
        next_at = getattr(problem, "next_at", None)
        if next_at and next_at <= timezone.now() + MOST_AHEAD:  # the next place, one press away
            at = timezone.localtime(next_at)
            form.data["when"], form.data["send_at"] = form.LATER, f"{at:%Y-%m-%dT%H:%M}"
    context = {
        "application": application,
        "letter": composed.letter,
        "account": composed.account,
        "flags": remarks,
        "obstacle": obstacle,
        "limits": contact_rules.limits(request.user),
        "budget": contact_rules.budget(application),
        "form": form,
        "connect_url": _connect_first(application),
    }
    return never_stored(render(request, "applications/preview.html", context))


@require_safe
def attachment(request, pk):
    """The file as it stands in the composed bytes: not the CV it was made from."""
    application = _own(request, pk)
    if application.state != State.DRAFT:
        raise Http404
    try:
        found = letters.compose(application).letter.attachments
    except UserFacingError as error:
        raise Http404 from error
    if not found:
        raise Http404
    answer = FileResponse(
        BytesIO(found[0].content), content_type="application/pdf", filename=found[0].file_name
    )
    return never_stored(answer)


@require_http_methods(["GET", "HEAD", "POST"])
def own_mail(request, pk):
    """« Envoyer depuis ma messagerie »: the words to copy, then « c’est envoyé »."""
    application = _own(request, pk)
    if application.state != State.DRAFT:
        return redirect(application)
    obstacle = None
    try:
        letters.compose(application)  # says in words what no mailbox would take
        contact_rules.check(application)
        if request.method == "POST":
            services.record_sent_by_me(application, by=request.user)
            messages.success(request, _("C’est noté. Le texte est effacé d’ici."))
            return redirect(application)
        words = letters.words_of(application)
    except contact_rules.NotAllowed as error:
        obstacle, words = error, letters.words_of(application)
    except UserFacingError as error:
        return _unsendable(request, application, error)
    context = {
        "application": application,
        "words": words,
        "mailto": letters.mailto(application.recipient, words),
        "obstacle": obstacle,
        "limits": contact_rules.limits(request.user),
    }
    return never_stored(render(request, "applications/own_mail.html", context))


@require_POST
def want_place(request, pk):
    """« Prévenez-moi quand une place est libre »: one mail, then."""
    application = _own(request, pk)
    follow_ups.want_place(application)
    messages.success(request, _("C’est noté : un courriel vous préviendra."))
    return redirect("spontaneous_preview", pk=pk)
