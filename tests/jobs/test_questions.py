"""Karim's questions to candidates: written, refused when the law forbids them, looked at again."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from jobs.models import Company, Offer, OfferRevision
from jobs.services import checks, moderation, offers, publishing
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.factories.accounts import UserFactory
from tests.factories.jobs import (
    ApiKeyFactory,
    CompanyFactory,
    FeedSourceFactory,
    MembershipFactory,
    OfferFactory,
)

from .test_api import JOB, ask
from .test_imports import bring, feed, job
from .test_publishing import TYPED, change, press, write

pytestmark = pytest.mark.django_db
State = Offer.State
SATURDAY = {
    "text": "Pouvez-vous travailler un samedi sur deux ?",
    "kind": "yes_no",
    "choices": [],
    "required": True,
}
SHIFT = {
    "text": "Quelle équipe préférez-vous ?",
    "kind": "choice",
    "choices": ["Matin", "Soir"],
    "required": False,
}


def typed(number, question, **more):
    """A question as the page posts it from one of its five places."""
    known = question | {"choices": "\n".join(question["choices"])} | more
    if not known.pop("required"):
        known.pop("required", None)
    else:
        known["required"] = "on"
    return {f"question-{number}-{name}": value for name, value in known.items()}


@pytest.fixture
def published(client, company, karim, trusted):
    write(client, company)
    offer = the_draft()
    press(client, offer)
    offer.refresh_from_db()
    return offer


def the_draft():
    return Offer.objects.exclude(state=State.FILLED).get()


def test_questions_are_published_and_shown_to_candidates(client, company, karim, trusted):
    write(client, company, **typed(1, SATURDAY), **typed(3, SHIFT))
    offer = the_draft()
    assert offer.questions == [SATURDAY, SHIFT]
    press(client, offer)
    shown = text_of(client.get(offer.get_absolute_url()))
    assert SATURDAY["text"] in shown
    assert "Matin / Soir, facultatif" in shown
    assert "oui ou non, obligatoire" in shown


def test_the_form_says_that_no_answer_ranks_or_refuses_anybody(client, company, karim):
    page = text_of(client.get(reverse("offer_new", args=[company.slug])))
    assert "Aucune réponse ne classe ni n’écarte personne" in page


def test_the_order_is_the_recruiters(client, company, karim):
    moved_up = typed(2, SHIFT, place="1")
    write(client, company, **typed(1, SATURDAY, place="1"), **moved_up)
    assert the_draft().questions == [SHIFT, SATURDAY]
    page = client.get(reverse("offer_edit", args=[the_draft().pk]))
    assert [one["text"].value() for one in page.context["form"].questions[:3]] == [
        SHIFT["text"],
        SATURDAY["text"],
        None,
    ]


def test_an_emptied_question_goes(client, company, karim):
    write(client, company, **typed(1, SATURDAY), **typed(2, SHIFT))
    change(client, the_draft(), **typed(2, SHIFT))
    assert the_draft().questions == [SHIFT]


@pytest.mark.parametrize(
    ("place", "name", "said"),
    [
        (typed(1, SHIFT, choices="Matin"), "choices", "au moins deux réponses"),
        (typed(1, SHIFT, choices="\n".join(map(str, range(9)))), "choices", "8 lignes au plus"),
        (typed(1, SHIFT, choices="Matin\n" + "x" * 81), "choices", "dépasse 80 caractères"),
        (typed(1, SHIFT, choices="Matin\nSo\x00ir"), "choices", "caract"),
        (typed(1, SHIFT, text=""), "text", "Écrivez la question"),
        (typed(1, SATURDAY, text="x" * 201), "text", "200"),
        (typed(1, SATURDAY, text="Nul\x00 ?"), "text", "caract"),
        (typed(1, SATURDAY, choices="Matin\nSoir"), "kind", "effacez les réponses écrites"),
        (typed(1, SATURDAY, kind="essay"), "kind", "essay"),
        (typed(1, SATURDAY, place="6"), "place", "6"),
    ],
)
def test_a_fault_is_told_beside_its_question_and_nothing_typed_is_lost(
    client, company, karim, place, name, said
):
    other = typed(2, SATURDAY, text="Avez-vous le permis B ?")
    page = write(client, company, **place, **other)
    form = page.context["form"]
    assert said in str(form.questions[0].errors[name])
    assert "sont à revoir" in text_of(page)
    assert "Avez-vous le permis B ?" in text_of(page)
    assert "L’atelier est chauffé" in text_of(page)
    assert not Offer.objects.exists()


def test_the_same_question_is_not_asked_twice(client, company, karim):
    page = write(client, company, **typed(1, SATURDAY), **typed(2, SATURDAY))
    assert "déjà posée" in str(page.context["form"].questions[1].errors["text"])


def test_a_sixth_question_has_no_place_and_the_database_has_none_either(client, company, karim):
    write(client, company, **typed(6, SATURDAY))
    offer = the_draft()
    assert offer.questions == []
    for wrong in ([SATURDAY] * 6, {"text": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Offer.objects.filter(pk=offer.pk).update(questions=wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"0": SATURDAY},
        [SATURDAY] * 6,
        ["x"],
        [SATURDAY | {"kind": "essay"}],
        [SATURDAY | {"choices": ["a", "b"]}],
        [SATURDAY | {"required": "on"}],
        [SATURDAY | {"text": " "}],
        [SATURDAY | {"more": 1}],
        [SHIFT | {"choices": ["a"]}],
        [SHIFT | {"choices": "ab"}],
        [SHIFT | {"choices": ["a", 2]}],
    ],
)
def test_only_questions_of_the_known_shape_are_published(wrong):
    offer = OfferFactory(draft=True)
    offer.questions = wrong
    with pytest.raises(ValidationError) as refused:
        offer.full_clean()  # publication asks for it
    assert "questions" in refused.value.message_dict


def test_questions_are_for_who_applies_here(client, company, karim):
    link = {"apply_mode": "link", "apply_url": "https://emploi.tournelune.test/1"}
    page = write(client, company, **typed(1, SATURDAY), **link)
    assert "ne se posent qu’à qui postule ici" in str(page.context["form"].errors["apply_mode"])


# --- What may not be asked ----------------------------------------------------------------------
UNLAWFUL = SATURDAY | {"text": "Avez-vous des enfants ?"}


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("Avez-vous des enfants ?", "L1225-1"),
        ("Quel est votre salaire actuel ?", "2023/970"),
        ("Quel âge avez-vous ?", "L1132-1"),
        ("Êtes-vous syndiqué ?", "L1132-1"),
        ("Avez-vous un casier judiciaire ?", "L1221-6"),
        ("Quelle est votre nationalité ?", "L1221-6"),
        ("Pouvez-vous joindre une photo récente ?", "L1221-6"),
    ],
)
def test_an_unlawful_question_is_not_published_and_its_article_is_told(
    client, company, karim, trusted, text, article
):
    write(client, company, **typed(1, SHIFT), **typed(2, SATURDAY, text=text))
    offer = the_draft()
    shown = text_of(press(client, offer))
    assert "La loi l’interdit" in shown
    assert "Question 2" in shown
    assert article in shown
    offer.refresh_from_db()
    assert offer.state == State.DRAFT
    with pytest.raises(checks.CannotPublish):
        publishing.submit(offer, by=karim)
    beside = client.get(reverse("offer_edit", args=[offer.pk])).context["form"].questions
    assert [bool(one.passages) for one in beside] == [False, True, False, False, False]


def test_a_choice_may_be_what_is_unlawful(client, company, karim, trusted):
    write(client, company, **typed(1, SHIFT, choices="Célibataire\nEn couple"))
    press(client, the_draft())
    assert the_draft().state == State.DRAFT


def test_an_unlawful_question_in_a_published_offer_is_told_beside_it_and_changes_nothing(
    client, published
):
    changed = typed(2, UNLAWFUL)
    page = change(client, published, **changed, **typed(4, SHIFT))
    said = str(page.context["form"].questions[1].errors["text"])
    assert "enceinte est interdit" in said
    assert "L1221-6" in said
    assert UNLAWFUL["text"] in text_of(page)
    published.refresh_from_db()
    assert (published.questions, published.state) == ([], State.PUBLISHED)


# --- Changes ------------------------------------------------------------------------------------
def test_the_published_questions_stay_until_the_new_ones_pass(client, company, karim):
    write(client, company, **typed(1, SATURDAY))
    offer = Offer.objects.get()
    offers.publish(offer)
    Company.objects.update(verified_at=None, verified_how="")
    change(client, offer, **typed(1, SHIFT))
    offer.refresh_from_db()
    assert offer.questions == [SATURDAY]
    assert OfferRevision.objects.get().changes["questions"] == [SHIFT]
    staff = UserFactory(is_staff=True)
    (_label, now, then) = next(
        one for one in _changes_seen_by(client, staff, offer) if "questions" in str(one[0])
    )
    assert SATURDAY["text"] in now
    assert "Matin / Soir" in then
    client.force_login(karim)
    form = client.get(reverse("offer_edit", args=[offer.pk])).context["form"]
    assert form.questions[0]["text"].value() == SHIFT["text"]  # one goes on from what one wrote
    moderation.approve(offer)
    offer.refresh_from_db()
    assert offer.questions == [SHIFT]


def _changes_seen_by(client, staff, offer):
    enrol(staff)
    client.force_login(staff)
    return client.get(reverse("moderation_one", args=[offer.pk])).context["changes"]


def test_a_recruiter_of_another_company_asks_nothing_here(client, company, karim, published):
    other = MembershipFactory(user=UserFactory(), company=CompanyFactory()).user
    enrol(other)
    client.force_login(other)
    path = reverse("offer_edit", args=[published.pk])
    assert client.post(path, TYPED | typed(1, SATURDAY)).status_code == 404
    published.refresh_from_db()
    assert published.questions == []


# --- By machine ---------------------------------------------------------------------------------
HERE = {name: value for name, value in JOB.items() if not name.startswith("apply")}


def test_software_asks_questions_too(client):
    company = CompanyFactory(verified=True)
    OfferFactory(company=company, state="filled")
    ApiKeyFactory(company=company)
    assert ask(client, "put", body=HERE | {"questions": [SATURDAY, SHIFT]}).status_code == 201
    assert Offer.objects.visible().get().questions == [SATURDAY, SHIFT]
    short = [{"text": SATURDAY["text"], "kind": "yes_no"}]
    assert ask(client, "put", body=HERE | {"questions": short}).status_code == 200
    assert Offer.objects.visible().get().questions == [SATURDAY | {"required": False}]
    for wrong, said in (
        ([UNLAWFUL], "L1221-6"),
        ([SHIFT | {"choices": ["Matin"]}], "au moins deux"),
        ([SATURDAY] * 6, "5 valeurs"),
        ([SATURDAY, SATURDAY], "déjà posée"),
        ([{"kind": "text"}], "text : Ce champ est obligatoire."),
        ([SATURDAY | {"knock_out": True}], "knock_out : Ce champ est inconnu."),
        (["Quoi ?"], "attend un objet"),
    ):
        answer = ask(client, "put", body=HERE | {"questions": wrong})
        assert answer.status_code == 422, wrong
        told = [e["message"] for e in answer.json()["errors"] if e["field"] == "questions"]
        assert said in " ".join(told), answer.json()
    assert len(Offer.objects.visible().get().questions) == 1


def test_a_feed_leaves_the_questions_that_were_typed_here():
    company = CompanyFactory(verified=True)
    OfferFactory(company=company, state="filled")
    source = FeedSourceFactory(company=company)
    bring(source, feed(job("MEN-1", url="")))
    offer = source.items.get().offer
    Offer.objects.filter(pk=offer.pk).update(questions=[SATURDAY])
    bring(source, feed(job("MEN-1", url="", title="Ébéniste")))
    offer.refresh_from_db()
    assert (offer.title, offer.questions) == ("Ébéniste", [SATURDAY])
