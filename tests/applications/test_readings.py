"""Readings of CVs: each copy says whose it is, and unusually many are looked at by a person."""

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from applications import readings
from applications.models import Application, ApplicationStep, MassReading
from privacy.models import SiteMail, StaffLook
from privacy.services import erasure, retention
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.jobs import MembershipFactory, OfferFactory

from .pages import text_of


@pytest.fixture
def received(offer, karim, candidate):
    return ApplicationFactory(offer=offer, candidate=candidate)


def resume_of(application):
    return reverse("received_resume", args=[application.pk])


def words_of(answer):
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


# --- Whose copy it is ---------------------------------------------------------------------------
def test_each_page_says_who_read_it_for_whom_and_when(recruiter, received, offer):
    kept = received.resume.read()
    with time_machine.travel("2026-03-03T10:00:00+01:00"):
        recruiter.force_login(recruiter_of(offer))
        answer = recruiter.get(resume_of(received))
    line = f"Consulté par Karim Belkacem, {offer.company.name}, le 3 mars 2026 sur MeilleursJobs"
    words = words_of(answer)
    assert words
    assert all(line in page for page in words)
    assert received.resume.read() == kept  # the stored file is as it was


def recruiter_of(offer):
    return offer.company.members.get()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "à supprimer trois mois après votre décision"),
        ({"may_be_kept": True}, "à supprimer deux ans après votre décision"),
        (
            {"state": "refused", "reason": "other", "decided_by": "k.1"},
            "à supprimer au plus tard le 1er juin 2026",
        ),
        (
            {"state": "accepted", "may_be_kept": True},
            "à supprimer au plus tard le 2 mars 2028",
        ),
    ],
)
def test_it_says_until_when_a_copy_may_be_kept(client, received, offer, values, said):
    with time_machine.travel("2026-03-03T10:00:00+01:00"):
        Application.objects.update(moved_at="2026-03-03T08:00:00+01:00", **values)
        client.force_login(recruiter_of(offer))
        assert said in words_of(client.get(resume_of(received)))[0]


def test_the_copy_to_keep_is_marked_and_noted_as_the_one_to_look_at(recruiter, received):
    page = text_of(recruiter.get(reverse("received_one", args=[received.pk])))
    assert f"{resume_of(received)}?telecharger" in page
    look = recruiter.get(resume_of(received))
    keep = recruiter.get(f"{resume_of(received)}?telecharger")
    assert look["Content-Disposition"].startswith("inline")
    assert keep["Content-Disposition"].startswith("attachment")
    assert words_of(keep) == words_of(look)
    assert received.steps.filter(kind="read").count() == 1


def test_the_candidates_own_copy_bears_nothing(signed_in, received):
    answer = signed_in.get(received.resume.get_absolute_url())
    content = b"".join(answer) if answer.streaming else answer.content
    assert content == received.resume.read()


# --- Unusually many -----------------------------------------------------------------------------
NOON = datetime(2026, 3, 3, 12, tzinfo=ZoneInfo("Europe/Paris"))
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def few(settings):
    """Five an hour, ten a day are usual."""
    settings.READINGS_AN_HOUR, settings.READINGS_A_DAY = 5, 10
    return settings


def read(by, offer, times):
    """Somebody opens the CV of another person at each of these times."""
    for at in times:
        application = ApplicationFactory(offer=offer, resume=None)
        ApplicationStep.objects.create(application=application, kind="read", actor=by, at=at)


def at_once(count, start=NOON, step=SECOND):
    return [start + step * number for number in range(count)]


@pytest.fixture
def noticed(few, karim, offer):
    read(karim, offer, at_once(7))
    readings.notice(as_of=NOON + MINUTE)
    return MassReading.objects.get()


def test_more_than_usual_in_an_hour_is_noticed_once(few, karim, offer):
    read(karim, offer, at_once(6))
    for _again in range(3):
        assert readings.notice(as_of=NOON + MINUTE) == 1
    one = MassReading.objects.get()
    assert (one.reader, one.company, one.day) == (karim, offer.company, NOON.date())
    assert (one.in_an_hour, one.in_a_day, one.state) == (6, 6, "waiting")


