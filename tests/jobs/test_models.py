from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from jobs.models import ApplicationAddress, Company, Establishment
from tests.factories.jobs import (
    ApplicationAddressFactory,
    CompanyFactory,
    EstablishmentFactory,
    siren,
    siret,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "number", ["123456789", "73282932", "732 829 320", "abcdefghi", "７３２８２９３２０"]
)
def test_a_siren_with_a_wrong_checksum_or_form_is_refused_with_a_sentence(number):
    with pytest.raises(ValidationError) as error:
        Company(name="Atelier", siren=number).full_clean()
    assert "SIREN" in str(error.value.message_dict["siren"])


def test_a_company_may_have_no_siren_but_two_may_not_share_one():
    CompanyFactory(siren=None)
    CompanyFactory(siren=None)
    CompanyFactory(siren=siren(1))
    with pytest.raises(ValidationError, match="porte déjà ce numéro"):
        CompanyFactory.build(siren=siren(1)).full_clean()


def test_a_siret_needs_its_own_checksum_save_at_la_poste_where_digits_add_up_to_five():
    post_office = CompanyFactory(name="La Poste", siren="356000000")
    Establishment(company=post_office, siret="35600000000048", commune_code="75056").full_clean()
    # Its digits add up to a multiple of five, though Luhn's sum does not hold.
    Establishment(company=post_office, siret="35600000049837", commune_code="75056").full_clean()
    with pytest.raises(ValidationError, match="SIRET"):
        Establishment(
            company=post_office, siret="35600000049838", commune_code="75056"
        ).full_clean()


def test_a_siret_belongs_to_the_siren_of_its_company():
    company = CompanyFactory()
    stranger = Establishment(company=company, siret=siret(siren(5)), commune_code="34172")
    with pytest.raises(ValidationError, match="n’est pas celui d’un établissement"):
        stranger.full_clean()


@pytest.mark.parametrize(
    ("field", "value"),
    [("naf", "6201Z"), ("headcount", "99"), ("commune_code", "3417"), ("postal_code", "3400")],
)
def test_the_database_refuses_codes_that_have_no_meaning(field, value):
    with pytest.raises(IntegrityError):
        EstablishmentFactory(**{field: value})


def test_a_company_has_one_head_office_at_a_time():
    company = CompanyFactory()
    first = EstablishmentFactory(company=company, is_head_office=True)
    with pytest.raises(ValidationError, match="déjà un siège"):
        EstablishmentFactory.build(
            company=company, siret=siret(company.siren, 9), is_head_office=True
        ).full_clean()
    first.closed_at, first.closed_reason = timezone.now(), "closed"
    first.save()
    EstablishmentFactory(company=company, is_head_office=True)


def test_the_address_of_a_company_never_changes():
    company = CompanyFactory(name="L’Œuvre & Fils — Électricité", siren=siren(42))
    slug = company.slug
    assert slug == f"loeuvre-fils-electricite-{siren(42)}"
    company.name = "Autre nom"
    company.save()
    company.refresh_from_db()
    assert (company.slug, company.name_key) == (slug, "autre nom")


def test_a_company_is_verified_only_with_a_proof():
    company = CompanyFactory()
    company.verified_at = timezone.now()
    with pytest.raises(ValidationError, match="comment elle l’a été"):
        company.full_clean()


def test_verified_companies_stand_before_larger_ones():
    small, large = CompanyFactory(verified=True, headcount="01"), CompanyFactory(headcount="53")
    unknown = CompanyFactory(headcount="")
    assert list(Company.objects.order_by("standing")) == [small, large, unknown]


def test_an_imported_address_waits_seven_days_after_the_company_was_told():
    told = timezone.now() - timedelta(days=3)
    early = ApplicationAddressFactory.build(
        establishment=EstablishmentFactory(),
        source="import",
        source_detail="page Recrutement de tournelune.test",
        told_at=told,
        writable_from=told + timedelta(days=6),
    )
    with pytest.raises(ValidationError, match="sept jours"):
        early.full_clean()
    with pytest.raises(IntegrityError):
        early.save()


def test_an_imported_address_is_never_writable_when_nobody_was_told():
    with pytest.raises(IntegrityError):
        ApplicationAddressFactory(source="import", source_detail="annuaire", told_at=None)


def test_an_imported_address_says_where_it_was_found():
    with pytest.raises(ValidationError, match="dit où"):
        ApplicationAddressFactory.build(
            establishment=EstablishmentFactory(), source="import", writable_from=None
        ).full_clean()


def test_only_accepted_addresses_of_open_companies_are_writable():
    usable = ApplicationAddressFactory()
    now = timezone.now()
    ApplicationAddressFactory(refused_at=now)
    ApplicationAddressFactory(writable_from=now + timedelta(days=1))
    ApplicationAddressFactory(writable_from=None)
    for change in (
        {"suspended_at": now},
        {"refuses_since": now},
        {"closed_at": now, "closed_reason": "closed"},
    ):
        ApplicationAddressFactory(establishment__company=CompanyFactory(**change))
    ApplicationAddressFactory(
        establishment=EstablishmentFactory(closed_at=now, closed_reason="no_staff")
    )
    assert list(ApplicationAddress.objects.writable()) == [usable]
