"""Companies that do not want to be written to: open to anyone, proven by a mailed link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meilleursjobs.lib.crypto import digests
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.limits import allow

from .. import objections
from ..forms.objection import ObjectionForm
from ..models import ObjectionRequest

LINKS_A_DAY = 5  # to one mailbox: the form must not become a way to bother it
ANSWERS = ("accept", "limit", "refuse")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request):
    """The form. Its answer is the same whether we know the company or not."""
    form = ObjectionForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid() and _asked(form)
    return render(request, "applications/objection.html", {"form": form, "asked": asked})


def _asked(form):
    data = form.cleaned_data
    goes_to = data["value"] if data["kind"] == "address" else data["email"]
    name = digests(goes_to.lower(), purpose="limit")[0]
    if not allow("objection", name, times=LINKS_A_DAY, seconds=86_400):
        return True  # five links are there already; nobody learns more
    try:
        objections.ask(**data)
    except UserFacingError as error:
        form.add_error(error.field, error.message)
        return False
    return True


@csrf_exempt  # the mailed link is the proof, and works without a cookie
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, pk):
    """The mailed link: GET shows, POST acts."""
    one = ObjectionRequest.objects.filter(pk=pk).first()
    if one is None or not one.is_open:
        return render(request, "applications/objection_confirm.html", {"over": True}, status=410)
    context = {"request_row": one, "value": one.unseal("value").decode()}
    if request.method == "POST":
        try:
            context["done"] = "held" if objections.confirm(one) else "waiting"
        except UserFacingError:
            return render(
                request, "applications/objection_confirm.html", {"over": True}, status=410
            )
    return render(request, "applications/objection_confirm.html", context)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request, token):
    """A company told that we found its address: accept, few, or none. GET shows, POST acts."""
    address = objections.address_of(token)
    if address is None or address.told_at is None:
        return render(request, "applications/objection_confirm.html", {"over": True}, status=410)
    answer = request.POST.get("answer", "")
    if request.method == "POST" and answer in ANSWERS:
        objections.answer_notice(address, answer)
    context = {"address": address, "done": answer if answer in ANSWERS else ""}
    return render(request, "applications/notice.html", context)


# --- Staff ---------------------------------------------------------------------------------------
@require_safe
def desk(request):
    """Requests about an establishment that no address of its own proves."""
    rows = ObjectionRequest.objects.filter(state=ObjectionRequest.State.WAITING)
    rows = rows.order_by("moved_at")[:50]
    context = {
        "rows": [(one, one.unseal("value").decode(), one.unseal("email").decode()) for one in rows]
    }
    return render(request, "applications/staff/objections.html", context)


@require_POST
def decide(request, pk):
    rows = ObjectionRequest.objects.filter(state=ObjectionRequest.State.WAITING)
    one = get_object_or_404(rows, pk=pk)
    if request.POST.get("decision") == "accept":
        objections.settle(one)
        messages.success(request, _("C’est fait, et la demande est effacée."))
    else:
        objections.refuse(one)
        messages.success(request, _("Demande refusée : la personne est prévenue."))
    return redirect("objections_desk")
