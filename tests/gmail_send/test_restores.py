"""A restore, a failover: nothing of the backup leaves before what may have left is set apart."""

import logging
import os
import subprocess
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import psycopg
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from gmail_send import services
from gmail_send.models import Delivery, DeliveryContent, Outbox
from gmail_send.services import outbox
from privacy.models import SiteMail
from tests.factories.accounts import UserFactory
from tests.factories.applications import DraftFactory
from tests.factories.gmail import connect, enqueue
from tools.servers import postgres_binaries

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State


def run(action, *options):
    out = StringIO()
    call_command("outbox", action, *options, stdout=out)
    return out.getvalue()


def server_url(database):
    server, _, query = os.environ["DATABASE_URL"].partition("?")
    return f"{server.rpartition('/')[0]}/{database}?{query}"


def on_the_server(statement):
    with psycopg.connect(server_url("postgres"), autocommit=True) as server:
        server.execute(statement)


def postgres(program, *arguments):
    subprocess.run([postgres_binaries() / program, *arguments], check=True)


@contextmanager
def another_database():
    """A database beside the test's own, which the site uses once `enter()` was called."""
    mine = connection.settings_dict["NAME"]
    other = f"{mine}_restored"
    on_the_server(f"DROP DATABASE IF EXISTS {other}")

    def enter():
        connection.close()
        connection.settings_dict["NAME"] = other

    try:
        yield other, enter
    finally:
        connection.close()
        connection.settings_dict["NAME"] = mine
        on_the_server(f"DROP DATABASE IF EXISTS {other} WITH (FORCE)")


@pytest.fixture
def dumped(tmp_path):
    """Dump as deploy/backup.sh does; the second call restores the dump and moves the site there."""
    dump = tmp_path / "site.dump"
    with another_database() as (other, enter):

        def back_up():
            postgres(
                "pg_dump",
                "--format=custom",
                "--exclude-table-data=gmail_send_deliverycontent",
                f"--file={dump}",
                server_url(connection.settings_dict["NAME"]).replace(
                    "postgres://", "postgresql://"
                ),
            )

        def restore():
            on_the_server(f"CREATE DATABASE {other}")
            postgres("pg_restore", "--no-owner", f"--dbname={server_url(other)}", dump)
            enter()

        yield back_up, restore


@pytest.fixture
def promote():
    """A standby that lags: a copy of the database as it is now, entered by the second call."""
    with another_database() as (other, enter):

        def copy():
            connection.close()
            on_the_server(f"CREATE DATABASE {other} TEMPLATE {connection.settings_dict['NAME']}")

        yield copy, enter


def people(google, number):
    """As many connected mailboxes."""
    return [
        connect(UserFactory(first_name="Léa", last_name="Dupré"), google, f"boite{n}@gmail.test")
        for n in range(number)
    ]


def deliver_everything():
    services.dispatch()
    services.sweep()
    services.deliver_due()
    for pk in Delivery.objects.values_list("pk", flat=True):
        services.deliver(pk)


def states():
    return sorted(Delivery.objects.values_list("state", "reason"))


def test_a_restore_from_an_hour_old_backup_sends_nothing_twice(google, dumped):
    back_up, restore = dumped
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        waiting = [enqueue(account) for account in people(google, 6)]
        back_up()
    for delivery in waiting:
        services.deliver(delivery.pk)
    assert len(google.outbox) == 6
    restore()
    assert states() == [(State.QUEUED, "")] * 6
    deliver_everything()  # the workers start before anyone thought of the outbox
    assert run("status").startswith("held: ")
    told = run("quarantine")
    assert "moved 0 uncertain, 6 expired" in told
    assert "\nopen\n" in told
    deliver_everything()
    assert states() == [(State.EXPIRED, "restored")] * 6
    assert len(google.outbox) == 6
    assert SiteMail.objects.filter(name="gmail_send/uncertain").count() == 6


def test_what_is_validated_after_the_restore_leaves_once_sending_opens(google, dumped):
    back_up, restore = dumped
    account, other = people(google, 2)
    enqueue(account)
    back_up()
    restore()
    later = enqueue(other)
    deliver_everything()
    assert not google.outbox
    run("quarantine")
    deliver_everything()
    later.refresh_from_db()
    assert later.state == State.SENT
    assert [mail.account for mail in google.outbox] == [other.email]


