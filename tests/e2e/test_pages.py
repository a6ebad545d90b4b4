"""Each page: accessible, without sideways scroll, quiet in the console, day and night."""

import pytest
from django.urls import get_resolver, reverse

from tests.accounts.test_second_factor import enrol
from tests.e2e.pages import NOT_PAGES, PAGES
from tests.factories.accounts import UserFactory

WIDTHS = (360, 768, 1280)
# What colours and fonts of the dark scheme can break; the rest was asked in the light one.
DARK_RULES = ["color-contrast", "link-in-text-block"]


def names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if namespace := getattr(pattern, "namespace", None):
            if namespace in NOT_PAGES:
                yield namespace
            else:
                yield from names(pattern, f"{prefix}{namespace}:")
        elif hasattr(pattern, "url_patterns"):
            yield from names(pattern, prefix)
        elif pattern.name:
            yield prefix + pattern.name


def test_each_address_is_looked_at_or_says_why_not():
    known = {page.name for page in PAGES} | set(NOT_PAGES)
    assert set(names(get_resolver())) - known == set(), "add them to tests/e2e/pages.py"
    assert known - set(names(get_resolver())) == set(), "gone: take them out of pages.py"


@pytest.fixture
def person(request, enter, live_server):
    who = request.getfixturevalue("place").who
    if who == "anyone":
        return None
    user = UserFactory(is_staff=who == "staff")
    if who in {"staff", "recruiter"}:
        enrol(user)
    enter(user)
    return user


@pytest.mark.browser
@pytest.mark.parametrize("place", PAGES, ids=str)
def test_the_page_is_open_to_everyone(place, person, page, problems, live_server, axe, shots):
    address = reverse(place.name, kwargs=place.arguments(person)) + place.query
    response = page.goto(live_server.url + address)
    assert response.status == place.status
    if place.status != 200:
        problems.clear()  # the status itself
    assert page.url.endswith(address), f"sent on to {page.url}"
    look_at(page, str(place), axe, shots)


def look_at(page, name, axe, shots):
    page.emulate_media(color_scheme="light")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        axe(page)
        shots(page, name)
    page.emulate_media(color_scheme="dark")
    axe(page, rules=DARK_RULES)
    shots(page, name)
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    shots(page, name)