def test_as_many_as_usual_are_nobodys_business(few, karim, offer):
    read(karim, offer, at_once(5))
    read(UserFactory(), offer, at_once(5))
    assert readings.notice(as_of=NOON + MINUTE) == 0
    assert not MassReading.objects.exists()


def test_an_hour_is_any_hour_of_the_clock(few, karim, offer):
    """Three at a quarter to and three at a quarter past are six within the hour."""
    late = datetime(2026, 3, 2, 23, 45, tzinfo=NOON.tzinfo)
    read(karim, offer, at_once(3, late) + at_once(3, late + 30 * MINUTE))
    readings.notice(as_of=late + 40 * MINUTE)
    one = MassReading.objects.get()
    assert (one.day, one.in_an_hour, one.in_a_day) == (NOON.date(), 6, 3)


def test_slow_and_steady_is_noticed_by_the_day(few, karim, offer):
    read(karim, offer, at_once(11, NOON - 5 * timedelta(hours=1), 20 * MINUTE))
    readings.notice(as_of=NOON)
    one = MassReading.objects.get()
    assert one.in_an_hour <= 5
    assert one.in_a_day == 11


def test_the_same_persons_cv_opened_again_counts_once(few, karim, offer, candidate):
    application = ApplicationFactory(offer=offer, candidate=candidate)
    for at in at_once(20):
        ApplicationStep.objects.create(application=application, kind="read", actor=karim, at=at)
    assert readings.notice(as_of=NOON + MINUTE) == 0


def test_counts_grow_with_the_day_and_never_shrink(noticed, karim, offer):
    read(karim, offer, at_once(5, NOON + timedelta(hours=2)))
    readings.notice(as_of=NOON + timedelta(hours=3))
    noticed.refresh_from_db()
    assert (noticed.in_an_hour, noticed.in_a_day) == (7, 12)
    Application.objects.filter(offer=offer).first().delete()
    readings.notice(as_of=NOON + timedelta(hours=4))
    noticed.refresh_from_db()
    assert noticed.in_a_day == 12


def test_a_late_sweep_still_sees_yesterday(few, karim, offer):
    read(karim, offer, at_once(6))
    readings.notice(as_of=NOON + timedelta(hours=30))
    assert MassReading.objects.get().day == NOON.date()
    assert readings.notice(as_of=NOON + timedelta(days=3)) == 0


def test_many_slow_readers_cost_one_question(few, offer, django_assert_num_queries):
    for _number in range(4):
        read(UserFactory(), offer, at_once(4))
    with django_assert_num_queries(1):
        readings.notice(as_of=NOON + MINUTE)


def test_it_runs_by_hand_and_a_dry_run_writes_nothing(few, karim, offer, capsys):
    read(karim, offer, at_once(6))
    when = (NOON + MINUTE).isoformat()
    call_command("notice_readings", dry_run=True, as_of=when)
    assert "1 journées" in capsys.readouterr().out
    assert not MassReading.objects.exists()
    call_command("notice_readings", as_of=when)
    assert MassReading.objects.count() == 1


def test_nobody_is_kept_from_reading_on(noticed, recruiter, received):
    assert recruiter.get(resume_of(received)).status_code == 200
    assert not SiteMail.objects.exists()


# --- Who looks ----------------------------------------------------------------------------------
@pytest.fixture
def staff(db):
    user = UserFactory(is_staff=True)
    enrol(user)
    return user


def judge(client, staff, one, act, answer="Salon de l’emploi la veille : ils rappellent."):
    client.force_login(staff)
    return client.post(one.get_absolute_url(), {"act": act, "answer": answer})


def test_it_stands_on_the_desk_with_its_counts_and_no_name(client, staff, noticed, karim, offer):
    client.force_login(staff)
    page = text_of(client.get(reverse("moderation")))
    assert f"Beaucoup de CV ouverts par une même personne, {offer.company.name}" in page
    assert "7 en une heure, 7 en un jour" in page
    assert karim.last_name not in page


