"""Sessions, language, activity, Google, erasure, demo people."""

from datetime import date, timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.demo import PASSWORD as DEMO_PASSWORD
from accounts.demo import Refused, create_people
from accounts.models import CandidateProfile, Resume, Skill, User
from gmail_send import services as gmail
from gmail_send.models import Delivery, GmailAccount, PendingRevocation
from meilleursjobs.lib.errors import UserFacingError
from privacy import post
from privacy.registry import PersonalData, declarations, held_about
from privacy.services.erasure import erase
from privacy.signals import account_erasing
from tests.factories.accounts import PASSWORD, ProfileFactory, ResumeFactory, UserFactory
from tests.factories.gmail import connect, enqueue
from tests.tools import google_client


def text(response):
    return response.content.decode()


# --- Sessions, language, activity --------------------------------------------------------------
def test_a_session_elsewhere_is_listed_and_ended(proven, user):
    elsewhere = Client(headers={"user-agent": "Navigateur de la médiathèque"})
    elsewhere.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert "Navigateur de la médiathèque" in text(proven.get(reverse("usersessions_list")))
    proven.post(reverse("usersessions_list"))
    assert elsewhere.get(reverse("account_home")).status_code == 302
    assert proven.get(reverse("account_home")).status_code == 200
    assert UserSession.objects.filter(user=user).count() == 1


def test_signing_out_ends_the_session(proven):
    proven.post(reverse("account_logout"))
    assert proven.get(reverse("account_home")).status_code == 302


def test_a_visitor_switches_the_language_by_a_cookie(client, db):
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/compte/connexion/"})
    assert answer.url == "/compte/connexion/"
    assert client.get(reverse("account_login")).headers["Content-Language"] == "en"


def test_a_signed_in_person_keeps_the_language_in_the_account(signed_in, user):
    signed_in.post(reverse("set_language"), {"language": "en"})
    user.refresh_from_db()
    assert user.language == "en"
    signed_in.cookies.pop("langue")
    assert signed_in.get(reverse("account_home")).headers["Content-Language"] == "en"


@pytest.mark.parametrize("language", ["de", "", "../fr"])
def test_an_unknown_language_changes_nothing(signed_in, user, language):
    answer = signed_in.post(
        reverse("set_language"), {"language": language, "next": "https://ailleurs.test"}
    )
    user.refresh_from_db()
    assert (user.language, answer.url) == ("fr", reverse("home"))
    assert signed_in.get(reverse("set_language")).status_code == 405


def test_the_browser_does_not_choose_the_language(client, db):
    answer = client.get(reverse("account_login"), headers={"accept-language": "en-GB"})
    assert answer.headers["Content-Language"] == "fr"


def test_the_day_of_the_last_visit_is_written_once_a_day(
    signed_in, user, django_assert_num_queries
):
    with time_machine.travel("2027-03-01T09:00:00+01:00"):
        signed_in.force_login(user)
        signed_in.get(reverse("account_home"))
        user.refresh_from_db()
        assert user.last_activity_on == date(2027, 3, 1)
        with django_assert_num_queries(2):  # session, user: nothing is written again
            signed_in.get(reverse("profile_item_new", args=["experiences"]))
    with time_machine.travel("2027-03-02T09:00:00+01:00"):
        signed_in.get(reverse("account_home"))
    user.refresh_from_db()
    assert user.last_activity_on == date(2027, 3, 2)


def test_a_session_says_when_it_was_last_seen(proven, user):
    long_ago = timezone.now() - timedelta(hours=5)
    UserSession.objects.update(last_seen_at=long_ago)
    cache.clear()  # an hour later
    proven.get(reverse("account_home"))
    assert UserSession.objects.get().last_seen_at > long_ago


# --- Google ------------------------------------------------------------------------------------
MAILBOX = "lea.dupre@gmail.com"


def google_says(client, *, account=MAILBOX, decision="continuer"):
    """Press « Continuer avec Google », answer there, come back."""
    client.defaults["SERVER_NAME"] = "localhost"  # Google wants to come back to this machine
    away = client.post(reverse("google_login")).url
    back = urlsplit(
        google_client.post(away, {"account": account, "decision": decision}).headers["location"]
    )
    return client.get(f"{back.path}?{back.query}"), parse_qs(urlsplit(away).query)


