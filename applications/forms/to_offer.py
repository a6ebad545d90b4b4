from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Resume
from accounts.validators import plain_lines
from jobs.questions import LONGEST_ANSWER, Kind
from privacy import consent

from .. import questions
from ..models import AnswerTemplate, Application, ApplicationNote
from ..pipeline import QuestionsChanged


def question_field(question):
    """The field in which a candidate answers a question: words, or one of several answers."""
    required = question["required"]
    about = {"label": question["text"], "required": required}
    if question["kind"] == Kind.TEXT:
        return forms.CharField(
            **about,
            max_length=LONGEST_ANSWER,
            validators=[plain_lines],
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("%(most)s caractères au plus.") % {"most": LONGEST_ANSWER},
            error_messages={"required": _("Répondez à cette question : elle est obligatoire.")},
        )
    known = [(one, one) for one in question["choices"]] or list(questions.SPOKEN.items())
    return forms.ChoiceField(
        **about,
        choices=known if required else [*known, ("", _("Je préfère ne pas répondre"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez une réponse : cette question est obligatoire."),
            "invalid_choice": _("Choisissez l’une des réponses proposées."),
        },
    )


class ApplyForm(forms.ModelForm):
    """What a candidate gives with an application: a CV, a few words, answers to the offer.

    asked: the questions of the offer now. Those that the page showed come back in its `asked`: when
    they are others, the page is shown again, with `orphans` for what nobody asks any longer.
    """

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

    def __init__(self, *args, candidate, asked, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        for question in asked:
            self.fields[f"answer-{questions.key(question)}"] = question_field(question)
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

    def answer_fields(self):
        """The fields of the questions, in the offer's order."""
        return [self[f"answer-{questions.key(question)}"] for question in self.asked]

    def orphans(self):
        """(question, what was typed) of what the page asked and the offer no longer asks."""
        if not self.is_bound:
            return []
        seen = questions.marked(self.data.get("asked", ""))
        gone = [(one, self.data.get(f"answer-{questions.key(one)}", "")) for one in seen]
        return [
            (one["text"], questions.spoken(one["kind"], said))
            for one, said in gone
            if said and f"answer-{questions.key(one)}" not in self.fields
        ]

    def clean(self):
        data = super().clean()
        if questions.marked(self.data.get("asked", "")) != self.asked:
            raise forms.ValidationError(QuestionsChanged.message)
        if not data.get("resume") and not data.get("message") and not self.errors:
            raise forms.ValidationError(
                _("Joignez un CV ou écrivez un message : il faut quelque chose à lire.")
            )
        return data

    def given(self):
        """What `pipeline.apply` takes, once the form is valid."""
        data = {name: self.cleaned_data.get(name) for name in self.Meta.fields}
        said = [(one, self.cleaned_data[f"answer-{questions.key(one)}"]) for one in self.asked]
        answers = [questions.answer(one, words) for one, words in said if words]
        return {name: value for name, value in data.items() if value is not None} | {
            "asked": self.asked,
            "answers": answers,
        }


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
        self.initial.setdefault("company", companies.first())


class NoteForm(forms.ModelForm):
    class Meta:
        model = ApplicationNote
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "text": _("La personne peut demander à lire cette note : des faits, sur le poste.")
        }
