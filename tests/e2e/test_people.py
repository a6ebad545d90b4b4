"""In real Chromium: from nothing to an account with a CV, and in again with a passkey."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.demo_pdf import write_pdf
from accounts.models import Resume, User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def passkeys(page):
    """A phone of our own that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_newcomer_signs_up_with_a_code_and_puts_a_cv_in(page, live_server):
    page.goto(live_server.url + reverse("account_signup"))
    page.get_by_label("Prénom").fill("Ana")
    page.get_by_label("Nom", exact=True).fill("Lopès")
    page.get_by_label("E-mail").fill("ana@exemple.test")
    page.get_by_role("button", name="Créer mon compte").click()
    page.wait_for_url("**" + reverse("account_email_verification_sent"))
    code = re.search(r"^\d{4}-\d{4}$", mail.outbox[0].body, re.MULTILINE)[0]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Valider le code").click()
    page.wait_for_url("**" + reverse("account_home"))
    page.get_by_role("link", name="Déposer un CV").first.click()
    page.get_by_label("Fichier").set_input_files(
        {"name": "CV d’Ana.pdf", "mimeType": "application/pdf", "buffer": write_pdf("# Ana")}
    )
    page.get_by_role("button", name="Déposer").dblclick()
    page.get_by_text("Votre CV est enregistré").wait_for()
    assert Resume.objects.get().user == User.objects.get_by_natural_key("ana@exemple.test")
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Ouvrir").click()
    assert arriving.value.suggested_filename == "CV d’Ana.pdf"


def test_a_passkey_is_added_and_opens_the_account(page, live_server, enter, passkeys):
    user = UserFactory()
    enter(user)
    page.goto(live_server.url + reverse("mfa_add_webauthn"))
    page.get_by_label("Nom de la clé").fill("Mon téléphone")
    page.get_by_role("checkbox").check()  # it replaces the password too
    page.get_by_role("button", name="Créer la clé").click()
    page.wait_for_url(lambda url: "ajouter" not in url)
    page.goto(live_server.url + reverse("mfa_list_webauthn"))
    page.get_by_text("Mon téléphone").first.wait_for()
    page.context.clear_cookies()
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url("**" + reverse("account_home"))
    assert User.objects.get() == user
