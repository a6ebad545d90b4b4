"""Lists written one item a line: nothing but a new line parts two items, and none is lost."""

import json

import pytest
from django.urls import reverse

from jobs.forms.lines import lines
from jobs.models import Offer
from jobs.services import incoming
from tests.applications.pages import text_of
from tests.factories.jobs import API_TOKEN, ApiKeyFactory
from tests.jobs.test_api import JOB
from tests.jobs.writing import TYPED, WORDS, write

pytestmark = pytest.mark.django_db
SKILLS = ["SQL ; requêtes et vues", "Lecture de plans, cotes", "C/C++ | assembleur"]
BENEFITS = ["Mutuelle ; prise en charge à 80 %", "Titres-restaurant, 9 € par jour"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Débit\r\n\r\n  Assemblage  à blanc \r\nDébit", ["Débit", "Assemblage à blanc"]),
        ("Débit; assemblage, pose", ["Débit; assemblage, pose"]),
        (";", [";"]),
        (" \n\t\n", []),
    ],
)
def test_only_a_new_line_parts_two_items(typed, read):
    assert lines(typed) == read


def test_what_was_typed_stays_whole_through_the_form_and_back(client, company, karim):
    write(client, company, skills="\r\n".join(SKILLS), benefits="\r\n".join(BENEFITS))
    offer = Offer.objects.get()
    assert (offer.skills, offer.benefits) == (SKILLS, BENEFITS)
    form = client.get(reverse("offer_edit", args=[offer.pk])).context["form"]
    typed = {name: form[name].value() for name in ("skills", "benefits")}
    client.post(reverse("offer_edit", args=[offer.pk]), TYPED | typed)
    offer.refresh_from_db()
    assert (offer.skills, offer.benefits) == (SKILLS, BENEFITS)
    shown = text_of(client.get(reverse("offer_preview", args=[offer.pk])))
    assert all(item in shown for item in SKILLS + BENEFITS)


def test_a_choice_of_a_question_keeps_its_semicolon(client, company, karim):
    choices = ["le matin ; de 6 h à 14 h", "l’après-midi ; de 14 h à 22 h"]
    question = {"text": "Quel horaire préférez-vous ?", "kind": "choice",
                "choices": "\n".join(choices)}  # fmt: skip
    write(client, company, **{f"question-1-{name}": value for name, value in question.items()})
    assert Offer.objects.get().questions[0]["choices"] == choices


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("skills", "débit, corroyage, assemblage, ponçage, vernissage, pose de menuiseries"),
        ("more_places", "Sète ; Lunel"),
        ("languages", "anglais B1, allemand A2"),
    ],
)
def test_several_items_on_one_line_are_not_parted_for_the_recruiter_who_is_told_how(
    client, company, karim, field, typed
):
    shown = write(client, company, **{field: typed})
    assert "Allez à la ligne" in str(shown.context["form"].errors[field])
    assert typed in text_of(shown)
    assert not Offer.objects.exists()


def test_a_long_item_without_separators_has_the_plain_sentence(client, company, karim):
    shown = write(client, company, skills="assemblage " * 9)
    assert "dépasse 60 caractères" in str(shown.context["form"].errors["skills"])
    assert "Allez à la ligne" not in str(shown.context["form"].errors["skills"])


def test_the_endpoint_takes_each_item_as_one(client, company):
    ApiKeyFactory(company=company)
    items = [*SKILLS[:2], "Débit\net corroyage"]
    answer = client.put(
        reverse("api_offer", args=["MEN-7"]),
        json.dumps(JOB | {"skills": items, "benefits": BENEFITS}),
        content_type="application/json",
        headers={"authorization": f"Bearer {API_TOKEN}"},
    )
    assert answer.status_code == 201, answer.content
    offer = incoming.current(company, "MEN-7")
    assert offer.skills == [*SKILLS[:2], "Débit et corroyage"]
    assert offer.benefits == BENEFITS


def test_what_is_read_in_a_pasted_ad_is_proposed_one_item_a_line(client, company, karim):
    text = (
        f"Menuisier d’atelier\n\n{WORDS}\n\nCompétences : Débit ; assemblage ; pose\n\n"
        "Avantages :\n- Mutuelle\n- Titres-restaurant\n"
    )
    path = reverse("offer_paste", args=[company.slug])
    form = client.post(path, {"text": text}).context["form"]
    assert form["skills"].value().split("\n") == ["Débit", "assemblage", "pose"]
    write(client, company, skills=form["skills"].value(), benefits=form["benefits"].value())
    offer = Offer.objects.get()
    assert offer.skills == ["Débit", "assemblage", "pose"]
    assert offer.benefits == ["Mutuelle", "Titres-restaurant"]
