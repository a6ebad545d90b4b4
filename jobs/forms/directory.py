from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib import gazetteer
from meilleursjobs.lib.text import has_control

from ..directory import SIZES, Criteria
from ..nomenclatures import sector_choices
from .meant import Guesses

RADII = (0, 5, 10, 20, 30, 50, 100)
DEFAULT_RADIUS = 20  # where nobody chose: most people's way to work is shorter
SIZE_NAMES = {
    "1-9": _("1 à 9 salariés"),
    "10-49": _("10 à 49 salariés"),
    "50-249": _("50 à 249 salariés"),
    "250-": _("250 salariés et plus"),
}


def radius_name(radius):
    return _("Dans la commune") if radius == 0 else _("%(km)s km") % {"km": radius}


class DirectoryForm(Guesses, forms.Form):
    """The address bar of /entreprises/: each field may be missing, the names are the URL's."""

    q = forms.CharField(label=_("Nom, enseigne ou métier"), max_length=100, required=False)
    lieu = forms.CharField(label=_("Ville ou code postal"), max_length=80, required=False)
    rayon = forms.TypedChoiceField(
        label=_("Autour"),
        choices=[(radius, radius_name(radius)) for radius in RADII],
        coerce=int,
        empty_value=DEFAULT_RADIUS,
        required=False,
    )
    secteur = forms.ChoiceField(label=_("Secteur"), required=False)
    metier = forms.CharField(label=_("Métier exercé"), max_length=150, required=False)
    taille = forms.ChoiceField(
        label=_("Taille"),
        choices=[("", _("Toutes les tailles")), *((key, SIZE_NAMES[key]) for key in SIZES)],
        required=False,
    )

    def __init__(self, data):
        # A copy: the fields show the place and the occupation that were understood.
        data = data.copy()
        data.setdefault("rayon", str(DEFAULT_RADIUS))
        super().__init__(data)
        self.fields["secteur"].choices = [("", _("Tous les secteurs")), *sector_choices()]
        self._suggest("lieu", "place_suggestions", "lieux")
        self._suggest("metier", "occupation_suggestions", "metiers")

    def _suggest(self, name, view, options):
        """Fill the field's <datalist> while someone types; without JavaScript it stays empty."""
        self.fields[name].widget.attrs |= {
            "list": options,
            "autocomplete": "off",
            "hx-get": reverse(view),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{options}",
            "hx-swap": "innerHTML",
            "hx-push-url": "false",
        }

    def _words(self, name):
        value = " ".join(self.cleaned_data[name].split())
        if has_control(value):
            raise forms.ValidationError(_("Ce texte contient des caractères invisibles."))
        return value

    def clean_q(self):
        return self._words("q")

    def clean_lieu(self):
        return self.place_of(self._words("lieu"), gazetteer.find)

    def clean_metier(self):
        return self.occupation_of(self._words("metier"))

    def criteria(self) -> Criteria:
        """What a valid form asks for."""
        data = self.cleaned_data
        return Criteria(
            words=data["q"],
            place=data["lieu"],
            radius=data["rayon"],
            sector=data["secteur"],
            occupation=data["metier"],
            size=data["taille"],
        )
