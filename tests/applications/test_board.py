"""The board, the page of one application, and who may see them."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from applications.models import (
    ApplicationEvent,
    DraftContent,
    Reservation,
    SendLog,
    SpontaneousApplication,
)
from applications.tasks import expire_drafts
from gmail_send import services as gmail
from gmail_send.models import Delivery
from privacy.models import SiteMail
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    BODY,
    ApplicationFactory,
    DraftFactory,
    found_draft,
)

from .pages import press, text_of, url

State = SpontaneousApplication.State
PAGES = ("spontaneous", "spontaneous_edit", "spontaneous_preview", "spontaneous_own_mail")
ACTS = (
    "spontaneous_follow_up",
    "spontaneous_want_place",
    "spontaneous_edit",
    "spontaneous_delete",
    "spontaneous_preview",
    "spontaneous_own_mail",
    "spontaneous_cancel",
    "spontaneous_resolve",
    "spontaneous_take_up",
    "spontaneous_outcome",
)


def test_a_stranger_gets_404_on_every_address_and_verb(client, stranger, draft):
    client.force_login(stranger)
    for name in (*PAGES, "spontaneous_attachment"):
        assert client.get(url(name, draft)).status_code == 404, name
    for name in ACTS:
        assert client.post(url(name, draft), {"action": "save"}).status_code == 404, name
    assert str(draft.company_name) not in text_of(client.get(reverse("board")))
    assert DraftContent.objects.get().read().body == BODY


def test_somebody_signed_out_is_asked_to_sign_in_everywhere(client, draft):
    for name in (*PAGES, "spontaneous_attachment"):
        assert client.get(url(name, draft)).url.startswith(reverse("account_login")), name
    for name in ACTS:
        assert client.post(url(name, draft)).url.startswith(reverse("account_login")), name
    assert client.get(reverse("board")).url.startswith(reverse("account_login"))


def test_acts_are_not_links(signed_in, draft):
    for name in ("delete", "cancel", "resolve", "take_up", "outcome"):
        assert signed_in.get(url(f"spontaneous_{name}", draft)).status_code == 405


def test_an_empty_board_leads_to_the_companies(signed_in):
    shown = text_of(signed_in.get(reverse("board")))
    assert "Votre première lettre" in shown
    assert reverse("companies") in shown


def test_the_board_says_what_waits_and_when(signed_in, google, account, candidate):
    first, second = (DraftFactory(candidate=candidate) for _ in range(2))
    press(signed_in, first)
    press(signed_in, second)
    later = Delivery.objects.order_by("send_after").last().send_after
    assert later > timezone.now() + timedelta(seconds=50)
    hour = timezone.localtime(later)
    assert f"à {hour:%-H} h {hour:%M}" in text_of(signed_in.get(reverse("board")))


@pytest.mark.parametrize(
    ("wanted", "shown", "hidden"),
    [
        ("a-ecrire", "Brouillon SARL", "Partie SARL"),
        ("envoyees", "Partie SARL", "Brouillon SARL"),
        ("n’importe", "Partie SARL", "Rien SARL"),
    ],
)
def test_the_board_is_filtered_by_state(signed_in, candidate, wanted, shown, hidden):
    found_draft(candidate, "a@b.test", company_name="Brouillon SARL")
    found_draft(
        candidate,
        "c@d.test",
        company_name="Partie SARL",
        state="sent_by_me",
        sent_at=timezone.now(),
    )
    page = text_of(signed_in.get(reverse("board"), {"etat": wanted}))
    assert shown in page
    assert hidden not in page


def test_a_draft_opens_where_it_is_written(signed_in, draft):
    assert signed_in.get(draft.get_absolute_url()).url == url("spontaneous_edit", draft)


def test_a_letter_that_left_can_be_neither_edited_nor_previewed_nor_erased(
    signed_in, google, account, draft
):
    press(signed_in, draft)
    for name in ("spontaneous_edit", "spontaneous_preview", "spontaneous_own_mail"):
        assert signed_in.get(url(name, draft)).url == draft.get_absolute_url()
        assert signed_in.post(url(name, draft)).url == draft.get_absolute_url()
    assert signed_in.get(url("spontaneous_attachment", draft)).status_code == 404
    signed_in.post(url("spontaneous_delete", draft))
    assert SpontaneousApplication.objects.filter(pk=draft.pk).exists()


def test_what_came_of_a_letter_is_noted_with_one_tap_and_taken_back(
    signed_in, google, account, draft
):
    press(signed_in, draft)
    gmail.deliver(Delivery.objects.get().pk)
    signed_in.post(url("spontaneous_outcome", draft), {"outcome": "interview"})
    assert "Vous avez noté : entretien" in text_of(signed_in.get(draft.get_absolute_url()))
    signed_in.post(url("spontaneous_outcome", draft), {"outcome": ""})
    draft.refresh_from_db()
    assert (draft.outcome, draft.outcome_at) == ("", None)
    kinds = list(draft.events.values_list("kind", flat=True))
    assert kinds == ["validated", "sent", "outcome", "undone"]
    signed_in.post(url("spontaneous_outcome", draft), {"outcome": "promesse"})
    draft.refresh_from_db()
    assert draft.outcome == ""


def test_no_outcome_is_noted_on_a_letter_that_did_not_leave(signed_in, draft):
    answer = signed_in.post(url("spontaneous_outcome", draft), {"outcome": "answer"}, follow=True)
    assert "n’est pas partie" in text_of(answer)


def test_a_letter_that_gmail_refuses_comes_back_and_the_person_is_told(
    signed_in, google, account, draft
):
    google.faults.add(at="send", kind="status", status=400, reason="invalidArgument")
    press(signed_in, draft)
    gmail.deliver(Delivery.objects.get().pk)
    draft.refresh_from_db()
    assert draft.state == State.FAILED
    assert DraftContent.objects.get().read().body == BODY
    assert not Reservation.objects.exists()
    told = SiteMail.objects.get()
    assert draft.company_name in told.subject
    assert draft.get_absolute_url() in told.body
    assert BODY[:30] not in told.body


def test_a_letter_sent_from_ones_own_mailbox_is_noted_under_the_same_rules(signed_in, draft):
    page = signed_in.get(url("spontaneous_own_mail", draft))
    assert BODY in text_of(page)
    assert "readonly" in text_of(page)
    link = page.context["mailto"]
    parts = urlsplit(link)
    assert parts.path == draft.recipient
    assert parse_qs(parts.query)["body"] == [BODY.replace("\n", "\r\n")]
    assert "\n" not in link
    for _ in range(2):
        signed_in.post(url("spontaneous_own_mail", draft))
    draft.refresh_from_db()
    assert draft.state == State.SENT_BY_ME
    assert not DraftContent.objects.exists()
    assert SendLog.objects.get().digest == ""
    again = DraftFactory(
        candidate=draft.candidate, address=draft.establishment.addresses.get(), resume=None
    )
    assert "90 jours" in text_of(signed_in.get(url("spontaneous_own_mail", again)))
    assert "90 jours" in text_of(signed_in.post(url("spontaneous_own_mail", again)))
    assert SendLog.objects.count() == 1


def test_drafts_untouched_for_thirty_days_are_erased(candidate, capsys):
    old, fresh, returned = (DraftFactory(candidate=candidate, resume=None) for _ in range(3))
    long_ago = timezone.now() - timedelta(days=31)
    SpontaneousApplication.objects.filter(pk=old.pk).update(edited_at=long_ago)
    SpontaneousApplication.objects.filter(pk=returned.pk).update(state=State.CANCELLED)
    DraftContent.objects.filter(pk__in=[old.pk, returned.pk]).update(edited_at=long_ago)
    call_command("expire_drafts", "--dry-run")
    assert "2 textes et 1 brouillons seraient effacés" in capsys.readouterr().out
    assert DraftContent.objects.count() == 3
    expire_drafts()
    assert list(DraftContent.objects.values_list("pk", flat=True)) == [fresh.pk]
    assert not SpontaneousApplication.objects.filter(pk=old.pk).exists()
    assert SpontaneousApplication.objects.filter(pk=returned.pk).exists()
    in_a_month = (timezone.now() + timedelta(days=32)).date().isoformat()
    call_command("expire_drafts", "--dry-run", "--as-of", in_a_month)
    assert "1 textes et 1 brouillons" in capsys.readouterr().out


def test_a_date_that_is_none_is_refused(db):
    with pytest.raises(CommandError, match="Date inconnue"):
        call_command("expire_drafts", "--as-of", "demain")


def test_the_admin_shows_neither_text_nor_recipient(client, draft):
    staff = UserFactory(is_staff=True, is_superuser=True)
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={})
    client.force_login(staff)
    pages = [
        reverse("admin:applications_spontaneousapplication_changelist"),
        reverse("admin:applications_spontaneousapplication_change", args=[draft.pk]),
        reverse("admin:applications_suppressionentry_changelist"),
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert draft.recipient not in text_of(answer)
        assert BODY[:20] not in text_of(answer)


def test_the_history_holds_no_text(signed_in, google, account, draft):
    press(signed_in, draft)
    signed_in.post(url("spontaneous_cancel", draft))
    rows = list(ApplicationEvent.objects.values_list("kind", "detail"))
    assert rows == [("validated", ""), ("cancelled", "by_person")]


def test_the_board_holds_letters_and_applications_to_offers_together(signed_in, candidate):
    DraftFactory(candidate=candidate)
    ApplicationFactory(candidate=candidate, offer__title="Calfat de marine")
    ApplicationFactory(offer__title="Offre d’une autre personne")
    everything = signed_in.get(reverse("board"))
    assert "Calfat de marine" in text_of(everything)
    assert "Offre d’une autre personne" not in text_of(everything)
    assert everything.context["page"].paginator.count == 2
    only = signed_in.get(reverse("board"), {"type": "offre"})
    assert [line.application.offer.title for line in only.context["lines"]] == ["Calfat de marine"]
