"""The recruiter's space: their companies, their offers, and the way of an offer to publication."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import typed
from accounts.second_factor import second_factor_required
from meilleursjobs.lib import charts
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.states import MoveRefused

from .. import legal, offer_views
from ..forms.offer import OfferForm
from ..forms.paste import Marks, ProposedOfferForm
from ..legal import Severity
from ..models import Company, Offer, OfferRevision, RefusedChange
from ..services import checks, publishing
from ..services import offers as life
from .offers import page_of

State = Offer.State
PER_PAGE = 25
TAKE_UP = "reprendre"  # asks for the form with the words of a refused change
SHOWN = [State.PUBLISHED, State.DRAFT, State.IN_REVIEW, State.REFUSED, State.SUSPENDED,
         State.EXPIRED, State.FILLED, State.ARCHIVED]  # fmt: skip
ACTS = {
    "pourvue": (
        life.fill,
        gettext_lazy("L’offre est pourvue : les personnes qui attendent sont prévenues."),
    ),
    "ouverte": (
        life.confirm,
        gettext_lazy("C’est noté : l’offre reste ouverte trente jours de plus."),
    ),
    "archiver": (life.archive, gettext_lazy("L’offre est archivée.")),
    "reprendre": (
        publishing.take_back,
        gettext_lazy("L’offre est de nouveau un brouillon, à vous."),
    ),
    "retirer": (
        publishing.withdraw_change,
        gettext_lazy("La modification est retirée : l’offre en ligne reste telle quelle."),
    ),
}


@require_safe
def home(request):
    """One's companies and offers, what needs doing first."""
    companies = list(Company.objects.managed_by(request.user).order_by("name"))
    mine = Offer.objects.managed_by(request.user)
    counts = dict(mine.order_by().values_list("state").annotate(Count("pk")))
    wanted = request.GET.get("etat", "")
    shown = (
        mine.filter(state=wanted) if wanted in State.values else mine.exclude(state=State.ARCHIVED)
    )
    rows = shown.with_card().select_related("revision").order_by("-edited_at", "-pk")
    context = {
        "companies": companies,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "tabs": [(one.value, one.label, counts[one]) for one in SHOWN if counts.get(one)],
        "online": counts.get(State.PUBLISHED, 0),
        "views": offer_views.lately(mine).aggregate(seen=Sum("count", default=0))["seen"],
        "wanted": wanted if wanted in State.values else "",
        "query": f"etat={wanted}&" if wanted in State.values else "",
    }
    return render(request, "jobs/recruiter/home.html", context)


def _own(request, pk):
    rows = Offer.objects.managed_by(request.user).with_card().select_related("revision")
    return get_object_or_404(rows, pk=pk)


@typed.survives_sign_in
@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, slug):
    company = get_object_or_404(Company.objects.managed_by(request.user).listed(), slug=slug)
    offer = Offer(company=company, form_key=_key(request.POST or typed.kept(request)))
    begun = publishing.of_form(company, offer.form_key)
    if begun is None:
        return _form(request, offer)
    if begun.state == State.DRAFT:  # a second press changes what the first one made
        return _form(request, begun)
    form = _bound(request.POST or None, offer)
    if form.is_valid() and publishing.says_the_same(form.instance, form.codes, begun):
        return redirect("offer_preview", pk=begun.pk)
    messages.info(
        request, _("La première offre n’est plus un brouillon. Celle-ci en est une autre.")
    )
    return _form(request, Offer(company=company, form_key=uuid.uuid4()))


def _key(data):
    """Of the page that is sent, None when it has none."""
    try:
        return uuid.UUID(data["key"]) if data else None
    except (KeyError, ValueError):
        return None


@typed.survives_sign_in
@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    offer = _own(request, pk)
    if offer.state not in {State.PUBLISHED, *publishing.CORRECTED}:
        messages.info(request, _("Cette offre ne se modifie pas dans cet état."))
        return redirect("offer_preview", pk=pk)
    if request.method != "POST" and TAKE_UP in request.GET:
        return _form(request, *publishing.taken_up(offer))
    return _form(request, publishing.revised(offer))


