"""The last searches: on the device alone, only with consent, erased one by one or all at once."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.e2e.walking import leads
from tests.factories.jobs import OfferFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STORED = "JSON.parse(localStorage.getItem('recherches') || '[]')"


@pytest.fixture
def searcher(page, live_server):
    """A visitor who agreed; `search` opens the results of a query."""
    OfferFactory(title="Calfat de marine")
    page.goto(live_server.url)
    leads(page.get_by_role("button", name="Tout accepter"))
    page.search = lambda query: page.goto(f"{live_server.url}{reverse('offers')}?{query}")
    return page


def names(page):
    return [one["name"] for one in page.evaluate(STORED)]


def test_the_last_searches_are_shown_newest_first_and_sent_to_nobody(
    searcher, live_server, axe, shots
):
    page, sent = searcher, []
    page.on("request", lambda asked: sent.extend([asked]))
    for number in range(10):
        page.search(f"q=calfat{number}&lieu=34172")
    sent.clear()
    page.goto(live_server.url)
    shown = page.locator("[data-recent] li")
    expect(shown).to_have_count(8)
    expect(shown.first.get_by_role("link")).to_have_text("calfat9, Montpellier (34)")
    told = [one.url + one.all_headers().get("cookie", "") + (one.post_data or "") for one in sent]
    assert told
    assert not any("calfat" in one for one in told)
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        axe(page)
        shots(page, "recent-home")
    page.emulate_media(color_scheme="dark")
    axe(page)
    shots(page, "recent-home")
    leads(shown.nth(1).get_by_role("link"))
    assert page.get_by_label("Métier, compétence").input_value() == "calfat8"
    page.get_by_text("Vos dernières recherches").click()
    axe(page)
    shots(page, "recent-offers")


def test_another_filter_changes_the_entry_and_a_part_replaced_in_place_is_noted(searcher):
    page = searcher
    page.search("q=calfat")
    page.get_by_text("Filtres et tri").click()
    page.get_by_label("CDI").check()
    expect(page.get_by_role("list", name="Filtres en place")).to_contain_text("CDI")
    page.wait_for_function(f"{STORED}[0].query.includes('contrat=cdi')")
    assert names(page) == ["calfat, CDI"]
    page.search("q=calfat&tri=date")
    assert names(page) == ["calfat"]


def test_each_is_erased_by_keyboard_and_the_focus_stays_near(searcher, live_server):
    page = searcher
    for words in ("calfat", "menuisier", "tonnelier"):
        page.search(f"q={words}")
    page.goto(live_server.url)
    page.get_by_role("button", name="Effacer menuisier").focus()
    page.keyboard.press("Enter")
    assert names(page) == ["tonnelier", "calfat"]
    expect(page.get_by_role("button", name="Effacer calfat")).to_be_focused()
    expect(page.locator("#announcement")).to_have_text("Recherche effacée.")
    page.get_by_role("button", name="Tout effacer").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-recent]")).to_be_hidden()
    expect(page.locator("#q")).to_be_focused()
    assert page.evaluate("localStorage.getItem('recherches')") is None


def test_what_is_old_or_no_longer_readable_goes(searcher, live_server):
    page = searcher
    old = "[{query: 'q=a', name: 'a', at: Date.now() - 183 * 864e5}, null, 3]"
    for content in (f"JSON.stringify({old})", "'{'", "'{}'"):
        page.evaluate(f"localStorage.setItem('recherches', {content})")
        page.goto(live_server.url)
        expect(page.locator("[data-recent]")).to_be_hidden()
        assert page.evaluate("localStorage.getItem('recherches')") is None


def test_taking_the_consent_back_erases_them_at_once_also_from_another_tab(searcher, live_server):
    page = searcher
    page.search("q=calfat")
    other = page.context.new_page()
    other.goto(live_server.url + reverse("privacy:cookies"))
    leads(other.get_by_role("button", name="Tout refuser"))
    assert other.evaluate("localStorage.getItem('recherches')") is None
    page.get_by_label("Métier, compétence").fill("menuisier")
    page.keyboard.press("Enter")  # this tab still shows the page of before
    expect(page.locator("#results")).not_to_have_attribute("data-search", "q=calfat")
    assert page.evaluate("localStorage.getItem('recherches')") is None
