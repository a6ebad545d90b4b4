"""Signing up and in: by code, by password, and what strangers learn (nothing)."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from privacy.models import SiteMail
from tests.factories.accounts import PASSWORD, UserFactory
from tests.mails import check

NEWCOMER = {"first_name": "Ana", "last_name": "Lopès", "email": "Ana@Exemple.test"}


def sign_up(client, **more):
    return client.post(reverse("account_signup"), {**NEWCOMER, **more})


def confirm(client, code):
    return client.post(reverse("account_email_verification_sent"), {"code": code})


def ask_for_code(client, email):
    client.cookies.clear()  # from a fresh window
    return client.post(reverse("account_request_login_code"), {"email": email})


def type_code(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def is_signed_in(client):
    return "_auth_user_id" in client.session


# --- Sign-up -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_one_signs_up_with_a_code_and_no_password(client, code):
    answer = sign_up(client)
    assert answer.url == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    assert mail.outbox[0].to == ["ana@exemple.test"]
    assert "Votre code de vérification" in mail.outbox[0].subject
    assert confirm(client, code()).url == reverse("account_home")
    user = User.objects.get_by_natural_key("ana@exemple.test")
    assert (user.first_name, user.last_name, user.language) == ("Ana", "Lopès", "fr")
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert is_signed_in(client)


@pytest.mark.django_db
def test_one_signs_up_with_a_password(client, code):
    sign_up(client, password1=PASSWORD)
    confirm(client, code())
    assert User.objects.get_by_natural_key("ana@exemple.test").check_password(PASSWORD)


@pytest.mark.django_db
def test_a_second_press_on_sign_up_makes_one_account(client, code):
    sign_up(client)
    sign_up(client)
    assert User.objects.filter(email="ana@exemple.test").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"password1": "courte"}, "12 caract"),
        ({"first_name": "<Ana>"}, "Écrivez un nom avec des lettres"),
        ({"first_name": ""}, "obligatoire"),
        ({"email": "ana"}, "adresse"),
    ],
)
def test_bad_input_at_sign_up_gets_a_sentence_and_loses_nothing(client, fields, sentence):
    page = sign_up(client, **fields).content.decode()
    assert sentence in page
    assert "Lopès" in page
    assert not User.objects.exists()


def test_a_known_address_learns_by_mail_what_a_stranger_does_not_learn(client, user):
    known = client.post(reverse("account_signup"), {**NEWCOMER, "email": user.email})
    client.cookies.clear()
    unknown = client.post(reverse("account_signup"), {**NEWCOMER, "email": "neuf@exemple.test"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert mail.outbox[0].subject == "Vous avez déjà un compte"
    assert User.objects.count() == 2


def test_a_newcomer_keeps_the_language_they_read(client, db, code):
    client.cookies["langue"] = "en"
    sign_up(client)
    assert User.objects.get_by_natural_key("ana@exemple.test").language == "en"


def test_an_unconfirmed_account_does_not_open_without_its_code(client, db):
    UserFactory(email="ana@exemple.test", verified=False)
    client.post(reverse("account_login"), {"login": "ana@exemple.test", "password": PASSWORD})
    assert not is_signed_in(client)


# --- Code --------------------------------------------------------------------------------------
def test_one_signs_in_with_a_code(client, user, code):
    assert ask_for_code(client, user.email).url == reverse("account_confirm_login_code")
    assert "code de connexion" in mail.outbox[0].subject
    assert type_code(client, code()).url == reverse("account_home")
    assert is_signed_in(client)


def test_a_code_serves_once(client, user, code):
    ask_for_code(client, user.email)
    used = code()
    type_code(client, used)
    client.post(reverse("account_logout"))
    type_code(client, used)
    assert not is_signed_in(client)


def test_three_wrong_codes_end_the_attempt(client, user, code):
    ask_for_code(client, user.email)
    for _number in range(3):
        type_code(client, "0000-0000")
    type_code(client, code())
    assert not is_signed_in(client)


def test_a_code_dies_after_a_quarter_of_an_hour(client, user, code):
    ask_for_code(client, user.email)
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=16)):
        type_code(client, code())
    assert not is_signed_in(client)


def test_an_unknown_address_sees_the_same_page_as_a_known_one(client, user):
    known = ask_for_code(client, user.email)
    known_page = client.get(known.url).content.decode().replace(user.email, "…")
    unknown = ask_for_code(client, "personne@exemple.test")
    unknown_page = client.get(unknown.url).content.decode().replace("personne@exemple.test", "…")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert without_tokens(known_page) == without_tokens(unknown_page)
    assert mail.outbox[1].subject == "Aucun compte à cette adresse"


def without_tokens(page):
    return [line for line in page.splitlines() if "csrf" not in line and "nonce" not in line]


def test_codes_are_not_sent_without_end(client, user):
    answers = [ask_for_code(client, user.email).status_code for _number in range(5)]
    assert len(mail.outbox) == 3
    assert answers[-1] != 302


# --- Password ----------------------------------------------------------------------------------
def test_one_signs_in_with_a_password(client, user):
    answer = client.post(
        reverse("account_login"), {"login": user.email.upper(), "password": PASSWORD}
    )
    assert answer.url == reverse("account_home")


def test_after_at_most_ten_wrong_passwords_the_right_one_waits(client, user):
    for _number in range(8):
        client.post(reverse("account_login"), {"login": user.email, "password": "x"})
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert not is_signed_in(client)
    assert "Réessayez" in answer.content.decode() or "tentatives" in answer.content.decode()


def test_a_forgotten_password_is_replaced_with_a_code(client, user, code):
    client.post(reverse("account_reset_password"), {"email": user.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code()})
    new = "une-autre-phrase-assez-longue"
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_a_deactivated_account_does_not_open(client, user):
    User.objects.update(is_active=False)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert not is_signed_in(client)


def test_sign_in_goes_back_to_where_one_was_but_never_off_the_site(client, user):
    credentials = {"login": user.email, "password": PASSWORD}
    inside = client.post(reverse("account_login"), {**credentials, "next": "/compte/cv/"})
    client.post(reverse("account_logout"))
    outside = client.post(
        reverse("account_login"), {**credentials, "next": "https://ailleurs.test/"}
    )
    assert inside.url == "/compte/cv/"
    assert outside.url == reverse("account_home")


# --- The mail server is down -------------------------------------------------------------------
def test_a_mail_server_that_is_down_costs_a_sentence_and_not_the_attempt(
    client, user, mail_server_down, settings, code
):
    page = client.post(
        reverse("account_request_login_code"), {"email": user.email}, follow=True
    ).content.decode()
    assert "Le code n’a pas pu partir" in page
    assert page.count("notice-success") == 0
    assert not SiteMail.objects.exists()  # a code is not kept in a queue
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    type_code(client, code())
    assert is_signed_in(client)


@pytest.mark.django_db
def test_sign_up_survives_a_mail_server_that_is_down(client, mail_server_down, settings, code):
    page = client.post(reverse("account_signup"), NEWCOMER, follow=True).content.decode()
    assert "Le code n’a pas pu partir" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(timezone.now() + timezone.timedelta(seconds=70)):
        client.post(reverse("account_email_verification_sent"), {"action": "resend"})
        confirm(client, code())
    assert is_signed_in(client)


def test_a_warning_about_the_account_waits_for_the_mail_server(proven, user, mail_server_down):
    new = "une-autre-phrase-assez-longue"
    proven.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    user.refresh_from_db()
    assert user.check_password(new)
    assert SiteMail.objects.get().to_email == user.email


def test_the_mails_say_where_they_come_from_and_lead_to_our_own_pages(client, user, settings):
    ask_for_code(client, user.email)
    client.cookies.clear()
    client.post(reverse("account_reset_password"), {"email": user.email})
    client.cookies.clear()
    client.post(reverse("account_signup"), {**NEWCOMER, "email": user.email})
    ask_for_code(client, "personne@exemple.test")
    assert len(mail.outbox) == 4
    for one in mail.outbox:
        assert "support@meilleursjobs.com" in one.body
        assert "Bonjour," in one.body
        assert "&" not in one.body.replace("&nbsp;", "")
    links = [href for one in mail.outbox for href, _words in check(one).links]
    ways = ("account_request_login_code", "account_reset_password", "account_signup")
    assert links == [f"{settings.SITE_URL}{reverse(way)}" for way in ways]
