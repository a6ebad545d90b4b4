"""The account pages that need a step before them, walked through as a person would."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from tests.e2e.test_pages import look_at
from tests.e2e.walking import leads
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def go(page, live_server):
    return lambda name, **kwargs: page.goto(live_server.url + reverse(name, kwargs=kwargs))


@pytest.fixture
def press(page):
    return lambda name: page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def sheet(page, axe, shots):
    """Look at the page that a step led to."""
    return lambda name: look_at(page, name, axe, shots)


@pytest.fixture
def passkeys(page):
    """A virtual device that confirms whoever holds it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    keys = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options | keys})


def code_received():
    return re.search(r"\b\d{4}-\d{4}\b", mail.outbox[-1].body)[0]


def test_a_newcomer_confirms_their_address_with_a_code(page, go, press, sheet):
    go("account_signup")
    page.get_by_label("Prénom").fill("Zoé")
    page.get_by_label("Nom", exact=True).fill("Bézu")
    page.get_by_label("E-mail").fill("zoe@exemple.test")
    press("Créer mon compte")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmer votre adresse")
    sheet("account_email_verification_sent")
    page.get_by_label("Code").first.fill("0000-0000")
    press("Valider le code")
    expect(page.locator(".field-errors")).to_be_visible()
    page.get_by_label("Code").first.fill(code_received())
    press("Valider le code")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Zoé")


def test_a_code_replaces_the_password(page, go, press, sheet):
    user = UserFactory()
    go("account_request_login_code")
    page.get_by_label("E-mail").fill(user.email)
    press("M’envoyer le code")
    expect(page.get_by_label("Code").first).to_be_visible()
    sheet("account_confirm_login_code")
    page.get_by_label("Code").first.fill(code_received())
    press("Valider le code")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Zoé")


def test_a_forgotten_password_is_replaced(page, go, press, sheet):
    user = UserFactory()
    go("account_reset_password")
    page.get_by_label("E-mail").fill(user.email)
    press("Envoyer")
    expect(page.get_by_label("Code").first).to_be_visible()
    sheet("account_confirm_password_reset_code")
    page.get_by_label("Code").first.fill(code_received())
    press("Valider le code")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nouveau mot de passe")
    sheet("account_complete_password_reset")


def test_an_application_of_codes_then_recovery_codes_then_sign_in(page, go, press, sheet, enter):
    user = UserFactory()
    enter(user)
    go("mfa_activate_totp")
    secret = page.locator("#totp-secret").inner_text()
    page.get_by_label("Code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    press("Activer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    assert page.locator("#codes li").count() == 10
    spare = page.locator("#codes li").first.inner_text()
    sheet("mfa_view_recovery_codes")
    for name in ("mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_reauthenticate"):
        go(name)
        sheet(name)
    page.context.clear_cookies()
    go("account_login")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    press("Se connecter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Double authentification")
    sheet("mfa_authenticate")
    page.get_by_label("Code").fill(spare)
    press("Se connecter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Zoé")


def test_a_passkey_is_added_opens_the_account_and_is_removed(
    page, go, press, sheet, enter, passkeys
):
    enter(UserFactory())
    go("mfa_add_webauthn")
    page.get_by_label("Nom de la clé").fill("mon téléphone")
    page.get_by_role("checkbox").check()
    press("Créer la clé")
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    go("mfa_list_webauthn")
    expect(page.get_by_text("mon téléphone")).to_be_visible()
    sheet("mfa_list_webauthn-one")
    leads(page.get_by_role("link", name="Renommer"))
    sheet("mfa_edit_webauthn")
    go("mfa_reauthenticate_webauthn")
    sheet("mfa_reauthenticate_webauthn")
    page.context.clear_cookies()
    go("account_login")
    press("Utiliser une clé d’accès")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Zoé")
    go("mfa_list_webauthn")
    leads(page.get_by_role("link", name="Retirer"))
    page.get_by_label("Mot de passe").fill(PASSWORD)
    press("Confirmer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Retirer cette clé ?")
    sheet("mfa_remove_webauthn")
    press("Retirer")
    expect(page.get_by_role("heading", name="Aucune clé d’accès")).to_be_visible()


def test_a_passkey_that_is_refused_is_told_on_the_page(page, go, press):
    go("account_login")
    page.evaluate(
        "void (navigator.credentials.get = async () => {"
        "  throw new DOMException('', 'NotAllowedError')"
        "})"
    )
    press("Utiliser une clé d’accès")
    expect(page.get_by_role("alert")).to_contain_text("annulée ou a expiré")
