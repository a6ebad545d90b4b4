"""An offer's questions: Léa answers them, Karim reads them, and nobody is sorted by them."""

import csv
import io
import json
from zipfile import ZipFile

import pytest
from django.core import signing
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import archive, pipeline, questions
from applications.models import Application
from jobs.models import Offer
from privacy.services import erasure, exports, restriction
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.jobs import CompanyFactory, MembershipFactory, OfferFactory
from tests.jobs.test_questions import SATURDAY, SHIFT

from .pages import text_of
from .races import at_once
from .test_pipeline import WORDS, apply_url

State = Application.State
YARD = {
    "text": "Racontez un chantier dont vous avez eu la charge.",
    "kind": "text",
    "choices": [],
    "required": False,
}
ALL = [SATURDAY, SHIFT, YARD]
DECK = "Le pont d’un canot de 1936, bordé par bordé."


@pytest.fixture
def offer(db):
    return OfferFactory(title="Menuisière ou menuisier de marine", questions=ALL)


def name(question):
    return f"answer-{questions.key(question)}"


def said(*, asked=ALL, **more):
    """What the page of these questions posts back."""
    answers = {name(SATURDAY): "yes", name(SHIFT): "Soir", name(YARD): DECK}
    return {"message": WORDS, "asked": questions.mark(asked), **answers, **more}


def send(client, offer, **more):
    return client.post(apply_url(offer), said(**more))


@pytest.fixture
def answered(signed_in, offer):
    send(signed_in, offer)
    return Application.objects.get()


# --- The candidate ------------------------------------------------------------------------------
def test_lea_answers_and_reads_her_answers_with_the_words_that_were_asked(
    signed_in, offer, answered
):
    assert answered.answers == [
        {"question": SATURDAY["text"], "kind": "yes_no", "answer": "yes"},
        {"question": SHIFT["text"], "kind": "choice", "answer": "Soir"},
        {"question": YARD["text"], "kind": "text", "answer": DECK},
    ]
    Offer.objects.update(questions=[])  # the employer asks nothing any longer
    page = text_of(signed_in.get(answered.get_absolute_url()))
    for words in ("Vos réponses", SATURDAY["text"], "Oui", "Soir", DECK):
        assert words in page


def test_the_page_says_who_will_read_the_answers_and_that_none_turns_her_away(signed_in, offer):
    page = text_of(signed_in.get(apply_url(offer)))
    assert "aucune ne vous classe ni ne vous écarte toute seule" in page
    assert "Vos réponses" in page  # in what the recruiter will see
    assert f"<legend>{SATURDAY['text']}</legend>" in page
    assert "Je préfère ne pas répondre" in page


def test_an_offer_that_asks_nothing_is_applied_to_as_before(signed_in):
    offer = OfferFactory()
    page = text_of(signed_in.get(apply_url(offer)))
    assert "Les questions de l’employeur" not in page
    signed_in.post(apply_url(offer), {"message": WORDS})
    assert Application.objects.get().answers == []


def test_what_may_be_left_unanswered_leaves_nothing(signed_in, offer):
    send(signed_in, offer, **{name(SHIFT): "", name(YARD): ""})
    (only,) = Application.objects.get().answers
    assert only["question"] == SATURDAY["text"]


@pytest.mark.parametrize(
    ("question", "words", "told"),
    [
        (SATURDAY, "", "cette question est obligatoire."),
        (SATURDAY, "maybe", "Choisissez l’une des réponses proposées."),
        (SHIFT, "Nuit", "Choisissez l’une des réponses proposées."),
        (YARD, "x" * 501, "500"),
        (YARD, "Nul\x00", "caract"),
    ],
)
def test_a_fault_is_told_beside_its_question_and_nothing_typed_is_lost(
    signed_in, offer, question, words, told
):
    page = send(signed_in, offer, **{name(question): words})
    assert told in str(page.context["form"].errors[name(question)])
    shown = text_of(page)
    assert WORDS in shown
    if question is not YARD:
        assert DECK in shown
    if question is not SHIFT:
        assert page.context["form"][name(SHIFT)].value() == "Soir"
    assert not Application.objects.exists()


def test_a_required_text_is_asked_for(signed_in):
    offer = OfferFactory(questions=[YARD | {"required": True}])
    page = signed_in.post(
        apply_url(offer), {"message": WORDS, "asked": questions.mark(offer.questions)}
    )
    assert "Répondez à cette question" in text_of(page)


