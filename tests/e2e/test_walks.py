"""Walks of a candidate and of a recruiter, as a browser sees them."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from jobs.models import Alert, Offer
from jobs.services import alert_links
from privacy import cookies
from privacy.models import SiteMail
from tests.accounts.test_second_factor import enrol
from tests.e2e.recruiter_scenes import a_membership, an_unlawful_draft
from tests.e2e.walking import leads
from tests.factories.accounts import UserFactory
from tests.factories.jobs import AlertFactory, OfferFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFERS = reverse("offers")
WORDS, PLACE = "Métier, compétence, entreprise", "Commune, département ou région"


@pytest.fixture
def offers():
    """Two offers for a caulker, of two contracts, and one of another trade."""
    return [
        OfferFactory(title="Calfat de marine", contract="cdi"),
        OfferFactory(title="Calfat d’été", contract="saisonnier"),
        OfferFactory(title="Boulanger", contract="cdi"),
    ]


@pytest.fixture
def fresh(browser, browser_context_args):
    """A browser without a cookie."""
    context = browser.new_context(**browser_context_args)
    yield context
    context.close()


def shown(page):
    return page.locator(".offer-list h3")


def focused(page):
    """The words of what has the keyboard."""
    return page.evaluate(
        "(e => (e.labels && e.labels[0] || e).innerText.trim())(document.activeElement)"
    )


# --- The keyboard alone -------------------------------------------------------------------------
def test_a_search_by_keyboard_alone(page, live_server, offers):
    page.goto(live_server.url + OFFERS)
    page.keyboard.press("Tab")
    assert focused(page) == "Aller au contenu"
    page.keyboard.press("Enter")
    order = []
    while len(order) < 6:
        page.keyboard.press("Tab")
        order.append(focused(page))
    assert order == [WORDS, PLACE, "Autour de moi", "Autour", "Chercher", "Filtres et tri"]
    page.keyboard.press("Enter")  # the filters unfold
    page.keyboard.press("Tab")
    assert focused(page) == "CDI"

    page.get_by_label(WORDS).focus()
    page.keyboard.type("calfat")
    page.keyboard.press("Tab")
    page.keyboard.type("montpellier (")
    # The list that opens is the browser's own, arrows included; without a screen it does not open.
    offered = page.get_by_label(PLACE).evaluate_handle("e => e.list").as_element()
    page.wait_for_function("list => list.options.length", arg=offered)
    assert offered.evaluate("e => e.options[0].value") == "Montpellier (34)"
    page.keyboard.type("34)")
    page.keyboard.press("Enter")
    expect(shown(page)).to_have_count(2)
    expect(page.locator("#announcement")).to_contain_text("2 offres")
    assert focused(page) == PLACE  # replacing the list took the keyboard nowhere
    expect(page).to_have_url(re.compile("lieu=montpellier"))

    page.get_by_role("link", name="Calfat de marine").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Calfat de marine")


# --- Back ---------------------------------------------------------------------------------------
def test_back_and_forward_bring_the_results_and_the_form_as_they_were(page, live_server, offers):
    page.goto(f"{live_server.url}{OFFERS}?q=calfat")
    page.get_by_text("Filtres et tri").click()
    page.get_by_label("CDI", exact=True).check()
    expect(shown(page)).to_have_count(1)
    page.get_by_label(WORDS).fill("boulanger")
    page.keyboard.press("Enter")
    expect(shown(page)).to_have_text(["Boulanger H/F"])

    page.go_back()
    expect(shown(page)).to_have_text([re.compile("Calfat de marine")])
    expect(page.get_by_label(WORDS)).to_have_value("calfat")
    expect(page.locator("[name=contrat][value=cdi]")).to_be_checked()
    page.go_back()
    expect(shown(page)).to_have_count(2)
    expect(page.get_by_label(WORDS)).to_have_value("calfat")
    expect(page.locator("[name=contrat][value=cdi]")).not_to_be_checked()
    page.go_forward()
    expect(shown(page)).to_have_count(1)
    expect(page.locator("[name=contrat][value=cdi]")).to_be_checked()

    kept = page.evaluate("Object.keys({ ...localStorage, ...sessionStorage })")
    assert set(kept) <= {one.name for one in cookies.COOKIES if one.stored and not one.purpose}

    leads(page.get_by_role("link", name="Calfat de marine"))
    page.go_back()
    expect(shown(page)).to_have_count(1)
    expect(page.get_by_label(WORDS)).to_have_value("calfat")
    expect(page.locator("[name=contrat][value=cdi]")).to_be_checked()


# --- Alerts -------------------------------------------------------------------------------------
def test_an_alert_in_two_clicks(page, live_server, enter, offers):
    enter(UserFactory())
    page.goto(live_server.url + OFFERS)
    page.get_by_label(WORDS).fill("calfat")
    page.get_by_role("button", name="Chercher").click()
    expect(shown(page)).to_have_count(2)
    leads(page.get_by_role("button", name="Créer une alerte"))
    expect(page.locator("#messages")).to_contain_text("Alerte créée")
    expect(page.get_by_role("heading", name="calfat")).to_be_visible()


def test_signed_out_the_mailbox_confirms_first(page, live_server, offers, shots):
    page.goto(f"{live_server.url}{OFFERS}?q=calfat")
    leads(page.get_by_role("button", name="Créer une alerte"))
    page.get_by_label("Votre adresse e-mail").fill("nour@exemple.test")
    leads(page.get_by_role("button", name="Recevoir le lien"))
    expect(page.get_by_role("status").last).to_contain_text("Regardez votre messagerie")
    assert Alert.objects.get().confirmed_at is None
    page.goto(live_server.url + mailed_path("jobs/alert_confirm"))
    leads(page.get_by_role("button", name="Oui, écrivez-moi"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre alerte est en route")
    assert Alert.objects.get().confirmed_at


def mailed_path(name):
    body = SiteMail.objects.get(name=name).body
    return re.search(r"http://[^/\s]+(/\S+)", body)[1]


def test_a_followed_company_is_a_filter_to_take_away(page, live_server, enter, offers):
    enter(UserFactory())
    page.goto(live_server.url + offers[0].company.get_absolute_url())
    leads(page.get_by_role("button", name="Suivre cette entreprise"))
    name = f"Offres de {offers[0].company.name}"
    leads(page.get_by_role("link", name=name))
    expect(shown(page)).to_have_text([re.compile("Calfat de marine")])
    page.get_by_label(WORDS).fill("calfat")  # the company stays while something else is asked
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("entreprise=.*q=calfat|q=calfat.*entreprise="))
    expect(shown(page)).to_have_count(1)
    leads(page.get_by_role("link", name=re.compile("^Enlever Entreprise")))
    expect(shown(page)).to_have_count(2)


def test_an_alert_stops_by_a_post_without_any_cookie(fresh, live_server):
    by_program, by_hand = (AlertFactory(user=None, email=f"{n}@exemple.test") for n in "ab")
    address = live_server.url + alert_links.stop_path(by_program)
    answer = fresh.request.post(address, form={"List-Unsubscribe": "One-Click"})
    assert answer.ok
    assert Alert.objects.get() == by_hand

    page = fresh.new_page()
    page.goto(live_server.url + alert_links.stop_path(by_hand))
    leads(page.get_by_role("button", name="Arrêter"))
    expect(page.get_by_role("heading", level=1)).to_have_text("L’alerte est arrêtée")
    assert not Alert.objects.exists()
    assert {cookie["name"] for cookie in fresh.cookies()} <= {"csrf"}


# --- An unlawful offer --------------------------------------------------------------------------
def beside(page, field):
    """What is told beside a field, through the ids that it is described by."""
    ids = page.locator(f"[name={field}]").get_attribute("aria-describedby").split()
    return " ".join(page.locator(f"#{one}").inner_text() for one in ids)


def test_an_unlawful_offer_is_not_published_and_the_article_stands_beside_the_field(
    page, live_server, enter, shots
):
    karim = UserFactory()
    enrol(karim)
    draft = an_unlawful_draft(karim)
    enter(karim)
    page.goto(live_server.url + reverse("offer_preview", args=[draft.pk]))
    expect(page.locator("#unlawful")).to_contain_text("L5331-2")
    expect(page.get_by_role("button", name="Publier cette offre")).to_have_count(0)
    leads(page.get_by_role("link", name="Compléter l’offre"))
    said = beside(page, "profile")
    assert "moins de 30 ans" in said
    assert "C. trav. L5331-2" in said
    page.set_viewport_size({"width": 360, "height": 800})
    shots(page, "unlawful-offer")
    draft.refresh_from_db()
    assert draft.state == Offer.State.DRAFT


def test_a_published_offer_does_not_become_unlawful(page, live_server, enter):
    karim = UserFactory()
    enrol(karim)
    offer = OfferFactory(company=a_membership(karim).company, title="Calfat")
    enter(karim)
    page.goto(live_server.url + reverse("offer_edit", args=[offer.pk]))
    page.locator("[name=description]").fill("Poste pour une personne de moins de 30 ans. " * 5)
    leads(page.get_by_role("button", name="Enregistrer et voir l’aperçu"))
    assert "C. trav. L5331-2" in beside(page, "description")
    expect(page.locator("[name=description]")).to_have_value(re.compile("moins de 30 ans"))
    offer.refresh_from_db()
    assert "30 ans" not in offer.description
