"""The team of a company: its owners invite, change roles and remove; everyone may leave."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.second_factor import second_factor_required
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.limits import allow

from ..forms.claim import InviteForm, LettersForm, RoleForm
from ..models import Company, Invitation, Membership
from ..nomenclatures import occupations
from ..services import letters as letters_service
from ..services import team as service

INVITATIONS_A_DAY = 20


def _company(request, slug):
    return get_object_or_404(Company.objects.managed_by(request.user), slug=slug)


@second_factor_required
def team(request, slug):
    """Who is in, who is invited; the owners' form."""
    company = _company(request, slug)
    own = Membership.objects.get(company=company, user=request.user)
    owner = own.role == Membership.Role.OWNER
    form = InviteForm(request.POST or None) if owner else None
    if owner and request.method == "POST" and form.is_valid() and _invited(request, company, form):
        return redirect("team", slug=slug)
    context = {
        "company": company,
        "own": own,
        "members": company.membership_set.select_related("user").order_by("role", "created_at"),
        "invitations": [one for one in company.invitations.filter(used_at=None) if one.is_open],
        "form": form,
        "roles": Membership.Role.choices,
    }
    return render(request, "jobs/recruiter/team.html", context)


def _invited(request, company, form):
    if not allow("invitation", company.pk, times=INVITATIONS_A_DAY, seconds=86_400):
        form.add_error(None, _("Vingt invitations par jour au plus."))
        return False
    try:
        service.invite(company, **form.cleaned_data, by=request.user)
    except UserFacingError as error:
        form.add_error(error.field, error.message)
        return False
    messages.success(request, _("Invitation envoyée. Elle vaut sept jours."))
    return True


def _act(request, slug, action, done, *, to="team"):
    try:
        action()
    except UserFacingError as error:
        messages.error(request, error.message)
        return redirect("team", slug=slug)
    messages.success(request, done)
    return redirect(to, slug=slug) if to == "team" else redirect(to)


@second_factor_required
@require_POST
def change_role(request, slug, pk):
    company = _company(request, slug)
    rows = Membership.objects.owned_with(request.user).filter(company=company)
    membership = get_object_or_404(rows, pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choisissez un rôle."))
        return redirect("team", slug=slug)
    role = form.cleaned_data["role"]
    return _act(
        request, slug, lambda: service.change_role(membership, role), _("Le rôle est changé.")
    )


@second_factor_required
@require_POST
def remove(request, slug, pk):
    company = _company(request, slug)
    rows = Membership.objects.owned_with(request.user).filter(company=company)
    membership = get_object_or_404(rows.exclude(user=request.user), pk=pk)
    done = _("Cette personne n’agit plus pour l’entreprise.")
    return _act(request, slug, lambda: service.remove(membership), done)


@require_POST
def leave(request, slug):
    company = _company(request, slug)
    own = Membership.objects.get(company=company, user=request.user)
    done = _("Vous n’agissez plus pour cette entreprise.")
    return _act(request, slug, lambda: service.remove(own), done, to="account_home")


@second_factor_required
@require_POST
def cancel_invitation(request, slug, pk):
    company = get_object_or_404(
        Company.objects.filter(
            membership__user=request.user, membership__role=Membership.Role.OWNER
        ),
        slug=slug,
    )
    get_object_or_404(company.invitations.filter(used_at=None), pk=pk).delete()
    messages.success(request, _("L’invitation ne vaut plus."))
    return redirect("team", slug=slug)


def invitation(request, pk):
    """The mailed link: GET shows, POST joins; only for the address it was sent to."""
    one = get_object_or_404(Invitation.objects.select_related("company"), pk=pk)
    mine = request.user.emailaddress_set.filter(verified=True, email=one.email).exists()
    if request.method == "POST":
        try:
            service.join(one, user=request.user)
        except UserFacingError as error:
            messages.error(request, error.message)
            return redirect("invitation", pk=pk)
        messages.success(request, _("Bienvenue : vous agissez désormais pour cette entreprise."))
        return redirect("team", slug=one.company.slug)
    usable = one.is_open and mine
    status = 200 if usable else 410
    context = {"invitation": one if usable else None}
    return render(request, "jobs/recruiter/invitation.html", context, status=status)


@second_factor_required
def letters(request, slug):
    """The company's rules for spontaneous applications."""
    company = _company(request, slug)
    form = LettersForm(request.POST or None, initial=_rules(company))
    if request.method == "POST" and form.is_valid():
        letters_service.set_rules(company, **form.cleaned_data)
        messages.success(request, _("C’est noté : ces règles valent dès maintenant."))
        return redirect("letters_rules", slug=slug)
    return render(request, "jobs/recruiter/letters.html", {"company": company, "form": form})


def _rules(company):
    return {
        "accepts": company.refuses_since is None,
        "email": letters_service.given_address(company),
        "letters_a_month": company.letters_a_month,
        "wanted_occupations": [occupations()[code].label for code in company.wanted_occupations],
    }