def test_a_double_click_sends_one_application(signed_in, offer, answered):
    again = send(signed_in, offer, **{name(YARD): "autre chose"})
    assert again.url == answered.get_absolute_url()
    assert Application.objects.get().answers == answered.answers


# --- The questions changed meanwhile ------------------------------------------------------------
NIGHT = SATURDAY | {"text": "Acceptez-vous de travailler de nuit ?"}


def test_changed_questions_are_shown_before_anything_leaves_and_nothing_typed_is_lost(
    signed_in, offer
):
    now = [NIGHT, YARD | {"required": True}]
    Offer.objects.update(questions=now)
    page = send(signed_in, offer)
    shown = text_of(page)
    assert "L’employeur a changé ses questions" in shown
    assert NIGHT["text"] in shown
    assert WORDS in shown
    assert page.context["form"][name(YARD)].value() == DECK  # the same words, asked again
    assert page.context["form"].orphans() == [(SATURDAY["text"], "Oui"), (SHIFT["text"], "Soir")]
    assert not Application.objects.exists()
    signed_in.post(apply_url(offer), said(asked=now, **{name(NIGHT): "no"}))
    assert [one["answer"] for one in Application.objects.get().answers] == ["no", DECK]


def test_questions_that_came_are_asked_before_an_old_page_is_sent(signed_in, offer):
    page = signed_in.post(apply_url(offer), {"message": WORDS})
    assert "L’employeur a changé ses questions" in text_of(page)
    assert not Application.objects.exists()


def test_questions_that_went_are_said_to_be_gone(signed_in, offer):
    Offer.objects.update(questions=[])
    page = send(signed_in, offer)
    assert DECK in text_of(page)
    assert not Application.objects.exists()
    signed_in.post(apply_url(offer), {"message": WORDS, "asked": ""})
    assert Application.objects.get().answers == []


def test_another_order_is_another_page(signed_in, offer):
    Offer.objects.update(questions=[YARD, SHIFT, SATURDAY])
    page = send(signed_in, offer)
    assert "L’employeur a changé" in text_of(page)
    assert page.context["form"].orphans() == []


def test_a_change_between_the_reading_and_the_sending_is_noticed(signed_in, offer, monkeypatch):
    """The offer changes after this very request has read it."""
    real = pipeline.apply

    def late(offer, **given):
        Offer.objects.filter(pk=offer.pk).update(questions=[NIGHT])
        return real(offer, **given)

    monkeypatch.setattr("applications.views.apply.pipeline.apply", late)
    page = send(signed_in, offer)
    assert "L’employeur a changé ses questions" in text_of(page)
    assert NIGHT["text"] in text_of(page)
    assert DECK in text_of(page)
    assert not Application.objects.exists()


def test_nobody_answers_what_is_not_asked(offer):
    with pytest.raises(pipeline.QuestionsChanged):
        pipeline.apply(offer, by=UserFactory(), message=WORDS)


@pytest.mark.parametrize("forged", ["x", "x:y", signing.dumps(ALL, salt="another"), "\x00"])
def test_a_forged_mark_is_no_page_of_ours(signed_in, offer, forged):
    page = signed_in.post(apply_url(offer), said() | {"asked": forged})
    assert "L’employeur a changé ses questions" in text_of(page)


def test_answers_survive_a_session_that_ended(client, candidate, offer):
    client.force_login(candidate)
    owner = client.get(apply_url(offer)).context["owner"]
    client.logout()
    send(client, offer, owner=owner)
    session = dict(client.session)
    client.force_login(candidate)
    kept = client.session
    kept["typed"] = session["typed"]
    kept.save()
    form = client.get(apply_url(offer)).context["form"]
    assert form[name(YARD)].value() == DECK
    assert form.errors == {}


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_application():
    offer, person = OfferFactory(questions=ALL), UserFactory()
    one = questions.answer(SATURDAY, "yes")
    act = lambda: pipeline.apply(offer, by=person, message=WORDS, asked=ALL, answers=[one])  # noqa: E731
    came = at_once(act, act)
    assert Application.objects.get().answers == [one]
    assert [type(error) for error in came if error] == [pipeline.AlreadyApplied]


# --- The recruiter ------------------------------------------------------------------------------
def test_karim_reads_the_answers_and_that_nothing_sorts_by_them(client, karim, answered):
    client.force_login(karim)
    page = text_of(client.get(reverse("received_one", args=[answered.pk])))
    for words in (SATURDAY["text"], "Oui", SHIFT["text"], "Soir", DECK):
        assert words in page
    assert "Aucun tri ne s’en sert" in page


