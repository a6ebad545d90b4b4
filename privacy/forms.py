"""What people and our staff type about rights."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from .letters import LETTERS
from .models import AuthorityOrder, Breach, Restriction, RightsRequest

Kind = RightsRequest.Kind
# What somebody without an account can ask for: the rest is about an account.
WITHOUT_ACCOUNT = (
    Kind.ACCESS,
    Kind.PORTABILITY,
    Kind.RECTIFICATION,
    Kind.ERASURE,
    Kind.RESTRICTION,
    Kind.OBJECTION,
    Kind.WITHDRAWAL,
)


class WordsForm(forms.ModelForm):
    """A request in the person's own words, to our staff."""

    class Meta:
        model = RightsRequest
        fields = ("kind", "words")
        widgets: ClassVar = {"words": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].required = True
        self.fields["words"].error_messages["required"] = _("Dites en quelques mots quoi faire.")


class AddressForm(WordsForm):
    """The same from someone without an account: the address is proven by a link."""

    email = forms.EmailField(
        label=_("Votre adresse e-mail"),
        help_text=_(
            "Un lien y part : il montre que l’adresse est à vous. Aucune pièce d’identité."
        ),
    )
    field_order = ("email", "kind", "words")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "---------"), *((k, k.label) for k in WITHOUT_ACCOUNT)]
        self.fields["words"].required = False


class RestrictionForm(forms.ModelForm):
    class Meta:
        model = Restriction
        fields = ("ground",)
        widgets: ClassVar = {"ground": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = Restriction.Ground.choices  # none chosen beforehand
        self.fields["ground"].error_messages["required"] = _("Choisissez une raison.")


class DirectiveForm(forms.Form):
    """What to do with the data after death, and who may ask for it."""

    words = forms.CharField(
        label=_("Vos directives"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Par exemple : effacer tout, ou remettre une copie à une personne de confiance."
        ),
    )
    trusted = forms.CharField(
        label=_("Personne de confiance"),
        max_length=300,
        required=False,
        help_text=_("Son nom et comment la joindre. Prévenez-la."),
    )


class AnswerForm(forms.Form):
    """Our staff's answer, its reasons, or why it takes longer."""

    letter = forms.ChoiceField(
        label=_("Partir d’une lettre"),
        required=False,
        choices=[("", "–"), *((key, one.title) for key, one in LETTERS.items())],
    )
    answer = forms.CharField(
        label=_("Réponse à la personne"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    extension_reason = forms.CharField(
        label=_("Pourquoi deux mois de plus"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Complexité ou nombre de demandes. Dans le premier mois seulement."),
    )


class SearchPersonForm(forms.Form):
    """Whose data, and why: the reason is kept and shown to the person."""

    email = forms.EmailField(label=_("Adresse e-mail de la personne"))
    reason = forms.CharField(
        label=_("Pourquoi"),
        max_length=300,
        min_length=10,
        help_text=_("Sans nommer personne. Gardé douze mois, et montré à la personne."),
        error_messages={"min_length": _("Dites-le en dix caractères au moins.")},
    )


class NewRequestForm(WordsForm):
    """A request that came by post or mail, typed in by our staff."""

    email = forms.EmailField(label=_("Adresse e-mail de la personne"))
    received_on = forms.DateField(
        label=_("Reçue le"), widget=forms.DateInput(attrs={"type": "date"})
    )
    field_order = ("email", "kind", "received_on", "words")


class DateTimeLocal(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def _register_form(model, names):
    dates = [n for n in names if n.endswith("_at")]
    return forms.modelform_factory(
        model,
        fields=names,
        widgets=dict.fromkeys(dates, DateTimeLocal)
        | {
            n: forms.Textarea(attrs={"rows": 3})
            for n in names
            if model._meta.get_field(n).get_internal_type() == "TextField"
        },
    )


BreachForm = _register_form(
    Breach,
    [
        *("known_at", "nature", "data", "people", "consequences", "measures", "is_risky"),
        *("notified_at", "late_reason", "told_at", "closed_at"),
    ],
)
OrderForm = _register_form(
    AuthorityOrder,
    ["received_at", "authority", "basis", "asked", "done", "answered_at", "person_told_at"],
)
