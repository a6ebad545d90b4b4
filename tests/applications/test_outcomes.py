"""« Ont-ils répondu ? »: one mail a week, answered by a link that shows on GET and acts on POST."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from applications import answer_rates, outcomes
from applications.models import OutcomeAsking, SpontaneousApplication
from privacy import post
from privacy.models import Restriction, SiteMail
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, DraftFactory, found_draft
from tests.factories.jobs import ApplicationAddressFactory, CompanyFactory, OfferFactory

from .pages import text_of
from .test_rules import together

pytestmark = pytest.mark.django_db
State = SpontaneousApplication.State


def sent(candidate, days=12, name="Voilerie Vent Debout", **more):
    return found_draft(
        candidate,
        f"contact{days}@vent-debout.test",
        company_name=name,
        state=State.SENT_BY_ME,
        sent_at=timezone.now() - timedelta(days=days),
        **more,
    )


def links():
    body = SiteMail.objects.latest("pk").body
    return re.findall(r"http://localhost:8000(/\S+)", body)


def test_one_grouped_mail_a_week_at_most(candidate):
    sent(candidate, 12, "Atelier Rossignol")
    sent(candidate, 20, "Fonderie Bécasse")
    sent(candidate, 3, "Trop Tôt SARL")
    sent(candidate, 90, "Oubliée SARL")
    call_command("ask_outcomes", dry_run=True)
    assert not SiteMail.objects.exists()
    call_command("ask_outcomes")
    call_command("ask_outcomes")
    told = SiteMail.objects.get()
    assert "Atelier Rossignol" in told.body
    assert "Fonderie Bécasse" in told.body
    assert "SARL" not in told.body
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        outcomes.ask_everybody()
    assert SiteMail.objects.count() == 2


def test_the_link_shows_on_get_and_notes_on_post_without_signing_in(client, candidate):
    letter = sent(candidate)
    outcomes.ask_everybody()
    page = links()[0]
    assert "Voilerie Vent Debout" in text_of(client.get(page))
    letter.refresh_from_db()
    assert letter.outcome == ""
    browser = client.__class__(enforce_csrf_checks=True)
    browser.post(page, {"letter": letter.pk, "outcome": "interview"})
    letter.refresh_from_db()
    assert letter.outcome == "interview"
    browser.post(page, {"letter": letter.pk, "outcome": "interview"})  # again changes nothing
    assert letter.events.filter(kind="outcome").count() == 1


@pytest.mark.parametrize("typed", [{"letter": "x", "outcome": "answer"}, {"outcome": "answer"}])
def test_an_odd_answer_changes_nothing(client, candidate, typed):
    letter = sent(candidate)
    outcomes.ask_everybody()
    assert client.post(links()[0], typed).status_code == 200
    client.post(links()[0], {"letter": letter.pk, "outcome": "gloire"})
    letter.refresh_from_db()
    assert letter.outcome == ""


def test_nobody_notes_on_somebody_elses_letter(client, candidate, stranger):
    sent(candidate)
    outcomes.ask_everybody()
    other = sent(stranger, 15)
    client.post(links()[0], {"letter": other.pk, "outcome": "refusal"})
    other.refresh_from_db()
    assert other.outcome == ""


def test_a_link_is_good_for_a_month_and_a_forged_one_for_nothing(client, candidate):
    sent(candidate)
    outcomes.ask_everybody()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert client.get(links()[0]).status_code == 410
    assert client.get("/candidatures/suites/forged/").status_code == 410
    assert client.post("/candidatures/suites/forged/arreter/").status_code == 410


def test_one_press_of_the_mail_program_stops_the_question(client, candidate):
    sent(candidate)
    outcomes.ask_everybody()
    post.send_due()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    client.get(page)
    assert OutcomeAsking.objects.get().stopped_at is None
    browser = client.__class__(enforce_csrf_checks=True)
    browser.post(page, {"List-Unsubscribe": "One-Click"})
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        assert outcomes.ask_everybody() == 0


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_ask_once():
    sent(UserFactory())
    together(outcomes.ask_everybody, outcomes.ask_everybody)
    assert SiteMail.objects.count() == 1


def told_about(company, count, outcome):
    address = ApplicationAddressFactory(establishment__company=company)
    now = timezone.now()
    for _ in range(count):
        DraftFactory(
            candidate=UserFactory(), address=address, resume=None, state=State.SENT_BY_ME,
            sent_at=now, outcome=outcome, outcome_at=now,
        )  # fmt: skip


def test_a_rate_of_answers_is_shown_for_claimed_companies_and_enough_people(client):
    company = CompanyFactory(claimed_at=timezone.now())
    told_about(company, 6, "answer")
    told_about(company, 4, "silence")
    assert answer_rates.of_letters(company) is None
    told_about(company, 2, "silence")
    told_about(company, 5, "bounced")
    assert answer_rates.of_letters(company) == {"percent": 50, "out_of": 12}
    assert "Répond à 50 %" in text_of(client.get(company.get_absolute_url()))
    company.claimed_at = None
    assert answer_rates.of_letters(company) is None


def received(company, count, *steps, days=40, state="new"):
    """Applications of as many people to an offer of the company, with what happened to each."""
    offer = OfferFactory(company=company)
    at = timezone.now() - timedelta(days=days)
    for _ in range(count):
        one = ApplicationFactory(offer=offer, created_at=at, state=state, resume=None, message="")
        for kind in steps:
            one.steps.create(kind=kind, at=at)


def test_a_rate_of_answers_to_applications_is_shown_with_its_method(client):
    company = CompanyFactory()
    received(company, 6, "review", "interview")
    received(company, 4, "read", "review")
    assert answer_rates.of_offers(company) is None  # ten people
    received(company, 2)
    received(company, 3, state="withdrawn")  # before any answer
    received(company, 5, days=20)  # it has thirty days
    received(company, 5, days=400)
    received(CompanyFactory(), 5)
    assert answer_rates.of_offers(company) == {"percent": 50, "out_of": 12}
    page = text_of(client.get(company.get_absolute_url()))
    assert "Répond à 50 % des candidatures à ses offres" in page
    assert "Sur 12 candidatures reçues ici" in page
    assert "sous onze personnes" in page


def test_a_frozen_candidate_counts_in_no_rate(client):
    company = CompanyFactory()
    received(company, 11, "interview")
    assert answer_rates.of_offers(company)
    Restriction.objects.create(
        user=company.offers.get().applications.first().candidate, ground="pause"
    )
    assert answer_rates.of_offers(company) is None
