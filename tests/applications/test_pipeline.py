"""From « Postuler » to the decision: the candidate's way, the recruiter's, and who may see what."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts import resumes as resume_service
from accounts.models import Experience, Resume
from applications import pipeline
from applications.models import Application, ApplicationNote, ApplicationStep
from jobs.services import offers
from privacy.models import SiteMail
from privacy.services import erasure
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import ProfileFactory, ResumeFactory, UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.jobs import CompanyFactory, MembershipFactory, OfferFactory

from .pages import text_of
from .races import at_once

State, Kind = Application.State, ApplicationStep.Kind
WORDS = "Je restaure des canots en bois depuis huit ans."


@pytest.fixture
def received(offer, karim, candidate):
    return ApplicationFactory(offer=offer, candidate=candidate)


def apply_url(offer):
    return reverse("apply", args=[offer.pk])


def press_apply(client, offer, **more):
    return client.post(apply_url(offer), {"message": WORDS, **more})


def mails(name):
    return SiteMail.objects.filter(name=f"applications/{name}")


# --- The candidate ------------------------------------------------------------------------------
def test_an_application_reaches_the_company_and_its_recruiters_are_told_once(
    signed_in, candidate, offer, karim
):
    resume = ResumeFactory(user=candidate)
    answer = press_apply(signed_in, offer, resume=str(resume.pk))
    made = Application.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.candidate, made.resume, made.message) == (candidate, resume, WORDS)
    assert list(Application.objects.received_by(karim)) == [made]
    mail = mails("received").get(user=karim)
    assert reverse("received_one", args=[made.pk]) in mail.body
    assert WORDS not in mail.body
    assert candidate.last_name not in mail.body + mail.subject


def test_the_page_shows_what_the_recruiter_will_see_before_anything_leaves(
    signed_in, candidate, offer
):
    shown = text_of(signed_in.get(apply_url(offer)))
    assert "Ce que le recruteur verra" in shown
    assert candidate.email in shown


def test_a_second_press_finds_the_first_application(signed_in, offer):
    press_apply(signed_in, offer)
    again = press_apply(signed_in, offer, message="autre chose")
    assert again.url == Application.objects.get().get_absolute_url()
    assert Application.objects.get().message == WORDS


def test_an_application_says_something(signed_in, offer):
    answer = press_apply(signed_in, offer, message="")
    assert "il faut quelque chose à lire" in text_of(answer)
    assert not Application.objects.exists()


def test_a_cv_is_made_of_the_profile_without_leaving_the_page(signed_in, candidate, offer):
    Experience.objects.create(
        user=candidate, title="Calfate", employer="Chantier Nord", started_on="2020-01-01"
    )
    offer.questions = [{"text": "Où ?", "kind": "text", "required": True, "choices": []}]
    offer.save()
    asked = signed_in.get(apply_url(offer)).context["form"]
    (question,) = [name for name in asked.fields if name.startswith("answer-")]
    typed = {"profile": "1", question: "À Sète.", "may_be_kept": "on", "resume": ""}
    for _press in range(2):  # the second finds the first one's CV
        page = press_apply(signed_in, offer, **typed)
    made = Resume.objects.get(user=candidate)
    assert made.title == "CV de mon profil"
    assert page.context["form"]["resume"].value() == made.pk
    text = page.content.decode()
    assert WORDS in text
    assert "À Sète." in text
    assert made.get_absolute_url() in text  # to be read before it leaves
    assert page.context["form"]["may_be_kept"].value() == "on"
    assert not page.context["form"].errors
    assert not Application.objects.exists()


def test_an_empty_profile_makes_no_cv_and_nothing_typed_is_lost(signed_in, offer):
    page = text_of(press_apply(signed_in, offer, profile="1"))
    assert "ajoutez au moins une expérience" in page
    assert WORDS in page
    assert not Application.objects.exists()
    assert not Resume.objects.exists()


def test_somebody_elses_cv_cannot_be_joined(signed_in, stranger, offer):
    answer = press_apply(signed_in, offer, resume=str(ResumeFactory(user=stranger).pk))
    assert "Choisissez l’un de vos CV" in text_of(answer)
    assert WORDS in text_of(answer)  # nothing typed is lost
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "closed",
    [
        {"state": "filled"},
        {"state": "draft"},
        {"apply_mode": "link", "apply_url": "https://emploi.tournelune.test/1"},
    ],
)
def test_nobody_applies_here_to_an_offer_that_does_not_take_them_here(signed_in, closed):
    offer = OfferFactory(**closed)
    assert press_apply(signed_in, offer).status_code == 404
    with pytest.raises(pipeline.NotOpen):
        pipeline.apply(offer, by=UserFactory(), message=WORDS)


def test_somebody_signed_out_signs_in_first_and_finds_their_words_again(client, offer, candidate):
    client.force_login(candidate)
    owner = client.get(apply_url(offer)).context["owner"]
    client.logout()
    answer = press_apply(client, offer, owner=owner)
    assert answer.url.startswith(reverse("account_login"))
    assert not Application.objects.exists()


def test_the_phone_is_given_only_when_the_box_is_ticked(signed_in, candidate, offer, karim):
    ProfileFactory(user=candidate, phone="06 00 00 00 00")
    press_apply(signed_in, offer)
    made = Application.objects.get()
    signed_in.force_login(karim)
    page = reverse("received_one", args=[made.pk])
    assert "06 00 00 00 00" not in text_of(signed_in.get(page))
    Application.objects.update(shares_phone=True)
    assert "06 00 00 00 00" in text_of(signed_in.get(page))


def test_withdrawing_takes_cv_and_message_away_at_once(signed_in, karim, received):
    signed_in.force_login(karim)
    signed_in.get(reverse("received_resume", args=[received.pk]))
    signed_in.force_login(received.candidate)
    signed_in.post(reverse("application_withdraw", args=[received.pk]))
    received.refresh_from_db()
    assert (received.state, received.resume, received.message) == (State.WITHDRAWN, None, "")
    assert mails("recalled").get().user == karim  # who may hold a copy is asked to delete it
    signed_in.force_login(karim)
    assert signed_in.get(reverse("received_resume", args=[received.pk])).status_code == 410
    assert received.candidate.email not in text_of(
        signed_in.get(reverse("received_one", args=[received.pk]))
    )


def test_who_never_opened_the_cv_is_not_written_to_about_a_withdrawal(signed_in, received):
    signed_in.post(reverse("application_withdraw", args=[received.pk]))
    assert not mails("recalled").exists()


def test_a_deleted_cv_is_no_longer_readable_by_the_company(recruiter, received):
    resume_service.remove(received.resume)
    assert recruiter.get(reverse("received_resume", args=[received.pk])).status_code == 410


def test_an_erased_account_leaves_no_application(received, candidate):
    pipeline.add_note(received, "Bon contact au téléphone.", by=UserFactory())
    erasure.erase(candidate)
    assert not Application.objects.exists()
    assert not ApplicationNote.objects.exists()


def test_silence_is_shown_after_thirty_days_and_the_application_stays_open(signed_in, received):
    page = reverse("application", args=[received.pk])
    assert "sans réponse" not in text_of(signed_in.get(page))
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=True):
        signed_in.force_login(received.candidate)
        assert "sans réponse" in text_of(signed_in.get(page))
    received.refresh_from_db()
    assert received.state == State.NEW


# --- The recruiter ------------------------------------------------------------------------------
def test_strangers_and_other_companies_get_404(client, received):
    other = MembershipFactory(user=UserFactory(), company=CompanyFactory()).user
    enrol(other)
    for person in (other, received.candidate):
        enrol(person) if person == received.candidate else None
        client.force_login(person)
        for name in ("received_one", "received_resume"):
            assert client.get(reverse(name, args=[received.pk])).status_code == 404
        note = client.post(reverse("received_note", args=[received.pk]), {"text": "x"})
        assert note.status_code == 404
    client.force_login(other)
    assert client.get(reverse("application", args=[received.pk])).status_code == 404
    assert client.post(reverse("application_withdraw", args=[received.pk])).status_code == 404


def test_a_recruiter_without_second_factor_reads_nobodys_application(client, offer, received):
    colleague = MembershipFactory(user=UserFactory(), company=offer.company).user
    client.force_login(colleague)
    for name, args in (("received", []), ("received_one", [received.pk]),
                       ("received_resume", [received.pk])):  # fmt: skip
        assert client.get(reverse(name, args=args)).url == reverse("mfa_index"), name


def test_each_reading_of_a_cv_is_written_down_and_shown_to_the_candidate(
    recruiter, karim, received, candidate
):
    answer = recruiter.get(reverse("received_resume", args=[received.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    recruiter.get(reverse("received_resume", args=[received.pk]))  # within the hour: the same
    assert ApplicationStep.objects.filter(kind=Kind.READ, actor=karim).count() == 1
    recruiter.force_login(candidate)
    shown = text_of(recruiter.get(reverse("application", args=[received.pk])))
    assert "CV ouvert" in shown
    assert "Karim Belkacem" in shown


def decide(client, application, to, **more):
    """As a recruiter does: the mail is read, then sent. The first answer when it cannot be."""
    page, asked = reverse("received_several"), {"pk": application.pk, "to": to, "reason": ""}
    asked |= {"words": more.pop("decision_words", ""), **more}
    shown = client.post(page, asked | {"act": "show"})
    seen = shown.context and shown.context.get("digest")
    return client.post(page, asked | {"act": "send", "seen": seen}) if seen else shown


@pytest.mark.parametrize(
    ("to", "said"),
    [("review", "l’étudie"), ("accepted", "vous a choisi")],
)
def test_each_step_is_told_to_the_candidate_by_mail_and_on_screen(
    recruiter, received, candidate, to, said
):
    decide(recruiter, received, to, decision_words="Mardi à 10 h ?")
    mail = mails("moved").get()
    assert mail.user == candidate
    assert said in mail.body
    assert "Mardi à 10 h ?" in mail.body
    recruiter.force_login(candidate)
    shown = text_of(recruiter.get(reverse("application", args=[received.pk])))
    assert said in shown
    assert "Mardi à 10 h ?" in shown


def test_a_refusal_says_why_and_a_human_stands_behind_it(recruiter, received, candidate):
    nothing = decide(recruiter, received, "refused")
    assert "Choisissez le motif" in text_of(nothing)
    decide(recruiter, received, "refused", reason="skills")
    received.refresh_from_db()
    assert received.state == State.REFUSED
    assert received.decided_by
    assert "une compétence indispensable" in mails("moved").get().body


@pytest.mark.parametrize("missing", [{"reason": ""}, {"decided_by": ""}])
def test_the_database_takes_no_refusal_without_a_reason_or_a_human(received, missing):
    with pytest.raises(IntegrityError):
        Application.objects.filter(pk=received.pk).update(
            **{"state": "refused", "reason": "skills", "decided_by": "k.1", **missing}
        )


def test_the_human_behind_a_refusal_outlives_their_account(recruiter, karim, received):
    decide(recruiter, received, "refused", reason="other")
    erasure.erase(karim)
    received.refresh_from_db()
    assert received.decided_by


def test_nobody_is_kept_for_later_without_having_agreed(recruiter, received, karim):
    assert decide(recruiter, received, "pool").status_code == 200  # refused by the form
    with pytest.raises(pipeline.NotKept):
        pipeline.advance(received, "pool", by=karim)
    with pytest.raises(IntegrityError):
        Application.objects.filter(pk=received.pk).update(state="pool")


def test_a_decision_from_an_old_page_changes_nothing(recruiter, karim, received):
    seen = Application.objects.get(pk=received.pk)
    pipeline.withdraw(Application.objects.get(pk=received.pk), by=received.candidate)
    with pytest.raises(pipeline.MovedMeanwhile):
        pipeline.advance(seen, "review", by=karim)
    assert mails("moved").count() == 0


def test_a_note_is_kept_for_colleagues_and_its_candidate_may_ask_for_it(recruiter, received):
    page = recruiter.get(reverse("received_one", args=[received.pk]))
    assert "peut demander à lire cette note" in text_of(page)
    recruiter.post(reverse("received_note", args=[received.pk]), {"text": "Disponible en mars."})
    shown = recruiter.get(reverse("received_one", args=[received.pk]))
    assert "Disponible en mars." in text_of(shown)


def test_an_empty_note_is_told_beside_its_field(recruiter, received):
    answer = recruiter.post(reverse("received_note", args=[received.pk]), {"text": " "})
    assert answer.status_code == 200
    assert "obligatoire" in text_of(answer)


def test_a_company_reads_a_refused_application_three_months_and_no_longer(received, karim):
    Application.objects.filter(pk=received.pk).update(
        state="refused", reason="other", decided_by="k.1",
        moved_at=timezone.now() - timedelta(days=91),
    )  # fmt: skip
    assert not Application.objects.received_by(karim).exists()
    Application.objects.filter(pk=received.pk).update(may_be_kept=True)
    assert Application.objects.received_by(karim).exists()
    assert Application.objects.owned_by(received.candidate).exists()


def test_the_list_is_filtered_by_state_and_offer(recruiter, offer, received):
    other = ApplicationFactory(offer=OfferFactory(company=offer.company, title="Calfat"))
    Application.objects.filter(pk=other.pk).update(state="review")
    lists = recruiter.get(reverse("received"), {"etat": "review"}).context["page"]
    assert list(lists) == [other]
    by_offer = recruiter.get(reverse("received"), {"offre": offer.pk}).context["page"]
    assert list(by_offer) == [received]
    assert recruiter.get(reverse("received"), {"offre": OfferFactory().pk}).status_code == 404
    assert recruiter.get(reverse("received"), {"offre": "9" * 40}).status_code == 404


# --- When the offer ends ------------------------------------------------------------------------
def test_who_waits_is_told_once_that_an_offer_is_filled(received, offer, candidate):
    refused = ApplicationFactory(offer=offer)
    Application.objects.filter(pk=refused.pk).update(
        state="refused", reason="other", decided_by="k.1"
    )
    offers.fill(offer)
    assert mails("offer_over").get().user == candidate


def test_recruiters_are_reminded_once_a_week_of_who_waits(received, karim):
    call_command("remind_recruiters")
    assert not mails("reminder").exists()
    later = (timezone.now() + timedelta(days=15)).isoformat()
    call_command("remind_recruiters", dry_run=True, as_of=later)
    assert not mails("reminder").exists()
    call_command("remind_recruiters", as_of=later)
    call_command("remind_recruiters", as_of=later)
    assert mails("reminder").get().user == karim


def test_one_that_stays_under_study_is_not_forgotten(recruiter, received, karim):
    pipeline.advance(received, State.REVIEW, by=karim)
    left = timezone.now() + timedelta(days=31)
    weeks = (timezone.now() + timedelta(days=20)).isoformat()
    call_command("remind_recruiters", as_of=weeks)
    assert not mails("reminder").exists()
    call_command("remind_recruiters", as_of=left.isoformat())
    page = re.search(r"/recruteur/candidatures/\S+", mails("reminder").get().body)[0]
    assert list(recruiter.get(page).context["page"]) == []
    with time_machine.travel(left, tick=True):
        recruiter.force_login(karim)
        shown = recruiter.get(page)
    assert list(shown.context["page"]) == [received]
    assert "En attente d’un mot" in text_of(shown)


# --- Races --------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_application():
    offer, person = OfferFactory(), UserFactory()
    came = at_once(*[lambda: pipeline.apply(offer, by=person, message=WORDS)] * 2)
    assert Application.objects.count() == 1
    assert [type(error) for error in came if error] == [pipeline.AlreadyApplied]


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_decision_at_once_leave_one_of_them():
    application = ApplicationFactory()
    karim = UserFactory()
    came = at_once(
        lambda: pipeline.withdraw(
            Application.objects.get(pk=application.pk), by=application.candidate
        ),
        lambda: pipeline.refuse(
            Application.objects.get(pk=application.pk), reason="other", by=karim
        ),
    )
    application.refresh_from_db()
    ended = {State.WITHDRAWN, State.REFUSED}
    assert application.state in ended
    steps = set(application.steps.values_list("kind", flat=True))
    assert steps == {application.state}
    assert [type(error) for error in came if error] == [pipeline.MovedMeanwhile]


@pytest.mark.django_db(transaction=True)
def test_two_recruiters_at_once_decide_once():
    application = ApplicationFactory()
    karim, ines = UserFactory(), UserFactory()
    first, second = (Application.objects.get(pk=application.pk) for _recruiter in range(2))
    came = at_once(
        lambda: pipeline.refuse(first, reason="skills", by=karim),
        lambda: pipeline.advance(second, State.ACCEPTED, by=ines),
    )
    assert [type(error) for error in came if error] == [pipeline.MovedMeanwhile]
    application.refresh_from_db()
    assert application.state in {State.REFUSED, State.ACCEPTED}
    assert mails("moved").count() == 1
    assert application.steps.count() == 1
