"""The candidate's own letter models."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meilleursjobs.lib.errors import UserFacingError

from ..models import LetterModel


@require_safe
def letter_models(request):
    rows = [_readable(model) for model in LetterModel.objects.owned_by(request.user)]
    return render(request, "applications/letter_models.html", {"rows": rows})


def _readable(model):
    try:
        return {"model": model, "words": model.read(), "problem": ""}
    except UserFacingError as error:
        return {"model": model, "words": None, "problem": error.message}


@require_POST
def delete_model(request, pk):
    get_object_or_404(LetterModel.objects.owned_by(request.user), pk=pk).delete()
    messages.success(request, _("Modèle effacé."))
    return redirect("letter_models")
