"""« Ne m’écrivez plus »: asked by anyone, proven by a mailed link, held everywhere."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from applications import contact_rules, objections
from applications.models import ObjectionRequest, SuppressionEntry
from gmail_send.models import Delivery
from gmail_send.services import deliver
from jobs.models import ApplicationAddress, Company
from privacy.models import SiteMail
from privacy.services import addresses, erasure
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.applications import DraftFactory
from tests.factories.jobs import ApplicationAddressFactory, siren, siret

from .pages import press, text_of

pytestmark = pytest.mark.django_db
FORM = "/entreprises/ne-plus-etre-contacte/"
SIRET = siret(siren(42_000_000))


def ask(client, kind, value, email="", **more):
    return client.post(FORM, {"kind": kind, "value": value, "email": email, **more})


def link(name="objection"):
    body = SiteMail.objects.filter(name=f"applications/{name}").latest("pk").body
    return re.search(r"http://localhost:8000(/\S+)", body)[1]


@pytest.mark.parametrize(
    ("kind", "value", "email", "stopped"),
    [
        ("address", "Contact@vent-debout.test", "", "contact+rh@vent-debout.test"),
        ("domain", "vent-debout.test", "direction@vent-debout.test", "rh@paris.vent-debout.test"),
    ],
)
def test_a_company_that_nobody_listed_takes_itself_off(client, kind, value, email, stopped):
    ask(client, kind, value, email)
    assert not contact_rules.has_objected(stopped)
    page = link()
    assert "Je confirme" in text_of(client.get(page))  # a link scanner changes nothing
    assert not contact_rules.has_objected(stopped)
    client.post(page)
    assert contact_rules.has_objected(stopped)
    assert not ObjectionRequest.objects.exists()  # the list keeps a hash, the request is erased
    assert client.get(page).status_code == 410


def test_the_link_works_without_a_cookie(client):
    ask(client, "address", "contact@vent-debout.test")
    stranger = client.__class__(enforce_csrf_checks=True)
    stranger.post(link())
    assert contact_rules.has_objected("contact@vent-debout.test")


def test_a_waiting_letter_is_refused_at_claim_and_its_text_comes_back(
    client, candidate, account, google
):
    draft = DraftFactory(candidate=candidate)
    client.force_login(candidate)
    press(client, draft)
    client.logout()
    ask(client, "address", draft.recipient)
    client.post(link())
    deliver(Delivery.objects.get().pk)
    draft.refresh_from_db()
    assert draft.state == "refused"
    assert draft.content.read().body
    assert google.outbox == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (("address", "contact"), "value"),
        (("domain", "pas un domaine"), "value"),
        (("siret", "123"), "value"),
        (("domain", "vent-debout.test"), "email"),
        (("domain", "vent-debout.test", "moi@ailleurs.test"), "email"),
        (("domain", "orange.fr", "moi@orange.fr"), "value"),
        (("planète", "x"), "kind"),
    ],
)
def test_bad_input_is_told_beside_its_field(client, typed, field):
    shown = ask(client, *typed)
    assert field in shown.context["form"].errors
    assert not SiteMail.objects.exists()


def test_the_answer_is_the_same_whether_we_know_the_address_or_not(client):
    ApplicationAddressFactory(email="connue@vent-debout.test")
    known = text_of(ask(client, "address", "connue@vent-debout.test"))
    unknown = text_of(ask(client, "address", "inconnue@vent-debout.test"))
    strip = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert strip.sub("", known) == strip.sub("", unknown)


def test_a_mailbox_is_not_flooded_with_links(client):
    for _ in range(7):
        shown = ask(client, "address", "contact@vent-debout.test")
    assert "Regardez votre messagerie" in text_of(shown)
    assert SiteMail.objects.count() == 5


def test_an_establishment_is_believed_through_an_address_that_we_know(client):
    address = ApplicationAddressFactory(email="emploi@tournelune.test")
    ask(client, "siret", address.establishment.siret, "emploi@tournelune.test")
    client.post(link())
    assert contact_rules.has_objected("autre@ailleurs.test", address.establishment.siret)


def test_an_unknown_voice_for_an_establishment_waits_for_our_staff(client):
    ask(client, "siret", SIRET, "quelquun@orange.fr")
    assert "une personne regarde" in text_of(client.post(link()))
    assert not contact_rules.has_objected("x@y.test", SIRET)
    staff = UserFactory(is_staff=True)
    enrol(staff)
    client.force_login(staff)
    assert SIRET in text_of(client.get(reverse("objections_desk")))
    row = ObjectionRequest.objects.get()
    client.post(reverse("objection_decide", args=[row.pk]), {"decision": "accept"})
    assert contact_rules.has_objected("x@y.test", SIRET)
    assert client.post(reverse("objection_decide", args=[row.pk])).status_code == 404


def test_a_refused_request_is_told_and_erased(client):
    ask(client, "siret", SIRET, "quelquun@orange.fr")
    client.post(link())
    staff = UserFactory(is_staff=True)
    enrol(staff)
    client.force_login(staff)
    row = ObjectionRequest.objects.get()
    client.post(reverse("objection_decide", args=[row.pk]), {"decision": "refuse"})
    assert not ObjectionRequest.objects.exists()
    mail = SiteMail.objects.get(name="applications/objection_refused")
    assert mail.to_email == "quelquun@orange.fr"


def test_an_objection_is_taken_back_by_the_same_way(client):
    contact_rules.object_to("address", "contact@vent-debout.test")
    ask(client, "address", "contact@vent-debout.test", withdraws="on")
    client.post(link())
    assert not contact_rules.has_objected("contact@vent-debout.test")


def test_what_was_typed_is_encrypted_and_an_unopened_link_is_erased(client):
    ask(client, "domain", "vent-debout.test", "direction@vent-debout.test")
    row = ObjectionRequest.objects.get()
    assert "vent-debout" not in row.value + row.email
    page = link()
    later = timezone.now() + timedelta(days=8)
    with time_machine.travel(later):
        assert client.post(page).status_code == 410
    assert not SuppressionEntry.objects.exists()
    call_command("expire_objections", dry_run=True, as_of=later.isoformat())
    assert ObjectionRequest.objects.exists()
    call_command("expire_objections", as_of=later.isoformat())
    assert not ObjectionRequest.objects.exists()


# --- The notice ---------------------------------------------------------------------------------
@pytest.fixture
def found():
    return ApplicationAddressFactory(
        source="import", source_detail="page « Contact »", told_at=None, writable_from=None
    )


def test_a_company_is_told_once_and_may_be_written_to_seven_days_later(client, found):
    call_command("tell_companies", dry_run=True)
    assert not SiteMail.objects.exists()
    call_command("tell_companies")
    call_command("tell_companies")
    mail = SiteMail.objects.get(name="applications/notice")
    assert mail.to_email == found.email
    assert not ApplicationAddress.objects.writable().exists()
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert ApplicationAddress.objects.writable().get() == found


@pytest.mark.parametrize(
    ("answer", "objected", "budget"),
    [("accept", False, None), ("limit", False, 2), ("refuse", True, None)],
)
def test_a_company_answers_without_an_account(client, found, answer, objected, budget):
    objections.tell_companies()
    page = link("notice")
    client.get(page)
    assert not contact_rules.has_objected(found.email)
    client.post(page, {"answer": answer})
    assert contact_rules.has_objected(found.email) is objected
    assert Company.objects.get().letters_a_month == budget


def test_a_company_changes_its_mind_with_the_same_link(client, found):
    objections.tell_companies()
    page = link("notice")
    client.post(page, {"answer": "refuse"})
    client.post(page, {"answer": "accept"})
    assert not contact_rules.has_objected(found.email)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert ApplicationAddress.objects.writable().exists()


def test_a_forged_or_odd_answer_changes_nothing(client, found):
    assert client.get(reverse("notice", args=["forged"])).status_code == 410
    objections.tell_companies()
    client.post(link("notice"), {"answer": "tout de suite"})
    found.refresh_from_db()
    assert found.refused_at is None


def test_a_request_under_way_is_found_by_who_proves_its_address_and_goes_with_an_erasure(client):
    ask(client, "siret", SIRET, "direction@vent-debout.test")
    ask(client, "siret", SIRET, "someone.else@vent-debout.test")
    assert addresses.held("direction@vent-debout.test")[0][1] == 1
    erasure.erase_address("direction@vent-debout.test")
    (left,) = ObjectionRequest.objects.all()
    assert left.unseal("email") == b"someone.else@vent-debout.test"
