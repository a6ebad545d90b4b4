"""Claiming a company: what proves it, what our staff decides, and who may guess a code."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from jobs.models import Claim, Company, Membership
from jobs.services import claims
from privacy.models import SiteMail
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.factories.accounts import UserFactory
from tests.factories.jobs import (
    ApplicationAddressFactory,
    ClaimFactory,
    CompanyFactory,
    EstablishmentFactory,
    MembershipFactory,
    siren,
    siret,
)

pytestmark = pytest.mark.django_db
State = Claim.State
NEW_SIRET = siret(siren(31_000_000))


@pytest.fixture
def karim(client):
    user = UserFactory(first_name="Karim")
    client.force_login(user)
    return user


@pytest.fixture
def place():
    """A place of work whose company gave an address on its own domain."""
    address = ApplicationAddressFactory(email="emploi@tournelune.test")
    return address.establishment


def typed(at=None, **more):
    known = {"siret": at.siret if at else NEW_SIRET}
    return {"email": "karim@tournelune.test", "name": "", "place": "", **known, **more}


def code_of(claim):
    mail = SiteMail.objects.filter(name="jobs/claim_code", to_email=claim.email).latest("pk")
    return re.search(r"^(\d{4}-\d{4})$", mail.body, re.MULTILINE)[1]


def confirm(client, claim, code):
    return client.post(reverse("claim_code", args=[claim.pk]), {"code": code})


def test_a_domain_that_the_company_gave_is_proof_enough(client, karim, place):
    client.post(reverse("claim"), typed(place))
    claim = Claim.objects.get()
    confirm(client, claim, code_of(claim))
    membership = Membership.objects.get()
    assert (membership.user, membership.role) == (karim, Membership.Role.OWNER)
    company = Company.objects.get(pk=place.company_id)
    assert company.verified_how == Company.Proof.DOMAIN
    assert SiteMail.objects.filter(name="jobs/claim_accepted", user=karim).exists()


@pytest.mark.parametrize("email", ["karim@autre-domaine.test", "karim.tournelune@orange.fr"])
def test_any_other_domain_waits_for_our_staff(client, karim, place, email):
    client.post(reverse("claim"), typed(place, email=email, phone="04 00 00 00 00"))
    claim = Claim.objects.get()
    shown = client.get(confirm(client, claim, code_of(claim)).url)
    assert "Notre équipe vérifie" in text_of(shown)
    due = timezone.localtime(claims.due(Claim.objects.get().moved_at))
    assert f"au plus tard le {date_format(due, 'l j F')} à {due:%H:%M}" in text_of(shown)
    assert not Membership.objects.exists()
    assert Company.objects.get(pk=place.company_id).verified_at is None


def test_a_site_counts_only_on_a_page_that_was_verified(place):
    company = place.company
    company.website = "https://www.cap-mirabeau.test/"
    assert not claims.vouches(company, "cap-mirabeau.test")
    company.claimed_at = company.verified_at = timezone.now()
    assert claims.vouches(company, "cap-mirabeau.test")
    company.website = "https://gmail.com/"
    assert not claims.vouches(company, "gmail.com")


def test_a_second_claimant_of_a_held_company_waits_and_becomes_no_owner(client, karim, place):
    MembershipFactory(company=place.company, role="owner", user=UserFactory())
    client.post(reverse("claim"), typed(place))
    claim = Claim.objects.get()
    confirm(client, claim, code_of(claim))
    claim.refresh_from_db()
    assert claim.state == State.WAITING
    claims.accept(claim, by=UserFactory())
    assert Membership.objects.get(user=karim).role == Membership.Role.RECRUITER


def test_a_code_is_tried_five_times_and_no_more(client, karim, place):
    client.post(reverse("claim"), typed(place))
    claim = Claim.objects.get()
    right = code_of(claim)
    wrong = "0000-0000" if right != "0000-0000" else "1111-1111"
    for _ in range(5):
        assert "pas le bon" in text_of(confirm(client, claim, wrong))
    assert "pas le bon" in text_of(confirm(client, claim, right))
    assert not Membership.objects.exists()


def test_a_code_is_good_for_half_an_hour(client, karim, place):
    client.post(reverse("claim"), typed(place))
    claim = Claim.objects.get()
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        client.force_login(karim)
        assert "pas le bon" in text_of(confirm(client, claim, code_of(claim)))


def test_a_new_code_makes_the_first_one_worthless(client, karim, place):
    client.post(reverse("claim"), typed(place))
    claim = Claim.objects.get()
    first = code_of(claim)
    client.post(reverse("claim_new_code", args=[claim.pk]))
    assert "pas le bon" in text_of(confirm(client, claim, first))
    assert confirm(client, claim, code_of(claim)).status_code == 302


def test_the_code_is_kept_nowhere_in_clear(client, karim, place):
    client.post(reverse("claim"), typed(place))
    claim = Claim.objects.get()
    assert code_of(claim).replace("-", "") not in claim.code_digest


def test_strangers_get_404(client, karim):
    claim = ClaimFactory(state="code")
    assert client.get(reverse("claim_code", args=[claim.pk])).status_code == 404
    assert client.post(reverse("claim_new_code", args=[claim.pk])).status_code == 404
    assert client.get(reverse("claims_desk")).status_code == 404
    assert client.post(reverse("claim_decide", args=[claim.pk])).status_code == 404


def test_an_unknown_place_asks_for_its_name_and_commune(client, karim):
    shown = client.post(reverse("claim"), typed())
    assert set(shown.context["form"].errors) == {"name", "place"}
    client.post(reverse("claim"), typed(name="Voilerie Vent Debout", place="Sète"))
    assert not Company.objects.exists()  # nothing is made before it is proven
    claim = Claim.objects.get()
    confirm(client, claim, code_of(claim))
    claim.refresh_from_db()
    claims.accept(claim, by=UserFactory())
    company = Company.objects.get()
    assert (company.name, company.siren) == ("Voilerie Vent Debout", NEW_SIRET[:9])
    assert company.establishments.get().commune_code == "34301"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"siret": "12345678901234"}, "siret"),
        ({"siret": "abc"}, "siret"),
        ({"email": "karim"}, "email"),
        ({"phone": "appelez-moi"}, "phone"),
        ({"email": "karim.tournelune@Orange.fr"}, "phone"),  # whom would our staff call back?
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_typed_is_lost(client, karim, more, field):
    values = typed(name="Voilerie Vent Debout", place="Sète") | more
    shown = client.post(reverse("claim"), values)
    assert field in shown.context["form"].errors or field == "siret"
    assert shown.context["form"].errors
    assert "Voilerie Vent Debout" in text_of(shown)
    assert not Claim.objects.exists()


def test_a_closed_company_cannot_be_claimed(client, karim):
    closed = CompanyFactory(closed_at=timezone.now(), closed_reason="closed")
    work = EstablishmentFactory(company=closed)
    shown = client.post(reverse("claim"), typed(work))
    assert "plus ouvert" in text_of(shown)


def test_the_same_place_is_claimed_once_at_a_time(client, karim, place):
    client.post(reverse("claim"), typed(place))
    again = client.post(reverse("claim"), typed(place))
    assert "déjà une demande" in text_of(again)
    assert Claim.objects.count() == 1


# --- Staff --------------------------------------------------------------------------------------
@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    enrol(user)
    client.force_login(user)
    return user


def decide(client, claim, **more):
    return client.post(reverse("claim_decide", args=[claim.pk]), more)


def test_staff_accepts_and_the_company_says_how_it_was_verified(client, staff):
    claim = ClaimFactory()
    assert claim.name in text_of(client.get(reverse("claims_desk")))
    decide(client, claim, decision="accept")
    assert Company.objects.get().verified_how == Company.Proof.STAFF
    assert Membership.objects.get().user == claim.claimant


def test_staff_refuses_with_a_reason_that_the_person_reads(client, staff):
    claim = ClaimFactory()
    decide(client, claim, decision="refuse", **{f"{claim.pk}-reason": "unproven"})
    claim.refresh_from_db()
    assert claim.state == State.REFUSED
    mail = SiteMail.objects.get(name="jobs/claim_refused")
    assert "rien ne montre" in mail.body
    client.force_login(claim.claimant)
    shown = text_of(client.get(reverse("claim_code", args=[claim.pk])))
    assert "rien ne montre" in shown.lower()


def test_a_refusal_without_a_reason_changes_nothing(client, staff):
    claim = ClaimFactory()
    decide(client, claim, decision="refuse")
    claim.refresh_from_db()
    assert claim.state == State.WAITING
    with pytest.raises(IntegrityError):
        Claim.objects.update(state="refused", reason="unproven")


def test_a_decision_is_taken_once(client, staff):
    claim = ClaimFactory()
    decide(client, claim, decision="accept")
    late = decide(client, claim, decision="refuse", **{f"{claim.pk}-reason": "unproven"})
    assert "déjà été traitée" in text_of(client.get(late.url))
    claim.refresh_from_db()
    assert claim.state == State.ACCEPTED


def test_our_answer_is_promised_in_working_days():
    friday = datetime(2026, 11, 27, 16, tzinfo=UTC)
    assert claims.due(friday) == datetime(2026, 12, 1, 16, tzinfo=UTC)
