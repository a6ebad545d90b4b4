"""Reports: open to anyone, decided by a person with reasons, answered to both sides."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from jobs.models import Company, Offer, OfferRevision, Report
from jobs.services import reports
from privacy.models import SiteMail
from privacy.services import erasure, retention
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.jobs import CompanyFactory, MembershipFactory, OfferFactory

NOTICE = {
    "ground": "fraud",
    "words": "On demande 90 € avant l’entretien.",
    "name": "Ana Lopès",
    "email": "ana@exemple.test",
    "honest": "on",
}


@pytest.fixture
def offer(db):
    made = OfferFactory(title="Agent de saisie")
    MembershipFactory(user=UserFactory(), company=made.company)
    return made


@pytest.fixture
def desk(client, db):
    person = UserFactory(is_staff=True)
    enrol(person)
    client.force_login(person)
    return client


def page_of(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def report(client, offer, **changes):
    return client.post(reverse("report_offer", args=[offer.pk]), NOTICE | changes)


def mails(name):
    return SiteMail.objects.filter(name=f"jobs/{name}")


def url(one):
    return reverse("report", args=[one.pk])


def made(offer):
    one = Report(offer=offer, **{k: v for k, v in NOTICE.items() if k != "honest"})
    reports.receive(one)
    return one


# --- Anyone ---------------------------------------------------------------------------------------
def test_each_offer_and_each_company_has_its_link(client, offer):
    assert reverse("report_offer", args=[offer.pk]) in page_of(client.get(offer.get_absolute_url()))
    company = page_of(client.get(offer.company.get_absolute_url()))
    assert reverse("report_company", args=[offer.company.slug]) in company


def test_anyone_reports_an_offer_and_is_told_that_it_came(client, offer):
    assert "Merci, c’est reçu" in page_of(report(client, offer))
    one = Report.objects.get()
    assert (one.offer, one.user, one.state) == (offer, None, "received")
    told = mails("report_received").get()
    assert told.to_email == "ana@exemple.test"
    assert "90 €" not in told.body


def test_who_is_signed_in_is_not_asked_who_they_are(client, offer):
    lea = UserFactory(first_name="Léa", last_name="Dupré")
    client.force_login(lea)
    page = page_of(client.get(reverse("report_offer", args=[offer.pk])))
    assert 'name="email"' not in page
    report(client, offer, name="Une autre", email="autre@exemple.test")
    one = Report.objects.get()
    assert (one.user, one.name, one.email) == (lea, "Léa Dupré", lea.email)


@pytest.mark.parametrize("missing", ["ground", "words", "name", "email", "honest"])
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, offer, missing):
    page = page_of(report(client, offer, **{missing: ""}))
    assert not Report.objects.exists()
    assert "field-errors" in page
    if missing != "words":
        assert "On demande 90 €" in page


def test_a_company_is_reported_as_well(client, db):
    company = CompanyFactory()
    client.post(reverse("report_company", args=[company.slug]), NOTICE | {"ground": "privacy"})
    assert Report.objects.get().company == company


def test_drafts_and_unknown_things_cannot_be_reported(client, db):
    draft = OfferFactory(draft=True)
    assert report(client, draft).status_code == 404
    address = reverse("report_company", args=["nulle-part"])
    assert client.post(address, NOTICE).status_code == 404


def test_a_mailbox_reports_ten_times_a_day(client, offer):
    for _again in range(10):
        report(client, offer)
    assert "Dix signalements aujourd’hui" in page_of(report(client, offer))
    assert Report.objects.count() == 10


# --- Our staff ------------------------------------------------------------------------------------
def test_an_upheld_report_suspends_the_offer_and_tells_both_sides_why(desk, offer):
    one = made(offer)
    assert "Agent de saisie" in page_of(desk.get(reverse("moderation")))
    desk.post(url(one), {"act": "uphold", "answer": "Demander de l’argent est interdit."})
    offer.refresh_from_db()
    assert offer.state == Offer.State.SUSPENDED
    assert "Demander de l’argent" in mails("report_decided").get().body
    statement = offer.statements.get()
    assert statement.ground == "fraud"
    assert "Demander de l’argent" in mails("offer_refused").get().body
    assert NOTICE["name"] not in mails("offer_refused").get().body  # never to the author


def test_an_upheld_report_suspends_an_offer_of_which_a_change_waits(desk, offer):
    OfferRevision.objects.create(offer=offer, changes={"title": "Autre"}, places=["34172"])
    desk.post(url(made(offer)), {"act": "uphold", "answer": "Demander de l’argent est interdit."})
    offer.refresh_from_db()
    assert offer.state == Offer.State.SUSPENDED


def test_a_dismissed_report_changes_nothing_and_is_answered(desk, offer):
    one = made(offer)
    desk.post(url(one), {"act": "dismiss", "answer": "L’annonce dit que rien n’est demandé."})
    offer.refresh_from_db()
    assert offer.state == Offer.State.PUBLISHED
    body = mails("report_decided").get().body
    assert "ne retire pas la page" in body
    assert "Les tribunaux vous restent ouverts" in body


def test_an_upheld_report_of_a_company_suspends_its_page(desk, client, db):
    company = CompanyFactory()
    member = MembershipFactory(company=company, user=UserFactory()).user
    one = Report(company=company, **{k: v for k, v in NOTICE.items() if k != "honest"})
    reports.receive(one)
    desk.post(url(one), {"act": "uphold", "answer": "Le nom d’un particulier y figure."})
    assert Company.objects.get().suspended_at
    told = mails("company_suspended").get()
    assert told.user == member
    assert "Le nom d’un particulier" in told.body
    assert NOTICE["name"] not in told.body
    assert client.get(company.get_absolute_url()).status_code == 404


def test_a_decision_needs_reasons_and_is_taken_once(desk, offer):
    one = made(offer)
    page = page_of(desk.post(url(one), {"act": "dismiss", "answer": " "}))
    assert "Dites pourquoi" in page
    desk.post(url(one), {"act": "dismiss", "answer": "Rien à redire."})
    page = page_of(desk.post(url(one), {"act": "uphold", "answer": "Si."}))
    assert "a déjà sa décision" in page
    offer.refresh_from_db()
    assert offer.state == Offer.State.PUBLISHED


def test_an_offer_that_ended_meanwhile_stays_ended(desk, offer):
    one = made(offer)
    Offer.objects.filter(pk=offer.pk).update(state="filled")
    one = Report.objects.get()
    reports.uphold(one, answer="C’était interdit.", by=UserFactory(is_staff=True))
    offer.refresh_from_db()
    assert offer.state == "filled"


def test_the_database_takes_no_decision_without_a_human_or_reasons(offer):
    made(offer)
    for missing in ({"answer": ""}, {"decided_by": ""}):
        values = {"state": "dismissed", "answer": "Non.", "decided_by": "k.1", **missing}
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.update(**values)


def test_the_desk_does_not_exist_for_anyone_else(client, offer):
    one = made(offer)
    client.force_login(UserFactory())
    assert client.get(reverse("moderation")).status_code == 404
    assert client.post(url(one), {"act": "uphold", "answer": "x"}).status_code == 404


# --- Time and erasure -----------------------------------------------------------------------------
def test_a_reporter_who_leaves_is_forgotten_and_the_report_stays(offer):
    lea = UserFactory()
    one = made(offer)
    Report.objects.filter(pk=one.pk).update(user=lea, email=lea.email)
    erasure.erase(lea)
    one.refresh_from_db()
    assert (one.user, one.name, one.email, one.state) == (None, "", "", "received")


def test_a_year_after_its_decision_a_report_goes(offer):
    reports.dismiss(made(offer), answer="Non.", by=UserFactory(is_staff=True))
    waiting = made(offer)
    retention.purge(as_of=timezone.now() + timedelta(days=366))
    assert list(Report.objects.all()) == [waiting]
