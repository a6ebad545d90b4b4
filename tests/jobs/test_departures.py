"""Who follows a company is told once that it left, and loses nothing if it comes back."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from jobs.models import Alert, Company
from jobs.models.alert import FOLLOWS
from jobs.services import alert_links, alerts, followers, reports
from privacy.models import SiteMail
from privacy.services import restriction
from tests.applications.test_pipeline import at_once
from tests.factories.accounts import UserFactory
from tests.factories.jobs import AlertFactory, CompanyFactory, OfferFactory
from tests.jobs.test_alerts import named

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


@pytest.fixture
def sail():
    return CompanyFactory(name="Voilerie Vent Debout", verified=True)


def follower(company, query="", **more):
    more = {"user": UserFactory(), "name": f"Offres de {company.name}"} | more
    return AlertFactory(query=f"entreprise={company.slug}{query}", **more)


def leave(company, **how):
    how = how or {"closed_at": timezone.now(), "closed_reason": "closed"}
    Company.objects.filter(pk=company.pk).update(**how)


def come_back(company):
    leave(company, closed_at=None, closed_reason="", suspended_at=None)


def sweep(**how):
    return followers.tell_of_departures(**how)


def mails():
    return SiteMail.objects.filter(name="jobs/company_gone").order_by("pk")


def the_body():
    return mails().get().body.replace("\xa0", " ")


@pytest.mark.parametrize("how", ["suspended", "closed", "withheld"])
def test_a_follower_is_told_once_whatever_made_the_company_leave(sail, how):
    alert = follower(sail)
    follower(CompanyFactory())
    AlertFactory(query="q=voilier")
    assert sweep() == 0
    if how == "suspended":
        reports.suspend(sail, answer="Fausses offres.", key="x")
    elif how == "closed":
        leave(sail)
    else:  # what objects to being published changes its address too
        leave(sail, closed_at=timezone.now(), closed_reason="withheld", slug="entreprise-1")
    assert sweep() == 1
    assert sweep() == 0
    one = mails().get()
    assert (one.user, one.to_email) == (alert.user, alert.email)
    assert "« Offres de Voilerie Vent Debout »" in the_body()
    assert "votre alerte reprend d’elle-même" in the_body()
    assert reverse("companies") in the_body()


def test_one_press_in_the_mail_stops_following(sail):
    follower(sail)
    leave(sail)
    sweep()
    stop = mails().get().unsubscribe
    assert stop in mails().get().body
    Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})
    assert not Alert.objects.exists()


def test_two_alerts_of_one_person_on_a_company_make_one_mail(sail):
    first = follower(sail, name="Tout")
    second = follower(sail, "&q=voilier", user=first.user, email=first.email, slot=2, name="Voile")
    leave(sail)
    assert sweep() == 1
    body = the_body()
    assert named(alert_links.stop_path(first)) in body
    assert named(alert_links.stop_path(second)) in body
    assert "Arrêter l’alerte « Voile »" in body
    assert sweep() == 0


def test_one_press_stops_all_that_the_mail_is_about_and_nothing_else(sail):
    first = follower(sail, slot=1)
    mailbox = {"user": first.user, "email": first.email}
    for slot in range(2, 20):
        follower(sail, f"&q=voile{slot}", **mailbox, slot=slot)
    other = AlertFactory(query="q=voile", **mailbox, slot=20)
    leave(sail)
    sweep()
    Client(enforce_csrf_checks=True).post(mails().get().unsubscribe)
    assert Alert.objects.get() == other


def test_a_search_with_other_criteria_leads_to_the_same_one_elsewhere(sail):
    follower(sail, "&q=voilier&lieu=34172")
    leave(sail)
    sweep()
    assert "/offres/?q=voilier&lieu=34172" in mails().get().body


def test_who_follows_without_an_account_is_told_too(sail):
    follower(sail, user=None, email="nour@exemple.test")
    leave(sail)
    assert sweep() == 1
    assert mails().get().to_email == "nour@exemple.test"


def test_a_company_that_comes_back_has_kept_its_followers(sail):
    alert = follower(sail)
    reports.suspend(sail, answer="À vérifier.", key="x")
    sweep()
    come_back(sail)
    assert sweep() == 0
    alert.refresh_from_db()
    assert alert.gone_told_at is None
    OfferFactory(company=sail, published_at=timezone.now() + timedelta(minutes=5))
    assert alerts.look("daily", as_of=timezone.now() + TOMORROW) == 1


def test_a_second_departure_is_told_as_the_first_was(sail):
    follower(sail)
    for day in range(2):
        leave(sail)
        sweep(as_of=timezone.now() + day * TOMORROW)
        come_back(sail)
        sweep()
    assert mails().count() == 2


def test_a_suspension_lifted_before_the_sweep_is_told_to_nobody(sail):
    follower(sail)
    reports.suspend(sail, answer="Erreur.", key="x")
    come_back(sail)
    assert sweep() == 0


def test_nobody_is_written_to_who_paused_never_confirmed_left_or_froze_their_data(sail):
    paused = follower(sail, paused_at=timezone.now())
    follower(sail, user=None, email="nour@exemple.test", confirmed_at=None)
    User.objects.filter(pk=follower(sail).user_id).update(is_active=False)
    restriction.restrict(follower(sail).user, "accuracy")
    leave(sail)
    assert sweep() == 0
    Alert.objects.filter(pk=paused.pk).update(paused_at=None)
    assert sweep() == 1  # resumed: told then


def test_a_dry_run_counts_and_changes_nothing(sail, capsys):
    follower(sail)
    leave(sail)
    call_command("send_alerts", dry_run=True)
    assert "1 courriels" in capsys.readouterr().out
    assert not mails().exists()
    call_command("send_alerts")
    assert mails().count() == 1


def test_more_followers_of_companies_that_stay_take_no_more_queries(sail):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            sweep()
        return len(queries)

    follower(sail)
    first = asked()
    for _one in range(4):
        follower(CompanyFactory())
    assert asked() == first


def test_the_sweep_reads_the_index_of_followers():
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    assert "alert_follows" in Alert.objects.filter(FOLLOWS).order_by("created_at").explain()


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_once():
    company = CompanyFactory()
    follower(company)
    leave(company)
    assert at_once(sweep, sweep) == [None, None]
    assert mails().count() == 1
