"""Karim pastes his ad in a real browser: he sees the proposals, corrects one, saves the draft."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from jobs.models import Offer
from tests.accounts.test_second_factor import enrol
from tests.e2e.recruiter_scenes import a_membership
from tests.e2e.test_pages import look_at
from tests.e2e.walking import leads
from tests.factories.accounts import UserFactory
from tests.jobs.test_paste import AD

pytestmark = pytest.mark.browser


def test_karim_pastes_an_ad_corrects_a_proposal_and_saves_the_draft(
    page, enter, live_server, axe, shots
):
    karim = UserFactory(first_name="Karim")
    enrol(karim)
    a_membership(karim)
    enter(karim)
    page.goto(live_server.url + reverse("recruiter"))
    leads(page.get_by_role("link", name="Coller mon annonce"))

    # Nothing pasted: told so, beside the field.
    leads(page.get_by_role("button", name="Lire mon annonce"))
    expect(page.locator("main")).to_contain_text("Collez d’abord le texte")

    page.get_by_label("Le texte de votre annonce").fill(
        AD.replace("- 2 ans", "- Anglais courant souhaité\n- 2 ans")
    )
    leads(page.get_by_role("button", name="Lire mon annonce"))
    expect(page.locator("[name=title]")).to_have_value("Menuisière / Menuisier")
    expect(page.locator("#id_pay_min_mark")).to_contain_text("Salaire : 26 000 à 31 000 €")
    expect(page.locator("#id_languages_mark")).to_contain_text("À vous de dire")
    look_at(page, "paste-proposals", axe, shots)

    page.locator("[name=pay_max]").fill("32000")
    leads(page.get_by_role("button", name="Enregistrer et voir l’aperçu"))
    expect(page.locator("main")).to_contain_text("Votre texte ne le dit pas")  # télétravail
    expect(page.locator("[name=pay_max]")).to_have_value("32000")
    expect(page.locator("#id_pay_min_mark")).to_contain_text("Salaire : 26 000 à 31 000 €")
    page.locator("[name=remote][value=aucun]").check()
    leads(page.get_by_role("button", name="Enregistrer et voir l’aperçu"))
    offer = Offer.objects.get()
    assert page.url.endswith(reverse("offer_preview", args=[offer.pk]))
    assert (offer.state, offer.pay_max, offer.remote) == ("draft", 32_000, "aucun")
