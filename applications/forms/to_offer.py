from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Resume
from accounts.validators import plain_lines
from privacy import consent

from ..models import AnswerTemplate, Application, ApplicationNote


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


class AnswerForm(forms.Form):
    """A recruiter's act on one or several applications: where they go, why, and a few words."""

    ACTS = (
        (Application.State.REVIEW, _("Mettre à l’étude")),
        (Application.State.POOL, _("Garder pour plus tard")),
        (Application.State.ACCEPTED, _("Accepter")),
        (Application.State.REFUSED, _("Refuser")),
    )

    to = forms.ChoiceField(label=_("Décision"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("Motif"),
        required=False,
        choices=[("", "–"), *Application.Reason.choices],
        help_text=_("À choisir pour un refus : la personne le lira."),
    )
    template = forms.ModelChoiceField(
        label=_("Partir d’un modèle"), queryset=AnswerTemplate.objects.none(), required=False
    )
    words = forms.CharField(
        label=_("Mot au candidat"),
        required=False,
        max_length=1500,
        validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "La personne le lira, par courriel et ici. [prénom] et [poste] sont remplacés pour "
            "chacun."
        ),
    )

    def __init__(self, *args, rows, templates, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["to"].choices = [
            (state, label) for state, label in self.ACTS if any(may(row, state) for row in rows)
        ]
        self.fields["template"].queryset = templates
        if not templates:
            del self.fields["template"]

    def clean(self):
        data = super().clean()
        if data.get("to") == Application.State.REFUSED and not data.get("reason"):
            self.add_error("reason", _("Choisissez le motif : la personne le lira."))
        return data


def may(application, to):
    """Whether a recruiter can bring this application there."""
    pool = Application.State.POOL
    return application.can(to) and (to != pool or application.may_be_kept)


class AnswerTemplateForm(forms.ModelForm):
    class Meta:
        model = AnswerTemplate
        fields = ("company", "name", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"text": _("[prénom] et [poste] sont remplacés pour chacun.")}

    def __init__(self, *args, companies, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["company"].queryset = companies
        self.fields["company"].initial = companies.first()


class NoteForm(forms.ModelForm):
    class Meta:
        model = ApplicationNote
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "text": _("La personne peut demander à lire cette note : des faits, sur le poste.")
        }
