"""The site's own mails, as a mailbox in Chromium shows their HTML part."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from applications.models import Application
from privacy import post
from tests.factories.accounts import UserFactory
from tests.factories.jobs import AlertFactory, ClaimFactory, CompanyFactory, OfferFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, READING = 360, 600


def of_an_alert(lea):
    company = CompanyFactory(name="Brise Lagune Logiciels", verified=True)
    titles = ("Menuisière d’atelier", "Charpentier de marine", "Vernisseuse")
    context = {
        "alert": AlertFactory(user=lea, name="menuisier, Montpellier (34), CDI"),
        "offers": [OfferFactory(company=company, title=title) for title in titles],
        "more": 4,
        "search": "/offres/?q=menuisier&lieu=34172&contrat=cdi&tri=date",
        "stop": "/alertes/arreter/ImQ4ZjA3ZTQ2LWI5OGYtNGI4ZC04ZDEyIg:1wAbCd:Zx0-9yJk_pQrStUvWx/",
    }
    return "jobs/alert", context


def of_a_code(lea):
    return "jobs/claim_code", {"claim": ClaimFactory(claimant=lea), "code": "4821-0937"}


def of_an_answer(lea):
    offer = OfferFactory(
        company=CompanyFactory(name="Voilerie <b>Vent Debout</b>"), title="Voilière"
    )
    application = Application(
        candidate=lea, offer=offer, state="refused", reason="other",
        moved_at=timezone.now() - timedelta(days=1),
        decision_words="Bonjour Léa,\n\nVotre message nous a touchés :\n- vos canots de 1936 ;\n"
        "- vos deux apprentis.\n\nÉcrivez-nous sur https://vent-debout.test/emplois au printemps.",
    )  # fmt: skip
    return "applications/moved", {"application": application, "path": "/candidatures/offre/1/"}


@pytest.fixture
def opened(page):
    """Open a mail's HTML part; whatever it would fetch from anywhere fails the test."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    def open_one(told):
        lea = UserFactory(first_name="Léa", email="lea@exemple.test")
        name, context = told(lea)
        post.queue(name, context, key="1", user=lea)
        post.send_due()
        page.set_content(mail.outbox[-1].alternatives[0].content)
        return page

    yield open_one
    assert asked == []


@pytest.mark.parametrize("told", [of_an_alert, of_a_code, of_an_answer])
def test_a_mail_is_readable_on_a_phone_and_beside_a_list_by_day_and_by_night(
    told, opened, axe, shots
):
    page = opened(told)
    for width in (PHONE, READING):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            axe(page)
            shots(page, f"mail-{told.__name__}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_text("34170 Castelnau-le-Lez")).to_be_visible()


def test_a_mailbox_that_drops_the_sheet_shows_it_all_the_same(opened, axe, shots):
    page = opened(of_an_alert)
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.evaluate("document.querySelectorAll('style').forEach((one) => one.remove())")
    axe(page)
    shots(page, "mail-without-sheet")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    page.evaluate("document.querySelectorAll('[style]').forEach((one) => one.style.cssText = '')")
    shots(page, "mail-bare")
    expect(page.get_by_role("listitem")).to_have_count(3)
    expect(page.get_by_role("link")).to_have_count(5)


def test_what_a_link_says_is_where_it_leads(opened, settings):
    page = opened(of_an_answer)
    (link,) = page.get_by_role("link").all()
    assert (
        link.inner_text()
        == link.get_attribute("href")
        == (f"{settings.SITE_URL}/candidatures/offre/1/")
    )
    expect(page.get_by_role("main")).to_contain_text("Voilerie <b>Vent Debout</b>")
