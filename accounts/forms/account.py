"""allauth's sign-up form with our own words beside the password."""

from allauth.account.forms import SignupForm as AllauthSignupForm
from django.utils.translation import gettext_lazy as _


class SignupForm(AllauthSignupForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "Sans mot de passe, vous entrerez avec un code reçu par e-mail. "
            "Avec, choisissez au moins douze caractères."
        )
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)  # the label says it, and stays
