"""The directory with JavaScript: the list changes in place, and says so."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.jobs import EstablishmentFactory, OfferFactory

pytestmark = pytest.mark.browser


def test_a_search_changes_the_list_in_place_and_says_how_many(page, live_server):
    EstablishmentFactory(company__name="Atelier Rossignol")
    EstablishmentFactory(company__name="Fonderie Bécasse")
    page.goto(live_server.url + reverse("companies"))
    page.get_by_label("Nom, enseigne ou métier").fill("rossignol")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Atelier Rossignol")).to_be_visible()
    expect(page.get_by_role("link", name="Fonderie Bécasse")).to_be_hidden()
    expect(page.locator("#announcement")).to_have_text("1 entreprise")
    expect(page).to_have_url(re.compile("q=rossignol"))


def test_the_home_page_leads_to_the_offers(page, live_server):
    OfferFactory(title="Calfat de marine")
    page.goto(live_server.url)
    page.get_by_label("Métier, compétence, entreprise").fill("calfat")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("link", name="Calfat de marine")).to_be_visible()


def test_the_home_page_leads_to_the_directory(page, live_server):
    page.goto(live_server.url)
    page.get_by_role("link", name="Choisissez une entreprise à qui écrire").click()
    expect(page.get_by_label("Nom, enseigne ou métier")).to_be_visible()
