"""The candidate's own follow-up: applications made elsewhere, notes, reminders, the statement."""

import io
from datetime import date, timedelta

import pypdfium2
import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from applications import pipeline, tracking
from applications.models import Memo, OutsideApplication
from privacy import post
from privacy.models import SiteMail
from privacy.services import restriction
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, DraftFactory, found_draft

from .pages import text_of

TODAY = date.today  # read when a test runs
ELSEWHERE = {
    "company_name": "Voilerie Vent Debout",
    "position": "Voilière",
    "way": "person",
    "state": "sent",
    "url": "",
}


def elsewhere(user, **changes):
    values = {**ELSEWHERE, "sent_on": timezone.localdate(), **changes}
    return OutsideApplication.objects.create(user=user, **values)


def note(kind, about):
    return reverse("memo", args=[kind, about.pk])


def pdf_text(data):
    pages = pypdfium2.PdfDocument(io.BytesIO(data))
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


# --- Applications made elsewhere ------------------------------------------------------------------
def test_an_application_made_elsewhere_takes_its_place_on_the_board(signed_in, candidate):
    day = timezone.localdate() - timedelta(days=3)
    answer = signed_in.post(
        reverse("outside_new"), ELSEWHERE | {"sent_on": f"{day:%d/%m/%Y}"}, follow=True
    )
    one = OutsideApplication.objects.get()
    assert (one.user, one.sent_on) == (candidate, day)
    assert "C’est noté." in text_of(answer)
    board = text_of(signed_in.get(reverse("board")))
    assert "Voilière" in board
    assert "en personne" in board
    assert 'Envoyées <span class="numbers">(1)' in board


def test_its_outcome_is_changed_and_it_can_be_forgotten(signed_in, candidate):
    one = elsewhere(candidate)
    page = reverse("outside", args=[one.pk])
    changed = ELSEWHERE | {"sent_on": f"{one.sent_on:%Y-%m-%d}", "state": "interview"}
    signed_in.post(page, changed)
    one.refresh_from_db()
    assert one.state == "interview"
    signed_in.post(reverse("outside_delete", args=[one.pk]))
    assert not OutsideApplication.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"company_name": ""}, "Ce champ est obligatoire."),
        ({"sent_on": "hier"}, "Écrivez la date ainsi : 24/11/2026."),
        ({"sent_on": ""}, "Indiquez la date."),
        ({"sent_on": "2999-01-01"}, "Indiquez un jour passé, ou aujourd’hui."),
        ({"way": "pigeon"}, "Sélectionnez un choix valide"),
        ({"url": "javascript:alert(1)"}, "Saisissez une URL valide."),
        ({"company_name": "a\u202eb"}, "caractère invisible"),
    ],
)
def test_bad_values_are_told_beside_their_field_and_nothing_is_lost(
    signed_in, db, changes, sentence
):
    values = ELSEWHERE | {"sent_on": "2026-01-05"} | changes
    page = text_of(signed_in.post(reverse("outside_new"), values))
    assert sentence in page.replace("\xa0", " ")
    assert not OutsideApplication.objects.exists()


def test_what_was_typed_is_still_there_after_an_error(signed_in, db):
    answer = signed_in.post(reverse("outside_new"), ELSEWHERE | {"sent_on": "hier"})
    page = answer.content.decode()
    assert 'value="Voilerie Vent Debout"' in page
    assert 'value="hier"' in page


def test_a_person_records_two_thousand_at_most(candidate, monkeypatch):
    monkeypatch.setattr(tracking, "MOST_OUTSIDE", 1)
    elsewhere(candidate)
    with pytest.raises(tracking.TooMany):
        tracking.record(OutsideApplication(**ELSEWHERE, sent_on=date(2026, 1, 5)), by=candidate)


def test_nobody_else_sees_or_changes_it(client, candidate):
    one = elsewhere(candidate)
    client.force_login(UserFactory())
    assert client.get(reverse("outside", args=[one.pk])).status_code == 404
    assert client.post(reverse("outside_delete", args=[one.pk])).status_code == 404
    assert client.get(note("ailleurs", one)).status_code == 404
    assert client.post(reverse("memo_done", args=["ailleurs", one.pk])).status_code == 404


