"""One follow-up, ten days after the letter, with its own words and validation."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from applications import contact_rules, follow_ups, services
from applications.models import Reservation, SendLog, SpontaneousApplication
from gmail_send.models import Delivery
from gmail_send.services import deliver
from tests.factories.applications import DraftFactory
from tests.factories.gmail import connect

from .pages import press, text_of, url
from .test_rules import reserve

State = SpontaneousApplication.State


@pytest.fixture
def sent(candidate, google, signed_in):
    """A letter that Gmail accepted eleven days ago."""
    with time_machine.travel(timezone.now() - timedelta(days=11), tick=True):
        draft = DraftFactory(candidate=candidate)
        connect(candidate, google)
        signed_in.force_login(candidate)
        press(signed_in, draft)
        deliver(Delivery.objects.get().pk)
    signed_in.force_login(candidate)
    ago = timezone.now() - timedelta(days=11)  # the database dated the sending itself
    for rows in (Delivery.objects, SpontaneousApplication.objects, SendLog.objects):
        rows.update(sent_at=ago)
    draft.refresh_from_db()
    assert draft.state == State.SENT
    return draft


def begun(client, first):
    client.post(url("spontaneous_follow_up", first))
    return SpontaneousApplication.objects.get(follows=first)


def test_a_follow_up_is_written_previewed_validated_and_sent_once(signed_in, sent, google):
    draft = begun(signed_in, sent)
    assert "Suite à ma candidature" in text_of(signed_in.get(url("spontaneous_edit", draft)))
    assert sent.recipient in text_of(signed_in.get(url("spontaneous_preview", draft)))
    press(signed_in, draft)
    deliver(Delivery.objects.latest("validated_at").pk)
    draft.refresh_from_db()
    assert draft.state == State.SENT
    assert len(google.outbox) == 2
    shown = text_of(signed_in.get(sent.get_absolute_url()))
    assert "Votre relance" in shown
    assert "acceptée par Gmail" in shown


def test_it_takes_no_place_of_the_company_and_minds_no_ninety_days(signed_in, sent):
    used = contact_rules.budget(sent)["left"]
    draft = begun(signed_in, sent)
    press(signed_in, draft)
    assert contact_rules.budget(sent)["left"] == used
    row = Reservation.objects.get(application=draft)
    assert (row.budget_key, row.quiet.isempty) == ("", True)


def test_there_is_one_follow_up_and_none_to_a_follow_up(signed_in, sent):
    draft = begun(signed_in, sent)
    assert begun(signed_in, sent) == draft
    with pytest.raises(follow_ups.NoFollowUp):
        follow_ups.begin(draft, by=sent.candidate)
    with pytest.raises(IntegrityError):
        DraftFactory(candidate=sent.candidate, follows=sent)


def test_before_ten_days_it_may_be_written_and_does_not_leave(signed_in, draft, account, google):
    press(signed_in, draft)
    deliver(Delivery.objects.get().pk)
    draft.refresh_from_db()
    shown = text_of(signed_in.get(draft.get_absolute_url()))
    assert "une relance pourra partir à partir du" in shown
    follow_up = begun(signed_in, draft)
    assert "dix jours après" in text_of(press(signed_in, follow_up))
    assert Delivery.objects.count() == 1


def test_no_follow_up_once_an_answer_was_noted(signed_in, sent):
    draft = begun(signed_in, sent)
    services.note_outcome(sent, "answer", by=sent.candidate)
    assert "pas de relance" in text_of(press(signed_in, draft))
    assert "Écrire la relance" not in text_of(signed_in.get(sent.get_absolute_url()))


def test_no_follow_up_to_a_letter_that_did_not_leave(signed_in, draft):
    answer = signed_in.post(url("spontaneous_follow_up", draft), follow=True)
    assert "n’appelle pas de relance" in text_of(answer)


def test_its_recipient_cannot_be_changed(signed_in, sent):
    draft = begun(signed_in, sent)
    page = url("spontaneous_edit", draft)
    key = signed_in.get(page).context["form"]["key"].value()
    typed = {"key": key, "subject": "Relance", "body": "Bonjour.", "action": "preview",
             "found_email": "autre@vent-debout.test", "found_where": "ailleurs"}  # fmt: skip
    assert signed_in.post(page, typed).status_code == 302
    draft.refresh_from_db()
    assert draft.recipient == sent.recipient


def test_an_objection_since_the_letter_stops_the_follow_up(signed_in, sent):
    draft = begun(signed_in, sent)
    contact_rules.object_to("address", sent.recipient)
    with pytest.raises(contact_rules.NotAllowed):
        reserve(draft)
