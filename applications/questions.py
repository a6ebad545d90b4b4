"""What a candidate answers to an offer's questions, kept with the words that were asked.

An answer sorts nobody and turns nobody away: no query reads it, a person does.
"""

import json
from hashlib import sha256
from typing import Any, TypedDict

from django.core import signing
from django.utils.translation import gettext_lazy as _

from jobs.questions import Kind, Question

YES, NO = "yes", "no"
SPOKEN = {YES: _("Oui"), NO: _("Non")}
SALT = "applications.asked"


class Answer(TypedDict):
    """One answer, as an application's JSON holds it: the question as it was, and what was said."""

    question: str
    kind: str
    answer: str


def key(question: Question) -> str:
    """The same for the same words and choices: an answer follows its question where it goes."""
    words = [question["kind"], question["text"], question["choices"]]
    return sha256(json.dumps(words).encode()).hexdigest()[:16]


def mark(questions: list[Question]) -> str:
    """What a page asked, for it to come back with the answers: nobody else can write one."""
    return signing.dumps(questions, salt=SALT, compress=True) if questions else ""


def marked(text: str) -> list[Question]:
    """The questions of a mark; none when it is no mark of ours."""
    try:
        asked: list[Question] = signing.loads(text, salt=SALT) if text else []
    except signing.BadSignature:
        return []
    return asked


def spoken(kind: str, answer: str) -> str:
    """An answer as people read it."""
    return str(SPOKEN.get(answer, answer)) if kind == Kind.YES_NO else answer


def in_words(answers: list[Answer]) -> list[tuple[str, str]]:
    """(question, answer) of each, for people."""
    return [(one["question"], spoken(one["kind"], one["answer"])) for one in answers]


def answer(question: Question, said: Any) -> Answer:
    return {"question": question["text"], "kind": question["kind"], "answer": said}