def test_a_letter_for_later_whose_text_was_not_backed_up_did_not_leave(google, dumped):
    back_up, restore = dumped
    (account,) = people(google, 1)
    enqueue(account, send_after=timezone.now() + timedelta(days=3))
    back_up()
    restore()
    run("quarantine")
    assert states() == [(State.EXPIRED, "text_lost")]


def test_a_standby_that_lagged_resends_nothing_and_asks_the_person(google, promote):
    copy, enter = promote
    queued, on_its_way, blocked, to_come = people(google, 4)
    enqueue(queued)
    outbox.move(
        enqueue(on_its_way),
        State.CLAIMED,
        attempt="6f0f0f4e-8c57-4d0f-a7a6-0e4bb0f7c7a1",
        lease_until=timezone.now() + timedelta(minutes=3),
    )
    enqueue(blocked)
    services.disconnect(blocked.user)
    enqueue(to_come, send_after=timezone.now() + timedelta(days=3))
    copy()
    connect(blocked.user, google, blocked.email)
    services.deliver_due()
    assert {mail.account for mail in google.outbox} == {queued.email, blocked.email}
    enter()
    deliver_everything()
    run("quarantine")
    connect(blocked.user, google, blocked.email)
    deliver_everything()
    assert len(google.outbox) == 2
    assert states() == [(State.QUEUED, ""), *[(State.UNCERTAIN, "restored")] * 3]
    assert DeliveryContent.objects.count() == 4


def test_the_application_follows_and_keeps_its_place(google, dumped):
    from applications import letters
    from applications.models import Reservation, SpontaneousApplication
    from applications.services import validate

    back_up, restore = dumped
    draft = DraftFactory()
    connect(draft.candidate, google)
    validate(draft, by=draft.candidate, seen_digest=letters.compose(draft).digest)
    back_up()
    restore()
    run("quarantine")
    application = SpontaneousApplication.objects.get()
    assert application.state == SpontaneousApplication.State.CLOSED
    assert "nous ne savons plus" in application.delivery.explanation
    assert Reservation.objects.count() == 1


def test_a_rehearsal_counts_and_changes_nothing(google, promote):
    copy, enter = promote
    (account,) = people(google, 1)
    enqueue(account)
    copy()
    enter()
    assert "would move 1 uncertain, 0 expired" in run("quarantine", "--dry-run")
    assert states() == [(State.QUEUED, "")]
    assert Outbox.read().is_held


def test_a_database_moved_whole_sends_what_waits(google, promote):
    copy, enter = promote
    (account,) = people(google, 1)
    enqueue(account)
    copy()
    enter()
    run("quarantine", "--complete")
    deliver_everything()
    assert len(google.outbox) == 1


def test_a_quarantine_without_reason_is_refused(google):
    (account,) = people(google, 1)
    enqueue(account)
    with pytest.raises(CommandError, match="Sending is open"):
        run("quarantine")
    assert states() == [(State.QUEUED, "")]


def test_a_copied_data_folder_is_set_apart_once_the_operator_stopped_sending(google):
    (account,) = people(google, 1)
    enqueue(account)
    run("pause")
    assert "moved 1 uncertain" in run("quarantine")
    assert "open" in run("resume").splitlines()
    deliver_everything()
    assert not google.outbox


def test_the_log_tells_while_sending_is_held(google, promote, caplog):
    copy, enter = promote
    (account,) = people(google, 1)
    enqueue(account)
    copy()
    enter()
    with caplog.at_level(logging.CRITICAL):
        assert services.dispatch() == 0
    assert "outbox quarantine" in caplog.text


def test_a_restored_doubt_may_be_cleared_but_a_lost_text_not_sent_again(google):
    (account,) = people(google, 1)
    delivery = enqueue(account)
    outbox.move(delivery, State.UNCERTAIN, reason="restored")
    DeliveryContent.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        with pytest.raises(services.TextLost):
            services.resend(delivery)
        services.confirm_sent(delivery)
    assert delivery.sent_at == delivery.send_after


def test_what_is_stuck_is_settled_by_hand_and_first_rehearsed(google):
    from gmail_send.services import attempts

    (account,) = people(google, 1)
    attempts.claim(enqueue(account))
    soon = (timezone.now() + timedelta(hours=1)).isoformat()
    assert "would move 1 requeued" in run("settle", "--dry-run", "--as-of", soon)
    with pytest.raises(CommandError, match="only --dry-run"):
        run("settle", "--as-of", soon)
    assert "moved 0 requeued" in run("settle")
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert "moved 1 requeued" in run("settle")
    assert states() == [(State.QUEUED, "worker_lost")]
