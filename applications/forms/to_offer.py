from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Resume
from privacy import consent

from ..models import Application, ApplicationNote


class ApplyForm(forms.ModelForm):
    """What a candidate gives with an application: a CV of theirs, and a few words."""

    class Meta:
        model = Application
        fields = ("resume", "message", "shares_phone", "may_be_kept")
        widgets = {
            "message": forms.Textarea(
                attrs={"rows": 8, "data-count": "message-count", "data-limit": "3000"}
            ),
            "resume": forms.RadioSelect,
        }
        help_texts = {
            "message": _("Pourquoi ce poste, pourquoi vous : quelques lignes suffisent."),
            "may_be_kept": consent.ACTS[consent.Act.POOL],
        }

    def __init__(self, *args, candidate, **kwargs):
        super().__init__(*args, **kwargs)
        owned = Resume.objects.owned_by(candidate)
        self.fields["resume"] = forms.ModelChoiceField(
            label=_("CV à joindre"),
            queryset=owned,
            required=False,
            blank=True,
            widget=forms.RadioSelect,
            empty_label=_("Sans CV"),
            initial=owned.filter(is_main=True).first(),
            error_messages={"invalid_choice": _("Choisissez l’un de vos CV.")},
        )
        self.phone = getattr(getattr(candidate, "profile", None), "phone", "")
        if not self.phone:
            del self.fields["shares_phone"]
        else:
            self.fields["shares_phone"].help_text = self.phone

    def clean(self):
        data = super().clean()
        if not data.get("resume") and not data.get("message") and not self.errors:
            raise forms.ValidationError(
                _("Joignez un CV ou écrivez un message : il faut quelque chose à lire.")
            )
        return data


class DecisionForm(forms.ModelForm):
    """A recruiter's act: where the application goes, why, and a word for the candidate."""

    ACTS = (
        (Application.State.REVIEW, _("Mettre à l’étude")),
        (Application.State.POOL, _("Garder pour plus tard")),
        (Application.State.ACCEPTED, _("Accepter")),
        (Application.State.REFUSED, _("Refuser")),
    )

    to = forms.ChoiceField(label=_("Décision"), widget=forms.RadioSelect)

    class Meta:
        model = Application
        fields = ("reason", "decision_words")
        widgets = {"decision_words": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "reason": _("À choisir pour un refus : la personne le lira."),
            "decision_words": _("La personne le lira, par courriel et ici."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        application = self.instance
        self.fields["to"].choices = [
            (state, label)
            for state, label in self.ACTS
            if application.can(state)
            and (state != Application.State.POOL or application.may_be_kept)
        ]
        self.fields["reason"].choices = [("", "–"), *Application.Reason.choices]
        self.initial["reason"] = self.initial["decision_words"] = ""

    def clean(self):
        data = super().clean()
        if data.get("to") == Application.State.REFUSED and not data.get("reason"):
            self.add_error("reason", _("Choisissez le motif : la personne le lira."))
        return data

    def _post_clean(self):
        """The service writes; the instance stays what the database said."""


class NoteForm(forms.ModelForm):
    class Meta:
        model = ApplicationNote
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "text": _("La personne peut demander à lire cette note : des faits, sur le poste.")
        }
