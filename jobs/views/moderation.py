"""Our staff's desk: offers to look at by due time, the evidence on one screen, the decision."""

from copy import copy

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meilleursjobs.lib.errors import UserFacingError

from .. import desk as things
from .. import questions
from ..forms.offer import StatementForm
from ..legal import RULES
from ..likeness import near_duplicates
from ..models import Offer
from ..services import checks, moderation, publishing
from .offers import page_of


@require_safe
def desk(request):
    """What waits, the first due first."""
    return render(request, "jobs/staff/moderation.html", {"items": things.waiting()})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request, pk):
    """One offer with what the checks found, its company, its earlier decisions; then the act."""
    rows = Offer.objects.with_card().select_related("author", "revision")
    offer = get_object_or_404(rows, pk=pk)
    form = StatementForm()
    if request.method == "POST":
        if request.POST.get("decision") != "approve":
            form = StatementForm(request.POST)
        if _decided(request, offer, form):
            return redirect("moderation")
        offer = get_object_or_404(rows, pk=pk)  # as it is now
    revision = getattr(offer, "revision", None)
    context = (
        page_of(offer)
        | {
            "form": form,
            "read": moderation.mark(offer),
            "passages": checks.passages(publishing.revised(copy(offer))),  # as it would be
            "confirmations": [
                (RULES[one.rule].title, one.reason)
                for one in offer.confirmations.all()
                if one.rule in RULES
            ],
            "statements": offer.statements.all(),
            "revision": revision,
            "changes": _changes(offer, revision) if revision else [],
            "alike": near_duplicates(offer),
            "others": offer.company.offers.exclude(pk=pk).order_by("-moved_at")[:5],
        }
    )
    return render(request, "jobs/staff/moderation_one.html", context)


def _changes(offer, revision):
    """(label, published, proposed) of each field that the revision changes."""
    found = []
    for name, value in revision.changes.items():
        field = Offer._meta.get_field(name)
        now, then = getattr(offer, name), field.to_python(value)
        if now != then:
            if name == "questions":
                now, then = questions.in_words(now), questions.in_words(then)
            found.append((field.verbose_name, now, then))
    return found


def _decided(request, offer, form):
    """Whether there is nothing left to decide here: done, or another person was first."""
    read, decision = request.POST.get("read", ""), request.POST.get("decision")
    try:
        if decision == "approve":
            moderation.approve(offer, read=read)
            messages.success(request, _("L’offre est publiée."))
            return True
        if form.is_valid():
            reasons = {name: form.cleaned_data[name] for name in ("ground", "facts")}
            suspend = decision == "suspend"
            moderation.reject(offer, **reasons, by=request.user, read=read, suspend=suspend)
            form.keep()
            messages.success(request, _("Décision prise : l’auteur reçoit l’exposé des motifs."))
            return True
    except moderation.ChangedSinceRead as error:
        messages.error(request, error.message)
        return False
    except UserFacingError as error:
        messages.error(request, error.message)
        return True
    return False
