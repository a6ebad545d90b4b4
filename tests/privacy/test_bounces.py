"""Mails that came back: read, noted under a fingerprint, told to the person, forgotten in time."""

import io
import sys
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from jobs.models import Alert
from privacy import bounces, post
from privacy.models import Bounce, SiteMail
from privacy.services import erasure, retention
from tests.factories.jobs import AlertFactory


def report(address, *, status="5.1.1", action="failed", kind="rfc822"):
    """What a mail server sends back (RFC 3464)."""
    text = (
        "From: MAILER-DAEMON@mx.test\r\nTo: site@mx.test\r\nSubject: Undelivered\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.test\r\n\r\n"
        f"Final-Recipient: {kind}; {address}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--b--\r\n"
    )
    return text.encode()


@pytest.fixture
def written(lea):
    """A mail of ours to Léa waits."""
    post.queue("privacy/inactive", {"goes_at": timezone.now()}, key="x", user=lea)
    return lea


def page_of(answer):
    return answer.content.decode().replace("\xa0", " ")


def test_an_address_that_refuses_for_good_is_noted_and_told_on_the_account(client, written):
    client.force_login(written)
    assert "ne reçoit plus rien" not in page_of(client.get(reverse("account_home")))
    assert bounces.take(report(written.email.upper())) == 1
    assert SiteMail.objects.get().state == SiteMail.State.GIVEN_UP
    page = page_of(client.get(reverse("account_home")))
    assert "Votre adresse ne reçoit plus rien" in page
    assert written.email in page


def test_its_alerts_stop_and_nobody_elses(written):
    AlertFactory(user=written, email=written.email)
    other = AlertFactory()
    bounces.take(report(written.email))
    assert Alert.objects.get(user=written).paused_at
    other.refresh_from_db()
    assert other.paused_at is None


@pytest.mark.parametrize(
    "said",
    [
        {"status": "4.4.1"},  # later
        {"status": "5.2.2"},  # the mailbox is full
        {"action": "delayed"},
        {"action": "delivered", "status": "2.0.0"},
        {"status": "nonsense"},
    ],
)
def test_what_is_not_for_good_changes_nothing(written, said):
    assert bounces.take(report(written.email, **said)) == 0
    assert not Bounce.objects.exists()


def test_a_report_about_an_address_we_never_wrote_to_changes_nothing(written):
    AlertFactory(email="ana@exemple.test")
    assert bounces.take(report("ana@exemple.test")) == 0
    assert not Bounce.objects.exists()


def test_the_note_names_nobody_and_goes_with_the_account(written):
    bounces.take(report(written.email))
    assert written.email not in str(Bounce.objects.values().get())
    erasure.erase(written)
    assert not Bounce.objects.exists()


def test_the_note_goes_after_six_months(written):
    bounces.take(report(written.email))
    retention.purge(as_of=timezone.now() + timedelta(days=181))
    assert Bounce.objects.exists()
    retention.purge(as_of=timezone.now() + timedelta(days=183))
    assert not Bounce.objects.exists()


def test_a_code_read_at_the_address_shows_that_it_works_again(client, written):
    import re

    from django.core import mail

    bounces.take(report(written.email))
    client.post(reverse("account_request_login_code"), {"email": written.email})
    code = re.search(r"\b\d{4}-\d{4}\b", mail.outbox[-1].body)[0]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert not bounces.is_known(written.email)


def test_an_ordinary_mail_is_no_report(written):
    mail = EmailMessage()
    mail["To"] = written.email
    mail.set_content(f"Final-Recipient: rfc822; {written.email}\nAction: failed\nStatus: 5.1.1")
    assert bounces.take(mail.as_bytes()) == 0


@given(raw=st.binary(max_size=400) | st.binary(max_size=200).map(lambda b: report("x@x.test") + b))
def test_any_bytes_are_read_without_a_fault(raw):
    assert list(bounces.read(raw)) in ([], [("x@x.test", "5.1.1")])


def test_the_mail_server_hands_it_to_the_command(written, monkeypatch, capsys):
    class Stdin:
        buffer = io.BytesIO(report(written.email))

    monkeypatch.setattr(sys, "stdin", Stdin)
    call_command("bounce")
    assert "1 adresse" in capsys.readouterr().out
    assert bounces.is_known(written.email)
