from datetime import date
from typing import ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Memo, OutsideApplication

EARLIEST = date(2000, 1, 1)


def day_field(label, **kwargs):
    """A date, picked or typed as 24/11/2026."""
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "invalid": _("Écrivez la date ainsi : 24/11/2026."),
            "required": _("Indiquez la date."),
        },
        **kwargs,
    )


class OutsideForm(forms.ModelForm):
    """An application made elsewhere."""

    sent_on = day_field(_("Date"))
    url = forms.URLField(
        label=_("Adresse de l’offre"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Pour la retrouver."),
    )

    class Meta:
        model = OutsideApplication
        fields = ("company_name", "position", "way", "sent_on", "state", "url")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["way"].label = _("Comment avez-vous postulé ?")
        self.fields["way"].choices = [("", _("Choisissez")), *OutsideApplication.Way.choices]
        if self.instance._state.adding:
            self.fields["sent_on"].initial = timezone.localdate

    def clean_sent_on(self):
        day = self.cleaned_data["sent_on"]
        if not EARLIEST <= day <= timezone.localdate():
            raise forms.ValidationError(_("Indiquez un jour passé, ou aujourd’hui."))
        return day


class MemoForm(forms.ModelForm):
    """One's own note, and what to do next."""

    action_on = day_field(
        _("Pour le"), required=False, help_text=_("Un courriel vous le rappelle ce jour-là.")
    )

    class Meta:
        model = Memo
        fields = ("text", "action", "action_on")
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts: ClassVar = {
            "text": _("Vous seul les lisez."),
            "action": _("Par exemple : relancer, préparer l’entretien, envoyer un diplôme."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean(self):
        data = super().clean()
        if data.get("action_on") and not data.get("action") and "action" not in self.errors:
            self.add_error("action", _("Dites quoi faire ce jour-là."))
        return data


class PeriodForm(forms.Form):
    """The two ends of a period, both days included."""

    since = day_field(_("Du"))
    until = day_field(_("Au"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
