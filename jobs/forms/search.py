"""The address bar of /offres/, which alerts read too."""

from functools import lru_cache

from django import forms
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Contract, Education, Remote, WorkingTime
from meilleursjobs.lib.text import has_control

from ..criteria import DATE, DEFAULT_RADIUS, DISTANCE, NO_LICENCE, PAY, RELEVANCE, Criteria
from ..models import Company, HoursPattern, Licence
from .directory import RADII, radius_name
from .meant import Guesses

EXPERIENCES = [(0, _("Je débute")), (1, _("1 an")), (2, _("2 ans")), (3, _("3 ans")),
               (5, _("5 ans")), (10, _("10 ans et plus"))]  # fmt: skip
DAYS = [(1, _("Depuis hier")), (3, _("3 jours")), (7, _("7 jours")), (14, _("14 jours"))]
SORTS = [(RELEVANCE, _("Pertinence")), (DATE, _("Date")), (DISTANCE, _("Distance")),
         (PAY, _("Rémunération"))]  # fmt: skip
# Fields, which are the address's own names, and the parts of Criteria that they fill.
PARTS = {"q": "words", "lieu": "place", "rayon": "radius", "contrat": "contracts",
         "teletravail": "remote", "temps": "working_time", "salaire_min": "min_pay",
         "experience": "experience", "metier": "occupation", "entreprise": "company",
         "diplome": "diploma", "permis": "licences", "horaires": "hours",
         "employeur": "employer", "depuis": "days", "tri": "sort"}  # fmt: skip
EMPLOYERS = [("direct", _("Employeur direct")), ("agence", _("Intermédiaire"))]


def _several(label, choices):
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def _one(label, choices, blank, *, coerce=int):
    return forms.TypedChoiceField(
        label=label,
        choices=[("", blank), *choices],
        coerce=coerce,
        empty_value=None if coerce is int else "",
        required=False,
    )


def _suggested(view, options):
    """A field whose <datalist> is filled while someone types; without JavaScript it stays empty."""
    return forms.TextInput(
        {
            "list": options,
            "autocomplete": "off",
            "hx-get": reverse_lazy(view),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{options}",
            "hx-swap": "innerHTML",
            "hx-push-url": "false",  # the form's own is for its results
        }
    )


class DrawnOnce(forms.BoundField):
    """A list of choices is drawn once a process for what is chosen: mostly nothing.

    What people typed is not kept, nor what was wrong.
    """

    def as_field_group(self):
        return self._drawn(forms.BoundField.as_field_group)

    def __str__(self):
        return self._drawn(forms.BoundField.__str__)

    __html__ = __str__

    def _drawn(self, draw):
        value = self.value() or ()
        if self.errors or (value and not hasattr(self.field, "choices")):
            return draw(self)
        chosen = (value,) if isinstance(value, str) else tuple(sorted(set(value)))
        return _draw_once(draw, self.name, chosen, get_language())


@lru_cache(maxsize=1_000)
def _draw_once(draw, name, chosen, _language):
    data = QueryDict(mutable=True)
    data.setlist(name, chosen)
    return draw(SearchForm(data, only=[name])[name])


class SearchForm(Guesses, forms.Form):
    """Each field may be missing; the names are the URL's."""

    bound_field_class = DrawnOnce

    q = forms.CharField(label=_("Métier, compétence, entreprise"), max_length=200, required=False)
    lieu = forms.CharField(
        label=_("Commune, département ou région"),
        max_length=80,
        required=False,
        widget=_suggested("offer_places", "lieux"),
    )
    rayon = forms.TypedChoiceField(
        label=_("Autour"),
        choices=[(radius, radius_name(radius)) for radius in RADII],
        coerce=int,
        empty_value=DEFAULT_RADIUS,
        required=False,
    )
    contrat = _several(_("Contrat"), Contract.choices)
    teletravail = _several(_("Télétravail"), Remote.choices)
    temps = _several(_("Temps de travail"), WorkingTime.choices)
    salaire_min = forms.IntegerField(
        label=_("Rémunération brute par an, au moins"),
        min_value=1_000,
        max_value=1_000_000,
        required=False,
        widget=forms.NumberInput(attrs={"step": 1000, "inputmode": "numeric"}),
    )
    experience = _one(_("Mon expérience"), EXPERIENCES, _("Peu importe"))
    metier = forms.CharField(
        label=_("Métier exact"),
        max_length=150,
        required=False,
        widget=_suggested("occupation_suggestions", "metiers"),
    )
    entreprise = forms.CharField(
        label=_("Entreprise"), max_length=80, required=False, widget=forms.HiddenInput
    )
    diplome = _one(_("Mon diplôme"), Education.Level.choices, _("Peu importe"))
    permis = _several(_("Mes permis"), [(NO_LICENCE, _("aucun")), *Licence.choices])
    horaires = _several(_("Horaires"), HoursPattern.choices)
    employeur = _one(_("Publiée par"), EMPLOYERS, _("Peu importe"), coerce=str)
    depuis = _one(_("Publiée depuis"), DAYS, _("Toujours en ligne"))
    tri = _one(_("Trier par"), SORTS, _("Automatique"), coerce=str)

    def __init__(self, data, *, only=None):
        """only: names of the fields wanted, where most would be made for nothing."""
        data = data.copy()  # the fields show the place and the occupation that were understood
        if only is not None:
            fields = self.base_fields.items()
            self.base_fields = {name: field for name, field in fields if name in only}
        data.setdefault("rayon", str(DEFAULT_RADIUS))
        super().__init__(data)

    def _words(self, name):
        value = " ".join(self.cleaned_data[name].split())
        if has_control(value):
            raise forms.ValidationError(_("Ce texte contient des caractères invisibles."))
        return value

    def clean_q(self):
        return self._words("q")

    def clean_lieu(self):
        return self.place_of(self._words("lieu"))

    def clean_metier(self):
        return self.occupation_of(self._words("metier"))

    def clean_entreprise(self):
        """The company of an address; nobody types it, so a wrong one does not stay in the form."""
        slug = self.cleaned_data["entreprise"]
        if not slug:
            return None
        if (found := Company.objects.listed().filter(slug=slug).first()) is None:
            self.data["entreprise"] = ""
            raise forms.ValidationError(
                _("Cette entreprise n’est plus sur le site, ou n’y a jamais été.")
            )
        return found

    def criteria(self) -> Criteria:
        """What a valid form asks for."""
        return Criteria(
            **{
                PARTS[name]: tuple(value) if isinstance(value, list) else value
                for name, value in self.cleaned_data.items()
            }
        )


class PointForm(forms.Form):
    """Where a device is, in degrees; what is finer than a kilometre is refused."""

    lat = forms.DecimalField(min_value=-90, max_value=90, max_digits=4, decimal_places=2)
    lon = forms.DecimalField(min_value=-180, max_value=180, max_digits=5, decimal_places=2)


def read(query: str) -> Criteria | None:
    """The criteria that `Criteria.as_query` wrote; None when they no longer mean anything."""
    data = QueryDict(query)
    form = SearchForm(data, only=data.keys())
    return form.criteria() if form.is_valid() else None
