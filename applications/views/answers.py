"""Answers of recruiters, to one person or to many: chosen, read as a mail, then sent."""

from hashlib import sha256
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.second_factor import second_factor_required
from jobs.models import Company
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.http import row_number

from .. import pipeline
from ..forms.to_offer import AnswerForm, AnswerTemplateForm, may
from ..models import AnswerTemplate, Application

AT_ONCE = 200  # answers in one press: each writes a mail


def answer_form(request, rows, *args, **kwargs):
    return AnswerForm(*args, rows=rows, templates=_templates(request), **kwargs)


def _templates(request):
    companies = Company.objects.managed_by(request.user)
    return AnswerTemplate.objects.filter(company__in=companies)


def _chosen(request, asked):
    """The applications named one by one, or all the open ones of an offer: AT_ONCE of them, the
    first received, and how many are left for another time."""
    mine = Application.objects.received_by(request.user).with_candidate()
    if asked.get("offre"):
        rows = mine.open().filter(offer=row_number(asked["offre"]))
    else:
        rows = mine.filter(pk__in=[pk for pk in asked.getlist("pk") if _is_uuid(pk)])
    chosen = list(rows.order_by("created_at", "pk")[:AT_ONCE])
    return chosen, rows.count() - len(chosen) if len(chosen) == AT_ONCE else 0


def _is_uuid(text):
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _digest(rows, data):
    """What was read: the act, its words, and each application as it stood."""
    said = [data["to"], data["reason"], data["words"]]
    said += [f"{row.pk} {row.moved_at.isoformat()}" for row in rows]
    return digest_of(*said)


def digest_of(*said):
    """What was shown, in one word: sent back with the yes, it proves what was read."""
    return sha256("\0".join(said).encode()).hexdigest()


@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def several(request):
    """Chosen on the list, then shown as the mail it becomes, then sent (POST, act « send »)."""
    asked = request.POST if request.method == "POST" else request.GET
    rows, later = _chosen(request, asked)
    if not rows:
        if asked.get("offre"):  # nobody waits
            return redirect("recruiter")
        messages.info(request, _("Choisissez au moins une candidature."))
        return redirect(list_of(asked))
    act = request.POST.get("act", "")
    if act not in ("show", "send"):
        form = answer_form(request, rows, initial=_begun(request, asked))
        return _page(request, rows, form, later=later)
    form = answer_form(request, rows, request.POST)
    if not form.is_valid():
        return _page(request, rows, form)
    data = form.cleaned_data
    possible = [row for row in rows if may(row, data["to"])]
    digest = _digest(possible, data)
    if act == "send" and request.POST.get("seen") == digest:
        _send(request, possible, data)
        return _those_left(request, data) or redirect(_back(rows, asked))
    if act == "send":
        messages.warning(request, _("Quelque chose a changé depuis : relisez avant d’envoyer."))
    first = possible[0]
    mail = pipeline.preview(first, data["to"], reason=data["reason"], words=data["words"])
    shown = {"mail": mail, "first": first, "digest": digest, "possible": possible}
    return _page(request, rows, form, **shown)


def _begun(request, asked):
    """What the page starts with; a template that was picked puts its words in."""
    begun = {name: asked.get(name, "") for name in ("to", "reason", "words")}
    picked = row_number(asked.get("template", "")) if asked.get("act") == "place" else None
    if template := _templates(request).filter(pk=picked).first():
        begun["words"] = template.text
    return begun


def _page(request, rows, form, **shown):
    left = [row for row in rows if row not in shown.get("possible", rows)]
    asked = request.POST if request.method == "POST" else request.GET
    context = {"rows": rows, "form": form, "left": left, **shown}
    context |= {"list_query": asked.get("from"), "back": asked.get("back")}
    context["rest"] = asked.get("offre") or asked.get("rest") if shown.get("later", True) else ""
    url = _back(rows, asked)
    is_list = url == list_of(asked)
    label = _("Candidatures reçues") if is_list else str(rows[0].candidate)
    context |= {"origin_url": url, "origin_label": label}
    return render(request, "applications/recruiter/answer.html", context)


def _send(request, rows, data):
    done, failed = 0, []
    for row in rows:
        try:
            pipeline.answer(
                row, data["to"], reason=data["reason"], by=request.user, words=data["words"]
            )
        except UserFacingError as error:
            failed.append(f"{row.candidate} : {error.message}")
        else:
            done += 1
    if done:
        said = ngettext(
            "C’est noté. La personne est prévenue par courriel.",
            "C’est noté. Les %(count)s personnes sont prévenues par courriel.",
            done,
        )
        messages.success(request, said % {"count": done})
    for sentence in failed:
        messages.error(request, sentence)


def list_of(asked):
    """The list or board one comes from: `from` is its query, under no other address."""
    query = asked.get("from", "")
    return f"{reverse('received')}?{query}" if query else reverse("received")


def one_of(pk, asked):
    """The page of an application, on the way through the list that `from` names."""
    page = reverse("received_one", args=[pk])
    return f"{page}?{urlencode({'from': asked['from']})}" if "from" in asked else page


def _those_left(request, data):
    """The same answer again, for those of an offer (`rest`) that received more than AT_ONCE.

    Not a redirect: the words would not fit into an address. None when nobody is left.
    """
    rest = request.POST.get("rest", "")
    rows, later = _chosen(request, {"offre": rest}) if rest else ([], 0)
    if not rows:
        return None
    return _page(request, rows, answer_form(request, rows, initial=data), later=later)


def _back(rows, asked):
    if len(rows) == 1 and (asked.get("back") or "from" not in asked):
        return one_of(rows[0].pk, asked)
    return list_of(asked)


# --- Templates ------------------------------------------------------------------------------------
@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request):
    """One's companies' templates, and the form that adds one, or changes one (`modifier`)."""
    companies = Company.objects.managed_by(request.user).order_by("name")
    asked = request.GET.get("modifier", "")
    changed = get_object_or_404(_templates(request), pk=row_number(asked)) if asked else None
    form = AnswerTemplateForm(request.POST or None, instance=changed, companies=companies)
    if request.method == "POST" and form.is_valid():
        form.instance.edited_at = timezone.now()
        form.save()
        messages.success(request, _("Modèle gardé."))
        return redirect("answer_templates")
    rows = _templates(request).select_related("company")
    context = {"form": form, "templates": rows, "changed": changed}
    return render(request, "applications/recruiter/templates.html", context)


@second_factor_required
@require_POST
def delete_template(request, pk):
    get_object_or_404(_templates(request), pk=pk).delete()
    messages.success(request, _("Modèle supprimé."))
    return redirect("answer_templates")
