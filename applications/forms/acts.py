from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gmail_send.models import MOST_AHEAD

from ..models import LetterModel
from ..starting_points import BY_KEY, STARTING_POINTS


class InsertForm(forms.Form):
    """A starting point of ours, or a model of one's own, to put into the letter."""

    start = forms.ChoiceField(label=_("Partir de"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.models = {f"model-{m.pk}": m for m in LetterModel.objects.owned_by(user)}
        choices = [
            ("", _("Choisissez un début")),
            (_("Débuts écrits par nous"), [(p.key, p.title) for p in STARTING_POINTS]),
        ]
        if self.models:
            own = [(key, model.name) for key, model in self.models.items()]
            choices.append((_("Vos modèles"), own))
        self.fields["start"].choices = choices

    @property
    def words(self):
        """The chosen text, None when nothing was chosen. Raises Unreadable."""
        start = self.cleaned_data.get("start", "") if self.is_valid() else ""
        if start in self.models:
            return self.models[start].read()
        return BY_KEY[start].words if start in BY_KEY else None


class ModelForm(forms.ModelForm):
    """Only the name; subject and letter come from the page and are sealed by the view."""

    class Meta:
        model = LetterModel
        fields = ["name"]

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"owner"}  # the name is taken per person


class ValidateForm(forms.Form):
    """The one act: what was seen, when it leaves, and the remarks one passes over."""

    NOW, LATER = "now", "later"

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    when = forms.ChoiceField(
        label=_("Quand l’envoyer ?"),
        choices=[(NOW, _("dès maintenant")), (LATER, _("à un moment choisi"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    send_at = forms.DateTimeField(
        label=_("Jour et heure, dans les 21 jours"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={"invalid": _("Écrivez le moment ainsi : 24/11/2026 09:00.")},
    )
    anyway = forms.BooleanField(
        label=_("J’ai lu ces remarques, j’envoie quand même"), required=False
    )

    def __init__(self, *args, warned, **kwargs):
        super().__init__(*args, **kwargs)
        self.warned = warned
        if not warned:
            del self.fields["anyway"]

    def clean_anyway(self):
        if self.warned and not self.cleaned_data["anyway"]:
            raise forms.ValidationError(
                _("Corrigez la lettre, ou cochez cette case pour l’envoyer telle quelle.")
            )
        return True

    def clean_send_at(self):
        if self.cleaned_data.get("when") != self.LATER:
            return None
        at = self.cleaned_data["send_at"]
        if at is None:
            raise forms.ValidationError(_("Choisissez un jour et une heure."))
        if not timezone.now() < at <= timezone.now() + MOST_AHEAD:
            raise forms.ValidationError(_("Choisissez un moment à venir, dans les 21 jours."))
        return at
