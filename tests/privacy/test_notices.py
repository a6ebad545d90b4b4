"""Whoever gives data reads, beside the form, who asks, why, on which basis and for how long."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.urls import reverse

from privacy import notices
from tests.accounts.test_second_factor import enrol
from tests.e2e.pages import PAGES
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.jobs import CompanyFactory

# A person types into these.
TYPED = {"text", "email", "tel", "url", "file", "date", "number", "search"}
# Pages whose forms take words, and nothing about a person that is new to us.
NOTHING_NEW = {
    "account_login": "who one is, to sign in",
    "account_request_login_code": "who one is, to sign in",
    "account_reset_password": "who one is, to sign in",
    "mfa_activate_totp": "a code that changes",
    "mfa_add_webauthn": "the name of a key",
    "resume_rename": "the title of a CV whose notice was read",
    "alerts": "the name of an alert whose notice was read",
    "claim_code": "a code, once",
    "offer_new": "words of a company about a job",
    "offer_paste": "words of a company about a job, read and not kept",
    "offer_edit": "words of a company about a job",
    "claim_offer": "words of a company about a job",
    "imports": "addresses of a company's feeds",
    "import_source": "addresses of a company's feeds",
    "import_edit": "addresses of a company's feeds",
    "api_keys": "the name of a key",
    "report": "our staff's decision about a report",
    "reported": "our staff's decision about a report",
    "mass_reading": "our staff's judgement of counts",
    "register_new": "a register of ours, about events",
    "rights_request": "our staff's answer to a request whose notice was read",
    "rights_person": "an address we hold; the look is noted",
    "answer_templates": "sentences that name nobody",
    "evidence": "an address we hold; the look is noted",
    "letters_rules": "how many letters a company takes",
}


class Forms(HTMLParser):
    """The names that people type into, in the forms that are posted; and the notices around."""

    def __init__(self):
        super().__init__()
        self.inside, self.typed, self.notices, self.ticked = False, [], 0, []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.inside = found.get("method", "").lower() == "post"
        self.notices += "data-privacy-note" in found
        if self.inside and found.get("type") == "checkbox" and "checked" in found:
            self.ticked.append(found.get("name"))
        takes = tag == "textarea" or (tag == "input" and found.get("type", "text") in TYPED)
        if self.inside and takes and "readonly" not in found:
            self.typed.append(found.get("name"))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


def enter(client, who):
    if who == "anyone":
        return None
    user = UserFactory(is_staff=who == "staff")
    if who in {"staff", "recruiter"}:
        enrol(user)
    sign_in(client, user)
    return user


def forms_of_every_page(client):
    """(page, its forms) of every page that a person can open."""
    for place in PAGES:
        client.logout()
        user = enter(client, place.who)
        address = reverse(place.name, kwargs=place.arguments(user)) + place.query
        answer = client.get(address)
        assert answer.status_code == place.status, place
        seen = Forms()
        seen.feed(answer.content.decode())
        yield place, seen


def test_no_form_comes_with_a_box_already_ticked(client, db):
    """Silence is no consent (GDPR 4(11)); what somebody ticked before stays as they left it."""
    ticked = {place.name: seen.ticked for place, seen in forms_of_every_page(client) if seen.ticked}
    del ticked["letters_rules"]  # whether a company takes letters: what it decided
    del ticked["offer_edit"]  # which of an offer's questions need an answer: the same
    assert ticked == {}


def test_every_form_that_collects_says_who_why_how_long(client, db):
    silent, asking, idle = {}, set(), set(NOTHING_NEW)
    for place in PAGES:
        client.logout()
        user = enter(client, place.who)
        address = reverse(place.name, kwargs=place.arguments(user)) + place.query
        seen = Forms()
        answer = client.get(address)
        assert answer.status_code == place.status, place
        seen.feed(answer.content.decode())
        if seen.typed and not seen.notices and place.name not in NOTHING_NEW:
            silent[str(place)] = seen.typed
        if seen.typed and not seen.notices:
            idle.discard(place.name)
        if seen.notices:
            asking.add(place.name)
    assert silent == {}
    assert idle == set(), "these say it, or ask for nothing: take them out of NOTHING_NEW"
    assert {"account_signup", "profile_edit", "resumes", "apply", "spontaneous_new"} <= asking
    assert {"alert_new", "claim", "objection", "preferences", "received_one"} <= asking


def test_a_page_that_asks_nothing_new_says_why_and_exists():
    assert NOTHING_NEW.keys() - {place.name for place in PAGES} == set()


def rendered(tag):
    """On the page of a company, whose `company` is not ours."""
    template = Template("{% load privacy_note %}{% privacy_note " + tag + " %}")
    return " ".join(template.render(Context({"company": CompanyFactory.build()})).split())


def test_a_notice_is_drawn_from_the_map(settings):
    settings.RETENTION = settings.RETENTION | {"alert": timedelta(days=91)}
    shown = rendered('"jobs.Alert" seen_by="Vous seul."').replace("\u00a0", " ")
    assert "Vous envoyer les nouvelles offres d’une recherche enregistrée." in shown
    assert "Exécution du contrat." in shown
    assert "3 mois à partir de : votre dernier signe." in shown
    assert "Vous seul." in shown
    assert "SAS MeilleursJobs" in shown
    for right in ("accès", "rectification", "effacement", "limitation", "portabilité",
                  "opposition", "retrait du consentement"):  # fmt: skip
        assert right in shown


def test_two_models_of_one_purpose_say_it_once():
    notice = notices.of_models("accounts.User", "account.EmailAddress", "accounts.User")
    assert notice.why == "Ouvrir et gérer votre compte, vous reconnaître à la connexion."
    assert notice.basis == "Exécution du contrat."


def test_a_form_may_name_the_row_it_fills():
    assert notices.of_models(UserFactory.build()) == notices.of_models("accounts.User")


def test_a_notice_about_what_is_not_in_the_map_is_refused():
    for label in ("jobs.Company", "jobs.Unicorn"):
        with pytest.raises(KeyError, match=label.lower()):
            notices.of_models(label)
