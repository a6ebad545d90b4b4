"""The candidate's board: what waits, what left, what to do."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobs.models import Company
from meilleursjobs.lib.errors import UserFacingError

from .. import contact_rules, follow_ups, services, tracking
from ..explain import Status, pause, sent_search
from ..models import DraftContent, SpontaneousApplication
from ..own_board import KINDS, STAGES, Wanted

State, Outcome = SpontaneousApplication.State, SpontaneousApplication.Outcome
PER_PAGE, TO_DO = 20, 8
COLUMNS = "etats"


@require_safe
def board(request):
    """Everything one sent or means to send: a list with its stages, or the stages side by side."""
    wanted = Wanted.read(request.user, request.GET)
    counts = wanted.counts()
    in_columns, total = request.GET.get("vue") == COLUMNS, sum(counts.values())
    context = {
        "wanted": wanted,
        "in_columns": in_columns,
        "columns_query": wanted.query(etat="", vue=COLUMNS),
        "list_query": wanted.query(),
        "kinds": [(kind, label) for kind, (label, _names) in KINDS.items()],
        "total": total,
        "recruits": not (total or wanted.query()) and _recruits(request.user),
        "limits": contact_rules.limits(request.user),
        "paused": pause(),
        "to_do": tracking.to_do(request.user)[:TO_DO],
        **(_columns(wanted, counts) if in_columns else _list(request, wanted, counts)),
    }
    return render(request, "applications/board.html", context)


def _recruits(user):
    return Company.objects.managed_by(user).exists()


def _columns(wanted, counts):
    return {"columns": [(one, wanted.query(etat=one.stage)) for one in wanted.columns(counts)]}


def _list(request, wanted, counts):
    query = wanted.query()
    pages = Paginator(wanted.keys(), PER_PAGE)
    pages.count = counts[wanted.stage] if wanted.stage else sum(counts.values())
    page = pages.get_page(request.GET.get("page"))
    tabs = [
        (label, counts[key], key, wanted.query(etat=key)) for key, (label, _of) in STAGES.items()
    ]
    return {
        "page": page,
        "lines": wanted.lines(page),
        "tabs": [(_("Toutes"), sum(counts.values()), "", wanted.query(etat="")), *tabs],
        "query": f"{query}&" if query else "",
    }


def _own(request, pk):
    mine = SpontaneousApplication.objects.owned_by(request.user).with_places()
    return get_object_or_404(mine, pk=pk)


@require_safe
def detail(request, pk):
    application = _own(request, pk)
    if application.state == State.DRAFT:
        return redirect("spontaneous_edit", pk=application.pk)
    status = Status(application)
    context = {
        "application": application,
        "status": status,
        "leaving": application.state == State.QUEUED and not status.waits_until,
        "events": application.events.all(),
        "outcomes": Outcome.choices,
        "search": sent_search(application),
        "paused": pause(),
        "follow_up": SpontaneousApplication.objects.filter(follows=application).first(),
        "follow_up_from": contact_rules.follow_up_from(application),
        "now": timezone.now(),
        "memo": tracking.memo_of("spontanee", application, request.user),
        "kind": "spontanee",
        "has_text": DraftContent.objects.filter(application=application).exists(),
    }
    return render(request, "applications/detail.html", context)


def _act(request, pk, action, done):
    """Do something to one's own application; say what came of it; back to its page."""
    application = _own(request, pk)
    try:
        action(application)
    except UserFacingError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect(application)


@require_POST
def cancel(request, pk):
    done = _("Envoi annulé : rien n’est parti, et votre texte est revenu.")
    return _act(request, pk, services.cancel, done)


@require_POST
def resolve(request, pk):
    """« À vérifier »: it left, send again, or leave it there."""
    ways = {
        "sent": (services.confirm_sent, _("C’est noté : votre lettre est partie.")),
        "resend": (services.resend, _("Votre lettre repart, telle que vous l’avez validée.")),
        "close": (services.give_up, _("C’est noté. Rien ne sera renvoyé.")),
    }
    if request.POST.get("answer") not in ways:
        messages.error(request, _("Choisissez l’une des trois réponses."))
        return redirect(_own(request, pk))
    return _act(request, pk, *ways[request.POST["answer"]])


@require_POST
def take_up(request, pk):
    def action(application):
        services.take_up(application, by=request.user)

    return _act(request, pk, action, _("Vous pouvez reprendre cette lettre."))


@require_POST
def outcome(request, pk):
    """One tap notes what came of it; another takes the note back (empty value)."""
    noted = request.POST.get("outcome", "")
    if noted and noted not in Outcome.values:
        messages.error(request, _("Choisissez l’une des suites proposées."))
        return redirect(_own(request, pk))

    def action(application):
        services.note_outcome(application, noted, by=request.user)

    return _act(request, pk, action, _("C’est noté.") if noted else _("La note est effacée."))


@require_POST
def follow_up(request, pk):
    """Begin the one follow-up to a letter, or go on with it."""
    application = _own(request, pk)
    try:
        draft = follow_ups.begin(application, by=request.user)
    except UserFacingError as error:
        messages.error(request, error.message)
        return redirect(application)
    return redirect(draft)
