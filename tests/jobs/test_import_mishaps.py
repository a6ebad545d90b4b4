"""What goes wrong on our side during an import is tried again, and not without end."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from jobs.imports import runner
from jobs.models import FeedSource, ImportRun
from privacy.models import SiteMail
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.jobs import CompanyFactory, FeedSourceFactory, MembershipFactory

pytestmark = pytest.mark.django_db
State = ImportRun.State


def lost(source):
    """A run whose file is gone from the storage: no fault of the recruiter's."""
    run = runner.start(source, file=ContentFile(b"<source></source>"))
    run.file.storage.delete(run.file.name)
    return run


def hand_over(run):
    """A worker takes it now, whatever wait it was given."""
    ImportRun.objects.filter(pk=run.pk).update(busy_until=timezone.now())
    assert not runner.work(run.pk)
    run.refresh_from_db()
    return run


@pytest.fixture
def source():
    return FeedSourceFactory(
        company=CompanyFactory(verified=True), url="https://rh.tournelune.test/flux.xml"
    )


def test_a_mishap_of_ours_is_tried_three_times_with_growing_waits_and_then_said(source, caplog):
    member = MembershipFactory(company=source.company, user=UserFactory()).user
    run, waits = lost(source), []
    for _ in range(2):
        hand_over(run)
        assert run.state in ImportRun.OPEN
        waits.append(run.busy_until - timezone.now())
    assert waits[0] < runner.WAITS[0] < waits[1] < runner.WAITS[1]
    hand_over(run)
    assert run.state == State.FAILED
    assert "trois fois" in run.problem
    assert SiteMail.objects.filter(user=member).count() == 1
    assert len(caplog.records) == 3
    caplog.clear()


def test_a_worker_that_dies_each_time_is_bounded_too(source):
    run = runner.start(source, file=ContentFile(b"<source></source>"))
    ImportRun.objects.filter(pk=run.pk).update(tries=3)  # three took it, none came back
    assert hand_over(run).state == State.FAILED


def test_the_hourly_reading_pauses_until_a_member_asks_again(client, source, caplog):
    user = UserFactory()
    enrol(user)
    MembershipFactory(company=source.company, user=user)
    client.force_login(user)
    run = lost(source)
    for _ in range(3):
        hand_over(run)
    caplog.clear()
    FeedSource.objects.filter(pk=source.pk).update(next_pull_at=timezone.now())
    assert runner.start_due() == []
    page = client.get(reverse("import_source", args=[source.pk])).content.decode()
    assert "en pause" in page
    runner.start(source, dry_run=True).move(State.FAILED)
    source.refresh_from_db()
    assert source.paused_at, "an attempt that writes nothing does not end the pause"
    runner.start(source)
    source.refresh_from_db()
    assert source.paused_at is None
    assert source.next_pull_at > timezone.now()
