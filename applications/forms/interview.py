from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import plain_lines

from ..models import Interview


class InterviewForm(forms.ModelForm):
    class Meta:
        model = Interview
        fields = ("starts_at", "minutes", "way", "place")
        widgets = {
            "starts_at": forms.DateTimeInput(
                format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
            ),
            "way": forms.RadioSelect,
        }

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.zone = zone
        field = self.fields["starts_at"]
        field.label = f"{field.label} ({self.instance.get_zone_display()})"
        field.input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"]
        field.error_messages["invalid"] = _("Écrivez le moment ainsi : 24/11/2026 09:00.")

    def full_clean(self):
        """The hour that was typed is that of the place of work."""
        with timezone.override(self.instance.zone):
            super().full_clean()


class CallOffForm(forms.Form):
    """A few words with the mail that calls a meeting off."""

    words = forms.CharField(
        label=_("Mot au candidat"),
        required=False,
        max_length=1500,
        validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("La personne le lira, par courriel et ici : pourquoi, et ce qui suit."),
    )

    def __init__(self, *args, **kwargs):
        # Beside the form of a decision, whose words have this name as well.
        super().__init__(*args, auto_id="id_off_%s", label_suffix="", **kwargs)
