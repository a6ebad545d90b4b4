"""The candidate's own words about themselves."""

import calendar
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib import gazetteer, geo
from meilleursjobs.lib.text import fold

from ..models import (
    CandidateProfile,
    Contract,
    Education,
    Experience,
    LanguageSkill,
    Preferences,
    Remote,
    Skill,
    User,
    WorkingTime,
)
from ..validators import plain

EARLIEST_YEAR = 1940
MOST_ITEMS = 40  # of each kind: bounds what one person may store


class PlaceField(forms.CharField):
    """A commune, typed by name or postal code; its INSEE code is kept."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        found = gazetteer.search(text, limit=6)
        exact = [one for one in found if fold(text) in (fold(one.label), fold(one.name))]
        chosen = next((one for one in found if fold(one.label) == fold(text)), None)
        candidates = exact or found
        if chosen or len(candidates) == 1:
            return (chosen or candidates[0]).code
        if not candidates:
            raise ValidationError(
                _("Cette commune est inconnue. Écrivez son nom ou son code postal.")
            )
        raise ValidationError(
            _("Plusieurs communes répondent à ce nom : %(names)s. Recopiez la vôtre."),
            params={"names": ", ".join(one.label for one in candidates)},
        )

    def prepare_value(self, value):
        """Show the name of a stored code; what was typed stays as it is."""
        if not value or not geo.current_code(str(value)):
            return value
        return geo.commune(str(value)).label


class MonthField(forms.DateField):
    """A month, written 04/2021; its first day is kept."""

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", ["%m/%Y", "%Y-%m", "%m.%Y", "%m-%Y", "%m %Y"])
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                format="%m/%Y", attrs={"inputmode": "numeric", "placeholder": "MM/AAAA"}
            ),
        )
        kwargs.setdefault("error_messages", {"invalid": _("Écrivez le mois ainsi : 04/2021.")})
        super().__init__(**kwargs)

    def clean(self, value):
        month = super().clean(value)
        latest = timezone.localdate().year + 1
        if month and not EARLIEST_YEAR <= month.year <= latest:
            raise ValidationError(_("Cette année ne se peut pas."))
        return month


class OwnedForm(forms.ModelForm):
    """A form about the person's own row: constraints that name the person are checked too."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.instance.user = user

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"user"}

    def clean(self):
        cleaned = super().clean()
        kind = self._meta.model
        if self.instance.pk is None and isinstance(self, ItemForm):
            owned = kind.objects.owned_by(self.instance.user).count()
            if owned >= MOST_ITEMS:
                raise ValidationError(
                    _("Votre profil en compte déjà %(most)s : supprimez-en d’abord."),
                    params={"most": MOST_ITEMS},
                )
        return cleaned


class ItemForm(OwnedForm):
    """One of several parts of a profile."""


class NameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("first_name", "last_name")
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():  # letters are signed with it
            field.required = field.widget.is_required = True


class ProfileForm(OwnedForm):
    commune_code = PlaceField(
        label=_("Commune"),
        required=False,
        max_length=80,
        help_text=_("Nom ou code postal. Votre adresse exacte n’est pas demandée."),
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )

    class Meta:
        model = CandidateProfile
        fields = ("headline", "summary", "phone", "commune_code")
        widgets = {
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "summary": forms.Textarea(attrs={"rows": 7}),
        }


class ExperienceForm(ItemForm):
    started_on = MonthField(label=_("Début"))
    ended_on = MonthField(
        label=_("Fin"), required=False, help_text=_("Laissez vide si vous y êtes encore.")
    )

    class Meta:
        model = Experience
        fields = ("title", "employer", "place", "started_on", "ended_on", "description")

    def clean_ended_on(self):
        """The last day of the month, so that one month of work lasts a month."""
        end, start = self.cleaned_data["ended_on"], self.cleaned_data.get("started_on")
        if end is None:
            return None
        last = date(end.year, end.month, calendar.monthrange(end.year, end.month)[1])
        if start and last < start:
            raise ValidationError(_("La fin ne peut pas précéder le début."))
        return last


class EducationForm(ItemForm):
    class Meta:
        model = Education
        fields = ("title", "school", "level", "started_in", "ended_in")

    def clean_ended_in(self):
        end, start = self.cleaned_data["ended_in"], self.cleaned_data.get("started_in")
        if end and start and end < start:
            raise ValidationError(_("La fin ne peut pas précéder le début."))
        return end


class LanguageForm(ItemForm):
    class Meta:
        model = LanguageSkill
        fields = ("code", "level")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        empty, *rest = self.fields["code"].choices
        self.fields["code"].choices = [empty, *sorted(rest, key=lambda one: fold(str(one[1])))]


class SkillsForm(forms.Form):
    """Several skills at once; those already there are passed over."""

    names = forms.CharField(
        label=_("Compétences à ajouter"),
        max_length=1000,
        help_text=_("Séparées par des virgules : Excel, permis B, accueil du public."),
    )

    def clean_names(self):
        pieces = self.cleaned_data["names"].replace(";", ",").split(",")
        names = [" ".join(piece.split()) for piece in pieces if piece.strip()]
        longest = Skill._meta.get_field("name").max_length
        for name in names:
            plain(name)
            if len(name) > longest:
                raise ValidationError(
                    _("« %(name)s… » est trop long : %(most)s caractères au plus."),
                    params={"name": name[:30], "most": longest},
                )
        if not names:
            raise ValidationError(_("Écrivez au moins une compétence."))
        return names

    def save(self, user):
        """Add what is new; returns how many did not fit any more."""
        known = set(Skill.objects.owned_by(user).values_list("key", flat=True))
        new = {fold(name)[:80]: name for name in self.cleaned_data["names"]}
        new = [
            Skill(user=user, name=name, key=key) for key, name in new.items() if key not in known
        ]
        room = max(MOST_ITEMS - len(known), 0)
        Skill.objects.bulk_create(new[:room], ignore_conflicts=True)
        return len(new[room:])


def _boxes(label, choices):
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class PreferencesForm(OwnedForm):
    contracts = _boxes(_("Contrats"), Contract)
    remote = _boxes(_("Télétravail"), Remote)
    working_time = _boxes(_("Temps de travail"), WorkingTime)
    occupations = forms.CharField(
        label=_("Métiers recherchés"),
        required=False,
        max_length=800,
        help_text=_("Dix au plus, séparés par des virgules."),
    )
    available_from = forms.DateField(
        label=_("Disponible à partir du"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Écrivez la date ainsi : 15/09/2027.")},
    )

    class Meta:
        model = Preferences
        fields = (
            "occupations",
            "contracts",
            "working_time",
            "remote",
            "min_pay",
            "radius_km",
            "available_from",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["occupations"] = ", ".join(self.instance.occupations)
        pay, radius = self.fields["min_pay"], self.fields["radius_km"]
        pay.help_text = _("En euros. Vos anciens salaires ne sont jamais demandés.")
        radius.help_text = _("En kilomètres, de 1 à 200.")

    def clean_occupations(self):
        pieces = self.cleaned_data["occupations"].replace(";", ",").split(",")
        names = list(dict.fromkeys(" ".join(piece.split()) for piece in pieces if piece.strip()))
        if len(names) > Preferences.MOST_OCCUPATIONS:
            raise ValidationError(_("Dix métiers au plus."))
        if any(len(name) > 80 for name in names):
            raise ValidationError(_("Quatre-vingts caractères au plus par métier."))
        return names
