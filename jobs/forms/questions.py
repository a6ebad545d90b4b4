"""The recruiter's five places for questions to candidates, part of the form of an offer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.validators import plain_lines

from ..legal import Passage
from ..questions import (
    FEWEST_CHOICES,
    LONGEST,
    LONGEST_CHOICE,
    MOST,
    MOST_CHOICES,
    Kind,
    Question,
)
from .lines import LinesField


class QuestionForm(forms.Form):
    """One place: empty, or a question. Its number says the order; two of one number keep theirs,
    the one that was moved up first."""

    text = forms.CharField(
        label=_("La question"),
        max_length=LONGEST,
        required=False,
        validators=[plain_lines],  # written on one line in the end
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(
        label=_("Réponse attendue"), choices=Kind.choices, initial=Kind.TEXT, required=False
    )
    choices = LinesField(
        label=_("Réponses à choisir"),
        help_text=_("Une par ligne, de deux à huit. Seulement pour « une réponse à choisir »."),
        most=MOST_CHOICES,
        longest=LONGEST_CHOICE,
        validators=[plain_lines],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    required = forms.BooleanField(label=_("Réponse obligatoire"), required=False)
    place = forms.TypedChoiceField(
        label=_("Ordre"),
        choices=[(n, n) for n in range(1, MOST + 1)],
        coerce=int,
        required=False,
        empty_value=None,
    )

    def __init__(self, number: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"question-{number}", label_suffix="", **kwargs)
        self.number = number
        self.passages: list[Passage] = []  # what the rules of wording say of it
        self.initial.setdefault("place", number)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text, choices, kind = data.get("text"), data.get("choices"), data.get("kind") or Kind.TEXT
        if choices and not text and "text" not in self.errors:
            self.add_error("text", _("Écrivez la question, ou effacez ses réponses."))
        if text and kind == Kind.CHOICE:
            if len(choices or []) < FEWEST_CHOICES and "choices" not in self.errors:
                self.add_error("choices", _("Écrivez au moins deux réponses, une par ligne."))
        elif text and choices:
            self.add_error(
                "kind", _("Prenez « une réponse à choisir », ou effacez les réponses écrites.")
            )
        return data

    @property
    def is_filled(self) -> bool:
        """Whether its place is to be shown open."""
        return bool(self["text"].value() or self["choices"].value() or self.errors)

    @property
    def question(self) -> Question:
        data = self.cleaned_data
        return {
            "text": " ".join(data["text"].split()),
            "kind": data["kind"] or Kind.TEXT,
            "choices": data["choices"],
            "required": data["required"],
        }

    @property
    def rank(self) -> tuple[int, int]:
        wanted = self.cleaned_data["place"] or self.number
        moved = (wanted > self.number) - (wanted < self.number)
        return wanted, moved


def question_forms(data: Any, asked: list[Question]) -> list[QuestionForm]:
    """The five places, filled with what was posted, else with what the offer asks."""
    known: list[Any] = [*asked, *[{}] * MOST]
    return [
        QuestionForm(number, data, initial=dict(known[number - 1])) for number in range(1, MOST + 1)
    ]


def in_order(places: list[QuestionForm]) -> list[QuestionForm] | None:
    """The filled places in the order wanted; None when one of them has a fault, told beside it."""
    valid = [one for one in places if one.is_valid()]
    filled = [one for one in valid if one.cleaned_data["text"]]
    known: set[str] = set()
    for one in filled:
        text = one.question["text"].casefold()
        if text in known:
            one.add_error("text", _("Cette question est déjà posée plus haut."))
            return None
        known.add(text)
    return sorted(filled, key=lambda one: one.rank) if len(valid) == len(places) else None
