"""Requests: from people with or without an account, answered by our staff within the law's time."""

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from jobs.models import Alert
from privacy import post, purposes
from privacy.models import Restriction, RightsRequest, SiteMail, StaffLook
from privacy.services import requests, restriction
from tests.factories.accounts import ResumeFactory, UserFactory
from tests.factories.jobs import AlertFactory

State = RightsRequest.State


@pytest.fixture
def asked(lea):
    return requests.ask(lea, "rectify", "Mon nom prend un accent.")


def mails(name):
    return SiteMail.objects.filter(name=f"privacy/{name}")


def page_of(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


# --- From an account ------------------------------------------------------------------------------
def test_a_request_is_noted_with_its_due_date_and_told(signed_in, lea):
    words = {"kind": "object", "words": "Je m’oppose à la relance hebdomadaire."}
    signed_in.post(reverse("rights"), words)
    one = RightsRequest.objects.get()
    assert (one.user, one.state, one.channel) == (lea, State.RECEIVED, "form")
    assert mails("request_received").get().to_email == lea.email
    assert "Je m’oppose" not in mails("request_received").get().body
    assert "Réponse au plus tard le" in page_of(signed_in.get(reverse("rights")))


def test_a_request_without_a_word_loses_nothing_and_says_why(signed_in):
    page = page_of(signed_in.post(reverse("rights"), {"kind": "object", "words": ""}))
    assert "Dites en quelques mots quoi faire." in page
    assert re.search(r'<option value="object" selected', page)


def test_repeated_requests_are_all_served(signed_in):
    for number in range(5):
        signed_in.post(reverse("rights"), {"kind": "access", "words": f"Encore {number}"})
    assert RightsRequest.objects.count() == 5


def test_one_page_leads_to_the_seven_rights(signed_in):
    page = page_of(signed_in.get(reverse("rights")))
    for name in ("my_data", "copies", "profile", "erasure", "restriction", "directive", "alerts"):
        assert reverse(name) in page
    assert "cnil.fr/fr/plaintes" in page


def test_staff_starts_from_a_letter_in_the_persons_language_and_sends_its_own_words(
    desk, lea, asked
):
    lea.language = "en"
    lea.save()
    page = reverse("rights_request", args=[asked.pk])
    shown = page_of(desk.post(page, {"act": "place", "letter": "corrected"}))
    assert "[what was corrected]" in shown
    assert RightsRequest.objects.get().state == State.RECEIVED  # nothing has left
    desk.post(page, {"act": "answer", "answer": "Your name now has its accent.", "letter": ""})
    assert mails("request_answered").get().body.count("Your name now has its accent.") == 1


# --- Without an account ---------------------------------------------------------------------------
@pytest.fixture
def link(client, db):
    """Ask for an address as its owner would, and read the link in the mail."""

    def make(email="ana@exemple.test", kind="erasure"):
        client.post(reverse("request_new"), {"email": email, "kind": kind, "words": ""})
        post.send_due()
        return re.search(r"/confidentialite/demande/\S+", mail.outbox[-1].body)[0]

    return make


def test_the_answer_is_the_same_for_known_and_unknown_addresses(client, db, lea):
    pages = [
        page_of(
            client.post(reverse("request_new"), {"email": email, "kind": "access", "words": ""})
        )
        for email in (lea.email, "inconnu@exemple.test")
    ]
    plain = [re.sub(r'nonce="[^"]+"|value="[^"]+"', "", page) for page in pages]
    assert plain[0] == plain[1]
    assert mails("request_confirm").count() == 2


def test_opening_the_link_shows_what_is_held_and_changes_nothing(client, link):
    AlertFactory(email="ana@exemple.test", user=None)
    page = page_of(client.get(link()))
    assert "1</span> alerte" in page
    assert Alert.objects.count() == 1
    assert RightsRequest.objects.get().state == State.UNPROVEN


def test_everything_of_an_address_is_erased_by_its_link(client, link):
    AlertFactory(email="ana@exemple.test", user=None)
    AlertFactory(email="autre@exemple.test", user=None)
    page = page_of(client.post(link(), {"action": "erase"}))
    assert "C’est effacé" in page
    assert [alert.email for alert in Alert.objects.all()] == ["autre@exemple.test"]
    proof = RightsRequest.objects.get()
    assert (proof.state, proof.email) == (State.ANSWERED, "")


def test_the_copy_of_an_address_is_given_at_once(client, link):
    AlertFactory(email="ana@exemple.test", user=None, name="Menuisier à Sète")
    AlertFactory(email="autre@exemple.test", user=None, name="Couvreur à Nice")
    answer = client.post(link(kind="access"), {"action": "copy"})
    assert answer.json()["jobs.Alert"][0]["name"] == "Menuisier à Sète"
    assert "Couvreur" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_the_link_of_an_address_with_an_account_leads_to_the_account(client, link, lea):
    address = link(lea.email)
    assert "Cette adresse a un compte" in page_of(client.get(address))
    client.post(address, {"action": "erase"})
    assert User.objects.filter(pk=lea.pk).exists()


def test_what_else_is_asked_goes_to_our_staff(client, link):
    client.post(link(kind="rectify"), {"action": "send"})
    assert RightsRequest.objects.get().state == State.RECEIVED
    assert mails("request_received").exists()


def test_a_forged_or_old_link_serves_nobody(client, link):
    address = link()
    assert client.get("/confidentialite/demande/forge/").status_code == 410
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert client.post(address, {"action": "erase"}).status_code == 410


def test_a_mailbox_is_not_bothered_more_than_five_times_a_day(client, db):
    for _again in range(7):
        client.post(
            reverse("request_new"), {"email": "ana@exemple.test", "kind": "access", "words": ""}
        )
    assert mails("request_confirm").count() == 5


def test_what_nobody_confirms_is_erased(db):
    requests.ask_by_mail("ana@exemple.test", "access", "")
    later = timezone.now() + timedelta(days=9)
    assert requests.forget_unproven(as_of=later, dry_run=True) == 1
    call_command("forget_requests", as_of=f"{later}", stdout=StringIO())
    assert not RightsRequest.objects.exists()


def test_no_form_asks_for_an_identity_document(client, signed_in):
    for name in ("request_new", "rights", "restriction", "directive"):
        assert 'type="file"' not in page_of(signed_in.get(reverse(name)))


# --- Our staff ------------------------------------------------------------------------------------
def url(asked):
    return reverse("rights_request", args=[asked.pk])


def test_the_desk_shows_the_first_due_first(desk, asked, lea):
    early = requests.type_in(
        "ana@exemple.test", "access", "Par courrier", timezone.localdate() - timedelta(days=40)
    )
    page = page_of(desk.get(reverse("rights_desk")))
    assert page.index(early.email) < page.index(lea.email)
    assert "en retard" in page


def test_an_answer_is_mailed_and_closes_the_request(desk, asked):
    desk.post(url(asked), {"act": "answer", "answer": "C’est corrigé : Dupré."})
    asked.refresh_from_db()
    assert asked.state == State.ANSWERED
    assert "C’est corrigé" in mails("request_answered").get().body


def test_a_refusal_needs_reasons_and_names_the_cnil(desk, asked):
    page = page_of(desk.post(url(asked), {"act": "refuse", "answer": " "}))
    assert "Écrivez les motifs" in page
    asked.refresh_from_db()
    assert asked.state == State.RECEIVED
    desk.post(url(asked), {"act": "refuse", "answer": "Cette donnée appartient à un tiers."})
    asked.refresh_from_db()
    assert asked.state == State.REFUSED
    assert asked.decided_by
    body = mails("request_refused").get().body
    assert "appartient à un tiers" in body
    assert "cnil.fr" in body


def test_the_database_refuses_a_refusal_without_a_human_or_reasons(asked):
    for missing in ({"answer": ""}, {"decided_by": ""}):
        values = {"state": State.REFUSED, "answer": "Non.", "decided_by": "k.1", **missing}
        with pytest.raises(IntegrityError), transaction.atomic():
            RightsRequest.objects.filter(pk=asked.pk).update(**values)


def test_an_extension_is_told_with_its_reason_within_the_first_month(desk, asked):
    page = page_of(desk.post(url(asked), {"act": "extend", "extension_reason": ""}))
    assert "Écrivez les motifs" in page
    desk.post(url(asked), {"act": "extend", "extension_reason": "Douze demandes le même jour."})
    asked.refresh_from_db()
    assert asked.state == State.EXTENDED
    assert asked.due_on > timezone.localdate() + timedelta(days=85)
    assert "Douze demandes" in mails("request_extended").get().body


def test_after_the_first_month_nothing_can_be_extended(staff, asked):
    with time_machine.travel(timezone.now() + timedelta(days=36)), pytest.raises(requests.TooLate):
        requests.extend(asked, reason="Trop tard", by=staff)


def test_an_extended_request_is_not_extended_again(staff, asked):
    requests.extend(asked, reason="Complexe", by=staff)
    with pytest.raises(requests.Answered):
        requests.extend(asked, reason="Encore", by=staff)


def test_a_decision_is_taken_once(desk, asked):
    desk.post(url(asked), {"act": "answer", "answer": "Fait."})
    page = page_of(desk.post(url(asked), {"act": "refuse", "answer": "Non."}))
    assert "a déjà sa réponse" in page
    assert not mails("request_refused").exists()


def test_staff_freezes_data_and_announces_the_end_of_it(desk, asked, lea):
    desk.post(url(asked), {"act": "restrict"})
    assert restriction.is_restricted(lea)
    desk.post(url(asked), {"act": "lift"})
    assert restriction.is_restricted(lea)  # told first
    assert mails("lift").get().user == lea
    assert restriction.lift_due() == 0
    assert restriction.lift_due(as_of=timezone.now() + timedelta(days=8)) == 1
    assert not Restriction.objects.exists()


def test_what_came_by_post_counts_from_the_day_it_came(desk, lea):
    received = timezone.localdate() - timedelta(days=5)
    values = {"email": lea.email, "kind": "access", "words": "Lettre", "received_on": received}
    desk.post(reverse("rights_request_new"), values)
    one = RightsRequest.objects.get()
    assert (one.user, one.channel) == (lea, "staff")
    assert one.received_at.date() == received


def test_looking_for_someone_needs_a_reason_is_noted_and_shown_to_them(desk, lea, client):
    ResumeFactory(user=lea)
    page = page_of(desk.post(reverse("rights_person"), {"email": lea.email, "reason": "court"}))
    assert "dix caractères" in page
    assert not StaffLook.objects.exists()
    values = {"email": lea.email.upper(), "reason": "Elle demande où en est sa requête."}
    page = page_of(desk.post(reverse("rights_person"), values))
    assert "1</strong> CV" in page
    client.force_login(lea)
    assert "Elle demande où en est sa requête." in page_of(client.get(reverse("my_data")))


def test_an_unknown_address_is_said_so_to_staff(desk):
    values = {"email": "nul@exemple.test", "reason": "Une lettre reçue hier."}
    page = page_of(desk.post(reverse("rights_person"), values))
    assert "Aucun compte ne porte cette adresse." in page


def test_the_desk_does_not_exist_for_anyone_else(signed_in, asked):
    names = ("rights_desk", "rights_person", "rights_request_new", "processing")
    addresses = [*map(reverse, names), url(asked), reverse("register", args=["violations"])]
    assert {signed_in.get(address).status_code for address in addresses} == {404}


def test_staff_without_a_second_factor_set_one_up_first(client, db):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("rights_desk")).url == reverse("mfa_index")


def test_the_register_of_processing_names_every_purpose_of_the_map(desk):
    from privacy import registry

    page = page_of(desk.get(reverse("processing")))
    import html

    page = html.unescape(page)
    for one in registry.personal():
        assert purposes.purpose(one.purpose) in page
        assert one.model in page
    assert "Google Ireland Limited" in page  # who receives data outside


def test_every_address_under_gestion_belongs_to_staff():
    resolver = get_resolver()
    assert resolver.resolve("/gestion/droits/").url_name == "rights_desk"
