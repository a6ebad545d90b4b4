"""A recruiter's board in a browser: by the keyboard alone, and without JavaScript on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from applications.models import Application
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory

from .boards import a_received_board
from .walking import leads

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ("Ana Bézu", "Noé Le Goff")
BOARD = f"{reverse('received')}?vue=tableau"


@pytest.fixture
def karim(db):
    user = UserFactory()
    enrol(user)
    a_received_board(user)
    return user


@pytest.fixture
def browser_context_args(browser_context_args, request):
    """A test's parameter adds to how its browser is opened."""
    return browser_context_args | getattr(request, "param", {})


def column(page, state):
    return page.locator(f"section[aria-labelledby=column-{state}]")


def test_two_people_are_refused_from_the_board_by_keyboard_alone(page, live_server, enter, karim):
    enter(karim)
    page.goto(live_server.url + BOARD)
    for name in NAMES:
        page.get_by_label(f"Choisir {name}").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Refuser", exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_label("Motif").focus()
    page.keyboard.type("l’expérience")
    page.get_by_role("button", name="Voir le courriel").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Enregistrer et prévenir 2 personnes")
    assert not Application.objects.filter(state="refused", reason="experience").exists()
    page.get_by_role("button", name="Enregistrer et prévenir 2 personnes").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(live_server.url + BOARD)
    for name in NAMES:
        expect(column(page, "refused")).to_contain_text(name)


@pytest.mark.parametrize(
    "browser_context_args",
    [{"java_script_enabled": False, "viewport": {"width": 360, "height": 800}}],
    indirect=True,
)
def test_without_javascript_a_person_is_found_on_the_board_and_put_under_study(
    page, live_server, enter, karim
):
    enter(karim)
    page.goto(live_server.url + BOARD)
    page.get_by_label("Nom de la personne").fill("goff")
    leads(page.get_by_role("button", name="Afficher"))
    expect(page.locator(".kanban li")).to_have_count(1)
    page.get_by_label("Choisir Noé Le Goff").check()
    leads(page.get_by_role("button", name="Mettre à l’étude"))
    leads(page.get_by_role("button", name="Voir le courriel"))
    leads(page.get_by_role("button", name="Enregistrer et prévenir"))
    expect(page.get_by_label("Nom de la personne")).to_have_value("goff")
    expect(column(page, "review")).to_contain_text("Noé Le Goff")
