"""Cookies and consents: nothing before a yes, a no as easy as a yes, both kept six months."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from privacy import consent, cookies
from privacy.models import Consent
from privacy.models.consent import Purpose
from tests.factories.accounts import UserFactory
from tests.factories.jobs import OfferFactory
from tests.factories.privacy import PolicyVersionFactory, publish_texts

MANAGE = "/confidentialite/cookies/"
BANNER = "Des cookies, seulement si vous voulez"


def page_of(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def choose(client, choice, *purposes, **more):
    return client.post(MANAGE, {"choice": choice, "purpose": purposes, **more})


def kept(client):
    return {name for name, one in client.cookies.items() if one.value}


def remembers(client):
    """Whether the device is told to remember a search, and whether it is told to forget them."""
    page = page_of(client.get("/offres/?q=menuisier"))
    return "data-search=" in page, 'data-forget="recherches"' in page


# --- Before, yes, no ------------------------------------------------------------------------------
def test_before_a_choice_the_banner_asks_and_nothing_optional_is_set(client, db):
    OfferFactory(title="Menuisier")
    assert BANNER in page_of(client.get("/"))
    assert remembers(client) == (False, True)
    optional = {one.name for one in cookies.COOKIES if one.purpose}
    assert not optional & kept(client)
    assert BANNER not in page_of(client.get(MANAGE))  # the page itself asks


def test_accept_and_refuse_are_the_same_control(client, db):
    page = page_of(client.get("/"))
    buttons = re.findall(
        r'<button class="([^"]+)" type="submit" name="choice" value="(\w+)">', page
    )
    assert sorted(buttons) == [("btn btn-secondary", "all"), ("btn btn-secondary", "none")]


def test_a_refusal_hides_the_banner_and_sets_nothing_but_the_choice(client, db):
    OfferFactory(title="Menuisier")
    answer = choose(client, "none", next="/offres/?q=menuisier")
    assert answer.url == "/offres/?q=menuisier"
    assert BANNER not in page_of(client.get("/offres/?q=menuisier"))
    client.get("/")
    assert kept(client) - {"csrf", "messages"} == {"choix"}


def test_a_yes_lets_what_is_optional_live_and_a_no_erases_it(client, db):
    OfferFactory(title="Menuisier")
    choose(client, "all")
    assert remembers(client) == (True, False)
    assert {"parcours", "venue"} <= kept(client)
    assert "Vos dernières recherches" in page_of(client.get("/"))
    choose(client, "none")
    assert remembers(client) == (False, True)
    assert not {"parcours", "venue"} & kept(client)
    assert "Vos dernières recherches" not in page_of(client.get("/"))


def test_purposes_are_chosen_one_by_one_and_none_comes_ticked(client, db):
    page = page_of(client.get(MANAGE))
    assert len(re.findall(r'type="checkbox" name="purpose"', page)) == 3
    assert "checked" not in page
    choose(client, "some", "personal")
    assert remembers(client) == (True, False)
    assert not {"parcours", "venue"} & kept(client)
    assert page_of(client.get(MANAGE)).count("checked") == 1


def test_an_unknown_purpose_is_left_out(client, db):
    choose(client, "some", "advertising")
    assert set(Consent.objects.values_list("given", flat=True)) == {False}


@pytest.mark.parametrize("choice", ["all", "none"])
def test_a_choice_is_kept_181_days_and_asked_again_after_183(client, db, choice):
    choose(client, choice)
    with time_machine.travel(timezone.now() + timedelta(days=181)):
        assert BANNER not in page_of(client.get("/"))
    assert client.cookies["choix"]["max-age"] == 182 * 86_400
    with time_machine.travel(timezone.now() + timedelta(days=183)):
        assert BANNER in page_of(client.get("/"))
        assert remembers(client) == (False, True)


def test_a_forged_choice_is_none(client, db):
    client.cookies["choix"] = "all"
    assert BANNER in page_of(client.get("/"))
    client.cookies["choix"] = signing.dumps({"yes": ["personal"]}, salt="other")
    assert BANNER in page_of(client.get("/"))


def test_every_page_leads_to_the_choices(client, db):
    for path in ("/", "/offres/", "/entreprises/", "/compte/connexion/", "/nulle-part/"):
        assert f'href="{MANAGE}"' in page_of(client.get(path)), path


def test_the_first_date_of_the_audience_cookie_is_never_moved(client, db):
    choose(client, "all")
    client.get("/")
    assert client.cookies["venue"]["max-age"] == 395 * 86_400  # thirteen months
    first = client.cookies["venue"].value
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        client.get("/")
    assert client.cookies["venue"].value == first


def test_a_cookie_that_is_not_declared_is_refused(rf):
    from django.http import HttpResponse

    with pytest.raises(KeyError):
        cookies.put(HttpResponse(), "tracker", "1")


def test_a_key_of_the_browsers_storage_is_no_cookie(rf):
    from django.http import HttpResponse

    with pytest.raises(KeyError):
        cookies.put(HttpResponse(), "recherches", "1")


def test_a_cookie_of_an_earlier_version_is_taken_back(client, db):
    client.cookies["recherche"] = "q=menuisier"
    choose(client, "all")
    assert client.get("/").cookies["recherche"]["max-age"] == 0


# --- Proofs ---------------------------------------------------------------------------------------
def test_each_choice_leaves_a_proof_with_the_very_words(signed_in, lea):
    choose(signed_in, "some", "analysis", **{"from": "page"})
    rows = Consent.objects.filter(subject_key__in=_keys(lea))
    assert {row.purpose: row.given for row in rows} == {
        "analysis": True,
        "personal": False,
        "audience": False,
    }
    assert {row.surface for row in rows} == {"page"}
    assert rows.get(purpose="analysis").wording == consent.wording_hash("analysis")


def _keys(user):
    from privacy import registry

    return registry.subject_keys(user)


@pytest.mark.django_db(transaction=True)
def test_the_site_may_neither_change_nor_delete_a_proof(lea):
    from tools.rights import MARKED

    with connection.cursor() as cursor:
        cursor.execute(MARKED)
        marked = {name for (name,) in cursor.fetchall()}
    assert {"privacy_consent", "privacy_stafflook"} <= marked


def test_what_was_taken_back_is_asked_again_by_whoever_runs(signed_in, lea):
    choose(signed_in, "all")
    assert consent.holds(lea, Purpose.PERSONAL)
    choose(signed_in, "none")
    assert not consent.holds(lea, Purpose.PERSONAL)


def test_account_and_device_are_reconciled_by_the_strictest(client, lea, rf):
    from django.test import Client

    phone, laptop = Client(), Client()
    for device in (phone, laptop):
        device.force_login(lea)
        choose(device, "all")
    OfferFactory(title="Menuisier")
    choose(laptop, "none")
    assert remembers(phone) == (False, True)  # its yes is older than the account's no
    stranger = Client()
    stranger.force_login(UserFactory())
    choose(stranger, "all")
    assert remembers(stranger) == (True, False)


def test_a_new_policy_asks_anew_only_for_the_purposes_it_names(client, db):
    publish_texts()
    choose(client, "all")
    PolicyVersionFactory(number=2, purposes=["personal"])
    cache.clear()  # the policy in force is remembered for five minutes
    assert BANNER in page_of(client.get("/"))
    assert remembers(client) == (False, True)
    choose(client, "all")
    assert BANNER not in page_of(client.get("/"))


def test_the_main_ways_work_after_a_refusal(client, lea):
    choose(client, "none")
    client.force_login(lea)
    for path in ("/", "/offres/?q=menuisier", "/compte/", "/candidatures/", "/alertes/"):
        assert client.get(path).status_code in (200, 301, 302), path