# --- Notes and reminders --------------------------------------------------------------------------
@pytest.fixture(params=["spontanee", "offre", "ailleurs"])
def about(request, candidate):
    """One application of each kind."""
    makers = {
        "spontanee": lambda: found_draft(candidate, "a@voilerie.test", state="sent_by_me",
                                         sent_at=timezone.now()),
        "offre": lambda: ApplicationFactory(candidate=candidate),
        "ailleurs": lambda: elsewhere(candidate),
    }  # fmt: skip
    return request.param, makers[request.param]()


def test_a_note_stands_on_its_application_and_what_is_to_do_on_the_board(signed_in, about):
    kind, one = about
    day = timezone.localdate() + timedelta(days=5)
    written = {"text": "Parler du canot.", "action": "Relancer", "action_on": f"{day:%Y-%m-%d}"}
    signed_in.post(note(kind, one), written)
    assert "Parler du canot." in text_of(signed_in.get(one.get_absolute_url()))
    board = text_of(signed_in.get(reverse("board")))
    assert "À faire" in board
    assert "Relancer" in board
    signed_in.post(reverse("memo_done", args=[kind, one.pk]))
    memo = Memo.objects.get()
    assert (memo.text, memo.action, memo.action_on) == ("Parler du canot.", "", None)


def test_an_emptied_note_is_forgotten(signed_in, about):
    kind, one = about
    signed_in.post(note(kind, one), {"text": "x", "action": "", "action_on": ""})
    signed_in.post(note(kind, one), {"text": "", "action": "", "action_on": ""})
    assert not Memo.objects.exists()


def test_a_date_needs_something_to_do(signed_in, candidate):
    one = elsewhere(candidate)
    page = text_of(
        signed_in.post(note("ailleurs", one), {"text": "gardé", "action_on": "2027-01-05"})
    )
    assert "Dites quoi faire ce jour-là." in page
    assert "gardé" in page
    with pytest.raises(IntegrityError), transaction.atomic():
        Memo.objects.create(user=candidate, outside=one, action_on=date(2027, 1, 5))


def test_a_note_is_about_one_application_for_the_database_too(candidate):
    with pytest.raises(IntegrityError), transaction.atomic():
        Memo.objects.create(user=candidate, text="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Memo.objects.create(
            user=candidate, outside=elsewhere(candidate),
            application=ApplicationFactory(candidate=candidate),
        )  # fmt: skip


def due(candidate, days, action="Relancer", **about):
    about = about or {"outside": elsewhere(candidate)}
    day = timezone.localdate() + timedelta(days=days)
    return Memo.objects.create(user=candidate, action=action, action_on=day, **about)


def test_one_mail_tells_on_the_day_of_everything_that_is_due_and_once(candidate):
    due(candidate, 0, "Relancer")
    due(candidate, -1, "Envoyer le diplôme")
    due(candidate, 1, "Plus tard")
    assert tracking.remind(dry_run=True) == 1
    assert not SiteMail.objects.exists()
    assert tracking.remind() == 1
    assert tracking.remind() == 0
    post.send_due()
    (sent,) = mail.outbox
    assert sent.to == [candidate.email]
    assert "Relancer" in sent.body
    assert "Envoyer le diplôme" in sent.body
    assert "Plus tard" not in sent.body


def test_another_date_is_told_again(signed_in, candidate):
    memo = due(candidate, 0)
    tracking.remind()
    later = timezone.localdate() + timedelta(days=2)
    signed_in.post(note("ailleurs", memo.outside), {"action": "x", "action_on": f"{later}"})
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert tracking.remind() == 1


def test_a_frozen_or_closed_account_is_not_written_to(candidate):
    due(candidate, 0)
    restriction.restrict(candidate, "pause")
    assert tracking.remind() == 0


