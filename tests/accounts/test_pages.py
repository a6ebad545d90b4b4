"""Every page of the account opens, and asks to sign in."""

import pytest
from django.urls import reverse

from accounts.models import Experience, LanguageSkill, Skill
from tests.factories.accounts import ProfileFactory, ResumeFactory

PAGES = [
    "account_home",
    "profile",
    "profile_edit",
    "preferences",
    "resumes",
    "security",
    "usersessions_list",
    "mfa_index",
    "account_email",
]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_account_opens_for_its_owner(signed_in, user, name):
    ResumeFactory(user=user)
    ProfileFactory(user=user)
    page = signed_in.get(reverse(name), follow=True)
    assert page.status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_is_sent_to_sign_in(client, db, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_request_login_code",
        "account_reset_password",
        "account_inactive",
        "socialaccount_login_cancelled",
    ],
)
def test_a_page_of_sign_in_opens_for_a_visitor(client, db, name):
    assert client.get(reverse(name)).status_code == 200


def test_the_profile_asks_the_database_as_often_for_many_lines_as_for_one(
    signed_in, user, django_assert_num_queries
):
    for number in range(12):
        Skill.objects.create(user=user, name=f"Compétence {number}")
        Experience.objects.create(
            user=user, title=f"Poste {number}", employer="E", started_on="2020-01-01"
        )
    LanguageSkill.objects.create(user=user, code="en", level="B2")
    signed_in.get(reverse("profile"))
    with django_assert_num_queries(7):  # session, user, profile, four lists
        signed_in.get(reverse("profile"))


def test_the_list_of_resumes_asks_the_database_as_often_for_many_as_for_one(
    signed_in, user, django_assert_num_queries
):
    for _number in range(5):
        ResumeFactory(user=user)
    signed_in.get(reverse("resumes"))
    with django_assert_num_queries(3):  # session, user, CVs
        signed_in.get(reverse("resumes"))


def test_the_page_of_a_failed_google_sign_in_opens_for_a_visitor(client, db):
    page = client.get(reverse("socialaccount_login_error"))
    assert page.status_code == 401
    assert "Google" in page.content.decode()
