from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from jobs.models.establishment import validate_siret

from ..addresses import same_domain
from ..models import SuppressionEntry

Kind = SuppressionEntry.Kind


class ObjectionForm(forms.Form):
    """What is not to be written to any more, and the address that proves it."""

    kind = forms.ChoiceField(
        label=_("Ne plus écrire à"),
        choices=[
            (Kind.ADDRESS, _("cette adresse")),
            (Kind.DOMAIN, _("toutes les adresses de ce domaine")),
            (Kind.SIRET, _("cet établissement (SIRET)")),
        ],
        widget=forms.RadioSelect,
        initial=Kind.ADDRESS,
    )
    value = forms.CharField(label=_("Adresse, domaine ou SIRET"), max_length=254)
    email = forms.EmailField(
        label=_("Adresse où recevoir le lien"),
        required=False,
        max_length=254,
        help_text=_(
            "Pour un domaine ou un établissement ; pour une adresse, le lien y est envoyé."
        ),
    )
    withdraws = forms.BooleanField(
        label=_("Je retire au contraire une opposition : on peut de nouveau m’écrire"),
        required=False,
    )

    def clean(self):
        data = super().clean()
        kind, value = data.get("kind"), data.get("value", "").strip()
        if not kind or not value:
            return data
        data["value"] = getattr(self, f"_clean_{kind}")(value)
        if kind != Kind.ADDRESS and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Indiquez l’adresse où recevoir le lien."))
        return data

    def _clean_address(self, value):
        return self._valid(
            EmailValidator(_("Écrivez une adresse comme contact@exemple.fr.")), value
        )

    def _clean_domain(self, value):
        domain = same_domain(value)
        wrong = _("Écrivez un domaine comme exemple.fr.")
        self._valid(EmailValidator(wrong), f"contact@{domain}")
        return domain

    def _clean_siret(self, value):
        return self._valid(validate_siret, "".join(value.split()))

    def _valid(self, check, value):
        try:
            check(value)
        except forms.ValidationError as error:
            self.add_error("value", error)
        return value
