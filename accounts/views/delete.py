from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from meilleursjobs.lib.errors import UserFacingError

from .. import services
from ..models import Resume, User
from ..recent import recent_proof_required


@recent_proof_required
def delete_account(request):
    """Say what goes, then erase it."""
    context = {"resumes": Resume.objects.owned_by(request.user).count(), "unconfirmed": False}
    if request.method != "POST":
        return render(request, "accounts/delete.html", context)
    if request.POST.get("confirm") != "oui":
        return render(request, "accounts/delete.html", {**context, "unconfirmed": True})
    user = User.objects.get_by_natural_key(request.user.email)
    try:
        services.erase(user)
    except UserFacingError as error:
        messages.error(request, error.message)
        return render(request, "accounts/delete.html", context)
    logout(request)
    messages.success(request, _("Votre compte et ce qu’il contenait sont effacés."))
    return redirect("home")
