"""Real workers, killed and frozen at each point: nothing is lost, nothing leaves twice."""

import socket
import time
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction
from django.utils import timezone

from gmail_send import services
from gmail_send.models import Delivery, DeliveryContent
from gmail_send.signals import delivery_moved
from tests.factories.gmail import connect, enqueue
from tests.gmail_send.worker_process import Worker
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state


def reaches(delivery, state, seconds=90):
    until(lambda: state_of(delivery) == state, f"{state}, is {delivery.state}", seconds)


def lose_the_lease():
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


@contextmanager
def google_that_never_answers_a_connection(google):
    """At Google's own address, a full backlog: `connect` hangs, nothing can be written."""
    with google.down(), socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", google.port))
        listener.listen(0)
        crowd = [socket.socket() for _ in range(3)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", google.port))
        try:
            yield
        finally:
            for one in crowd:
                one.close()


def test_from_validation_to_acceptance_in_a_breath(account, google):
    with Worker():
        began = timezone.now()
        delivery = enqueue(account)
        google.wait_for_mails(1)
        reaches(delivery, State.SENT)
    assert delivery.sent_at - began < timedelta(seconds=10)
    assert not DeliveryContent.objects.exists()


def test_killed_after_the_claim_it_is_sent_later_and_once(account, google):
    with google_that_never_answers_a_connection(google), Worker() as worker:
        delivery = enqueue(account)
        reaches(delivery, State.CLAIMED)
        worker.kill()
    assert state_of(delivery) == State.CLAIMED
    lose_the_lease()
    services.sweep()
    services.deliver(delivery.pk)
    assert state_of(delivery) == State.SENT
    assert len(google.outbox) == 1


@pytest.mark.parametrize(("when", "arrived"), [("before", 0), ("after", 1)])
def test_killed_after_the_write_it_is_uncertain_and_told(account, google, when, arrived):
    google.faults.add(at="send", when=when, kind="hang")
    with Worker() as worker:
        delivery = enqueue(account)
        until(lambda: google.faults.hits, "the mail was written")
        worker.kill()
    assert state_of(delivery) == State.IN_FLIGHT
    lose_the_lease()
    services.sweep()
    assert state_of(delivery) == State.UNCERTAIN
    services.deliver_due()
    assert len(google.outbox) == arrived


def test_killed_between_googles_yes_and_our_commit_it_is_uncertain(account, google):
    google.faults.add(at="send", when="before", kind="hang", seconds=1)
    with Worker() as worker:
        delivery = enqueue(account)
        reaches(delivery, State.IN_FLIGHT)
        with transaction.atomic():
            Delivery.objects.select_for_update().get(pk=delivery.pk)
            google.wait_for_mails(1)
            until(_someone_waits_for_a_lock, "the worker wants to write the end")
            worker.kill()
    lose_the_lease()
    services.sweep()
    assert state_of(delivery) == State.UNCERTAIN
    assert len(google.outbox) == 1


def _someone_waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


def test_the_time_limit_of_a_worker_loses_no_answer(account, google):
    """Celery interrupts the task while it writes that Google said yes."""
    interruptions = iter([True])

    def interrupt(sender, new, **kwargs):
        if new == State.SENT and next(interruptions, False):
            raise SoftTimeLimitExceeded

    delivery = enqueue(account)
    delivery_moved.connect(interrupt)
    try:
        services.deliver(delivery.pk)
    finally:
        delivery_moved.disconnect(interrupt)
    assert next(interruptions, None) is None
    assert state_of(delivery) == State.SENT
    assert len(google.outbox) == 1


def test_a_worker_keeps_its_connection_and_replaces_one_that_was_cut(account, google):
    """A new connection for each task costs more than the letter; a dead one must cost none."""
    with Worker(DB_CONN_MAX_AGE="60", OUTBOX_POLL_SECONDS="3600"):
        reaches(enqueue(account), State.SENT)
        kept = _backends()
        reaches(enqueue(account, recipient="b@voilerie.test"), State.SENT)
        assert kept
        assert _backends() == kept
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) pid", [kept])
        reaches(enqueue(account, recipient="c@voilerie.test"), State.SENT)
    assert len(google.outbox) == 3


def _backends():
    """The process of each other connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() ORDER BY pid"
        )
        return [pid for (pid,) in cursor.fetchall()]


def test_killed_after_the_end_is_written_all_is_well(account, google):
    with Worker() as worker:
        delivery = enqueue(account)
        reaches(delivery, State.SENT)
        worker.kill()
    services.sweep()
    assert state_of(delivery) == State.SENT
    assert not DeliveryContent.objects.exists()


def test_frozen_before_the_write_and_woken_too_late_it_writes_nothing(account, google):
    with Worker() as worker:
        with google_that_never_answers_a_connection(google):
            delivery = enqueue(account)
            reaches(delivery, State.CLAIMED)
            worker.freeze()
            lose_the_lease()
            services.sweep()
        assert state_of(delivery) == State.QUEUED
        services.deliver(delivery.pk)
        worker.thaw()
        until(
            lambda: "was taken from this attempt" in worker.text or "did not leave" in worker.text,
            "the frozen attempt gave up",
        )
    assert state_of(delivery) == State.SENT
    assert len(google.outbox) == 1


def test_two_workers_make_one_mail(account, google):
    with Worker(), Worker():
        delivery = enqueue(account)
        for _ in range(5):
            services.dispatch()
        reaches(delivery, State.SENT)
    assert len(google.outbox) == 1


def test_a_dead_broker_costs_no_error_and_no_mail(account, google, no_broker):
    """The page answers; the timer inside a worker, which does not ride the broker, sends."""
    began = time.monotonic()
    delivery = enqueue(account)
    assert time.monotonic() - began < 5
    assert state_of(delivery) == State.QUEUED
    with Worker(ready=False, CELERY_BROKER_URL=no_broker):
        reaches(delivery, State.SENT, seconds=90)
    assert len(google.outbox) == 1


def test_the_same_wake_up_ten_times_makes_one_mail(account, google):
    from gmail_send import tasks

    with Worker():
        delivery = enqueue(account)
        for _ in range(10):
            tasks.deliver.delay(str(delivery.pk))
        reaches(delivery, State.SENT)
        second = enqueue(account, "rh@autre.test")
        reaches(second, State.SENT)
    assert len(google.outbox) == 2


def test_two_threads_that_claim_at_once_share_out_one_attempt(account, google):
    delivery = enqueue(account)
    with psycopg.connect(**_dsn()) as other:
        other.execute("SELECT 1 FROM gmail_send_delivery WHERE id = %s FOR UPDATE", [delivery.pk])
        services.deliver(delivery.pk)
        assert state_of(delivery) == State.QUEUED
    services.deliver(delivery.pk)
    assert state_of(delivery) == State.SENT


def _dsn():
    params = connection.get_connection_params()
    return {name: params[name] for name in ("dbname", "user", "host") if params.get(name)}


@pytest.fixture
def account(transactional_db, google):
    from tests.factories.accounts import UserFactory

    return connect(UserFactory(first_name="Léa", last_name="Dupré"), google)
