"""« Coller mon annonce »: a text from elsewhere read into the ordinary form. Nothing is saved."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import typed
from accounts.second_factor import second_factor_required
from meilleursjobs.lib.limits import allow

from ..forms.paste import Marks, PasteForm, ProposedOfferForm, offer_of
from ..models import Company
from .recruiter import show_form

READINGS_AN_HOUR = 120


@typed.survives_sign_in
@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request, slug):
    company = get_object_or_404(Company.objects.managed_by(request.user).listed(), slug=slug)
    if request.method != "POST":
        kept = typed.kept(request)  # pasted when the session had ended: given back, and erased
        typed.forget(request)
        return _page(request, company, PasteForm(initial={"text": kept and kept.get("text", "")}))
    form = PasteForm(request.POST)
    if not allow("paste", request.user.pk, times=READINGS_AN_HOUR, seconds=3600):
        form.add_error("text", _("Beaucoup d’annonces en une heure : réessayez un peu plus tard."))
    if not form.is_valid():
        return _page(request, company, form)
    marks = Marks.of(form.reading)
    proposed = ProposedOfferForm(
        instance=offer_of(company, form.reading),
        places=form.reading.value("places") or (),
        marks=marks,
    )
    return show_form(request, proposed, marks)


def _page(request, company, form):
    context = {"form": form, "company": company, "owner": typed.owner_mark(request.user)}
    return render(request, "jobs/recruiter/paste.html", context)
