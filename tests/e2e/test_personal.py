"""Side by side in real Chromium: who agrees to be proposed offers, and who does not."""

import pytest

from accounts.models import Preferences
from tests.e2e.walking import leads
from tests.factories.accounts import ProfileFactory, UserFactory
from tests.factories.jobs import OfferFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUERIES = ("?q=menuisier", "?q=menuisier&tri=date", "?lieu=34172&rayon=50", "")


@pytest.fixture
def lea():
    """She lives in Montpellier and looks for what the oldest offers say."""
    user = UserFactory()
    ProfileFactory(user=user, commune_code="34172")
    Preferences.objects.create(user=user, occupations=["menuisier"], contracts=["cdi"])
    for title in ("Menuisier à Sète", "Menuisier poseur", "Comptable", "Menuisier d’agencement"):
        OfferFactory(title=title, places=["34172"])
    OfferFactory(title="Menuisier à Lille", places=["59350"])
    return user


def lists(page, base):
    """The titles that each search shows, in their order."""
    found = []
    for query in QUERIES:
        page.goto(f"{base}/offres/{query}")
        found.append(page.locator("#results .card-title").all_inner_texts())
    return found


def proposed(page, base):
    page.goto(base)
    return page.get_by_role("region", name="Pour vous").count()


def test_the_search_is_the_same_for_who_agrees_and_who_does_not(
    browser, page, live_server, enter, lea
):
    context = browser.new_context(locale="fr-FR")
    stranger, base = context.new_page(), live_server.url
    everybody = lists(stranger, base)
    assert [len(titles) for titles in everybody] == [5, 5, 4, 5]
    enter(lea)
    assert lists(page, base) == everybody
    assert not proposed(page, base)
    page.goto(f"{base}/offres/")
    leads(page.get_by_role("button", name="Tout accepter"))
    assert proposed(page, base)
    page.get_by_text("Pourquoi cette offre").first.click()
    page.get_by_text("vous cherchez : menuisier").first.wait_for()
    assert lists(page, base) == everybody
    leads(page.get_by_role("link", name="Gérer mes cookies"))
    page.get_by_label("Personnalisation").uncheck()
    leads(page.get_by_role("button", name="Garder ces choix"))
    assert not proposed(page, base)
    assert lists(page, base) == everybody
    context.close()
