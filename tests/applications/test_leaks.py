"""After a sending, no letter and no plain token lies here; before it, the scanner finds both."""

import pytest

from gmail_send import services as gmail
from gmail_send.models import Delivery
from tests.factories.accounts import UserFactory
from tests.factories.applications import DraftFactory
from tests.factories.gmail import connect
from tests.gmail_send.worker_process import Worker
from tests.leaks import found
from tests.waiting import until

from .pages import press

pytestmark = pytest.mark.django_db(transaction=True)
# Drawn for this test: these words stand nowhere else.
LETTER = "Le gréement aurique de votre cotre m’a décidée, et le brouillard d’Yeu."
SUBJECT = "Une gréeuse pour Vent Debout"


def needles_of(account):
    tokens = [account.unseal("refresh_token"), account.unseal("access_token")]
    return [LETTER.encode(), SUBJECT.encode()], tokens


def test_no_letter_and_no_plain_token_anywhere_after_the_sending(client, google, caplog, tmp_path):
    lea = UserFactory(first_name="Léa", last_name="Dupré")
    account = connect(lea, google)
    words, tokens = needles_of(account)
    draft = DraftFactory(candidate=lea, subject=SUBJECT, body=f"Bonjour,\n\n{LETTER}\n\nLéa")
    assert found(words) == {"sealed applications_draftcontent"}

    client.force_login(lea)
    press(client, draft)
    assert found(words) == {"sealed gmail_send_deliverycontent"}
    assert found(tokens) == {"sealed gmail_send_gmailaccount"}

    with Worker() as worker:
        gmail.dispatch()
        delivery = Delivery.objects.get()
        until(lambda: _state(delivery) == Delivery.State.SENT, "the letter is accepted")
        log = tmp_path / "worker.log"
        log.write_bytes(worker.log.read_bytes())
    ours = tmp_path / "ours.log"
    ours.write_text(caplog.text)
    client.get(draft.get_absolute_url())
    assert len(google.outbox) == 1
    assert found(words, log, ours) == set()
    assert found(tokens, log, ours) == {"sealed gmail_send_gmailaccount"}

    gmail.disconnect(lea)
    gmail.retry_revocations()
    assert found(tokens, log, ours) == set()


def _state(delivery):
    delivery.refresh_from_db()
    return delivery.state