def test_the_command_counts_first_and_then_tells(candidate, capsys):
    due(candidate, 0)
    call_command("remind_to_do", dry_run=True)
    assert "1 personnes seraient prévenues." in capsys.readouterr().out
    assert not SiteMail.objects.exists()


def test_the_recruiter_reads_no_note_of_the_candidate(client, candidate):
    application = ApplicationFactory(candidate=candidate)
    due(candidate, 0, "Secret de candidat", application=application)
    from tests.accounts.test_second_factor import enrol
    from tests.factories.jobs import MembershipFactory

    karim = UserFactory()
    MembershipFactory(user=karim, company=application.offer.company)
    enrol(karim)
    client.force_login(karim)
    page = client.get(reverse("received_one", args=[application.pk]))
    assert page.status_code == 200
    assert "Secret de candidat" not in text_of(page)


# --- The board ------------------------------------------------------------------------------------
def test_the_board_is_searched_by_company_and_position(signed_in, candidate):
    elsewhere(candidate)
    elsewhere(candidate, company_name="Fonderie Bécasse", position="")
    ApplicationFactory(candidate=candidate, offer__title="Soudeuse ou soudeur")
    found_draft(candidate, "a@tournelune.test", company_name="Tournelune")

    def shown(words):
        return text_of(signed_in.get(reverse("board"), {"q": words}))

    assert "Voilière" in shown("voil")
    assert "Fonderie" not in shown("voil")
    assert "Soudeuse" in shown("SOUD")
    assert "Tournelune" in shown("tournelune.test")
    assert "Aucune de vos candidatures ne répond à cela." in shown("charpente")
    assert "Rien ici" in shown("%_'")


def test_filters_and_search_go_together(signed_in, candidate):
    elsewhere(candidate)
    ApplicationFactory(candidate=candidate, offer__title="Voilière de marine")
    page = text_of(signed_in.get(reverse("board"), {"type": "ailleurs", "q": "voil"}))
    assert "Vent Debout" in page
    assert "de marine" not in page


def test_the_board_asks_the_same_number_of_questions_however_long_it_is(signed_in, candidate):
    def questions():
        with CaptureQueriesContext(connection) as seen:
            signed_in.get(reverse("board"))
        return len(seen)

    due(candidate, 1)
    DraftFactory(candidate=candidate)
    ApplicationFactory(candidate=candidate)
    questions()  # the first page of the day notes the day
    few = questions()
    for number in range(5):
        due(candidate, number)
        application = ApplicationFactory(candidate=candidate, resume=None)
        due(candidate, number, application=application)
        DraftFactory(candidate=candidate, resume=None)
    assert questions() == few


# --- The statement --------------------------------------------------------------------------------
@pytest.fixture
def year(candidate):
    """One of each kind in January 2026, and one outside of it."""
    with time_machine.travel("2026-01-15T10:00:00+01:00"):
        found_draft(
            candidate, "a@voilerie.test", state="sent_by_me", sent_at=timezone.now(),
            outcome="interview", outcome_at=timezone.now(),
        )  # fmt: skip
        application = ApplicationFactory(candidate=candidate, offer__title="Soudeuse ou soudeur")
        pipeline.refuse(application, reason="skills", by=UserFactory())
        found_draft(candidate, "b@voilerie.test", company_name="Jamais partie")
    elsewhere(candidate, company_name="Fonderie Bécasse", sent_on=date(2026, 1, 31))
    elsewhere(candidate, company_name="Trop tard", sent_on=date(2026, 2, 1))


PERIOD = {"since": "2026-01-01", "until": "2026-01-31"}


def test_every_step_of_a_period_stands_in_it_and_no_other(candidate, year):
    found = tracking.steps(candidate, date(2026, 1, 1), date(2026, 1, 31))
    assert [(one.on.day, one.outcome) for one in found] == [
        (15, "refusée"),
        (15, "entretien"),
        (31, ""),
    ]
    assert not {"Jamais partie", "Trop tard"} & {one.company for one in found}


