"""Every address of the site answers odd parameters with anything but a fault of ours."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from applications import objections
from applications.models import OutsideApplication
from jobs.models import Bookmark, Report
from privacy.services import exports, requests
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import ResumeFactory, UserFactory
from tests.factories.applications import (
    ApplicationFactory,
    DraftFactory,
    letter_model,
    mass_reading_of,
    report_of,
)
from tests.factories.jobs import (
    AlertFactory,
    ApiKeyFactory,
    ClaimFactory,
    FeedSourceFactory,
    ImportRunFactory,
    InvitationFactory,
    MembershipFactory,
    OfferFactory,
)
from tests.factories.privacy import publish_texts

SKIPPED = {"admin"}  # Django's own
NAMES = (
    "q", "lieu", "rayon", "secteur", "metier", "taille", "apres", "page", "entreprise",
    "etablissement", "etat", "next", "state", "code", "error", "language", "key", "address",
    "establishment", "resume", "subject", "body", "action", "start", "model_name", "digest",
    "when", "send_at", "outcome", "answer", "email", "password", "login", "owner", "confirm",
    "title", "found_email", "found_where", "company_name", "credential", "anyway", "message",
    "reason", "to", "text", "decision_words", "contrat", "teletravail", "salaire_min", "experience",
    "temps", "employeur", "diplome", "permis", "horaires", "depuis", "tri",
    "occupation", "contract", "place", "more_places", "pay_min", "starts_on", "weekly_hours",
    "decision", "ground", "facts", "siret", "role", "starts_at", "minutes", "way", "phone",
    "kind", "words", "ground", "trusted", "answer", "act", "received_on", "nature", "people",
    "known_at", "value", "withdraws", "query", "frequency", "name", "note",
    "position", "lat", "lon", "sent_on", "url", "action_on", "since", "until",
    "asked", "question-1-text", "question-1-kind", "question-1-choices", "question-1-place",
)  # fmt: skip
LONG, FAR = "x" * 10_000, "9999-12-31T23:59"
ODD = {
    "NUL": ["a\0b"],
    "numbers": ["9" * 40, "-1", "²", FAR],
    "words": ["word", "//evil.test/\r\nX: y", "%_\\'\"(){}[]*", "\u202e\ufffe\U0001f469"],
    "long ones": [LONG],
}


@pytest.fixture
def person(db):
    return UserFactory()


@pytest.fixture
def things(person):
    """One of each thing whose number stands in an address."""
    draft = DraftFactory(candidate=person)
    offer = OfferFactory()
    enrol(person)
    MembershipFactory(user=person, company=offer.company)
    application = ApplicationFactory(candidate=person)
    source = FeedSourceFactory(company=offer.company)
    run = ImportRunFactory(source=source)
    publish_texts()
    outside = OutsideApplication.objects.create(
        user=person, company_name="x", way="site", sent_on=date(2026, 1, 5)
    )
    return {
        "import_run": run.pk,
        "import_confirm": run.pk,
        "import": source.pk,
        "api_key_revoke": ApiKeyFactory(company=offer.company).pk,
        "objection": objections.ask("address", "contact@vent-debout.test", "").pk,
        "alert": AlertFactory(user=person).pk,
        "bookmark": Bookmark.objects.create(user=person, offer=offer).pk,
        "claim": ClaimFactory(claimant=person).pk,
        "invitation": InvitationFactory(email=person.email).pk,
        "application": application.pk,
        "interview": application.pk,
        "apply": OfferFactory().pk,
        "received": ApplicationFactory(offer=offer).pk,
        "spontaneous": draft.pk,
        "outside": outside.pk,
        "memo": outside.pk,
        "letter_model": letter_model(person).pk,
        "moderation": offer.pk,
        "offer": offer.pk,
        "resume": ResumeFactory(user=person).pk,
        "reports": 1,
        "reported": report_of(application, by=person, side="candidate").pk,
        "mass_reading": mass_reading_of(person).pk,
        "report_company": 1,
        "report_offer": offer.pk,
        "report": Report.objects.create(
            offer=offer, name="x", email="x@x.test", ground="else", words="x"
        ).pk,
        "rights_request": requests.ask(person, "rectify", "Mon nom").pk,
        "copy_file": exports.ask(person).pk,
        "": 1,
        "slug": draft.establishment.company.slug,
    }


def names_of_addresses():
    resolver = get_resolver()
    waiting, found = [("", one) for one in resolver.url_patterns], set()
    while waiting:
        room, one = waiting.pop()
        if isinstance(one, URLPattern):
            found.add(f"{room}{one.name}" if one.name else None)
        elif getattr(one, "app_name", None) not in SKIPPED:
            inner = f"{room}{one.namespace}:" if one.namespace else room
            waiting.extend((inner, each) for each in one.url_patterns)
    return sorted(found - {None})


def addresses(things):
    for name in names_of_addresses():
        pk = next(value for start, value in things.items() if name.startswith(start))
        tries = [{}, {"pk": pk}, {"slug": things["slug"]}, {"kind": "langues"}]
        tries.append({"pk": pk, "name": "archiver"})
        tries += [{"name": "violations"}, {"name": "violations", "pk": 1}]
        tries += [{"token": "odd"}, {"reference": "odd"}, {"number": 1}]
        tries += [{"pk": number, "slug": things["slug"]} for number in (pk, 1)]
        found = None
        kinds = [{"kind": kind, "pk": pk} for kind in ("langues", "ailleurs")]
        for values in (*tries, *kinds):
            try:
                found = reverse(name, kwargs=values)
            except NoReverseMatch:
                continue
        assert found, f"no address made for {name}"
        yield found


def fault_of(send, address, label, data):
    """What went wrong, or None: 500 and exceptions are ours, everything else is an answer."""
    with transaction.atomic():
        try:
            answer = send(address, data)
        except Exception as error:  # noqa: BLE001 any of them is the find
            return f"{address} {label}: {type(error).__name__}: {str(error)[:150]}"
        finally:
            transaction.set_rollback(True)  # what one POST erases, the next one finds again
    return f"{address} {label}: {answer.status_code}" if answer.status_code >= 500 else None


@pytest.mark.parametrize("signed", [True, False], ids=["signed in", "signed out"])
@pytest.mark.parametrize("label", ODD)
def test_no_address_falls_over_odd_parameters(person, things, google, label, signed):
    browser, odd = Client(), ODD[label]
    if signed:
        browser.force_login(person)
    cookies, faults = browser.cookies.copy(), []
    for turn, address in enumerate(addresses(things)):
        data = {name: odd[(turn + i) % len(odd)] for i, name in enumerate(NAMES)}
        for method in ("get", "post"):
            browser.cookies = cookies.copy()
            faults.append(fault_of(getattr(browser, method), address, f"{method} {label}", data))
    assert not [fault for fault in faults if fault]


@pytest.mark.parametrize(
    "address", ["/?q=a%00", "/candidatures/spontanees/nouvelle/?entreprise=%00"]
)
def test_a_nul_in_the_address_is_a_bad_request(person, address):
    browser = Client()
    browser.force_login(person)
    assert browser.get(address).status_code == 400


def test_a_nul_hidden_in_a_cookie_is_a_bad_request(db):
    browser = Client(headers={"cookie": 'session="\\000aaaaaaaaaaaa"'})
    assert browser.get("/compte/").status_code == 400
