"""The way to Google and back: one scope, one state, one mailbox, or nothing stored."""

from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse

from gmail_send import oauth
from gmail_send.models import Delivery, GmailAccount, PendingRevocation
from privacy import consent
from privacy.models import Consent
from privacy.registry import subject_keys
from tests.factories.accounts import UserFactory
from tests.factories.gmail import MAILBOX, connect, enqueue
from tests.tools import google_client
from tools.google import GMAIL_SEND

BOARD = "/candidatures/"


@pytest.fixture
def client(client, lea, google):
    client.force_login(lea)
    return client


def depart(client, then=BOARD):
    """Press the button of the disclosure: Google's address."""
    return client.post(reverse("gmail_connect"), {"next": then}).url


def decide(url, *, ticked=(GMAIL_SEND,), account=MAILBOX, decision="continuer"):
    """Answer at Google: the path and parameters it sends the browser back to."""
    fields = {"scope": list(ticked), "account": account, "decision": decision}
    back = urlsplit(google_client.post(url, fields).headers["location"])
    return f"{back.path}?{back.query}"


def said(response):
    return " ".join(str(m) for m in response.wsgi_request._messages)


def test_the_scopes_asked_are_exactly_one_gmail_scope_and_two_of_sign_in(client):
    query = parse_qs(urlsplit(depart(client)).query)
    assert set(query["scope"][0].split()) == {
        "openid",
        "https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/gmail.send",
    }
    assert oauth.SCOPES == ("openid", oauth.EMAIL, oauth.GMAIL_SEND)
    assert "include_granted_scopes" not in query
    assert (query["access_type"], query["prompt"]) == (["offline"], ["consent"])
    assert query["code_challenge_method"] == ["S256"]
    assert query["nonce"]
    assert query["state"]


def test_the_consent_given_connects_and_goes_back_to_where_one_was(client, lea):
    back = client.get(decide(depart(client, "/candidatures/?etat=brouillon")))
    assert back.url == "/candidatures/?etat=brouillon"
    account = GmailAccount.objects.get(user=lea)
    assert (account.email, account.is_connected) == (MAILBOX, True)
    assert account.unseal("refresh_token") not in account.refresh_token.encode()


def test_the_box_left_unticked_stores_nothing_and_says_so(client, google):
    back = client.get(decide(depart(client), ticked=()))
    assert back.url.startswith(reverse("gmail_disclosure"))
    assert "pas cochée" in said(back)
    assert not GmailAccount.objects.exists()
    assert not google.grants


def test_a_refusal_stores_nothing_and_says_so(client):
    back = client.get(decide(depart(client), decision="annuler"))
    assert "rien n’a été enregistré" in said(back)
    assert not GmailAccount.objects.exists()


def test_a_state_serves_once(client):
    address = decide(depart(client))
    client.get(address)
    GmailAccount.objects.all().delete()
    again = client.get(address)
    assert "expiré" in said(again)
    assert not GmailAccount.objects.exists()


def test_a_state_older_than_ten_minutes_is_refused(client):
    with time_machine.travel(0, tick=True) as clock:
        clock.move_to("2026-11-23T10:00:00Z")
        address = decide(depart(client))
        clock.shift(timedelta(minutes=11))
        assert "expiré" in said(client.get(address))
    assert not GmailAccount.objects.exists()


def test_a_state_of_someone_else_is_refused(client, google):
    address = decide(depart(client))
    client.force_login(UserFactory())
    assert "expiré" in said(client.get(address))
    assert not GmailAccount.objects.exists()


def test_a_code_without_any_departure_is_refused(client):
    assert "expiré" in said(client.get(reverse("gmail_callback"), {"code": "x", "state": "é"}))


def test_a_forged_code_is_refused_and_nothing_stored(client):
    query = parse_qs(urlsplit(depart(client)).query)
    forged = {"code": "forged", "state": query["state"][0]}
    assert "refusé" in said(client.get(reverse("gmail_callback"), forged))
    assert not GmailAccount.objects.exists()


def test_a_foreign_nonce_is_refused_and_the_grant_given_back(client, google):
    url = depart(client)
    session = client.session
    session[oauth.SESSION_KEY] = session[oauth.SESSION_KEY] | {"nonce": "another"}
    session.save()
    assert "identité" in said(client.get(decide(url)))
    assert not GmailAccount.objects.exists()
    assert not google.grants


@pytest.mark.parametrize("point", ["token", "keys"])
def test_google_in_trouble_is_told_and_may_be_tried_again(client, google, point):
    address = decide(depart(client))
    google.faults.add(at=point, kind="status", status=503, times=None)
    assert "Google" in said(client.get(address))
    assert not GmailAccount.objects.exists()


def test_google_unreachable_is_told_on_the_disclosure_page(client, google, settings):
    oauth._discovered.cache_clear()
    with google.down():
        answer = client.post(reverse("gmail_connect"), {"next": BOARD})
    assert answer.url.startswith(reverse("gmail_disclosure"))
    assert "ne répond pas" in said(answer)


def test_the_way_back_never_leaves_the_site(client):
    back = client.get(decide(depart(client, "https://ailleurs.test/")))
    assert back.url == reverse("gmail_account")


def test_another_account_at_reconnection_sends_nothing_of_the_first(client, lea, google):
    delivery = enqueue(connect(lea, google))
    client.get(decide(depart(client), account="autre.boite@gmail.test"))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (Delivery.State.CANCELLED, "other_account")
    assert PendingRevocation.objects.count() == 1
    assert GmailAccount.objects.get(user=lea).email == "autre.boite@gmail.test"


def test_the_disclosure_says_the_one_use_and_the_limited_use(client):
    page = client.get(reverse("gmail_disclosure"), {"next": BOARD}).content.decode()
    for words in ("gmail.send", "Limited Use", "myaccount.google.com/permissions", "Plus tard"):
        assert words in page


def test_inside_an_in_app_browser_one_is_told_how_to_leave_it(client):
    page = client.get(reverse("gmail_disclosure"), headers={"User-Agent": "x FBAN/FBIOS"})
    assert "navigateur" in page.content.decode()


def test_the_page_of_the_connection_shows_neither_token_nor_number(client, lea, google):
    account = connect(lea, google)
    page = client.get(reverse("gmail_account")).content.decode()
    assert MAILBOX in page
    for secret in (account.refresh_token, account.sub, account.unseal("refresh_token").decode()):
        assert secret not in page


def test_disconnecting_from_the_page_erases_the_token(client, lea, google):
    connect(lea, google)
    client.post(reverse("gmail_disconnect"))
    account = GmailAccount.objects.get(user=lea)
    assert (account.state, account.refresh_token) == (GmailAccount.State.DISCONNECTED, "")


def test_giving_and_taking_back_each_leave_a_proof_with_the_words_of_the_page(client, lea, google):
    page = client.get(reverse("gmail_disclosure")).content.decode()
    assert str(consent.ACTS["gmail"]) in page
    connect(lea, google)
    client.post(reverse("gmail_disconnect"))
    rows = Consent.objects.filter(subject_key__in=subject_keys(lea)).order_by("pk")
    assert list(rows.values_list("purpose", "given", "surface")) == [
        ("gmail", True, "disclosure"),
        ("gmail", False, "disconnected"),
    ]
    assert rows[0].wording == sha256(str(consent.ACTS["gmail"]).encode()).hexdigest()


@pytest.mark.parametrize("name", ["gmail_account", "gmail_disclosure", "gmail_callback"])
def test_strangers_are_asked_to_sign_in(db, client, name):
    client.logout()
    assert reverse("account_login") in client.get(reverse(name)).url
