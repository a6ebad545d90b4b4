from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..forms.profile import PreferencesForm
from ..models import Preferences


def edit(request):
    """What the candidate looks for."""
    user = request.user
    own = Preferences.objects.owned_by(user).first() or Preferences(user=user)
    form = PreferencesForm(request.POST or None, instance=own, user=user)
    if request.method == "POST" and form.is_valid():
        Preferences.objects.update_or_create(user=user, defaults=form.cleaned_data)
        messages.success(request, _("Vos préférences sont enregistrées."))
        return redirect("preferences")
    return render(request, "accounts/preferences.html", {"form": form})
