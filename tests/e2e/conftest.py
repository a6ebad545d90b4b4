"""Real Chromium against a live server.

`page` fails its test when the browser's console showed an error, an exception or a refusal of the
content security policy. `axe` asserts that a page has no violation, `shots` saves what it looks
like under test-results/, `enter` signs a person in.
"""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from tests.factories.accounts import sign_in

from .site import Site

RESULTS = Path("test-results")
RULES = {
    "runOnly": [
        *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
        *("best-practice", "RGAAv4"),
    ],
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="session")
def base_url():
    """Stands in for pytest-base-url's, which is written in a way that pytest now warns about."""
    return


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {
        "executable_path": "/usr/bin/chromium",
        "args": [
            "--no-sandbox",  # also when the tests run as root
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
        "reduced_motion": "reduce",  # colours are measured, not caught in passing
    }


@pytest.fixture(scope="session", autouse=True)
def _database_beside_playwright():
    """Playwright keeps an event loop in this thread; the tests still read the database in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def problems():
    """What the console complained of. A test that provokes a complaint empties it, and says why."""
    return []


@pytest.fixture
def page(page, problems):
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert problems == []


@pytest.fixture(scope="session")
def axe():
    """Assert that the page breaks no rule of WCAG 2.2 AA, the RGAA or good practice."""
    checker = Axe()

    def check(page, *, rules=None):
        options = RULES if rules is None else {"runOnly": {"type": "rule", "values": rules}}
        results = checker.run(page, options=options)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check


@pytest.fixture
def shots(request):
    """Save the whole page as test-results/<name>-<width>-<light|dark>.png."""

    def save(page, name=request.node.name):
        width = page.viewport_size["width"]
        dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        name = re.sub(r"[^\w-]+", "-", name).strip("-")
        path = RESULTS / f"{name}-{width}-{'dark' if dark else 'light'}.png"
        page.screenshot(path=path, full_page=True)

    return save


@pytest.fixture
def enter(context, live_server, settings):
    """Sign a person in as if they had just typed their password."""

    def enter_as(user):
        session = sign_in(Client(), user)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
        context.add_cookies([cookie | {"url": live_server.url}])

    return enter_as


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The whole site, once for all the walks through it; each walk has people of its own."""
    one = Site(tmp_path_factory.mktemp("site"))
    one.ready(240)
    yield one
    one.stop()
    one.printed.unlink()
