"""Alerts and bookmarks: of a person, or of a mailbox that confirmed."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meilleursjobs.lib.crypto import digests
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.http import next_url
from meilleursjobs.lib.limits import allow

from ..cards import Card
from ..criteria import Criteria
from ..forms.search import read
from ..models import Alert, Bookmark, Offer
from ..services import alerts as service

LINKS_A_DAY = 5  # to one mailbox


class AlertForm(forms.ModelForm):
    class Meta:
        model = Alert
        fields = ("name", "frequency")


class EmailForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Votre adresse e-mail"), max_length=254)
    frequency = forms.ChoiceField(
        label=gettext_lazy("Fréquence"), choices=Alert.Frequency, initial=Alert.Frequency.DAILY
    )


class NoteForm(forms.ModelForm):
    class Meta:
        model = Bookmark
        fields = ("note",)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """One press for who is signed in; an address, and a mail to confirm, for who is not."""
    query = request.POST.get("query", request.GET.urlencode())[:1000]
    criteria = read(query)
    if criteria is None:
        messages.error(request, _("Cette recherche n’a pas été comprise : corrigez-la d’abord."))
        return redirect("offers")
    if request.user.is_authenticated:
        return _for_me(request, criteria) if request.method == "POST" else redirect("alerts")
    form = EmailForm(request.POST if "email" in request.POST else None)
    asked = form.is_bound and form.is_valid() and _for_a_mailbox(form, criteria)
    context = {
        "form": form,
        "asked": asked,
        "query": criteria.as_query(),
        "name": service.name_of(criteria),
    }
    return render(request, "jobs/alert_new.html", context)


def _for_me(request, criteria: Criteria):
    try:
        service.create(criteria, user=request.user)
    except UserFacingError as error:
        messages.error(request, error.message)
        return redirect(f"{reverse('offers')}?{criteria.as_query()}")
    messages.success(request, _("Alerte créée : un courriel par jour, s’il y a du nouveau."))
    return redirect("alerts")


def _for_a_mailbox(form, criteria: Criteria) -> bool:
    """The same answer whether the mailbox has this alert already or not."""
    data = form.cleaned_data
    name = digests(data["email"].lower(), purpose="limit")[0]
    if not allow("alert", name, times=LINKS_A_DAY, seconds=86_400):
        return True
    try:
        service.create(criteria, email=data["email"], frequency=data["frequency"])
    except service.TooWide as error:
        form.add_error(None, error.message)
        return False
    except UserFacingError:
        return True
    return True


@csrf_exempt  # the mailed link is the proof, and works without a cookie
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    alert = service.of_confirmation(token)
    if alert is None:
        return render(request, "jobs/alert_link.html", {"over": True}, status=410)
    if request.method == "POST":
        service.confirm(alert)
    context = {
        "alert": alert,
        "confirming": True,
        "done": request.method == "POST",
        "lost": service.has_lost_its_company(alert),
    }
    return render(request, "jobs/alert_link.html", context)


@csrf_exempt  # RFC 8058: mail programs post here without any cookie
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    alert = service.of_stop(token)
    if alert is None:
        return render(request, "jobs/alert_link.html", {"over": True}, status=410)
    if request.method == "POST":
        alert.delete()
    return render(
        request, "jobs/alert_link.html", {"alert": alert, "done": request.method == "POST"}
    )


@require_safe
def alerts(request):
    """One's alerts, and what each would have found this week."""
    mine = Alert.objects.owned_by(request.user)
    rows = [
        {
            "alert": one,
            "form": AlertForm(instance=one, prefix=str(one.pk)),
            "found": service.found_lately(one),
            "lost": service.has_lost_its_company(one),
        }
        for one in mine
    ]
    return render(request, "jobs/alerts.html", {"rows": rows})


@require_POST
def act(request, pk):
    """Save, pause, resume or delete."""
    alert = get_object_or_404(Alert.objects.owned_by(request.user), pk=pk)
    action = request.POST.get("action", "save")
    mine = Alert.objects.filter(pk=pk)
    now = timezone.now()
    if action == "delete":
        alert.delete()
        messages.success(request, _("L’alerte est supprimée."))
    elif action in {"pause", "resume"}:
        paused = {"paused_at": now if action == "pause" else None}
        mine.update(**paused, looked_at=now, used_at=now)
        messages.success(request, _("C’est noté."))
    else:
        form = AlertForm(request.POST, instance=alert, prefix=str(pk))
        if not form.is_valid():
            messages.error(request, next(iter(form.errors.values()))[0])
            return redirect("alerts")
        mine.update(**form.cleaned_data, used_at=now)
        messages.success(request, _("C’est noté."))
    return redirect("alerts")


# --- Bookmarks ----------------------------------------------------------------------------------
@require_safe
def bookmarks(request):
    """Offers kept, the ended ones too, which say so."""
    mine = Bookmark.objects.owned_by(request.user).select_related("offer__company")
    rows = [
        (one, Card(one.offer, Criteria()), NoteForm(instance=one, prefix=str(one.pk)))
        for one in mine.prefetch_related("offer__places")
    ]
    return render(request, "jobs/bookmarks.html", {"rows": rows})


@require_POST
def keep(request, pk):
    """Keep an offer; once more changes nothing."""
    offer = get_object_or_404(Offer.objects.visible(), pk=pk)
    Bookmark.objects.bulk_create([Bookmark(user=request.user, offer=offer)], ignore_conflicts=True)
    messages.success(request, _("L’offre est dans vos favoris."))
    return redirect(next_url(request, offer.get_absolute_url()))


@require_POST
def bookmark(request, pk):
    """Note something, or let it go."""
    one = get_object_or_404(Bookmark.objects.owned_by(request.user), pk=pk)
    if request.POST.get("action") == "delete":
        one.delete()
        messages.success(request, _("L’offre n’est plus dans vos favoris."))
        return redirect("bookmarks")
    form = NoteForm(request.POST, instance=one, prefix=str(pk))
    if form.is_valid():
        form.save()
        messages.success(request, _("Note gardée."))
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("bookmarks")
