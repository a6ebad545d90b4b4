"""Sign-up. Kept apart from the other forms: allauth imports it while it loads its own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..validators import person_name


class SignUpForm(forms.Form):
    """What sign-up asks besides the address: the name that will stand under one's letters."""

    first_name = forms.CharField(
        label=_("Prénom"),
        max_length=80,
        validators=[person_name],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Nom"),
        max_length=80,
        validators=[person_name],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )

    field_order = ("first_name", "last_name", "email", "password1")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def signup(self, request, user):
        """Part of allauth's contract; the adapter has already stored the names."""