def test_the_pdf_says_who_when_to_whom_and_what_came_of_it_and_no_word_of_a_letter(
    signed_in, candidate, year
):
    answer = signed_in.get(reverse("statement"), PERIOD)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    text = " ".join(pdf_text(answer.content).replace("\xa0", " ").split())
    for words in (
        "Relevé de mes démarches", candidate.get_full_name(), "Du 1er janvier 2026 au 31 janvier",
        "Candidatures : 3", "15/01/2026", "Soudeuse ou soudeur", "refusée", "Fonderie Bécasse",
    ):  # fmt: skip
        assert words in text, words
    assert "réparé" not in text
    assert "Votre atelier" not in text


def test_a_long_statement_repeats_its_head_on_each_page(candidate):
    for number in range(120):
        elsewhere(candidate, company_name=f"Atelier {number}", sent_on=date(2026, 1, 5))
    data = tracking.statement(candidate, date(2026, 1, 1), date(2026, 1, 31))
    pages = pypdfium2.PdfDocument(io.BytesIO(data))
    assert len(pages) > 2
    texts = [page.get_textpage().get_text_bounded() for page in pages]
    assert all("Entreprise" in text for text in texts)
    assert all(f"Atelier {number}" in "\n".join(texts) for number in range(120))


def test_the_page_shows_the_last_thirty_days_first(signed_in, candidate):
    elsewhere(candidate)
    elsewhere(candidate, company_name="Ancienne", sent_on=timezone.localdate() - timedelta(days=40))
    page = text_of(signed_in.get(reverse("steps")))
    assert "Vent Debout" in page
    assert "Ancienne" not in page
    assert "Télécharger en PDF" in page


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ({"since": "2026-02-01", "until": "2026-01-01"}, "Le début vient avant la fin"),
        ({"since": "2020-01-01", "until": "2026-01-01"}, "tient en deux ans"),
        ({"since": "hier", "until": "2026-01-01"}, "Écrivez la date ainsi"),
        ({"since": "", "until": ""}, "Indiquez la date."),
    ],
)
def test_a_period_without_sense_is_told_also_when_the_pdf_is_asked(signed_in, period, sentence):
    assert sentence in text_of(signed_in.get(reverse("steps"), period))
    assert sentence in text_of(signed_in.get(reverse("statement"), period, follow=True))


def test_a_period_without_applications_says_what_to_do(signed_in, db):
    assert "Aucune candidature ces jours-là" in text_of(signed_in.get(reverse("steps"), PERIOD))


def test_the_statement_is_of_the_person_alone(client, year):
    client.force_login(UserFactory())
    assert "Fonderie" not in pdf_text(client.get(reverse("statement"), PERIOD).content)


def test_too_many_statements_within_an_hour_lead_back_with_a_word(signed_in, year, monkeypatch):
    monkeypatch.setattr("applications.views.tracking.STATEMENTS_AN_HOUR", 1)
    assert signed_in.get(reverse("statement"), PERIOD)["Content-Type"] == "application/pdf"
    page = signed_in.get(reverse("statement"), PERIOD, follow=True)
    assert "Beaucoup de relevés en une heure" in text_of(page)
    assert "Fonderie Bécasse" in text_of(page)  # the page itself still shows them


def test_what_is_to_be_done_lies_in_the_calendar_all_day(signed_in, candidate):
    memo = due(candidate, 3, action="Relancer")
    address = reverse("memo_calendar", args=["ailleurs", memo.outside.pk])
    (event,) = Calendar.from_ical(signed_in.get(address).content).walk("VEVENT")
    assert event.decoded("dtstart") == memo.action_on
    assert "Relancer" in event["summary"]
    assert address in signed_in.get(memo.outside.get_absolute_url()).content.decode()
    signed_in.force_login(UserFactory())
    assert signed_in.get(address).status_code == 404


def test_without_a_date_there_is_nothing_for_the_calendar(signed_in, candidate):
    memo = due(candidate, 3)
    Memo.objects.update(action_on=None)
    address = reverse("memo_calendar", args=["ailleurs", memo.outside.pk])
    assert signed_in.get(address).status_code == 404
