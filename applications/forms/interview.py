from django import forms
from django.utils.translation import gettext_lazy as _

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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["starts_at"]
        field.input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"]
        field.error_messages["invalid"] = _("Écrivez le moment ainsi : 24/11/2026 09:00.")
