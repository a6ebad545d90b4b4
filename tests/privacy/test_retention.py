"""Time's work: rules that erase, are tried, dated and held; unused accounts that are warned."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import settings as site
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from applications import pipeline
from applications.models import Application
from jobs.models import AlertHit, Claim, Offer
from privacy import post, registry
from privacy.models import InactivityNotice, RightsRequest, SiteMail, StaffLook
from privacy.services import inactivity, requests, restriction, retention
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.jobs import AlertFactory, ClaimFactory, OfferFactory

DAY = timedelta(days=1)


def run(name, **options):
    out = StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue()


def later(**time):
    return timezone.now() + timedelta(**time)


def test_every_duration_of_the_map_is_purged_by_somebody():
    """A key of settings.RETENTION that no sweep serves would be an empty promise."""
    ruled = {rule.key for rule in retention.rules()}
    swept = {one.retention for one in registry.personal() if retention.sweeper(one)}
    forever = {key for key, duration in site.RETENTION.items() if duration is None}
    elsewhere = {"backup", "erasure_ledger", "audience"}  # backup.sh, prune_ledger, forget_audience
    assert set(site.RETENTION) == ruled | swept | forever | elsewhere


def test_a_mail_loses_its_words_after_thirty_days_and_its_trace_after_six_months(lea):
    post.queue("privacy/inactive", {"goes_at": timezone.now()}, key="x", user=lea)
    post.send_due()
    retention.purge(as_of=later(days=29))
    assert SiteMail.objects.get().body
    retention.purge(as_of=later(days=31))
    left = SiteMail.objects.get()
    assert (left.user, left.to_email, left.subject, left.body) == (None, "", "", "")
    assert left.sent_at
    retention.purge(as_of=later(days=183))
    assert not SiteMail.objects.exists()


def test_a_mail_that_waits_keeps_its_words(lea):
    post.queue("privacy/inactive", {"goes_at": timezone.now()}, key="x", user=lea)
    retention.purge(as_of=later(days=40))
    assert SiteMail.objects.get().body


def test_an_application_goes_with_its_history_two_years_after_its_last_move(lea):
    running = ApplicationFactory(candidate=lea, moved_at=later(days=60))
    pipeline.add_note(running, "Ancienne, et toujours utile", by=UserFactory())
    ApplicationFactory(candidate=lea)
    retention.purge(as_of=later(days=731))
    assert list(Application.objects.all()) == [running]
    assert running.notes.count() == 1


def test_claims_hits_and_authors_go_in_their_time(lea):
    ClaimFactory(claimant=lea, state="expired")
    offer = OfferFactory(author=lea, state="archived")
    alert = AlertFactory(user=lea, email=lea.email)
    AlertHit.objects.create(alert=alert, email=lea.email, offer=offer)
    retention.purge(as_of=later(days=370))
    assert not Claim.objects.exists()
    assert not AlertHit.objects.exists()
    assert Offer.objects.get().author is None


def test_requests_keep_a_year_then_a_proof_then_nothing(lea, staff):
    requests.answer(requests.ask(lea, "rectify", "Mon nom"), words="Fait.", by=staff)
    retention.purge(as_of=later(days=366))
    proof = RightsRequest.objects.get()
    assert (proof.user, proof.words, proof.answer, proof.kind) == (None, "", "–", "rectify")
    retention.purge(as_of=later(days=5 * 365 + 1))
    assert not RightsRequest.objects.exists()


def test_open_requests_are_not_reduced(lea):
    requests.ask(lea, "rectify", "Mon nom")
    retention.purge(as_of=later(days=800))
    assert RightsRequest.objects.get().words == "Mon nom"


@pytest.mark.django_db(transaction=True)
def test_looks_of_our_staff_go_after_a_year_by_the_role_that_may(lea, staff, settings):
    settings.RETENTION_DATABASE_URL = retention_url()
    requests.look(lea, by=staff, what="nombres", reason="Une question de Léa")
    retention.purge(as_of=later(days=364))
    assert StaffLook.objects.exists()
    retention.purge(as_of=later(days=366))
    assert not StaffLook.objects.exists()


def retention_url():
    import os

    from django.db import connection

    server, _, query = os.environ["DATABASE_URL"].partition("?")
    name = connection.settings_dict["NAME"]
    return f"{server.rpartition('/')[0]}/{name}?{query}".replace("postgres://", "postgresql://")


def test_proofs_that_cannot_be_purged_stop_no_other_rule(lea, staff, settings, caplog):
    settings.RETENTION_DATABASE_URL = "postgresql://nobody@127.0.0.1:1/none"
    requests.look(lea, by=staff, what="nombres", reason="Une question de Léa")
    ClaimFactory(claimant=lea, state="expired")
    retention.purge(as_of=later(days=370))
    assert not Claim.objects.exists()
    assert "RETENTION_DATABASE_URL" in caplog.text
    assert ("privacy.StaffLook", "security_log") in retention.overdue(later(days=370))


def test_a_try_counts_and_changes_nothing(lea):
    ClaimFactory(claimant=lea, state="expired")
    said = run("purge", dry_run=True, as_of=f"{later(days=400)}")
    assert "jobs.Claim (claim) : 1 (à blanc)" in said
    assert Claim.objects.exists()


def test_a_rule_can_be_run_alone(lea):
    ClaimFactory(claimant=lea, state="expired")
    assert "Rien" in run("purge", only="invitation", as_of=f"{later(days=400)}")
    assert "jobs.Claim" in run("purge", only="claim", as_of=f"{later(days=400)}")


def test_a_paused_rule_erases_nothing_and_is_counted_as_overdue(lea, settings):
    ClaimFactory(claimant=lea, state="expired")
    settings.RETENTION_PAUSED = ["claim"]
    retention.purge(as_of=later(days=400))
    assert Claim.objects.exists()
    assert retention.overdue(later(days=400)) == {("jobs.Claim", "claim"): 1}
    settings.RETENTION_PAUSED = []
    retention.purge(as_of=later(days=400))
    assert retention.overdue(later(days=400)) == {}


def test_many_rows_go_in_small_steps(lea, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(retention, "BATCH", 3)
    for number in range(8):
        post.queue("privacy/inactive", {"goes_at": timezone.now()}, key=f"{number}", user=lea)
    post.send_due()
    assert retention.purge(as_of=later(days=31), only="site_mail") == {
        ("privacy.SiteMail", "site_mail"): 8
    }


# --- Unused accounts ------------------------------------------------------------------------------
@pytest.fixture
def unused(db):
    return UserFactory(last_activity_on=timezone.localdate())


def test_an_unused_account_is_warned_at_23_months_reminded_and_erased_at_24(unused):
    assert inactivity.expire(as_of=later(days=690))["warned"] == 0
    assert inactivity.expire(as_of=later(days=702))["warned"] == 1
    assert "23 mois" in SiteMail.objects.get().body
    assert inactivity.expire(as_of=later(days=703)) == {"warned": 0, "reminded": 0, "erased": 0}
    assert inactivity.expire(as_of=later(days=726))["reminded"] == 1
    assert inactivity.expire(as_of=later(days=727))["reminded"] == 0
    assert inactivity.expire(as_of=later(days=731)) == {"warned": 0, "reminded": 0, "erased": 0}
    assert "1 effacés" in run("expire_accounts", as_of=f"{later(days=733)}")
    assert not User.objects.filter(pk=unused.pk).exists()


def test_any_visit_cancels_the_warning(client, unused):
    inactivity.expire(as_of=later(days=702))
    with time_machine.travel(later(days=710)):
        client.force_login(unused)
        client.get("/compte/")
        inactivity.expire()
        assert not InactivityNotice.objects.exists()
        inactivity.expire(as_of=later(days=40))
    assert User.objects.filter(pk=unused.pk).exists()


def test_a_mail_of_an_alert_is_no_activity(unused):
    AlertFactory(user=unused, email=unused.email)
    before = unused.last_activity_on
    post.queue("privacy/inactive", {"goes_at": timezone.now()}, key="x", user=unused)
    post.send_due()
    unused.refresh_from_db()
    assert unused.last_activity_on == before


def test_a_sweep_that_slept_for_months_still_leaves_a_month_of_warning(unused):
    assert inactivity.expire(as_of=later(days=900)) == {"warned": 1, "reminded": 0, "erased": 0}
    assert inactivity.expire(as_of=later(days=925))["erased"] == 0
    assert inactivity.expire(as_of=later(days=931))["erased"] == 1


def test_frozen_and_staff_accounts_are_left(unused, db):
    UserFactory(is_staff=True, last_activity_on=timezone.localdate())
    restriction.restrict(unused, "claim")
    assert inactivity.expire(as_of=later(days=900))["warned"] == 0


def test_a_held_rule_warns_and_erases_nobody(unused, settings):
    settings.RETENTION_PAUSED = ["all"]
    assert inactivity.expire(as_of=later(days=900)) == {"warned": 0, "reminded": 0, "erased": 0}


def test_the_preview_says_when_a_thing_goes(unused):
    declaration = registry.declarations()["accounts.user"]
    goes = retention.gone_by(declaration, unused)
    assert goes.date() - unused.last_activity_on in (730 * DAY, 729 * DAY)
