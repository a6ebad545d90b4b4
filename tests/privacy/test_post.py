"""The site's own mails wait in the database, leave once, and survive a dead mail server."""

from datetime import timedelta

import pytest
from django.utils import timezone

from privacy import post
from privacy.models import SiteMail
from tests.factories.accounts import UserFactory


@pytest.fixture
def lea(db):
    return UserFactory(email="lea@exemple.test", first_name="Léa")


def queue(lea, key="1"):
    context = {"account": {"email": "lea@gmail.test"}, "waiting": 2}
    post.queue("gmail_send/lost", context, key=key, user=lea)


def test_a_mail_is_queued_once_per_reason_and_sent_once(lea, mailoutbox):
    queue(lea)
    queue(lea)
    assert post.send_due() == 1
    assert post.send_due() == 0
    (mail,) = mailoutbox
    assert mail.to == ["lea@exemple.test"]
    assert "2 messages" in mail.body


def test_it_speaks_the_language_of_the_person(lea, mailoutbox):
    lea.language = "en"
    queue(lea)
    assert SiteMail.objects.get().subject


def test_a_dead_mail_server_costs_a_wait_then_the_mail_leaves(lea, mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    queue(lea)
    assert post.send_due() == 0
    mail = SiteMail.objects.get()
    assert (mail.state, mail.tries) == (SiteMail.State.WAITING, 1)
    assert mail.next_try_at > timezone.now()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    SiteMail.objects.update(next_try_at=timezone.now())
    assert post.send_due() == 1
    assert len(mailoutbox) == 1


def test_after_eight_tries_it_is_given_up_and_shown(lea, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    queue(lea)
    for _ in range(post.MOST_TRIES):
        SiteMail.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
        post.send_due()
    assert SiteMail.objects.get().state == SiteMail.State.GIVEN_UP
