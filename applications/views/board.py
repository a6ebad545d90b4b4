"""The candidate's board: what waits, what left, what to do."""

from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import CharField, Count, Q, Value
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from meilleursjobs.lib.errors import UserFacingError

from .. import contact_rules, follow_ups, services, tracking
from ..explain import Status, pause, sent_search
from ..models import Application, DraftContent, OutsideApplication, SpontaneousApplication

State, Outcome = SpontaneousApplication.State, SpontaneousApplication.Outcome
PER_PAGE, TO_DO = 20, 8
GROUPS = {
    "brouillons": (gettext_lazy("Brouillons"), {State.DRAFT}),
    "attente": (gettext_lazy("En attente"), {State.QUEUED, State.BLOCKED}),
    "a-verifier": (gettext_lazy("À vérifier"), {State.UNCERTAIN}),
    "parties": (gettext_lazy("Parties"), SpontaneousApplication.LEFT),
    "non-parties": (gettext_lazy("Non parties"), SpontaneousApplication.DID_NOT_LEAVE),
}
TO_OFFERS, OUTSIDE = "offres", "ailleurs"


@require_safe
def board(request):
    wanted, words = request.GET.get("etat", ""), request.GET.get("q", "").strip()[:80]
    wanted = wanted if wanted in {TO_OFFERS, OUTSIDE, *GROUPS} else ""
    mine = _named(_mine(request.user), words)
    page = Paginator(_lines(mine, wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(page, mine),
        "tabs": _tabs(mine, wanted),
        "wanted": wanted,
        "words": words,
        "query": _query(wanted, words),
        "limits": contact_rules.limits(request.user),
        "paused": pause(),
        "to_do": tracking.to_do(request.user)[:TO_DO],
    }
    return render(request, "applications/board.html", context)


def _query(wanted, words):
    asked = {name: value for name, value in (("etat", wanted), ("q", words)) if value}
    return f"{urlencode(asked)}&" if asked else ""


def _mine(user):
    """Everything on the board, by kind."""
    return {
        "letter": SpontaneousApplication.objects.owned_by(user),
        "offer": Application.objects.owned_by(user),
        "outside": OutsideApplication.objects.owned_by(user),
    }


NAMES = {
    "letter": ("company_name", "recipient"),
    "offer": ("offer__title", "offer__company__name"),
    "outside": ("company_name", "position"),
}


def _named(mine, words):
    """Those whose company or position contains these words."""
    if not words:
        return mine
    found = {}
    for kind, rows in mine.items():
        asked = (Q(**{f"{name}__icontains": words}) for name in NAMES[kind])
        found[kind] = rows.filter(reduce(or_, asked))
    return found


def _lines(mine, wanted):
    """(pk, moved_at, kind) of what is shown, all kinds together."""
    only = {TO_OFFERS: "offer", OUTSIDE: "outside"}.get(wanted, "letter" if wanted else "")
    kinds = []
    for kind, rows in mine.items():
        shown = rows if only in ("", kind) else rows.none()
        if wanted in GROUPS and kind == "letter":
            shown = shown.filter(state__in=GROUPS[wanted][1])
        marked = shown.order_by().annotate(kind=Value(kind, output_field=CharField()))
        kinds.append(marked.values_list("pk", "moved_at", "kind"))
    return kinds[0].union(*kinds[1:], all=True).order_by("-moved_at", "pk")


def _rows(page, mine):
    """(application, kind, its Status when it is a letter), in the order of the page."""
    asked = {kind: [] for kind in mine}
    for pk, _moved_at, kind in page:
        asked[kind].append(pk)
    found = mine["letter"].with_places().in_bulk(asked["letter"])
    found |= mine["offer"].with_offer().in_bulk(asked["offer"])
    found |= mine["outside"].in_bulk(asked["outside"])
    return [
        (found[pk], kind, Status(found[pk]) if kind == "letter" else None)
        for pk, _moved_at, kind in page
        if pk in found  # not erased since
    ]


def _tabs(mine, wanted):
    """(key, label, how many, current) of each filter."""
    sent, elsewhere = mine["offer"].count(), mine["outside"].count()
    counts = mine["letter"].aggregate(
        all=Count("pk"),
        **{
            key.replace("-", "_"): Count("pk", filter=Q(state__in=states))
            for key, (_label, states) in GROUPS.items()
        },
    )
    total = counts["all"] + sent + elsewhere
    tabs = [
        ("", _("Toutes"), total, not wanted),
        (TO_OFFERS, _("À des offres"), sent, wanted == TO_OFFERS),
        (OUTSIDE, _("Ailleurs"), elsewhere, wanted == OUTSIDE),
    ]
    for key, (label, _states) in GROUPS.items():
        tabs.append((key, label, counts[key.replace("-", "_")], key == wanted))
    return tabs


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
