"""The whole path: draft, preview, validation, Gmail, nothing left here."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from applications.models import (
    ApplicationEvent,
    DraftContent,
    LetterModel,
    Reservation,
    SendLog,
    SpontaneousApplication,
)
from gmail_send import services as gmail
from gmail_send.models import Delivery, DeliveryContent
from tests.factories.accounts import ResumeFactory
from tests.factories.applications import BODY, DraftFactory, letter_model
from tests.factories.gmail import connect

from .pages import digest_on, press, text_of, url

State = SpontaneousApplication.State


def test_a_validated_letter_arrives_once_and_leaves_no_text(signed_in, google, account, draft):
    page = signed_in.get(url("spontaneous_preview", draft))
    answer = press(signed_in, draft)
    assert answer.url == draft.get_absolute_url()
    delivery = Delivery.objects.get()
    assert delivery.digest == digest_on(page)
    gmail.deliver(delivery.pk)
    draft.refresh_from_db()
    assert draft.state == State.SENT
    assert len(google.outbox) == 1
    assert not DraftContent.objects.exists()
    assert not DeliveryContent.objects.exists()
    assert SendLog.objects.get().digest == delivery.digest == draft.kept_digest
    shown = text_of(signed_in.get(draft.get_absolute_url()))
    assert "acceptée par Gmail" in shown
    assert BODY[:40] not in shown


def test_the_preview_shows_what_is_in_the_bytes(signed_in, account, draft):
    shown = text_of(signed_in.get(url("spontaneous_preview", draft)))
    for words in (BODY, "Menuisière à l’année", draft.recipient, account.email, "Léa Dupré"):
        assert words in shown
    assert draft.resume.file_name in shown


def test_the_attachment_of_the_preview_is_the_cv_to_the_byte(signed_in, account, draft):
    answer = signed_in.get(url("spontaneous_attachment", draft))
    assert b"".join(answer.streaming_content) == draft.resume.read()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store, private"


def test_a_double_click_makes_one_mail_and_both_answers_show_it(signed_in, google, account, draft):
    digest = digest_on(signed_in.get(url("spontaneous_preview", draft)))
    data = {"digest": digest, "when": "now"}
    answers = [signed_in.post(url("spontaneous_preview", draft), data) for _ in range(2)]
    assert {a.url for a in answers} == {draft.get_absolute_url()}
    assert Delivery.objects.count() == Reservation.objects.count() == 1


def test_reading_pages_writes_nothing(signed_in, account, draft):
    def rows():
        with connection.cursor() as cursor:
            cursor.execute(
                "select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_xact_user_tables"
            )
            return cursor.fetchone()[0]

    signed_in.get(reverse("board"))  # the day's first page dates the person's activity
    before = rows()
    for name in ("spontaneous_preview", "spontaneous_edit", "spontaneous_own_mail", "spontaneous"):
        signed_in.get(url(name, draft))
    signed_in.get(reverse("board"))
    assert rows() == before


def test_a_letter_changed_after_the_preview_does_not_leave(signed_in, account, draft):
    old = digest_on(signed_in.get(url("spontaneous_preview", draft)))
    content = DraftContent.objects.get()
    content.write(content.read()._replace(body=BODY + "\n\nP.-S. : un mot de plus."))
    content.save()
    answer = signed_in.post(url("spontaneous_preview", draft), {"digest": old, "when": "now"})
    assert "La lettre a changé depuis l’aperçu" in text_of(answer)
    assert "un mot de plus" in text_of(answer)
    assert digest_on(answer) != old
    assert not Delivery.objects.exists()


def test_without_gmail_the_preview_leads_to_the_disclosure_and_back(signed_in, draft):
    page = text_of(signed_in.get(url("spontaneous_preview", draft)))
    back = url("spontaneous_preview", draft)
    assert reverse("gmail_disclosure") in page
    assert back.replace("/", "%2F") in page
    assert "Valider et envoyer" not in page


def test_a_connection_lost_after_the_preview_is_asked_for_again(
    signed_in, google, account, draft, candidate
):
    digest = digest_on(signed_in.get(url("spontaneous_preview", draft)))
    gmail.disconnect(candidate)
    answer = signed_in.post(url("spontaneous_preview", draft), {"digest": digest, "when": "now"})
    assert answer.url.startswith(reverse("gmail_disclosure"))
    assert DraftContent.objects.exists()


def test_a_session_that_expired_on_validate_comes_back_to_the_preview(client, account, draft):
    answer = client.post(url("spontaneous_preview", draft), {"digest": "x", "when": "now"})
    assert answer.url.endswith(f"?next={url('spontaneous_preview', draft)}")
    assert DraftContent.objects.exists()


def test_a_broker_that_is_down_changes_nothing_for_the_person(
    signed_in, google, account, draft, settings, django_capture_on_commit_callbacks
):
    from meilleursjobs.celery import app

    was = app.conf.broker_url
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    try:
        with django_capture_on_commit_callbacks(execute=True):
            answer = press(signed_in, draft)
    finally:
        app.conf.broker_url = was
    assert answer.status_code == 302
    gmail.deliver(Delivery.objects.get().pk)  # the sweep found it
    assert len(google.outbox) == 1


def test_a_scheduled_letter_waits_for_its_moment(signed_in, google, account, draft):
    when = (timezone.localtime() + timedelta(days=3)).replace(second=0, microsecond=0)
    press(signed_in, draft, when="later", send_at=f"{when:%Y-%m-%dT%H:%M}")
    delivery = Delivery.objects.get()
    assert delivery.send_after == when
    gmail.deliver(delivery.pk)
    assert google.outbox == []
    shown = text_of(signed_in.get(draft.get_absolute_url()))
    assert f"{when:%-H} h {when:%M}" in shown


@pytest.mark.parametrize("days", [-1, 22])
def test_a_moment_in_the_past_or_too_far_is_refused_beside_the_field(
    signed_in, account, draft, days
):
    when = timezone.localtime() + timedelta(days=days)
    answer = press(signed_in, draft, when="later", send_at=f"{when:%Y-%m-%dT%H:%M}")
    assert "dans les 21 jours" in text_of(answer)
    assert not Delivery.objects.exists()


def test_cancelling_gives_the_text_and_the_place_back(signed_in, google, account, draft):
    press(signed_in, draft)
    signed_in.post(url("spontaneous_cancel", draft))
    draft.refresh_from_db()
    assert draft.state == State.CANCELLED
    assert DraftContent.objects.get().read().body == BODY
    assert not Reservation.objects.exists()
    assert not DeliveryContent.objects.exists()
    signed_in.post(url("spontaneous_take_up", draft))
    press(signed_in, draft)
    draft.refresh_from_db()
    assert draft.state == State.QUEUED
    assert draft.events.filter(kind=ApplicationEvent.Kind.VALIDATED).count() == 2


def test_a_guard_refuses_when_the_company_closed_meanwhile(signed_in, google, account, draft):
    press(signed_in, draft)
    company = draft.establishment.company
    company.closed_at, company.closed_reason = timezone.now(), "closed"
    company.save()
    gmail.deliver(Delivery.objects.get().pk)
    draft.refresh_from_db()
    assert draft.state == State.REFUSED
    assert google.outbox == []
    assert "a fermé" in text_of(signed_in.get(draft.get_absolute_url()))
    assert DraftContent.objects.get().read().body == BODY


def test_a_lost_answer_is_to_be_checked_and_then_confirmed(signed_in, google, account, draft):
    google.faults.add(at="send", kind="close", when="after")
    press(signed_in, draft)
    gmail.deliver(Delivery.objects.get().pk)
    draft.refresh_from_db()
    assert draft.state == State.UNCERTAIN
    shown = text_of(signed_in.get(draft.get_absolute_url()))
    assert f"in:sent to:{draft.recipient} after:" in shown
    assert "https://mail.google.com/mail/?authuser=lea.dupre%40gmail.test#search/in%3Asent" in shown
    signed_in.post(url("spontaneous_resolve", draft), {"answer": "sent"})
    draft.refresh_from_db()
    assert draft.state == State.SENT
    assert SendLog.objects.count() == 1


def test_an_uncertain_letter_is_not_sent_again_before_a_quarter_of_an_hour(
    signed_in, google, account, draft
):
    google.faults.add(at="send", kind="close", when="after")
    press(signed_in, draft)
    gmail.deliver(Delivery.objects.get().pk)
    answer = signed_in.post(url("spontaneous_resolve", draft), {"answer": "resend"}, follow=True)
    assert "Attendez quinze minutes" in text_of(answer)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        signed_in.post(url("spontaneous_resolve", draft), {"answer": "resend"})
    draft.refresh_from_db()
    assert draft.state == State.QUEUED


def test_a_letter_that_may_have_left_keeps_its_place_when_it_is_then_cancelled(
    signed_in, google, account, draft
):
    google.faults.add(at="send", kind="close", when="after")
    press(signed_in, draft)
    gmail.deliver(Delivery.objects.get().pk)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        signed_in.post(url("spontaneous_resolve", draft), {"answer": "resend"})
        signed_in.post(url("spontaneous_cancel", draft))
    assert Reservation.objects.filter(application=draft).exists()


def test_giving_up_an_uncertain_letter_leaves_it_there(signed_in, google, account, draft):
    google.faults.add(at="send", kind="close", when="after")
    press(signed_in, draft)
    gmail.deliver(Delivery.objects.get().pk)
    signed_in.post(url("spontaneous_resolve", draft), {"answer": "close"})
    draft.refresh_from_db()
    assert draft.state == State.CLOSED
    assert not DraftContent.objects.exists()
    assert Reservation.objects.exists()


def test_an_answer_that_is_none_of_the_three_changes_nothing(signed_in, account, draft):
    press(signed_in, draft)
    signed_in.post(url("spontaneous_resolve", draft), {"answer": "maybe"})
    draft.refresh_from_db()
    assert draft.state == State.QUEUED


def test_a_dump_holds_no_letter_after_the_sending_but_the_models_one_kept(
    signed_in, google, account, draft, candidate
):
    """The scanner decrypts what it finds: it must see the letter before, and not after."""
    canary = "Canari-7f3a"
    content = DraftContent.objects.get()
    content.write(content.read()._replace(body=f"{BODY}\n{canary}"))
    content.save()
    assert canary in _every_text()
    press(signed_in, draft)
    assert canary in _every_text()  # in the delivery's content now
    gmail.deliver(Delivery.objects.get().pk)
    assert canary not in _every_text()
    letter_model(candidate, body=f"gardé exprès {canary}")
    assert canary in _every_text()


def _every_text():
    """All tables as text, with every sealed column opened and every message parsed."""
    from gmail_send import mime

    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'select * from "{table}"')  # noqa: S608 our own names
            found += [str(row) for row in cursor.fetchall()]
    for sealed in (*DraftContent.objects.all(), *LetterModel.objects.all()):
        found += sealed.read()
    for content in DeliveryContent.objects.all():
        found.append(mime.parse(content.unseal("raw")).body)
    return "\n".join(found)


def test_another_candidate_has_limits_of_their_own(client, google, account, draft, stranger):
    other = DraftFactory(
        candidate=stranger, address=_address_of(draft), resume=ResumeFactory(user=stranger)
    )
    connect(stranger, google, "karim@gmail.test")
    for person, one in ((draft.candidate, draft), (stranger, other)):
        client.force_login(person)
        press(client, one)
    assert Delivery.objects.count() == 2


def _address_of(draft):
    return draft.establishment.addresses.get()


def test_a_cv_that_the_storage_lost_is_said_and_loses_nothing(signed_in, account, draft):
    draft.resume.file.delete(save=False)
    shown = text_of(signed_in.get(url("spontaneous_preview", draft)))
    assert "Ce CV ne peut pas être lu pour le moment" in shown
    assert DraftContent.objects.exists()


def test_another_google_account_at_reconnection_gives_the_letter_back(
    signed_in, google, account, draft, candidate
):
    press(signed_in, draft)
    gmail.disconnect(candidate)
    draft.refresh_from_db()
    assert draft.state == State.BLOCKED
    connect(candidate, google, "autre@gmail.test")
    draft.refresh_from_db()
    assert draft.state == State.CANCELLED
    assert DraftContent.objects.get().read().body == BODY


def test_an_unknown_address_of_a_letter_is_a_404(signed_in):
    assert signed_in.get(reverse("spontaneous", args=[uuid.uuid4()])).status_code == 404


def test_erasing_a_person_erases_every_letter(signed_in, google, account, draft, candidate):
    press(signed_in, draft)
    DraftFactory(candidate=candidate)
    letter_model(candidate)
    candidate.delete()
    for model in (SpontaneousApplication, DraftContent, LetterModel, Reservation, Delivery):
        assert not model.objects.exists(), model
