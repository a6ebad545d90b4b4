"""Alerts: of a person, or of a mailbox that confirmed."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meilleursjobs.lib.crypto import digests
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.limits import allow

from .. import search
from ..criteria import Criteria
from ..forms.search import read
from ..models import Alert
from ..services import alert_care as care
from ..services import alert_links as links
from ..services import alert_saving as service
from ..services.alert_finds import found_by, found_lately, has_lost_its_company

LINKS_A_DAY = 5  # to one mailbox
MOST_TYPED = 10_000  # characters of a search that is posted here


class AlertForm(forms.ModelForm):
    class Meta:
        model = Alert
        fields = ("name", "frequency")


class EmailForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Votre adresse e-mail"), max_length=254)
    frequency = forms.ChoiceField(
        label=gettext_lazy("Fréquence"), choices=Alert.Frequency, initial=Alert.Frequency.DAILY
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """One press for who is signed in; an address, and a mail to confirm, for who is not."""
    query = request.POST.get("query", request.GET.urlencode())[:MOST_TYPED]
    criteria = read(query)
    if criteria is None:
        messages.error(request, _("Cette recherche n’a pas été comprise : corrigez-la d’abord."))
        return redirect("offers")
    mine = request.user.is_authenticated
    if mine and request.method == "POST":
        return _for_me(request, criteria)
    form = EmailForm(request.POST if "email" in request.POST else None)
    asked = form.is_bound and form.is_valid() and _for_a_mailbox(form, criteria)
    context = {
        "form": form,
        "asked": asked,
        "query": criteria.as_query(),
        "name": service.name_of(criteria),
        "found": _found_lately(criteria),
        "many": search.MANY,
    }
    return render(request, "jobs/alert_new.html", context)


def _found_lately(criteria: Criteria) -> int:
    try:
        return found_lately(criteria)
    except OperationalError:  # the statement timeout: nothing is said
        return 0


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
    except (service.TooWide, service.TooLong) as error:
        form.add_error(None, error.message)
        return False
    except service.AlreadySaved:
        service.ask_again(criteria, data["email"])
    except UserFacingError:
        return True
    return True


@require_safe
def alerts(request):
    """One's alerts, and what each would have found this week."""
    mine = list(Alert.objects.owned_by(request.user))
    try:
        found = found_by(mine)
    except OperationalError:  # the statement timeout: the alerts are there without their figures
        found = {}
    rows = [
        {
            "alert": one,
            "form": AlertForm(instance=one, prefix=str(one.pk)),
            "found": found.get(one),
            "lost": one in found and found[one] is None,
            "widen": links.widen_path(one) if found.get(one) == 0 and not one.paused_at else "",
        }
        for one in mine
    ]
    return render(request, "jobs/alerts.html", {"rows": rows, "many": search.MANY})


@require_POST
def act(request, pk):
    """Save, keep, pause, resume or delete."""
    alert = get_object_or_404(Alert.objects.owned_by(request.user), pk=pk)
    action = request.POST.get("action", "save")
    if action == "delete":
        service.erase(alert)
        messages.success(request, _("L’alerte est supprimée."))
    elif action in {"pause", "resume", "keep"}:
        service.change([alert], action)
        messages.success(request, _("C’est noté."))
    else:
        form = AlertForm(request.POST, instance=alert, prefix=str(pk))
        if not form.is_valid():
            messages.error(request, next(iter(form.errors.values()))[0])
            return redirect("alerts")
        Alert.objects.filter(pk=pk).update(**form.cleaned_data, **service.signs())
        messages.success(request, _("C’est noté."))
    return redirect("alerts")


# --- The links in the mails: each is its own proof, works without a cookie, and shows by GET -----
def _by_link(view):
    """A page for who holds a link of a mail; RFC 8058: mail programs post without any cookie."""
    return csrf_exempt(login_not_required(require_http_methods(["GET", "HEAD", "POST"])(view)))


def _over(request):
    return render(request, "jobs/alert_link.html", {"over": True}, status=410)


@_by_link
def confirm(request, token):
    if not (found := links.named(token, links.CONFIRM)):
        return _over(request)
    [alert] = found
    if request.method == "POST":
        service.confirm(alert)
    context = {
        "alert": alert,
        "done": request.method == "POST",
        "lost": has_lost_its_company(alert),
        "stop": links.stop_path(alert),
    }
    return render(request, "jobs/alert_confirm.html", context)


@_by_link
def stop(request, token):
    """Stop the alerts that a mail is about; or pause them, resume them, hear of them less often."""
    if not (found := links.named(token, links.STOP)):
        return _over(request)
    done = ""
    if request.method == "POST":  # a mail program says nothing but that it stops
        done = request.POST.get("action", "stop")
        if done in service.CHANGES:
            found = service.change(found, done)
        else:
            for alert in found:
                service.erase(alert)
            done = "stop"
    context = {
        "alerts": found,
        "done": done,
        "paused": all(one.paused_at for one in found),
        "weekly": all(one.frequency == Alert.Frequency.WEEKLY for one in found),
    }
    return render(request, "jobs/alert_stop.html", context)


@_by_link
def keep(request, token):
    """A year later: yes, they are still wanted."""
    if not (found := links.named(token, links.KEEP)):
        return _over(request)
    if request.method == "POST":
        service.change(found, "keep")
    context = {
        "alerts": found,
        "done": request.method == "POST",
        "stop": links.stop_path(*found),
    }
    return render(request, "jobs/alert_keep.html", context)


@_by_link
def widen(request, token):
    """Let an alert that finds nothing ask for less."""
    if not (found := links.named(token, links.WIDEN)):
        return _over(request)
    [alert] = found
    context = {"alert": alert, "stop": links.stop_path(alert)}
    if request.method == "POST":
        try:
            context["alert"] = care.widen(alert, request.POST.get("query", ""))
            context["done"] = True
        except UserFacingError as error:
            context["error"] = error.message
    if "done" not in context:
        context["wider"] = [(*told, one.as_query()) for *told, one in care.wider_searches(alert)]
    return render(request, "jobs/alert_widen.html", context)