def _form(request, offer, codes=None):
    """codes: communes to show, where they are not those of the offer or of its revision."""
    data = request.POST or typed.kept(request)
    form = _bound(data, offer, codes)
    if request.method == "POST" and form.is_valid() and (saved := _saved(request, form)):
        typed.forget(request)
        _say_saved(request, saved)
        return redirect("offer_preview", pk=saved.pk)
    if not form.is_bound and offer.pk:
        _show_what_is_unlawful(form)
    return show_form(request, form, Marks.sent(data))


def _say_saved(request, offer):
    if offer.state != State.PUBLISHED:
        messages.success(request, _("Le brouillon est enregistré."))
    elif OfferRevision.objects.filter(offer=offer).exists():
        messages.info(
            request,
            _(
                "Vos changements sont chez notre équipe, qui répond en huit heures ouvrées. "
                "D’ici là, l’offre en ligne reste telle quelle."
            ),
        )
    else:
        messages.success(request, _("Vos changements sont en ligne."))


def _bound(data, offer, codes=None):
    marks = Marks.sent(data)
    if marks:
        return ProposedOfferForm(data, instance=offer, marks=marks)
    return OfferForm(data, instance=offer, codes=codes)


def show_form(request, form, marks=None, **more):
    """The page of an offer's form; `marks` says what was read in a pasted ad.

    more: `action`, where it is sent, `note` above it, `done`, the words on its button.
    """
    context = {
        "form": form,
        "offer": form.instance,
        "owner": typed.owner_mark(request.user),
        "key": form.instance.form_key or uuid.uuid4(),  # of the offer to be
        "marks": marks,
        "read": _read_mark(form),
        **more,
    }
    return render(request, "jobs/recruiter/offer_form.html", context)


def _read_mark(form):
    """What the page was made of; as it came when it is shown again for another error."""
    if not form.instance.pk:
        return ""
    return form.data.get("read") or publishing.written(Offer.objects.get(pk=form.instance.pk))


def _show_what_is_unlawful(form):
    """Beside each question and each field of a draft, what the rules say of it."""
    found = checks.passages(form.instance)
    for passage in found:
        if passage.question:
            form.asked[passage.question - 1].passages.append(passage)
    if blocked := [one for one in legal.blocking(found) if not one.question]:
        form.full_clean()
        form.cleaned_data = {}  # `add_error` takes the answer out of it, and nothing was answered
        for passage in blocked:
            form.say_passage(passage)


def say_obstacles(form, error):
    """Beside each field, what stands in the way of an offer (CannotPublish)."""
    for field, sentence in error.missing.items():
        form.say(field, sentence)
    for passage in (*error.blocked, *error.unconfirmed):
        form.say_passage(passage)


def _confirmed(request):
    """Rule → why its wording is needed, as typed."""
    return {
        name.removeprefix("confirm-"): value.strip()
        for name, value in request.POST.items()
        if name.startswith("confirm-") and value.strip()
    }


def to_confirm(offer, said):
    """(rule, its passages, the reason given so far) of each wording to confirm, one a rule."""
    known = dict(offer.confirmations.values_list("rule", "reason")) if offer.pk else {}
    by_rule = {}
    for one in checks.passages(offer):
        if one.rule.severity is Severity.CONFIRMS:
            by_rule.setdefault(one.rule.code, []).append(one)
    known |= said
    return [(found[0].rule, found, known.get(code, "")) for code, found in by_rule.items()]


def _saved(request, form):
    said = _confirmed(request)
    more = {"confirmed": said, "read": request.POST.get("read", "")}
    try:
        return publishing.save(form.instance, form.codes, by=request.user, **more)
    except publishing.WrittenMeanwhile as error:
        form.add_error(None, error.message)
        form.data = form.data.copy()
        form.data["read"] = ""  # read now: the next press replaces it
    except checks.CannotPublish as error:
        say_obstacles(form, error)
        form.to_confirm = to_confirm(form.instance, said)
    except UserFacingError as error:
        form.add_error(error.field, error.message)
    return None


