"""One side of an application reports the other: a person decides, with reasons to both."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import resumes
from applications import pipeline, reports
from applications.models import ApplicationReport, HiddenPart
from jobs.services import reports as notices
from privacy.models import SiteMail, StaffLook
from privacy.services import erasure
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, report_of
from tests.factories.jobs import CompanyFactory, MembershipFactory

from .pages import text_of
from .test_pipeline import at_once

INSULT = "Vous êtes tous des incapables."
SAID = "Pour vous le dire en face."
ANSWER = "Avec ce nom-là, inutile d’insister."
NOTICE = {"ground": "abuse", "words": "Le message nous insulte.", "honest": "on"}


@pytest.fixture
def received(offer, karim, candidate):
    return ApplicationFactory(
        offer=offer,
        candidate=candidate,
        message=INSULT,
        answers=[{"question": "Pourquoi ici ?", "kind": "text", "answer": SAID}],
        decision_words=ANSWER,
    )


@pytest.fixture
def staff(db):
    user = UserFactory(first_name="Sacha", is_staff=True)
    enrol(user)
    return user


def from_company(application):
    return reverse("received_report", args=[application.pk])


def from_candidate(application):
    return reverse("application_report", args=[application.pk])


@pytest.fixture
def by_company(received, karim):
    return report_of(received, by=karim, side="company")


@pytest.fixture
def by_candidate(received, candidate):
    return report_of(received, by=candidate, side="candidate", ground="criteria", words="Mon nom.")


def mails(name):
    return SiteMail.objects.filter(name=name)


def decide(client, staff, report, act, answer="C’est une insulte."):
    client.force_login(staff)
    return client.post(report.get_absolute_url(), {"act": act, "answer": answer})


# --- Who reports --------------------------------------------------------------------------------
def test_a_recruiter_reports_an_application_and_is_told_that_it_came(recruiter, karim, received):
    page = text_of(recruiter.get(reverse("received_one", args=[received.pk])))
    assert from_company(received) in page
    assert "Merci, c’est reçu" in text_of(recruiter.post(from_company(received), NOTICE))
    one = ApplicationReport.objects.get()
    assert (one.user, one.email, one.side, one.state) == (karim, karim.email, "company", "received")
    told = mails("applications/report_received").get()
    assert told.user == karim
    assert reverse("received_one", args=[received.pk]) in told.body
    assert INSULT not in told.body


def test_a_candidate_reports_what_a_company_answered(signed_in, candidate, received):
    assert from_candidate(received) in text_of(signed_in.get(received.get_absolute_url()))
    answer = signed_in.post(from_candidate(received), NOTICE | {"ground": "criteria"})
    assert "Merci, c’est reçu" in text_of(answer)
    one = ApplicationReport.objects.get()
    assert (one.user, one.side, one.ground) == (candidate, "candidate", "criteria")
    assert received.get_absolute_url() in mails("applications/report_received").get().body


@pytest.mark.parametrize("missing", ["ground", "words", "honest"])
def test_what_is_missing_is_said_and_nothing_typed_is_lost(recruiter, received, missing):
    page = text_of(recruiter.post(from_company(received), NOTICE | {missing: ""}))
    assert not ApplicationReport.objects.exists()
    assert "field-errors" in page
    if missing != "words":
        assert NOTICE["words"] in page


def test_each_side_has_the_grounds_that_are_its_own(recruiter, candidate, received):
    company = text_of(recruiter.get(from_company(received)))
    assert "un faux document" in company
    assert "une discrimination" not in company
    recruiter.post(from_company(received), NOTICE | {"ground": "criteria"})
    recruiter.force_login(candidate)
    assert "une discrimination" in text_of(recruiter.get(from_candidate(received)))
    recruiter.post(from_candidate(received), NOTICE | {"ground": "spam"})
    assert not ApplicationReport.objects.exists()


def test_nobody_else_reports_it(client, received, stranger, candidate, karim):
    other = MembershipFactory(user=UserFactory(), company=CompanyFactory()).user
    for person in (stranger, other, candidate, karim):
        enrol(person) if person != karim else None
    wrong = [(stranger, from_company), (stranger, from_candidate), (other, from_company)]
    wrong += [(other, from_candidate), (candidate, from_company), (karim, from_candidate)]
    for person, address in wrong:
        client.force_login(person)
        assert client.get(address(received)).status_code == 404
        assert client.post(address(received), NOTICE).status_code == 404
    assert not ApplicationReport.objects.exists()


def test_a_second_press_and_a_second_report_find_the_first_one(recruiter, received):
    recruiter.post(from_company(received), NOTICE)
    again = text_of(recruiter.post(from_company(received), NOTICE | {"words": "Encore."}))
    assert "Votre signalement est reçu" in again
    assert ApplicationReport.objects.get().words == NOTICE["words"]
    assert mails("applications/report_received").count() == 1


def test_after_the_decision_the_same_person_may_report_again(by_company, staff, karim, received):
    notices.dismiss(by_company, answer="Non.", by=staff)
    report_of(received, by=karim, side="company", words="Il recommence.")
    assert ApplicationReport.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_report():
    application, karim = ApplicationFactory(), UserFactory()
    came = at_once(*[lambda: report_of(application, by=karim, side="company")] * 2)
    assert ApplicationReport.objects.count() == 1
    assert [type(error) for error in came if error] == [reports.AlreadyReported]


def test_ten_reports_a_day_are_enough_for_one_mailbox(recruiter, offer, karim):
    for _number in range(10):
        report_of(ApplicationFactory(offer=offer), by=karim, side="company")
    last = ApplicationFactory(offer=offer)
    page = text_of(recruiter.post(from_company(last), NOTICE))
    assert "Dix signalements aujourd’hui" in page
    assert NOTICE["words"] in page


# --- What our staff sees ------------------------------------------------------------------------
def test_it_stands_on_the_one_desk_by_due_time_and_names_nobody(
    client, staff, by_company, by_candidate, candidate, offer
):
    client.force_login(staff)
    page = text_of(client.get(reverse("moderation")))
    assert page.index(by_company.get_absolute_url()) < page.index(by_candidate.get_absolute_url())
    assert f"Candidature à « {offer.title} », {offer.company.name}" in page
    assert "Promis pour" in page
    assert candidate.last_name not in page
    assert not StaffLook.objects.exists()


def test_the_evidence_is_the_application_as_it_was(client, staff, by_company, received):
    kept = received.resume
    pipeline.withdraw(received, by=received.candidate)
    client.force_login(staff)
    page = text_of(client.get(by_company.get_absolute_url()))
    assert INSULT in page
    assert ANSWER in page
    assert kept.file_name in page
    assert client.get(reverse("reported_resume", args=[by_company.pk])).content == kept.read()


def test_a_cv_that_the_person_deleted_is_gone(client, staff, by_company, received):
    resumes.remove(received.resume)
    client.force_login(staff)
    assert "supprimé depuis" in text_of(client.get(by_company.get_absolute_url()))
    assert client.get(reverse("reported_resume", args=[by_company.pk])).status_code == 404


def test_each_look_is_noted_and_both_people_see_it(client, staff, by_company, candidate, karim):
    client.force_login(staff)
    for _again in range(2):
        client.get(by_company.get_absolute_url())
        client.get(reverse("reported_resume", args=[by_company.pk]))
    looks = StaffLook.objects.values_list("what", flat=True)
    assert sorted(looks) == ["votre CV", "votre candidature", "votre signalement"]
    client.force_login(candidate)
    shown = text_of(client.get(reverse("my_data")))
    assert "votre candidature" in shown
    assert "votre signalement" not in shown
    client.force_login(karim)
    assert "votre signalement" in text_of(client.get(reverse("my_data")))


def test_the_page_does_not_exist_for_anyone_else(client, by_company, karim, candidate):
    for person in (karim, candidate):
        client.force_login(person)
        for name in ("reported", "reported_resume"):
            assert client.get(reverse(name, args=[by_company.pk])).status_code == 404
        assert decide(client, person, by_company, "message").status_code == 404
    assert not HiddenPart.objects.exists()


def test_earlier_reports_about_the_same_person_are_shown(client, staff, by_company, candidate):
    other = ApplicationFactory(candidate=candidate)
    earlier = report_of(other, by=UserFactory(), side="company", ground="spam")
    client.force_login(staff)
    page = text_of(client.get(by_company.get_absolute_url()))
    assert earlier.get_absolute_url() in page


# --- The decision -------------------------------------------------------------------------------
def test_a_dismissed_report_hides_nothing_and_is_answered(client, staff, by_company, karim):
    decide(client, staff, by_company, "dismiss", "C’est rude, pas injurieux.")
    by_company.refresh_from_db()
    assert by_company.state == "dismissed"
    assert not HiddenPart.objects.exists()
    told = mails("applications/report_decided").get()
    assert told.user == karim
    assert "ne masque rien" in told.body
    assert "pas injurieux" in told.body
    assert "Les tribunaux vous restent ouverts" in told.body
    assert not mails("applications/hidden").exists()


def test_a_hidden_message_is_no_longer_read_and_its_author_is_told_why(
    client, staff, by_company, karim, candidate, received
):
    decide(client, staff, by_company, "message")
    told = mails("applications/hidden").get()
    assert told.user == candidate
    for said in ("C’est une insulte.", "des insultes ou des propos injurieux", "six mois",
                 "sans moyen automatisé", "Les tribunaux restent ouverts"):  # fmt: skip
        assert said in told.body
    assert karim.last_name not in told.body
    assert "donne raison" in mails("applications/report_decided").get(user=karim).body
    client.force_login(karim)
    page = text_of(client.get(reverse("received_one", args=[received.pk])))
    assert INSULT not in page
    assert "Pourquoi ici" not in page
    assert "a masqué ce que la personne a écrit" in page
    assert client.get(reverse("received_resume", args=[received.pk])).status_code == 200
    assert SAID not in page
    client.force_login(candidate)
    page = text_of(client.get(received.get_absolute_url()))
    assert "L’entreprise ne voit plus ce que vous avez écrit" in page
    assert "C’est une insulte." in page


def test_a_hidden_cv_is_no_longer_opened(client, staff, by_company, karim, candidate, received):
    decide(client, staff, by_company, "both")
    assert mails("applications/hidden").count() == 2
    client.force_login(karim)
    answer = client.get(reverse("received_resume", args=[received.pk]))
    assert answer.status_code == 410
    assert "Notre équipe l’a masqué" in text_of(answer)
    assert not received.steps.filter(kind="read").exists()
    client.force_login(candidate)
    assert client.get(received.resume.get_absolute_url()).status_code == 200


def test_a_hidden_answer_is_no_longer_read_and_the_companys_members_are_told_why(
    client, staff, by_candidate, karim, candidate, received
):
    decide(client, staff, by_candidate, "answer", "Le nom n’est pas un critère.")
    told = mails("applications/hidden").get()
    assert told.user == karim
    assert "Le nom n’est pas un critère." in told.body
    assert candidate.last_name not in told.body
    client.force_login(candidate)
    page = text_of(client.get(received.get_absolute_url()))
    assert ANSWER not in page
    assert "a masqué le mot de l’entreprise" in page
    pipeline.advance(received, "review", by=karim, words="Venez mardi.")  # another answer
    assert "Venez mardi." in text_of(client.get(received.get_absolute_url()))


def test_a_company_is_suspended_with_reasons_to_its_members(
    client, staff, by_candidate, karim, received
):
    decide(client, staff, by_candidate, "suspend", "Discrimination répétée.")
    received.offer.company.refresh_from_db()
    assert received.offer.company.suspended_at
    assert "Discrimination répétée." in mails("jobs/company_suspended").get(user=karim).body
    page = text_of(client.get(by_candidate.get_absolute_url()))
    assert "Suspendre l’entreprise" not in page


def test_one_may_be_right_without_anything_to_hide(client, staff, by_company):
    page = decide(client, staff, by_company, "note", "Nous suivons cette personne.")
    assert page.status_code == 302
    by_company.refresh_from_db()
    assert by_company.state == "upheld"
    assert not HiddenPart.objects.exists()


def test_what_is_gone_meanwhile_cannot_be_hidden(by_company, staff, received):
    pipeline.withdraw(received, by=received.candidate)
    assert list(reports.acts(ApplicationReport.objects.get())) == ["note"]
    with pytest.raises(reports.NothingThere):
        reports.uphold(ApplicationReport.objects.get(), "message", answer="x", by=staff)
    by_company.refresh_from_db()
    assert by_company.state == "received"


def test_no_side_has_the_measures_of_the_other(by_company, by_candidate, staff):
    assert list(reports.acts(by_company)) == ["message", "resume", "both", "note"]
    assert list(reports.acts(by_candidate)) == ["answer", "suspend", "note"]
    with pytest.raises(reports.NothingThere):
        reports.uphold(by_company, "suspend", answer="x", by=staff)


def test_a_decision_needs_reasons_and_is_taken_once(client, staff, by_company):
    assert "Dites pourquoi" in text_of(decide(client, staff, by_company, "message", " "))
    decide(client, staff, by_company, "dismiss", "Rien à redire.")
    page = text_of(decide(client, staff, by_company, "message", "Si."))
    assert "a déjà sa décision" in page
    assert not HiddenPart.objects.exists()


def test_two_reports_hide_the_same_message_once(client, staff, by_company, received, offer):
    zoe = MembershipFactory(user=UserFactory(first_name="Zoé"), company=offer.company).user
    other = report_of(received, by=zoe, side="company")
    decide(client, staff, by_company, "message")
    decide(client, staff, other, "message")
    assert HiddenPart.objects.count() == 1
    assert mails("applications/hidden").count() == 1
    assert mails("applications/report_decided").count() == 2


def test_who_contests_with_reason_has_it_shown_again(
    client, staff, by_company, karim, candidate, received
):
    decide(client, staff, by_company, "message")
    nothing = client.post(by_company.get_absolute_url(), {"act": "show:message", "answer": ""})
    assert "Dites pourquoi" in text_of(nothing)
    for _again in range(2):
        shown = {"act": "show:message", "answer": "C’était une citation."}
        client.post(by_company.get_absolute_url(), shown)
    told = mails("applications/shown_again").get()
    assert told.user == candidate
    assert "C’était une citation." in told.body
    client.force_login(karim)
    assert INSULT in text_of(client.get(reverse("received_one", args=[received.pk])))
    assert HiddenPart.objects.get().lifted_at


def test_the_database_takes_no_decision_without_a_human_or_reasons(by_company, received):
    for missing in ({"answer": ""}, {"decided_by": ""}):
        values = {"state": "upheld", "answer": "Oui.", "decided_by": "k.1", **missing}
        with pytest.raises(IntegrityError), transaction.atomic():
            ApplicationReport.objects.update(**values)
    for missing in ({"facts": ""}, {"decided_by": ""}):
        values = {"facts": "Une insulte.", "decided_by": "k.1", **missing}
        with pytest.raises(IntegrityError), transaction.atomic():
            HiddenPart.objects.create(
                application=received, part="message", ground="abuse", **values
            )


# --- Time and erasure ---------------------------------------------------------------------------
def test_a_recruiter_who_leaves_is_forgotten_and_the_report_stays(by_company, karim):
    erasure.erase(karim)
    by_company.refresh_from_db()
    assert (by_company.user, by_company.name, by_company.email) == (None, "", "")
    assert by_company.state == "received"


def test_a_candidate_who_leaves_takes_the_evidence_along(by_company, by_candidate, candidate):
    erasure.erase(candidate)
    assert not ApplicationReport.objects.exists()
