"""A meeting is proposed, answered, and lies in both calendars at the right hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from applications import interviews, pipeline
from applications.models import Application, Interview
from applications.models.interview import Zone
from jobs.models import OfferPlace
from privacy import post
from privacy.models import SiteMail
from privacy.services import erasure
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.jobs import MembershipFactory

from .pages import text_of
from .races import at_once

State = Interview.State


@pytest.fixture
def application(candidate):
    return ApplicationFactory(candidate=candidate)


@pytest.fixture
def karim(application):
    user = UserFactory(first_name="Karim")
    MembershipFactory(user=user, company=application.offer.company)
    enrol(user)
    return user


def tomorrow(hour=10):
    local = timezone.localtime() + timedelta(days=1)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


def proposal(**more):
    values = {"starts_at": tomorrow(), "minutes": 45, "way": "site", "place": "3 quai des Rabots"}
    return Interview(**values | more)


@pytest.fixture
def interview(application, karim):
    one = proposal()
    interviews.propose(application, one, by=karim)
    return one


def typed(at, **more):
    return {"starts_at": f"{at:%Y-%m-%dT%H:%M}", "minutes": "45", "way": "site",
            "place": "3 quai des Rabots", **more}  # fmt: skip


def propose(client, application, at, **more):
    """Shown as a mail, then sent as it was read."""
    url = reverse("received_interview", args=[application.pk])
    values = typed(at, **more)
    return client.post(url, values | {"seen": client.post(url, values).context["digest"]})


def test_a_proposal_is_read_as_the_mail_that_leaves(client, application, karim, candidate):
    client.force_login(karim)
    url = reverse("received_interview", args=[application.pk])
    shown = client.post(url, typed(tomorrow()))
    assert not Interview.objects.exists()
    assert not SiteMail.objects.exists()
    changed = client.post(url, typed(tomorrow(15)) | {"seen": shown.context["digest"]})
    assert "relisez avant d’envoyer" in text_of(changed)
    assert not Interview.objects.exists()
    propose(client, application, tomorrow())
    told = SiteMail.objects.get()
    assert (told.subject, told.body) == tuple(shown.context["interview_mail"])[:2]


def test_who_proposes_a_meeting_after_the_candidate_left_is_told_why_nothing_happens(
    client, application, karim, candidate
):
    client.force_login(karim)
    pipeline.withdraw(application, by=candidate)
    url = reverse("received_interview", args=[application.pk])
    page = client.post(url, typed(tomorrow()))
    assert text_of(page).count("Cette candidature a changé entre-temps") == 1
    assert not Interview.objects.exists()


def test_a_second_press_proposes_nothing_more(client, application, karim):
    client.force_login(karim)
    url = reverse("received_interview", args=[application.pk])
    seen = client.post(url, typed(tomorrow())).context["digest"]
    for _press in range(2):
        client.post(url, typed(tomorrow()) | {"seen": seen})
    assert Interview.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_propose_once_and_two_recruiters_not_two_meetings():
    application = ApplicationFactory()
    karim, ines = UserFactory(), UserFactory()

    def press(by, hour):
        current = Application.objects.get(pk=application.pk)
        return lambda: interviews.propose(
            current, proposal(starts_at=tomorrow(hour)), by=by, instead_of=None
        )

    assert at_once(press(karim, 10), press(karim, 10)) == [None, None]
    meeting = application.interviews.get()
    assert SiteMail.objects.filter(name="applications/interview_proposed").count() == 1
    meeting.delete()
    came = at_once(press(karim, 10), press(ines, 15))
    assert [type(error) for error in came if error] == [pipeline.MovedMeanwhile]
    assert application.interviews.count() == 1


def test_karim_proposes_and_lea_accepts(client, application, karim, candidate):
    client.force_login(karim)
    propose(client, application, tomorrow())
    told = SiteMail.objects.get(name="applications/interview_proposed")
    assert told.user == candidate
    assert "3 quai des Rabots" in told.body
    client.force_login(candidate)
    assert "J’y serai" in text_of(client.get(application.get_absolute_url()))
    client.post(reverse("interview_answer", args=[application.pk]), {"answer": "yes"})
    application.refresh_from_db()
    assert application.state == Application.State.INTERVIEW
    assert application.interviews.get().state == State.ACCEPTED
    assert SiteMail.objects.get(name="applications/interview_accepted").user == karim


@pytest.mark.parametrize(
    ("local", "in_utc"),
    [
        ("2027-03-26T10:00", datetime(2027, 3, 26, 9, tzinfo=UTC)),  # winter
        ("2027-03-29T10:00", datetime(2027, 3, 29, 8, tzinfo=UTC)),  # the clocks moved on the 28th
    ],
)
def test_the_calendar_holds_the_hour_of_paris_in_both_seasons(
    client, application, karim, candidate, local, in_utc
):
    client.force_login(karim)
    propose(client, application, datetime.fromisoformat(local))
    for name, person in (("received_calendar", karim), ("interview_calendar", candidate)):
        client.force_login(person)
        answer = client.get(reverse(name, args=[application.pk]))
        event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
        assert event.decoded("dtstart") == in_utc
        assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=45)
        assert "3 quai des Rabots" in str(event["location"])


def test_far_from_paris_the_hour_is_that_of_the_place_of_work(
    client, karim, application, candidate
):
    OfferPlace.objects.filter(offer=application.offer).delete()
    OfferPlace.objects.create(offer=application.offer, commune_code="97411")
    client.force_login(karim)
    page = reverse("received_one", args=[application.pk])
    assert "Jour et heure (heure de La Réunion)" in text_of(client.get(page))
    propose(client, application, datetime.fromisoformat("2027-03-26T10:00"))
    meeting = application.interviews.get()
    assert meeting.starts_at == datetime(2027, 3, 26, 6, tzinfo=UTC)
    told = SiteMail.objects.get(name="applications/interview_proposed").body
    assert "26 mars 2027, 10 h 00 (heure de La Réunion)" in told.replace("\xa0", " ")
    board = text_of(client.get(reverse("received"), {"vue": "tableau"}))
    assert "le 26 mars à 10:00" in board
    client.force_login(candidate)
    shown = text_of(client.get(application.get_absolute_url()))
    assert "26 mars 2027, 10 h 00</strong> (heure de La Réunion)" in shown
    event = Calendar.from_ical(
        client.get(reverse("interview_calendar", args=[application.pk])).content
    ).walk("VEVENT")[0]
    assert event.decoded("dtstart") == meeting.starts_at


@pytest.mark.parametrize(
    ("code", "zone"),
    [("", "Europe/Paris"), ("34172", "Europe/Paris"), ("2A004", "Europe/Paris"),
     ("97502", "America/Miquelon"), ("97123", "America/Guadeloupe"), ("98735", "Pacific/Tahiti")],
)  # fmt: skip
def test_each_commune_lives_in_its_own_hour(code, zone):
    assert Zone.of(code) == zone
    assert ZoneInfo(zone)


def test_an_hour_that_the_clocks_skip_is_told_beside_its_field(client, application, karim):
    client.force_login(karim)
    url = reverse("received_interview", args=[application.pk])
    answer = client.post(url, typed(datetime.fromisoformat("2027-03-28T02:30")))
    assert answer.context["interview_form"].errors["starts_at"]
    assert "3 quai des Rabots" in text_of(answer)  # nothing typed is lost


@pytest.mark.parametrize("wrong", [{"starts_at": "hier"}, {"place": ""}, {"minutes": "1"},
                                   {"starts_at": "2020-01-01T10:00"}])  # fmt: skip
def test_a_proposal_that_makes_no_sense_is_told_beside_its_field(client, application, karim, wrong):
    client.force_login(karim)
    url = reverse("received_interview", args=[application.pk])
    answer = client.post(url, typed(tomorrow()) | wrong)
    assert set(answer.context["interview_form"].errors) == set(wrong)
    assert not Interview.objects.exists()


def test_another_date_takes_the_place_of_the_first(application, karim, interview):
    interviews.propose(application, proposal(starts_at=tomorrow(15)), by=karim)
    assert application.interviews.standing().get().starts_at == tomorrow(15)
    interview.refresh_from_db()
    assert interview.state == State.CANCELLED


def test_the_database_keeps_one_standing_interview(application, interview):
    with pytest.raises(IntegrityError):
        proposal(application=application).save()


@pytest.mark.parametrize("end", ["withdraw", "refuse"])
def test_the_end_of_an_application_cancels_its_interview(application, karim, interview, end):
    current = Application.objects.get(pk=application.pk)
    if end == "withdraw":
        pipeline.withdraw(current, by=current.candidate)
    else:
        pipeline.refuse(current, reason="other", by=karim)
    interview.refresh_from_db()
    assert interview.state == State.CANCELLED
    with pytest.raises(pipeline.MovedMeanwhile):
        interviews.propose(current, proposal(), by=karim)


def off():
    return SiteMail.objects.filter(name="applications/interview_off")


def test_who_awaits_somebody_is_told_that_they_withdraw(client, application, karim, interview):
    colleague = UserFactory()
    MembershipFactory(user=colleague, company=application.offer.company)
    client.force_login(application.candidate)
    shown = text_of(client.get(application.get_absolute_url()))
    assert "vous ne pourrez plus postuler à cette offre" in shown
    assert "L’entretien n’aura pas lieu" in shown
    client.post(reverse("application_withdraw", args=[application.pk]))
    assert {one.user for one in off()} == {karim, colleague}
    assert "3 quai des Rabots" in off()[0].body
    assert "Dupré" not in off()[0].body


def test_who_awaits_somebody_is_told_that_their_account_goes(application, karim, interview):
    erasure.erase(application.candidate)
    assert "Léa Dupré a fait effacer son compte" in off().get().body
    post.send_due()
    assert not off().exists()


def test_nobody_is_told_of_a_meeting_that_is_over_or_was_declined(application, interview):
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        pipeline.withdraw(application, by=application.candidate)
    declined = ApplicationFactory()
    MembershipFactory(user=UserFactory(), company=declined.offer.company)
    proposal(application=declined, state=State.DECLINED).save()
    pipeline.withdraw(declined, by=declined.candidate)
    assert not off().exists()


def test_nobody_answers_after_the_hour_nor_for_somebody_else(
    client, application, candidate, interview
):
    address = reverse("interview_answer", args=[application.pk])
    client.force_login(UserFactory())
    assert client.post(address, {"answer": "yes"}).status_code == 404
    assert client.get(reverse("interview_calendar", args=[application.pk])).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        client.force_login(candidate)
        shown = client.post(address, {"answer": "yes"}, follow=True)
    assert "n’attend plus de réponse" in text_of(shown)
    interview.refresh_from_db()
    assert interview.state == State.PROPOSED


def test_an_answer_that_is_none_of_ours_changes_nothing(client, application, candidate, interview):
    client.force_login(candidate)
    address = reverse("interview_answer", args=[application.pk])
    shown = client.post(address, {"answer": "peut-être"}, follow=True)
    assert "Choisissez l’une des deux réponses" in text_of(shown)
    interview.refresh_from_db()
    assert interview.state == State.PROPOSED
