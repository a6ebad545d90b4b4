from django import forms
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib import gazetteer
from meilleursjobs.lib.mail_domains import is_consumer

from ..models import Claim, Company, Establishment, Invitation, Membership
from ..models.company import MOST_LETTERS
from ..nomenclatures import find_occupations
from .lines import LinesField, with_remedy
from .meant import unknown_occupation


class ClaimForm(forms.ModelForm):
    """What a recruiter says of the company; name and place come from the directory when known."""

    siret = forms.CharField(
        label=_("SIRET de l’établissement"),
        max_length=20,
        help_text=_("14 chiffres : sur vos factures, ou sur l’annuaire des entreprises."),
    )
    place = forms.CharField(
        label=_("Commune"),
        max_length=80,
        required=False,
        help_text=_("Seulement si l’établissement n’est pas dans notre annuaire."),
    )

    class Meta:
        model = Claim
        fields = ("siret", "email", "phone", "name")
        help_texts = {
            "email": _("Au nom de domaine de l’entreprise si elle en a un : un code y est envoyé."),
            "phone": _(
                "Demandé si l’adresse est chez un fournisseur grand public : nous rappelons le "
                "standard."
            ),
            "name": _("Seulement si l’établissement n’est pas dans notre annuaire."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.order_fields(["siret", "name", "place", "email", "phone"])

    def clean_siret(self):
        return "".join(self.cleaned_data["siret"].split())

    def clean(self):
        data = super().clean()
        if is_consumer(data.get("email", "").rpartition("@")[2].lower()) and not data.get("phone"):
            self.add_error(
                "phone",
                _("Indiquez le téléphone public de l’entreprise : nous la rappellerons."),
            )
        known = Establishment.objects.filter(siret=data.get("siret")).select_related("company")
        if place := known.first():
            if not place.company.is_listed or place.closed_at:
                self.add_error("siret", _("Cet établissement n’est plus ouvert."))
            self.instance.commune_code = place.commune_code
            data["name"] = place.company.name
            return data
        company = Company.objects.filter(siren=data.get("siret", "")[:9]).first()
        if company and not company.is_listed:
            self.add_error("siret", _("Cette entreprise n’est plus ouverte."))
        self._describe(data, company)
        return data

    def _describe(self, data, company):
        """The directory does not know the place: the recruiter says its name and commune."""
        data["name"] = company.name if company else data.get("name")
        if not data["name"]:
            self.add_error("name", _("Notre annuaire ne connaît pas ce numéro : dites son nom."))
        where = gazetteer.find(data["place"]) if data.get("place") else None
        if where is None:
            self.add_error("place", _("Indiquez une commune, par son nom ou son code postal."))
        else:
            self.instance.commune_code = where.code


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code reçu"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class RefuseClaimForm(forms.Form):
    reason = forms.ChoiceField(label=_("Motif"), choices=Claim.Reason)


class InviteForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ("email", "role")

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class RoleForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ("role",)


class LettersForm(forms.Form):
    """The company's own rules for spontaneous applications."""

    accepts = forms.BooleanField(
        label=_("Nous acceptons les candidatures spontanées"), required=False
    )
    email = forms.EmailField(
        label=_("Adresse où les recevoir"),
        required=False,
        max_length=254,
        help_text=_("Montrée aux candidats connectés."),
    )
    letters_a_month = forms.IntegerField(
        label=_("Par mois et par établissement, au plus"),
        required=False,
        min_value=1,
        max_value=MOST_LETTERS,
        help_text=_("Vide : six, davantage pour un grand établissement."),
    )
    wanted_occupations = LinesField(
        label=_("Métiers que vous cherchez, un par ligne"), most=12, longest=120
    )

    def clean_wanted_occupations(self):
        found = []
        for line in self.cleaned_data["wanted_occupations"]:
            known = find_occupations(line, limit=1)
            if not known:
                raise forms.ValidationError(with_remedy(unknown_occupation(line), line))
            found.append(known[0].code)
        return found
