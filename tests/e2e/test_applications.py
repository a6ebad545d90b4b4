"""The pages of a letter, looked at in each of its states, and the way through them by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from applications import contact_rules, letters, services
from applications.models import DraftContent, SpontaneousApplication, Words
from gmail_send import services as gmail
from gmail_send.models import Delivery
from tests.e2e.test_pages import look_at
from tests.factories.accounts import UserFactory
from tests.factories.applications import DraftFactory, found_draft, letter_model
from tests.factories.gmail import connect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def candidate(enter):
    user = UserFactory(first_name="Léa", last_name="Dupré")
    enter(user)
    return user


@pytest.fixture
def draft(candidate):
    return DraftFactory(candidate=candidate)


@pytest.fixture
def account(candidate, google):
    return connect(candidate, google)


@pytest.fixture
def visit(page, live_server):
    def go(name, *args):
        return page.goto(live_server.url + reverse(name, args=args))

    return go


def queue(draft):
    return services.validate(draft, by=draft.candidate, seen_digest=letters.compose(draft).digest)


@pytest.mark.parametrize(
    "name", ["spontaneous_edit", "spontaneous_preview", "spontaneous_own_mail"]
)
def test_the_pages_of_a_draft(name, visit, page, account, draft, axe, shots):
    letter_model(draft.candidate)
    visit(name, draft.pk)
    look_at(page, name, axe, shots)


def test_the_preview_with_remarks_and_without_gmail(visit, page, candidate, axe, shots):
    draft = found_draft(candidate, "contact@vent-debout.test")
    content = DraftContent.objects.get()
    content.write(Words("Candidature", "Bonjour [nom],\n\nci-joint mon CV."))
    content.save()
    visit("spontaneous_preview", draft.pk)
    look_at(page, "spontaneous_preview_without_gmail", axe, shots)
    connect_link = page.get_by_role("link", name="Connecter mon Gmail")
    assert "next=" in connect_link.get_attribute("href")


def test_the_form_says_what_is_missing_beside_each_field(visit, page, candidate, axe, shots):
    visit("spontaneous_new")
    page.get_by_label("Adresse que vous avez trouvée").fill("rené@voilerie.test")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_text("Écrivez votre lettre.")).to_be_visible()
    look_at(page, "spontaneous_new_errors", axe, shots)


def blocked(draft, google):
    gmail.disconnect(draft.candidate)


def refused(draft, google):
    contact_rules.object_to("address", draft.recipient)
    deliver()


def failed(draft, google):
    google.faults.add(at="send", kind="status", status=400, reason="invalidArgument")
    deliver()


def uncertain(draft, google):
    google.faults.add(at="send", kind="close", when="after")
    deliver()


def closed(draft, google):
    uncertain(draft, google)
    gmail.close(Delivery.objects.get())


def expired(draft, google):
    blocked(draft, google)
    gmail.sweep(as_of=timezone.now() + timedelta(days=31))


def deliver():
    gmail.deliver(Delivery.objects.get().pk)


ENDS = {
    "queued": lambda draft, google: None,
    "sent": lambda draft, google: deliver(),
    "uncertain": uncertain,
    "closed": closed,
    "blocked": blocked,
    "cancelled": lambda draft, google: services.cancel(draft),
    "refused": refused,
    "failed": failed,
    "expired": expired,
}


@pytest.mark.parametrize("state", ENDS)
def test_the_page_of_a_letter(state, visit, page, google, account, draft, axe, shots):
    queue(draft)
    draft.refresh_from_db()
    ENDS[state](draft, google)
    draft.refresh_from_db()
    assert draft.state == state
    visit("spontaneous", draft.pk)
    look_at(page, f"spontaneous_{state}", axe, shots)


def test_the_board_with_letters_in_every_state(visit, page, google, account, candidate, axe, shots):
    drafts = [DraftFactory(candidate=candidate, resume=None) for _ in range(6)]
    for draft in drafts[:4]:
        queue(draft)
    Delivery.objects.update(send_after=drafts[0].created_at)
    gmail.deliver(Delivery.objects.order_by("pk").first().pk)
    google.faults.add(at="send", kind="close", when="after")
    gmail.deliver(Delivery.objects.filter(state="queued").first().pk)
    waiting = SpontaneousApplication.objects.filter(state="queued")
    services.cancel(waiting.first())
    services.record_sent_by_me(drafts[4], by=candidate)
    visit("board")
    look_at(page, "board_full", axe, shots)


def test_from_the_empty_page_to_the_letter_in_the_mailbox(visit, page, google, account, candidate):
    """By hand, with a double click on the one button that sends."""
    visit("spontaneous_new")
    page.get_by_label("Entreprise").fill("Voilerie Vent Debout")
    page.get_by_label("Adresse que vous avez trouvée").fill("contact@vent-debout.test")
    page.get_by_label("Où l’avez-vous trouvée ?").fill("leur vitrine")
    page.get_by_text("Partir d’un début").click()
    page.get_by_label("Partir de").select_option(label="Je suis du coin")
    page.get_by_role("button", name="Placer dans la lettre").click()
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.get_by_label("j’envoie quand même").check()
    page.get_by_role("button", name="Valider et envoyer depuis mon Gmail").dblclick()
    page.get_by_role("heading", name="Où en est votre lettre").wait_for()
    gmail.deliver(Delivery.objects.get().pk)
    page.get_by_text("Gmail a accepté votre message").wait_for()  # the page follows by itself
    assert len(google.outbox) == 1
