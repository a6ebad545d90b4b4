"""A company that our staff suspends reads nothing, and those who wrote to it are told."""

import pytest
from django.urls import reverse

from applications.models import Application
from jobs.models import Report
from jobs.services import reports
from privacy.models import SiteMail
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.jobs import OfferFactory

from .pages import text_of


@pytest.fixture
def two(candidate, offer):
    """Two applications of one person to one company."""
    other = OfferFactory(company=offer.company, title="Gréeuse ou gréeur")
    return [ApplicationFactory(candidate=candidate, offer=one) for one in (offer, other)]


@pytest.fixture
def staff(db):
    user = UserFactory(is_staff=True, is_superuser=True)
    enrol(user)
    return user


@pytest.fixture
def suspended(two, offer, staff):
    report = Report(
        company=offer.company, ground="fraud", words="x", name="Ana", email="ana@exemple.test"
    )
    reports.receive(report)
    reports.uphold(report, answer="On demande de l’argent.", by=staff)
    offer.company.refresh_from_db()
    return offer.company


def told():
    return SiteMail.objects.filter(name="applications/company_suspended")


def test_its_recruiters_read_no_application_and_no_cv_any_more(recruiter, suspended, two):
    for name in ("received_one", "received_resume"):
        assert recruiter.get(reverse(name, args=[two[0].pk])).status_code == 404
    shown = text_of(recruiter.get(reverse("received")))
    assert two[0].candidate.last_name not in shown
    assert f"{suspended.name} est suspendue" in shown
    note = reverse("received_note", args=[two[0].pk])
    assert recruiter.post(note, {"text": "x"}).status_code == 404


def test_who_waits_is_told_once_however_many_applications(suspended, candidate):
    mail = told().get()
    assert mail.user == candidate
    assert "ne lit plus votre candidature" in mail.body
    assert "On demande de l’argent" not in mail.body  # between the company and us


def test_who_no_longer_waits_is_not_told(two, offer, staff, candidate):
    Application.objects.update(state="withdrawn", resume=None, message="")
    report = Report(
        company=offer.company, ground="fraud", words="x", name="Ana", email="ana@exemple.test"
    )
    reports.receive(report)
    reports.uphold(report, answer="On demande de l’argent.", by=staff)
    assert not told().exists()


def test_the_page_of_the_application_says_so(signed_in, suspended, two):
    page = text_of(signed_in.get(two[0].get_absolute_url()))
    assert "Cette entreprise est suspendue" in page
    assert "Retirer ma candidature" in page


def test_staff_lifts_it_and_everybody_may_read_again(client, suspended, staff, karim, two):
    client.force_login(staff)
    values = {"name": suspended.name, "siren": suspended.siren, "verified_how": ""}
    url = reverse("admin:jobs_company_change", args=[suspended.pk])
    assert client.post(url, values).status_code == 302
    assert told().count() == 2
    assert "est levée" in told().latest("pk").body
    client.post(url, values)  # saved again, nothing moved
    assert told().count() == 2
    client.force_login(karim)
    assert client.get(reverse("received_one", args=[two[0].pk])).status_code == 200