def test_one_signs_up_with_google_and_no_token_is_kept(client, db, google_sign_in):
    answer, asked = google_says(client)
    assert answer.url == reverse("account_home")
    assert asked["access_type"] == ["online"]
    assert asked["code_challenge_method"] == ["S256"]
    assert set(asked["scope"][0].split()) == {"openid", "email", "profile"}
    user = User.objects.get()
    assert user.email == MAILBOX
    assert EmailAddress.objects.get(user=user).verified
    assert not SocialToken.objects.exists()
    assert set(SocialAccount.objects.get().extra_data) <= {"email", "email_verified"}
    [session] = Session.objects.all()
    assert "token" not in str(session.get_decoded()).replace("_token", "")
    assert not google_sign_in.grants  # no refresh token was asked for


def test_one_comes_back_with_google(client, db, google_sign_in):
    google_says(client)
    client.post(reverse("account_logout"))
    answer, _asked = google_says(client)
    assert answer.url == reverse("account_home")
    assert User.objects.count() == 1
    assert set(SocialAccount.objects.get().extra_data) <= {"email", "email_verified"}


def test_a_gmail_address_that_already_has_an_account_opens_it(client, db, google_sign_in):
    user = UserFactory(email=MAILBOX)
    google_says(client)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_google_does_not_open_the_account_of_an_address_it_does_not_own(client, db, google_sign_in):
    UserFactory(email="zoe@exemple.test")
    google_says(client, account="zoe@exemple.test")
    assert "_auth_user_id" not in client.session


def test_a_password_set_by_who_never_proved_the_address_dies_when_its_owner_comes(
    client, db, google_sign_in
):
    squatted = UserFactory(email=MAILBOX, verified=False)
    google_says(client)
    squatted.refresh_from_db()
    assert not squatted.check_password(PASSWORD)


def test_google_does_not_spare_the_second_factor(client, db, google_sign_in):
    from .test_second_factor import enrol

    enrol(UserFactory(email=MAILBOX))
    answer, _asked = google_says(client)
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_a_refusal_at_google_is_no_error(client, db, google_sign_in):
    answer, _asked = google_says(client, decision="annuler")
    assert answer.url == reverse("socialaccount_login_cancelled")
    assert client.get(answer.url).status_code == 200


def test_a_google_that_fails_costs_a_sentence(client, db, google_sign_in):
    google_sign_in.faults.add(at="token", when="before", kind="status", status=503)
    answer, _asked = google_says(client)
    assert answer.status_code in (200, 401)
    assert "Google" in text(answer)
    assert not User.objects.exists()


def test_the_button_stands_only_where_google_is_configured(client, db, google_sign_in, settings):
    assert reverse("google_login") in text(client.get(reverse("account_login")))
    settings.SOCIALACCOUNT_PROVIDERS = {"google": {"APPS": []}}
    assert reverse("google_login") not in text(client.get(reverse("account_login")))


# --- Erasure -----------------------------------------------------------------------------------
def test_an_account_is_erased_with_all_it_held(proven, user, django_capture_on_commit_callbacks):
    other = ResumeFactory()
    ProfileFactory(user=user)
    resume = ResumeFactory(user=user)
    Skill.objects.create(user=user, name="Excel")
    page = text(proven.get(reverse("erasure")))
    assert "sans retour" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = proven.post(reverse("erasure"), {"confirm": "oui"})
    assert "C’est effacé" in text(answer)
    assert list(User.objects.all()) == [other.user]
    assert not CandidateProfile.objects.exists()
    assert not EmailAddress.objects.filter(email=user.email).exists()
    assert not UserSession.objects.exists()
    assert list(Resume.objects.all()) == [other]
    assert not default_storage.exists(resume.file.name)
    assert proven.get(reverse("account_home")).status_code == 302


def test_erasure_wants_the_box_ticked(proven, user):
    page = text(proven.post(reverse("erasure")))
    assert "Cochez la case" in page
    assert User.objects.filter(pk=user.pk).exists()


def test_erasure_asks_for_a_recent_proof(signed_in):
    answer = signed_in.get(reverse("erasure"))
    assert answer.url.startswith(reverse("account_reauthenticate"))


def test_who_has_no_password_proves_again_by_a_code(client, db):
    user = UserFactory(password=None)
    client.force_login(user)
    answer = client.get(reverse("erasure"))
    assert answer.url.startswith(reverse("account_request_login_code"))
    assert reverse("erasure") in parse_qs(urlsplit(answer.url).query)["next"][0]
    assert "_auth_user_id" not in client.session


def test_who_just_came_in_by_a_code_need_not_prove_again(client, db, code):
    user = UserFactory(password=None)
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": code()})
    assert client.get(reverse("erasure")).status_code == 200