def test_an_answer_is_words_and_never_a_page_of_its_own(signed_in, karim, offer):
    send(signed_in, offer, **{name(YARD): "<script>alert(1)</script>\nÀ la ligne"})
    signed_in.force_login(karim)
    page = signed_in.get(reverse("received_one", args=[Application.objects.get().pk]))
    assert "<script>alert(1)" not in page.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>" in page.content.decode()


def test_strangers_read_no_answer(client, answered):
    other = MembershipFactory(user=UserFactory(), company=CompanyFactory()).user
    enrol(other)
    for person in (other, UserFactory()):
        client.force_login(person)
        assert client.get(answered.get_absolute_url()).status_code == 404
    client.force_login(other)
    assert client.get(reverse("received_one", args=[answered.pk])).status_code == 404


def test_the_list_says_nothing_of_the_answers_and_cannot_be_filtered_by_them(
    client, karim, answered
):
    client.force_login(karim)
    ApplicationFactory(offer=answered.offer)
    plain = list(client.get(reverse("received")).context["page"])
    asked = client.get(reverse("received"), {"answers": "yes", name(SATURDAY): "no"})
    assert list(asked.context["page"]) == plain
    assert DECK not in text_of(asked)


def test_the_file_for_a_spreadsheet_takes_no_answer_away(client, karim, answered):
    """It holds neither messages nor CVs either: what leaves in a file cannot be taken back."""
    client.force_login(karim)
    text = client.get(reverse("received_export")).content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert len(rows) == 1
    assert len(head) == 6
    assert DECK not in text
    assert WORDS not in text


def test_pages_ask_the_database_as_often_however_many_questions_there_are(
    client, candidate, karim, offer
):
    def asked(person, address):
        client.force_login(person)
        client.get(address)  # the first page of the day notes the day
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    nothing = OfferFactory(company=offer.company)
    assert asked(candidate, apply_url(nothing)) == asked(candidate, apply_url(offer))
    answers = [questions.answer(one, "x") for one in ALL]
    few = ApplicationFactory(offer=nothing, candidate=candidate)
    many = ApplicationFactory(offer=offer, candidate=candidate, answers=answers)
    for person, page in ((candidate, "application"), (karim, "received_one")):
        pages = [asked(person, reverse(page, args=[one.pk])) for one in (few, many)]
        assert pages[0] == pages[1], page


# --- Rights -------------------------------------------------------------------------------------
def test_a_withdrawn_application_leaves_no_answer(client, karim, candidate, answered):
    pipeline.withdraw(Application.objects.get(), by=candidate)
    answered.refresh_from_db()
    assert answered.answers == []
    client.force_login(karim)
    assert DECK not in text_of(client.get(reverse("received_one", args=[answered.pk])))


def test_the_database_keeps_no_answer_of_a_withdrawn_application(answered):
    with pytest.raises(IntegrityError):
        Application.objects.update(state="withdrawn", resume=None, message="")


def test_a_copy_of_ones_data_holds_the_answers_for_machines_and_for_spreadsheets(
    candidate, answered
):
    export = exports.ask(candidate)
    exports.build(export.pk)
    export.refresh_from_db()
    with export.file.open() as file, ZipFile(file) as archived:
        (row,) = json.loads(archived.read("donnees/applications.Application.json"))
        table = archived.read("donnees/applications.Application.csv").decode("utf-8-sig")
    assert row["answers"] == answered.answers
    (line,) = csv.DictReader(io.StringIO(table))
    assert DECK in line["answers"]
    assert SATURDAY["text"] in line["answers"]


def test_an_erased_account_leaves_no_answer_and_the_archive_what_was_asked(candidate, answered):
    pipeline.refuse(answered, reason="skills", by=UserFactory())
    assert SATURDAY["text"] in archive.criteria(answered.offer)
    assert DECK not in archive.criteria(answered.offer)
    erasure.erase(candidate)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'select * from "{table}"')  # noqa: S608 our own names
            assert DECK not in str(cursor.fetchall()), table


def test_a_frozen_account_shows_no_answer_to_anybody_else(client, karim, candidate, answered):
    restriction.restrict(candidate, "accuracy")
    client.force_login(karim)
    assert client.get(reverse("received_one", args=[answered.pk])).status_code == 404
