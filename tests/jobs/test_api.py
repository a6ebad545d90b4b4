"""Publishing by a company's own software: one endpoint, its keys and its description."""

import json
import threading

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.checks import positive_data_acceptance

from jobs.api.openapi import description
from jobs.models import ApiKey, Membership, Offer
from jobs.services import api_keys
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.factories.accounts import UserFactory
from tests.factories.jobs import (
    API_TOKEN,
    ApiKeyFactory,
    CompanyFactory,
    MembershipFactory,
    OfferFactory,
)
from tests.jobs.writing import WORDS

pytestmark = pytest.mark.django_db
State = Offer.State
JOB = {
    "title": "Menuisière ou menuisier d’atelier",
    "occupation": "H2206",
    "contract": "cdi",
    "places": ["34172", "Sète"],
    "pay_min": 26000,
    "pay_max": 31000,
    "pay_period": "an",
    "description": WORDS,
    "skills": ["Débit"],
    "languages": ["anglais B1"],
    "apply_mode": "link",
    "apply_url": "https://rh.tournelune.test/7?utm_source=mj&gh_src=abc",
}


@pytest.fixture
def company():
    company = CompanyFactory(verified=True)
    OfferFactory(company=company, state="filled")  # an earlier one passed: they are trusted
    ApiKeyFactory(company=company)
    return company


def ask(client, method, reference="MEN-7", body=None, *, token=API_TOKEN, **more):
    call = getattr(client, method)
    text = body if isinstance(body, str | bytes) or body is None else json.dumps(body)
    extra = {} if body is None else {"content_type": "application/json"}
    return call(
        reverse("api_offer", args=[reference]),
        text or "",
        headers={"Authorization": f"Bearer {token}"},
        **extra | more,
    )


def test_software_publishes_reads_replaces_and_withdraws_an_offer(client, company):
    created = ask(client, "put", body=JOB)
    assert created.status_code == 201, created.json()
    offer = Offer.objects.visible().get(reference="MEN-7")
    assert [place.commune_code for place in offer.places.all()] == ["34172", "34301"]
    assert offer.apply_url == JOB["apply_url"]  # tracking codes are the employer's own
    assert created.json()["url"].endswith(offer.get_absolute_url())
    assert ask(client, "put", body=JOB | {"title": "Menuisière"}).status_code == 200
    assert ask(client, "put", body=JOB | {"title": "Menuisière"}).status_code == 200
    read = client.get(
        reverse("api_offer", args=["MEN-7"]), headers={"Authorization": f"Bearer {API_TOKEN}"}
    )
    assert read.json()["state"] == State.PUBLISHED
    assert Offer.objects.get(reference="MEN-7").title == "Menuisière"
    assert ask(client, "delete").status_code == 204
    assert ask(client, "delete").status_code == 404
    assert not Offer.objects.visible().exists()
    assert ask(client, "put", body=JOB).status_code == 201  # the reference serves again


def test_a_first_offer_goes_to_our_staff_and_may_still_be_replaced(client):
    ApiKeyFactory()
    assert ask(client, "put", body=JOB).json()["state"] == State.IN_REVIEW
    assert ask(client, "put", body=JOB | {"title": "Menuisière"}).json()["state"] == State.IN_REVIEW
    assert Offer.objects.get().title == "Menuisière"
    assert ask(client, "delete").status_code == 204


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"occupation": "zzz"}, "occupation", "Essayez un mot plus général"),
        ({"places": ["Nulle-Part-sur-Mer"]}, "places", "Nous ne connaissons pas"),
        ({"pay_min": None}, "pay_min", "Ce champ attend un nombre, sans guillemets."),
        ({"weekly_hours": 99}, "weekly_hours", "Ce nombre va de 1 à 60."),
        ({"places": "Lyon"}, "places", "Ce champ attend une liste, entre crochets."),
        ({"skills": ["bois", 3]}, "skills", "2 : Ce champ attend un texte."),
        ({"pay_period": "annuel"}, "pay_period", '"an", "mois", "jour" ou "heure"'),
        ({"diploma": "bac"}, "diploma", "Ce champ attend 0, "),
        ({"places": ["Montpelier"]}, "places", "Vouliez-vous dire Montpellier (34) ?"),
        ({"pay_min": 40000}, "pay_max", "au-dessus du bas"),
        ({"contract": "cdd"}, "duration_months", "Ce contrat a une durée"),
        ({"contract": "cdx"}, "contract", 'Ce champ attend "cdi", "cdd"'),
        ({"description": WORDS + " Moins de 30 ans."}, "description", "30 ans"),
        ({"inconnu": 1}, "inconnu", "inconnu"),
        ({"is_agency": True}, "final_client", "pour quel employeur"),
        ({"title": "x" * 10_000}, "title", "120 caractères"),
        ({"apply_url": "javascript:alert(1)"}, "apply_url", "URL"),
    ],
)
def test_each_fault_is_told_by_field_in_french(client, company, change, field, said):
    answer = ask(client, "put", body=JOB | change)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    found = {one["field"]: one["message"] for one in answer.json()["errors"]}
    assert said in found.get(field, ""), found
    assert not Offer.objects.filter(reference="MEN-7").exists()


@pytest.mark.parametrize("reference", ["A/1", "A/", "été", "A 1", "x" * 81])
def test_a_reference_that_could_be_none_is_told_as_a_problem(client, company, reference):
    answer = ask(client, "put", reference, JOB)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Une référence se compose de lettres" in answer.json()["title"]