def test_its_page_shows_counts_and_nobodys_cv_and_the_look_is_noted(
    client, staff, noticed, karim, offer
):
    client.force_login(staff)
    page = text_of(client.get(noticed.get_absolute_url()))
    for said in (str(karim), karim.email, offer.company.name, "7 CV ouverts", "12 h"):
        assert said in page
    candidates = Application.objects.values_list("candidate__email", flat=True)
    assert not any(email in page for email in candidates)
    assert StaffLook.objects.get().what == "vos ouvertures de CV"
    client.force_login(karim)
    assert "vos ouvertures de CV" in text_of(client.get(reverse("my_data")))


def test_the_page_does_not_exist_for_anyone_else(client, noticed, karim, candidate):
    for person in (karim, candidate):
        client.force_login(person)
        assert client.get(noticed.get_absolute_url()).status_code == 404
        assert judge(client, person, noticed, "usual").status_code == 404
    noticed.refresh_from_db()
    assert noticed.state == "waiting"


def test_it_is_noted_as_usual_with_a_reason_once(client, staff, noticed, offer):
    assert "Dites pourquoi" in text_of(judge(client, staff, noticed, "usual", " "))
    judge(client, staff, noticed, "usual")
    assert "Salon de l’emploi" in text_of(client.get(noticed.get_absolute_url()))
    assert "Beaucoup de CV" not in text_of(client.get(reverse("moderation")))
    again = judge(client, staff, noticed, f"suspend:{offer.company.pk}", "Si.")
    assert "l’a déjà regardé" in text_of(again)
    offer.company.refresh_from_db()
    assert offer.company.suspended_at is None


def test_the_company_is_suspended_with_reasons_to_its_members(client, staff, noticed, karim, offer):
    judge(client, staff, noticed, f"suspend:{offer.company.pk}", "Copie en masse, avouée.")
    noticed.refresh_from_db()
    offer.company.refresh_from_db()
    assert noticed.state == "suspended"
    assert offer.company.suspended_at
    told = SiteMail.objects.get(name="jobs/company_suspended")
    assert told.user == karim
    assert "Copie en masse" in told.body
    assert "signalement" not in told.body


def test_a_company_that_has_nothing_to_do_with_it_cannot_be_suspended_there(client, staff, noticed):
    other = OfferFactory().company
    assert judge(client, staff, noticed, f"suspend:{other.pk}").status_code == 200
    other.refresh_from_db()
    assert other.suspended_at is None


def test_the_database_takes_no_judgement_without_a_human_or_reasons(noticed):
    for missing in ({"answer": ""}, {"decided_by": ""}):
        values = {"state": "usual", "answer": "Salon.", "decided_by": "k.1", **missing}
        with pytest.raises(IntegrityError), transaction.atomic():
            MassReading.objects.update(**values)


def test_the_owner_is_told_about_their_own_company_only(client, few, karim, offer):
    today = timezone.now().replace(hour=12, minute=0)
    owner = MembershipFactory(user=UserFactory(), company=offer.company, role="owner").user
    colleague = MembershipFactory(user=UserFactory(), company=offer.company).user
    elsewhere = MembershipFactory(user=karim).company
    read(karim, offer, at_once(3, today))
    read(karim, OfferFactory(company=elsewhere), at_once(4, today + MINUTE))
    readings.notice(as_of=today + 5 * MINUTE)
    for person in (owner, colleague):
        enrol(person)
        client.force_login(person)
        page = text_of(client.get(reverse("received")))
        assert (f"{karim}, le" in page) == (person == owner)
        assert ("vous avez reçus : 3 CV" in page) == (person == owner)


# --- Time and erasure ---------------------------------------------------------------------------
def test_a_reader_who_leaves_is_forgotten_and_the_counts_stay(client, staff, noticed, karim):
    erasure.erase(karim)
    noticed.refresh_from_db()
    assert (noticed.reader, noticed.in_an_hour, noticed.state) == (None, 7, "waiting")
    client.force_login(staff)
    assert "effacé depuis" in text_of(client.get(noticed.get_absolute_url()))


def test_what_was_judged_goes_with_the_account(client, staff, noticed, karim):
    judge(client, staff, noticed, "usual")
    erasure.erase(karim)
    assert not MassReading.objects.exists()


def test_a_year_later_it_goes(noticed):
    retention.purge(as_of=timezone.now() + timedelta(days=366))
    assert not MassReading.objects.exists()