@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, pk):
    """The offer as candidates will see it, what stands in its way, and the button."""
    offer = _own(request, pk)
    obstacles, confirmed = None, _confirmed(request)
    if request.method == "POST":
        try:
            offer = publishing.submit(offer, by=request.user, confirmed=confirmed)
        except checks.CannotPublish as error:
            obstacles = error
        except UserFacingError as error:
            messages.error(request, error.message)
            return redirect("offer_preview", pk=pk)
        else:
            _say(request, offer)
            return redirect("offer_preview", pk=pk)
    if obstacles is None and offer.state in publishing.CORRECTED:
        obstacles = _obstacles(offer)
    context = page_of(offer) | {
        "obstacles": obstacles,
        "to_confirm": to_confirm(offer, confirmed),
        "advice": [one for one in checks.passages(offer) if one.rule.severity is Severity.ADVISES],
        "statement": _statement(offer),
        "refused_change": RefusedChange.objects.filter(offer=offer).exists(),
        "may_submit": offer.state == State.DRAFT,
        "views": offer.published_at and _views(offer),
    }
    return render(request, "jobs/recruiter/offer_preview.html", context)


def _statement(offer):
    """What our staff said last, until something else was written: of the offer, or of a change."""
    last = offer.statements.first()
    if last is None or offer.state in {State.REFUSED, State.SUSPENDED}:
        return last
    return last if offer.state == State.PUBLISHED and last.at > offer.edited_at else None


def _views(offer):
    seen = offer_views.lately(Offer.objects.filter(pk=offer.pk)).values_list("day", "count")
    return charts.by_day(offer_views.last_days(), dict(seen))


def _obstacles(offer):
    try:
        checks.check(offer, [place.commune_code for place in offer.places.all()])
    except checks.CannotPublish as error:
        return error
    return None


def _say(request, offer):
    if offer.state == State.PUBLISHED:
        messages.success(request, _("Votre offre est publiée : elle se trouve dès maintenant."))
    else:
        messages.success(
            request, _("Votre offre est chez notre équipe, qui répond en huit heures ouvrées.")
        )


@second_factor_required
@require_POST
def act(request, pk, name):
    """Filled, still open, archived, taken back, copied; its change withdrawn."""
    if name not in {*ACTS, "copier"}:
        raise Http404
    offer = _own(request, pk)
    if name == "copier":
        return redirect("offer_edit", pk=publishing.copy(offer, by=request.user).pk)
    service, done = ACTS[name]
    try:
        service(offer)
    except MoveRefused:
        messages.error(request, publishing.MovedMeanwhile.message)
        return redirect("recruiter")
    messages.success(request, done)
    if name == "retirer":
        return redirect("offer_preview", pk=pk)
    if offer.state == State.DRAFT:
        return redirect("offer_edit", pk=pk)
    if offer.state == State.FILLED:  # one reply, read first, to everybody left
        return redirect(f"{reverse('received_several')}?offre={pk}&to=refused&reason=filled")
    return redirect("recruiter")


@csrf_exempt  # the mailed token is the proof: it acts without a session, hence without its cookie
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The mailed link: GET shows, POST says « still open » or « filled »."""
    offer = life.offer_of_link(token)
    if offer is None:
        return render(request, "jobs/recruiter/offer_confirm.html", {"offer": None}, status=410)
    done = ""
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "filled":
                life.fill(offer)
                done = "filled"
            else:
                life.confirm(offer)
                done = "open"
        except MoveRefused:
            return render(request, "jobs/recruiter/offer_confirm.html", {"offer": None}, status=410)
    return render(request, "jobs/recruiter/offer_confirm.html", {"offer": offer, "done": done})