def test_sentences_are_readable_in_a_terminal(client, company):
    answer = ask(client, "put", body=JOB, token="mj_autre")
    assert "Cette clé n’ouvre rien" in answer.content.decode()


def test_a_refused_change_leaves_what_is_published_as_it_was(client, company):
    ask(client, "put", body=JOB)
    assert ask(client, "put", body=JOB | {"contract": "cdd"}).status_code == 422
    assert Offer.objects.visible().get().contract == "cdi"


@pytest.mark.parametrize("token", ["", "mj_autre", "x" * 10_000, "é"])
def test_without_a_good_key_nothing_opens(client, company, token):
    answer = ask(client, "put", body=JOB, token=token)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert Offer.objects.filter(reference="MEN-7").count() == 0


def test_a_revoked_key_and_a_suspended_company_open_nothing(client, company):
    api_keys.revoke(ApiKey.objects.get())
    assert ask(client, "delete").status_code == 401
    ApiKey.objects.update(revoked_at=None)
    company.suspended_at = timezone.now()
    company.save()
    assert ask(client, "delete").status_code == 401


def test_a_key_reaches_no_offer_of_another_company(client, company):
    other = OfferFactory(reference="MEN-9")
    assert ask(client, "delete", "MEN-9").status_code == 404
    other.refresh_from_db()
    assert other.state == State.PUBLISHED


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 422),
        (b'{"title": NaN}', 400),
        (b'{"title": "\\ud800"}', 400),
        (b"[" * 50_000, 400),
        (b'{"title": "a\\u0000b"}', 422),
        (b" " * 100_001, 413),
        (b"\xff\xfe", 400),
    ],
)
def test_bodies_that_are_no_offer_get_a_problem(client, company, body, status):
    assert ask(client, "put", body=body).status_code == status


def test_other_types_and_methods_are_named(client, company):
    assert ask(client, "put", body="x", content_type="text/plain").status_code == 415
    answer = ask(client, "post", body=JOB)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, PUT, DELETE")


def test_software_that_runs_wild_is_slowed_down(client, company, monkeypatch):
    monkeypatch.setattr("jobs.api.views.CALLS_A_MINUTE", 2)
    answers = [ask(client, "delete").status_code for _call in range(3)]
    assert answers == [404, 404, 429]


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_once_make_one_offer(company):
    from django.test import Client

    found = []

    def call():
        try:
            found.append(ask(Client(), "put", body=JOB).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _call in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200, 200, 201]
    assert Offer.objects.filter(reference="MEN-7").count() == 1


# --- Keys ---------------------------------------------------------------------------------------
@pytest.fixture
def owner(client, company):
    user = UserFactory()
    MembershipFactory(user=user, company=company, role="owner")
    enrol(user)
    client.force_login(user)
    return user


def test_an_owner_makes_a_key_that_is_shown_once_and_kept_hashed(client, company, owner):
    path = reverse("api_keys", args=[company.slug])
    page = client.post(path, {"name": "Logiciel de paie"}).content.decode()
    token = page.partition('<code id="token">')[2].partition("<")[0]
    assert token.startswith("mj_")
    key = ApiKey.objects.get(hint=token[-4:])
    assert token not in str(vars(key))
    assert token not in client.get(path).content.decode()
    assert api_keys.owner_of(token) == key
    client.post(reverse("api_key_revoke", args=[key.pk]))
    assert api_keys.owner_of(token) is None


def test_the_example_on_the_page_of_keys_names_the_address_of_this_site(client, company, owner):
    page = text_of(client.get(reverse("api_keys", args=[company.slug])))
    assert 'curl -X PUT "http://localhost:8000/api/offres/MEN-7"' in page


def test_neither_strangers_nor_plain_recruiters_reach_the_keys(client, company, owner):
    key, stranger = ApiKey.objects.get(), ApiKeyFactory(token="mj_b")
    for path in ("api_keys", stranger.company.slug), ("api_key_revoke", stranger.pk):
        assert client.post(reverse(path[0], args=[path[1]])).status_code == 404
    Membership.objects.update(role="recruiter")
    assert client.get(reverse("api_keys", args=[company.slug])).status_code == 404
    assert client.post(reverse("api_key_revoke", args=[key.pk])).status_code == 404
    assert ApiKey.objects.usable().count() == 2


# --- The description ----------------------------------------------------------------------------
def test_the_description_is_served_and_its_schemas_are_valid(client):
    served = client.get(reverse("openapi")).json()
    assert served == json.loads(json.dumps(description(), default=str))
    for schema in served["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


schema = schemathesis.openapi.from_dict(json.loads(json.dumps(description(), default=str)))
schema.app = get_wsgi_application()


@pytest.fixture
def _one_connection():
    """The application keeps the test's connection, as Django's own client makes it do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@pytest.mark.usefixtures("_one_connection")
def test_a_machine_that_tries_everything_finds_nothing(case, company, monkeypatch):
    monkeypatch.setattr("jobs.api.views.CALLS_A_MINUTE", 10_000)
    case.call_and_validate(
        headers={"Authorization": f"Bearer {API_TOKEN}"},
        # Our rules may refuse what has the right shape: an unlawful text, an unknown town.
        excluded_checks=[positive_data_acceptance],
    )
