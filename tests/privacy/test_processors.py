"""Who receives data outside is one list, public, and the only hosts that the code knows."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.providers.google import views as google_sign_in
from django.urls import reverse
from googleapiclient.discovery_cache import get_static_doc

from gmail_send import oauth
from privacy import processors
from tests.applications.pages import text_of
from tests.factories.privacy import publish_texts
from tests.test_project import sources

# Written in the code and never called: names of vocabularies, and places a person may go to.
NEVER_CALLED = {
    "schema.org": "the vocabulary of search engines",
    "www.sitemaps.org": "the vocabulary of sitemaps",
    "schemas.openid.net": "names of security events",
    "myaccount.google.com": "a link for the person",
    "mail.google.com": "a link for the person",
    "brise-lagune.test": "a company of the demonstration",
    "s3.amazonaws.com": "only with an S3 store, and then in the register",
}


def hosts_in_the_code():
    found = set()
    for _name, text in sources():
        found |= set(re.findall(r"https?://([\w.-]+\.[a-z]{2,})", text))
    found |= {
        urlsplit(address).hostname
        for address in (
            google_sign_in.CERTS_URL,
            google_sign_in.IDENTITY_URL,
            google_sign_in.ACCESS_TOKEN_URL,
            google_sign_in.AUTHORIZE_URL,
        )
    }
    gmail = re.search(r'"rootUrl": *"https://([^/"]+)', get_static_doc("gmail", "v1"))
    return found | {gmail.group(1)}


def test_the_code_names_no_host_but_those_of_the_register():
    assert hosts_in_the_code() - set(NEVER_CALLED) == set(processors.GOOGLE_HOSTS)
    assert urlsplit(oauth.GOOGLE).hostname in processors.hosts()


def test_the_policy_lists_everybody_of_the_register(client, db, settings):
    settings.HOSTING = settings.HOSTING | {"name": "Hébergeur d’exemple", "country": "France"}
    publish_texts()
    shown = text_of(client.get(reverse("privacy:policy")))
    for one in processors.register():
        assert one.name in shown
        assert one.role in shown
    assert "Hébergeur d’exemple" in shown


@pytest.mark.parametrize(
    ("changes", "host"),
    [
        (
            {
                "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "EMAIL_HOST": "mail.exemple.test",
            },
            "mail.exemple.test",
        ),
        ({"STORAGE_URL": "s3://cv"}, "s3.amazonaws.com"),
        (
            {"STORAGE_URL": "s3://cv", "AWS_S3_ENDPOINT_URL": "https://s3.exemple.test"},
            "s3.exemple.test",
        ),
    ],
)
def test_a_server_that_a_setting_names_is_in_the_register(settings, changes, host):
    assert host not in processors.hosts()
    for name, value in changes.items():
        setattr(settings, name, value)
    assert host in processors.hosts()
    assert host in {one.name for one in processors.register()}  # nobody gave it a better name


def test_who_carries_the_mails_is_called_by_their_name(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "mail.exemple.test"
    settings.MAIL_PROVIDER = {"name": "Courrier d’exemple", "country": "France"}
    found = next(one for one in processors.register() if "mail.exemple.test" in one.hosts)
    assert (found.name, found.country) == ("Courrier d’exemple", "France")
