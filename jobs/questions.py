"""The questions that an offer puts to who applies: their shape, and how they are read.

They sort nobody and turn nobody away: a recruiter reads the answers, a recruiter decides.
"""

from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MOST = 5  # of an offer
LONGEST = 200  # characters of a question
FEWEST_CHOICES, MOST_CHOICES, LONGEST_CHOICE = 2, 8, 80
LONGEST_ANSWER = 500


class Kind(models.TextChoices):
    TEXT = "text", _("une réponse courte")
    YES_NO = "yes_no", _("oui ou non")
    CHOICE = "choice", _("une réponse à choisir")


class Question(TypedDict):
    """One question, as an offer's JSON holds it; `choices` is empty but for CHOICE."""

    text: str
    kind: str
    choices: list[str]
    required: bool


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and value.strip() != "" and len(value) <= longest


def _is_question(value: object) -> bool:
    if not isinstance(value, dict) or value.keys() != Question.__annotations__.keys():
        return False
    choices = value["choices"]
    if not isinstance(choices, list) or not isinstance(value["required"], bool):
        return False
    if value["kind"] == Kind.CHOICE:
        right = FEWEST_CHOICES <= len(choices) <= MOST_CHOICES
        right = right and all(_is_text(one, LONGEST_CHOICE) for one in choices)
    else:
        right = choices == [] and value["kind"] in Kind.values
    return right and _is_text(value["text"], LONGEST)


def well_formed(value: Any) -> None:
    """A validator of Offer.questions: the wall behind the form, which says what is wrong."""
    if not isinstance(value, list) or len(value) > MOST or not all(map(_is_question, value)):
        raise ValidationError(_("Ces questions n’ont pas la forme attendue."), code="shape")


def wording(question: Question) -> str:
    """All the words of a question, one thing a line, as the rules of wording read them."""
    return "\n".join([question["text"], *question["choices"]])


def in_words(questions: list[Question]) -> str:
    """Questions for people, one a line: what may be answered, and whether one must."""
    return "\n".join(f"{one['text']} ({manner(one)})" for one in questions)


def manner(question: Question) -> str:
    """« oui ou non, obligatoire »; for a choice, « Matin / Soir, facultatif »."""
    kind = " / ".join(question["choices"]) or str(Kind(question["kind"]).label)
    must = gettext("obligatoire") if question["required"] else gettext("facultatif")
    return f"{kind}, {must}"
