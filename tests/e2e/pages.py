"""Every address a person can open, and who opens it. A new URL name goes here, or in NOT_PAGES."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """One page: its URL name, who looks at it, and its arguments, made when the test runs."""

    name: str
    who: str = "anyone"  # anyone, candidate or staff
    arguments: Callable[[Any], dict] = lambda user: {}
    query: str = ""


def of(who, *names):
    return [Page(name, who) for name in names]


PAGES = [
    *of("anyone", "home", "account_login", "account_signup", "account_request_login_code"),
    *of("anyone", "account_reset_password", "account_reset_password_done", "account_inactive"),
    *of("anyone", "account_reset_password_from_key_done", "socialaccount_login_cancelled"),
    *of("candidate", "account_email", "account_change_password", "account_logout"),
    *of("candidate", "account_reauthenticate", "mfa_index", "mfa_activate_totp"),
    *of("candidate", "mfa_list_webauthn", "mfa_add_webauthn", "usersessions_list"),
    *of("candidate", "socialaccount_connections"),
    *of("candidate", "board", "spontaneous_new", "letter_models"),
]

# Name or namespace -> why it is not in PAGES.
NOT_PAGES = {
    "admin": "Django's own tables, for staff",
    "alive": "JSON",
    "ready": "JSON",
    "mfa_login_webauthn": "JSON for the passkey script",
    "mfa_download_recovery_codes": "a text file",
    "socialaccount_login_error": "allauth shows that page at the address of the failure",
    "google_login": "leads to Google",
    "google_callback": "comes from Google",
    "google_login_by_token": "POST only",
    # walked through by test_applications.py: they need a letter
    "spontaneous": "one letter",
    "spontaneous_edit": "one draft",
    "spontaneous_preview": "one draft",
    "spontaneous_own_mail": "one draft",
    "spontaneous_attachment": "a PDF",
    "spontaneous_delete": "POST only",
    "spontaneous_cancel": "POST only",
    "spontaneous_resolve": "POST only",
    "spontaneous_take_up": "POST only",
    "spontaneous_outcome": "POST only",
    "letter_model_delete": "POST only",
    # walked through by test_account_pages.py: they need a step before them
    "account_confirm_email": "the link of a mail",
    "account_confirm_login_code": "after asking for a code",
    "account_confirm_password_reset_code": "after asking for a code",
    "account_complete_password_reset": "after the code",
    "account_password_reset_completed": "after the new password",
    "account_email_verification_sent": "after signing up",
    "account_reset_password_from_key": "the link of a mail",
    "account_set_password": "for accounts without a password",
    "mfa_authenticate": "after the password, with a second factor",
    "mfa_reauthenticate": "with a second factor",
    "mfa_reauthenticate_webauthn": "with a passkey",
    "mfa_deactivate_totp": "with an application",
    "mfa_view_recovery_codes": "with recovery codes",
    "mfa_generate_recovery_codes": "with a second factor",
    "mfa_edit_webauthn": "with a passkey",
    "mfa_remove_webauthn": "with a passkey",
    "socialaccount_signup": "back from Google",
}