def test_a_newcomer_without_password_may_leave_at_once(client, db, code):
    fields = {"first_name": "Ana", "last_name": "Lopès", "email": "ana@exemple.test"}
    client.post(reverse("account_signup"), fields)
    client.post(reverse("account_email_verification_sent"), {"code": code()})
    client.post(reverse("erasure"), {"confirm": "oui"})
    assert not User.objects.exists()


def test_a_code_only_session_of_yesterday_proves_again(client, db, code):
    user = UserFactory(password=None)
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": code()})
    UserSession.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    assert client.get(reverse("erasure")).status_code == 302


def test_what_runs_in_the_persons_name_may_delay_the_erasure(proven, user):
    def busy(sender, user, **kwargs):
        raise UserFacingError("Un envoi est en cours : réessayez dans deux minutes.")

    account_erasing.connect(busy)
    try:
        page = text(proven.post(reverse("erasure"), {"confirm": "oui"}))
    finally:
        account_erasing.disconnect(busy)
    assert "Un envoi est en cours" in page
    assert User.objects.filter(pk=user.pk).exists()


def test_a_connected_gmail_is_given_back_before_the_account_goes(proven, user, google):
    connect(user, google)
    proven.post(reverse("erasure"), {"confirm": "oui"})
    assert not User.objects.exists()
    assert not GmailAccount.objects.exists()
    assert PendingRevocation.objects.count() == 1


def test_a_gmail_connected_by_another_tab_during_the_erasure_is_given_back_too(user, google):
    connect(user, google)
    calls = []

    def another_tab(sender, user, **kwargs):
        calls.append(user)
        if len(calls) == 1:
            connect(user, google)

    account_erasing.connect(another_tab)
    try:
        erase(user)
    finally:
        account_erasing.disconnect(another_tab)
    assert not GmailAccount.objects.exists()
    pending = PendingRevocation.objects.get()  # one revocation ends every grant of the mailbox
    assert (pending.account, pending.sub) == (None, "")
    gmail.retry_revocations()
    assert not google.grants


def test_a_letter_that_is_leaving_ends_first(proven, user, google):
    delivery = enqueue(connect(user, google))
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.IN_FLIGHT,
        attempt=uuid4(),
        lease_until=timezone.now() + timedelta(minutes=2),
        attempted_at=timezone.now(),
    )
    page = text(proven.post(reverse("erasure"), {"confirm": "oui"}))
    assert "en train de partir" in page
    assert User.objects.filter(pk=user.pk).exists()


def test_nothing_of_the_data_map_is_left_of_the_demo_people(db, settings):
    settings.DEMO = True
    call_command("demo", stdout=StringIO())
    for user in User.objects.all():
        erase(user)
        post.send_due()  # the receipt, of which nothing stays
        for one in declarations().values():
            if isinstance(one, PersonalData):
                assert not held_about(one, user).exists(), one.model
    assert not User.objects.exists()


# --- Demo people -------------------------------------------------------------------------------
@pytest.fixture
def demo(settings, db):
    settings.DEMO = True


def test_the_demo_people_are_made_once(demo):
    create_people()
    create_people()
    assert User.objects.count() == 3
    lea = User.objects.get_by_natural_key("lea@demo.test")
    assert lea.check_password(DEMO_PASSWORD)
    assert EmailAddress.objects.get(user=lea).verified
    [resume] = Resume.objects.owned_by(lea)
    with resume.file.open() as stream:
        words = PdfReader(stream).pages[0].extract_text()
    assert "Léa Dupré" in words
    assert "Chœur amateur" in words
    assert CandidateProfile.objects.get(user=lea).commune_code == "34172"


def test_the_demo_staff_opens_the_desk_with_the_printed_code(demo, client):
    create_people()
    said = StringIO()
    call_command("demo_code", "staff@demo.test", stdout=said, stderr=StringIO())
    client.post(reverse("account_login"), {"login": "staff@demo.test", "password": DEMO_PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": said.getvalue().strip()})
    assert client.get("/gestion/tables/").status_code == 200
    assert Authenticator.objects.filter(user__email="staff@demo.test").count() == 2


def test_demo_people_are_refused_in_public(demo, settings):
    settings.SITE = urlsplit("https://meilleursjobs.example")
    with pytest.raises(Refused):
        create_people()
    with pytest.raises(CommandError):
        call_command("demo_code", "staff@demo.test")


def test_demo_people_are_refused_without_demo(db, settings):
    with pytest.raises(Refused):
        create_people()
    settings.DEMO = True
    with pytest.raises(CommandError, match="no demo person"):
        call_command("demo_code", "personne@exemple.test")
