"""Bookmarks: offers that a person keeps an eye on, with notes of their own."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meilleursjobs.lib.http import next_url

from ..cards import Card
from ..criteria import Criteria
from ..models import Bookmark, Offer


class NoteForm(forms.ModelForm):
    class Meta:
        model = Bookmark
        fields = ("note",)


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
