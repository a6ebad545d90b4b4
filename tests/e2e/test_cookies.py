"""Cookies as a browser sees them: before a choice, after a no, after a yes, without JavaScript."""

import pytest
from django.urls import reverse

from privacy import cookies
from tests.e2e.pages import PAGES
from tests.e2e.walking import leads
from tests.factories.accounts import UserFactory
from tests.factories.jobs import OfferFactory
from tests.factories.privacy import publish_texts
from tests.test_project import PUBLIC, pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEEDED = {one.name for one in cookies.COOKIES if not one.purpose and not one.stored}
STORED = {one.name for one in cookies.COOKIES if one.stored}
STORED_UNASKED = {one.name for one in cookies.COOKIES if one.stored and not one.purpose}
OPTIONAL = {one.name for one in cookies.COOKIES if one.purpose and not one.stored}
NOT_HTML = {"alive", "ready", "openapi", "robots", "company_logo", "set_language",
            "nearest_place"}  # fmt: skip
NO_PAGE = ("sitemap", "offers_feed", "offers_rss", "_suggestions", "offer_places", "gmail_security")
STYLES = ["color", "backgroundColor", "fontSize", "fontWeight", "borderColor"]
KEYS = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"


def public_paths():
    return sorted(
        path
        for name, path in set(pages())
        if name in PUBLIC - NOT_HTML and not any(word in name for word in NO_PAGE)
    )


def names_of(page):
    return {cookie["name"] for cookie in page.context.cookies()}


def crawl(page, base):
    """Open every public page. Returns the hosts that were asked and what the storages hold."""
    publish_texts()
    hosts, storages = set(), set()
    page.on("request", lambda asked: hosts.add(asked.url.split("/")[2]))
    for path in public_paths():
        page.goto(base + path)
        storages |= set(page.evaluate(KEYS))
    return hosts, storages


def test_before_a_choice_only_needed_cookies_and_no_other_host(page, live_server):
    OfferFactory(title="Menuisier")
    hosts, storages = crawl(page, live_server.url)
    assert len(public_paths()) > 12
    assert names_of(page) <= NEEDED
    assert hosts == {live_server.url.split("/")[2]}
    assert storages <= STORED_UNASKED


def test_refusing_is_as_big_and_as_visible_as_accepting(page, live_server):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(live_server.url)
    no, yes = (page.get_by_role("button", name=name) for name in ("Tout refuser", "Tout accepter"))
    boxes = [one.bounding_box() for one in (no, yes)]
    assert boxes[0]["width"] == pytest.approx(boxes[1]["width"], abs=1)
    assert boxes[0]["height"] == pytest.approx(boxes[1]["height"], abs=1)
    style = "e => STYLES.map(name => getComputedStyle(e)[name])".replace("STYLES", str(STYLES))
    assert no.evaluate(style) == yes.evaluate(style)
    banner = page.locator(".cookie-banner").bounding_box()
    assert banner["height"] < 740 / 2.5  # the page itself is there below


def test_a_no_leaves_nothing_and_a_yes_sets_what_the_table_says(page, live_server):
    OfferFactory(title="Menuisier")
    page.goto(live_server.url)
    leads(page.get_by_role("button", name="Tout refuser"))
    _hosts, storages = crawl(page, live_server.url)
    page.goto(f"{live_server.url}/offres/?q=menuisier")
    assert names_of(page) <= NEEDED
    assert storages | set(page.evaluate(KEYS)) <= STORED_UNASKED
    assert page.locator(".cookie-banner").count() == 0

    page.goto(live_server.url + reverse("privacy:cookies"))
    table = set(page.locator("tbody code").all_inner_texts())
    assert table == NEEDED | OPTIONAL | STORED
    leads(page.get_by_role("button", name="Tout accepter"))
    hosts, storages = crawl(page, live_server.url)
    page.goto(f"{live_server.url}/offres/?q=menuisier")
    page.goto(live_server.url)
    assert hosts == {live_server.url.split("/")[2]}
    assert storages <= STORED
    assert set(page.evaluate(KEYS)) >= STORED - STORED_UNASKED
    assert OPTIONAL <= names_of(page) <= table

    page.goto(live_server.url + reverse("privacy:cookies"))
    leads(page.get_by_role("button", name="Tout refuser"))
    assert set(page.evaluate(KEYS)) <= STORED_UNASKED
    page.reload()
    assert names_of(page) <= NEEDED


@pytest.mark.parametrize(
    ("button", "allowed"), [("Tout refuser", NEEDED), ("Tout accepter", NEEDED | OPTIONAL)]
)
def test_a_candidates_own_pages_set_what_the_table_says_and_ask_no_other_host(
    page, live_server, enter, problems, button, allowed
):
    page.goto(live_server.url)
    leads(page.get_by_role("button", name=button))
    hosts, storages = set(), set()
    page.on("request", lambda asked: hosts.add(asked.url.split("/")[2]))
    for place in PAGES:
        if place.who != "candidate":
            continue
        candidate = UserFactory()  # each scene is made for somebody new
        enter(candidate)
        address = reverse(place.name, kwargs=place.arguments(candidate)) + place.query
        page.goto(live_server.url + address)
        storages |= set(page.evaluate(KEYS))
    problems.clear()  # pages of an end (410) are told by the console
    assert names_of(page) <= allowed
    assert hosts == {live_server.url.split("/")[2]}
    assert storages <= STORED


def test_everything_is_chosen_without_javascript(browser, live_server):
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    plain = context.new_page()
    plain.goto(f"{live_server.url}/offres/")
    leads(plain.get_by_role("button", name="Tout refuser"))
    assert plain.url == f"{live_server.url}/offres/"
    assert plain.locator(".cookie-banner").count() == 0
    leads(plain.get_by_role("link", name="Gérer mes cookies"))
    plain.get_by_label("Personnalisation").check()
    leads(plain.get_by_role("button", name="Garder ces choix"))
    assert plain.get_by_label("Personnalisation").is_checked()
    context.close()
