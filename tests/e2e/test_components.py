"""The components together, what the small script adds to them, and the pages of failure."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.accounts.test_second_factor import enrol
from tests.e2e import urls
from tests.e2e.test_pages import look_at
from tests.factories.accounts import UserFactory
from tests.factories.jobs import CompanyFactory, MembershipFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def address(live_server, settings):
    settings.ROOT_URLCONF = "tests.e2e.urls"
    return live_server.url + "/essai"


@pytest.fixture
def sheet(page, address):
    page.goto(f"{address}/composants/")
    return page


def test_every_component_is_open_to_everyone(sheet, axe, shots):
    look_at(sheet, "components", axe, shots)


def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(sheet, axe, shots):
    sheet.get_by_label("Objet").fill("Menuisière, dix ans d’atelier")
    sheet.get_by_role("button", name="Voir l’aperçu").click()
    letter = sheet.get_by_label("Lettre", exact=True)
    expect(letter).to_have_attribute("aria-invalid", "true")
    described = letter.get_attribute("aria-describedby").split()
    assert "Ce champ est obligatoire." in [
        sheet.locator(f"#{name}").inner_text() for name in described
    ]
    expect(sheet.get_by_label("Objet")).to_have_value("Menuisière, dix ans d’atelier")
    expect(sheet.get_by_role("alert")).to_have_text("Cette lettre ne peut pas partir aujourd’hui.")
    look_at(sheet, "components-errors", axe, shots)


def test_an_optional_field_says_so(sheet):
    expect(sheet.get_by_label("Téléphone (facultatif)")).to_be_visible()


def test_the_counter_counts_and_warns(sheet):
    sheet.get_by_label("Lettre", exact=True).fill("à" * 21)
    expect(sheet.locator("#count")).to_have_text("21 / 20")
    expect(sheet.locator("#count")).to_have_class("field-counter is-over")


def test_the_chosen_file_is_named_with_its_size(sheet):
    cv = {"name": "cv-zoe.pdf", "mimeType": "application/pdf", "buffer": b"%" * 1_200_000}
    sheet.get_by_label("CV").set_input_files(cv)
    expect(sheet.get_by_text("cv-zoe.pdf (1,2 Mo)")).to_be_visible()


def test_a_double_press_sends_once_and_a_later_one_again(sheet):
    urls.slow.posts = 0
    sheet.clock.install()
    button = sheet.get_by_role("button", name="Valider")
    with sheet.expect_response("**/lent/"):
        button.dblclick()
    sheet.clock.fast_forward(9_000)
    with sheet.expect_response("**/lent/"):
        button.click()
    assert urls.slow.posts == 2  # the second press of the double click was not sent


def test_the_dialog_opens_closes_and_keeps_the_keyboard_inside(sheet, axe):
    sheet.get_by_role("link", name="Supprimer").click()
    dialog = sheet.get_by_role("dialog", name="Supprimer ce brouillon ?")
    expect(dialog).to_be_visible()
    axe(sheet)
    sheet.get_by_role("button", name="Garder").click()
    expect(dialog).to_be_hidden()


def test_the_letter_is_copied(sheet, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = sheet.locator("[data-copy]")
    button.click()
    expect(button).to_have_text("Copié")
    copied = sheet.evaluate("navigator.clipboard.readText()")
    assert copied == "Madame, Monsieur,\n\nJe vous écris."


def test_the_phone_menu_opens_without_javascript(browser, address):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/composants/")
    page.locator("summary", has_text="Menu").click()
    expect(page.get_by_role("navigation", name="Menu").get_by_text("Se connecter")).to_be_visible()
    context.close()


def test_the_keyboard_starts_with_the_way_to_the_content(sheet):
    sheet.keyboard.press("Tab")
    expect(sheet.get_by_role("link", name="Aller au contenu")).to_be_focused()
    sheet.keyboard.press("Enter")
    expect(sheet.locator("main")).to_be_focused()


def test_paper_shows_the_content_alone(sheet, shots):
    sheet.emulate_media(media="print")
    expect(sheet.get_by_role("heading", level=1)).to_be_visible()
    for frame in (".site-header", ".site-footer", ".actions", ".breadcrumb"):
        expect(sheet.locator(frame).first).to_be_hidden()
    shots(sheet, "components-print")


@pytest.mark.parametrize("kind", ["403", "404", "410", "429", "500"])
def test_a_failure_has_a_useful_page(kind, address, page, problems, axe, shots):
    response = page.goto(f"{address}/panne/{kind}/")
    assert response.status == int(kind)
    assert all("Failed to load resource" in problem for problem in problems)
    problems.clear()  # the status itself
    expect(page.get_by_role("link", name="Aller à l’accueil")).to_be_visible()
    look_at(page, kind, axe, shots)


def test_a_text_that_is_too_long_comes_back_with_the_page_before(
    page, live_server, enter, problems, axe, shots
):
    user, company = UserFactory(), CompanyFactory(verified=True)
    MembershipFactory(user=user, company=company)
    enrol(user)
    enter(user)
    page.goto(live_server.url + reverse("offer_paste", args=[company.slug]))
    page.get_by_label("Le texte de votre annonce").fill("mot " * 251_000)
    page.get_by_role("button", name="Lire mon annonce").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est trop long")
    look_at(page, "413", axe, shots)
    page.go_back()
    kept = page.get_by_label("Le texte de votre annonce").input_value()
    assert len(kept) == 1_004_000
    problems.clear()  # the status itself


def test_a_form_from_another_session_says_how_to_keep_the_text(
    sheet, context, problems, axe, shots
):
    context.clear_cookies()
    sheet.get_by_role("button", name="Voir l’aperçu").click()
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Votre page avait expiré")
    look_at(sheet, "403-csrf", axe, shots)
    problems.clear()  # the status itself, once the console has told it
