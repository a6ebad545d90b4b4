"""Authenticator apps, passkeys, and who must have one."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from accounts import second_factor
from tests.factories.accounts import PASSWORD, ResumeFactory, UserFactory

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret, shift=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def enrol(user):
    """An authenticator app for someone, outside any request."""
    from accounts.adapters import SecondFactorAdapter

    return Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.TOTP,
        data={"secret": SecondFactorAdapter().encrypt(SECRET)},
    )


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def test_an_app_of_codes_is_added_and_then_asked_for(proven, user, client):
    page = proven.get(reverse("mfa_activate_totp"))
    secret = proven.session["mfa.totp.secret"]
    assert page.status_code == 200
    proven.post(reverse("mfa_activate_totp"), {"code": code_of(secret, -1)})
    held = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert second_factor.is_set(user)
    assert secret not in str(held.data)
    proven.post(reverse("account_logout"))
    assert sign_in(client, user).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert "_auth_user_id" in client.session


def test_a_forgotten_password_does_not_spare_the_second_factor(client, user, code):
    enrol(user)
    client.post(reverse("account_reset_password"), {"email": user.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code()})
    new = {"password1": "une-autre-phrase-longue", "password2": "une-autre-phrase-longue"}
    client.post(reverse("account_complete_password_reset"), new)
    user.refresh_from_db()
    assert user.check_password(new["password1"])
    assert "_auth_user_id" not in client.session
    assert client.get("/compte/").status_code == 302


def test_a_wrong_code_adds_no_app(proven, user):
    proven.get(reverse("mfa_activate_totp"))
    proven.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert not second_factor.is_set(user)


def test_ten_wrong_second_factors_lock_the_door(client, user):
    enrol(user)
    sign_in(client, user)
    for _number in range(10):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_opens_once(client, user, rf):
    enrol(user)
    codes = RecoveryCodes.activate(user)
    [first, *_] = codes.get_unused_codes()
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": first})
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": first})
    assert "_auth_user_id" not in client.session


def test_the_secrets_of_recovery_codes_lie_encrypted(user):
    codes = RecoveryCodes.activate(user)
    assert codes.instance.data["seed"].startswith("v1.")


def test_passkeys_are_offered_at_sign_in_and_in_the_account(client, proven):
    assert reverse("mfa_add_webauthn") in proven.get(reverse("mfa_index")).content.decode()
    proven.post(reverse("account_logout"))
    assert "passkey_login" in client.get(reverse("account_login")).content.decode()
    options = client.get(
        reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}
    ).json()
    assert options["request_options"]["publicKey"]["challenge"]


def test_a_page_of_security_asks_who_is_there(signed_in):
    for name in ("mfa_activate_totp", "account_change_password", "account_email"):
        answer = signed_in.get(reverse(name))
        if answer.status_code == 302:
            assert answer.url.startswith(reverse("account_reauthenticate"))
    assert signed_in.get(reverse("mfa_activate_totp")).status_code == 302
    assert signed_in.get(reverse("mfa_add_webauthn")).status_code == 302


# --- Staff -------------------------------------------------------------------------------------
DESK = "/gestion/tables/"


def test_the_staff_without_a_second_factor_is_sent_to_set_one_up(client, db):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    answer = client.get(DESK, follow=True)
    assert answer.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "double authentification" in answer.content.decode()


def test_a_prefix_that_a_header_names_is_no_way_around_the_second_factor(client, db):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    answer = client.get(DESK, SCRIPT_NAME="/autre")
    assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))


def test_the_staff_with_a_second_factor_comes_in(client, db):
    staff = UserFactory(is_staff=True, is_superuser=True)
    enrol(staff)
    client.force_login(staff)
    assert client.get(DESK).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, db):
    staff = UserFactory(is_staff=True, is_superuser=True)
    RecoveryCodes.activate(staff)
    client.force_login(staff)
    assert client.get(DESK).status_code == 302


def test_the_staff_desk_does_not_exist_for_others(signed_in):
    assert signed_in.get(DESK).status_code == 404


def test_the_door_of_the_admin_is_the_door_of_the_site(client, db):
    for address in (DESK, f"{DESK}login/"):
        answer = client.get(address, follow=True)
        assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_the_admin_shows_neither_profile_nor_cv(client, db):
    resume = ResumeFactory(title="CV confidentiel", file_name="secret.pdf")
    staff = UserFactory(is_staff=True, is_superuser=True)
    enrol(staff)
    client.force_login(staff)
    for address in (
        reverse("admin:accounts_resume_changelist"),
        reverse("admin:accounts_user_changelist"),
        reverse("admin:accounts_user_change", args=[resume.user.pk]),
    ):
        page = client.get(address).content.decode()
        assert "confidentiel" not in page
        assert "secret.pdf" not in page
        assert resume.file.name not in page


def test_the_admin_has_no_page_for_a_cv(client, db):
    resume = ResumeFactory()
    staff = UserFactory(is_staff=True, is_superuser=True)
    enrol(staff)
    client.force_login(staff)
    page = client.get(reverse("admin:accounts_resume_change", args=[resume.pk]))
    assert page.status_code == 404


def test_the_admin_opens_no_table_that_would_give_an_account_away():
    names = {model._meta.label for model in admin.site._registry}
    assert names.isdisjoint(
        {
            "account.EmailAddress",
            "mfa.Authenticator",
            "socialaccount.SocialAccount",
            "socialaccount.SocialToken",
            "usersessions.UserSession",
        }
    )


def test_a_view_may_ask_for_a_second_factor(user, signed_in):
    @second_factor.second_factor_required
    def view(request):
        return HttpResponse("ouvert")

    request = RequestFactory().get("/")
    request.user = user
    request._messages = type("Quiet", (), {"add": lambda *_: None})()
    assert view(request).url == reverse("mfa_index")
    enrol(user)
    assert view(request).content == b"ouvert"
    assert not second_factor.is_set(AnonymousUser())


@pytest.mark.django_db
def test_totp_codes_are_those_of_every_app():
    """RFC 6238, appendix B: the secret of the examples, at 59 seconds."""
    assert TOTP is not None
    assert format_hotp_value(hotp_value("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1)) == "287082"
