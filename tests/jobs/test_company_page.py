from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.jobs import (
    ApplicationAddressFactory,
    CompanyFactory,
    EstablishmentFactory,
)

pytestmark = pytest.mark.django_db


def read(client, company):
    response = client.get(company.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_anybody_reads_a_company(client):
    company = CompanyFactory(name="Menuiserie Tournelune", description="Du bois & des copeaux.")
    EstablishmentFactory(company=company, name="Atelier des Rabots", is_head_office=True)
    html = read(client, company)
    assert "Atelier des Rabots" in html
    assert "Du bois &amp; des copeaux." in html
    assert "12 rue des Rabots, 34000 Montpellier" in html
    assert "Pas encore revendiquée" in html


def test_a_company_that_is_suspended_withheld_or_unknown_is_not_found(client):
    now = timezone.now()
    for gone in (
        CompanyFactory(suspended_at=now),
        CompanyFactory(closed_at=now, closed_reason="withheld"),
    ):
        assert client.get(gone.get_absolute_url()).status_code == 404
    assert client.get(reverse("company", args=["personne-123"])).status_code == 404


def test_a_closed_company_says_so_and_cannot_be_written_to(client):
    company = CompanyFactory(closed_at=timezone.now(), closed_reason="closed")
    html = read(client, company)
    assert "Cette entreprise est fermée" in html
    assert "Écrire à cette entreprise" not in html


def test_a_company_that_refuses_letters_cannot_be_written_to(client):
    company = CompanyFactory(refuses_since=timezone.now())
    ApplicationAddressFactory(establishment__company=company)
    html = read(client, company)
    assert "Pas de candidatures spontanées" in html
    assert "Écrire à cette entreprise" not in html


def test_an_address_that_was_refused_closes_the_way(client):
    company = CompanyFactory()
    ApplicationAddressFactory(establishment__company=company, refused_at=timezone.now())
    assert "Pas de candidatures spontanées" in read(client, company)


def test_a_verified_company_says_how_and_when(client):
    html = read(client, CompanyFactory(verified=True))
    assert f"Vérifiée le {timezone.localtime():%-d}" in html
    assert "adresse du domaine" in html


def test_where_an_address_comes_from_is_said_to_all_but_the_address_to_members_only(client):
    company = CompanyFactory()
    address = ApplicationAddressFactory(establishment__company=company)
    html = read(client, company)
    assert "a donné elle-même une adresse" in html
    assert address.email not in html
    client.force_login(UserFactory())
    assert address.email in read(client, company)


def test_an_imported_address_names_its_source_and_the_day_the_company_was_told(client):
    told = timezone.now() - timedelta(days=10)
    address = ApplicationAddressFactory(
        source="import",
        source_detail="page Recrutement",
        told_at=told,
        writable_from=told + timedelta(days=7),
    )
    html = read(client, address.establishment.company)
    assert "page Recrutement" in html
    assert "a pas refusé" in html


def test_an_address_the_company_was_just_told_about_waits(client):
    now = timezone.now()
    address = ApplicationAddressFactory(
        source="import",
        source_detail="page Recrutement",
        told_at=now,
        writable_from=now + timedelta(days=7),
    )
    client.force_login(UserFactory())
    html = read(client, address.establishment.company)
    assert "pourra servir à partir du" in html
    assert address.email not in html


def test_without_an_address_the_candidate_may_bring_one(client):
    html = read(client, CompanyFactory())
    assert "Si vous en avez trouvé une" in html


def test_each_shop_of_a_chain_leads_to_a_letter_to_that_shop(client):
    company = CompanyFactory()
    shops = [EstablishmentFactory(company=company) for _ in range(2)]
    html = read(client, company)
    for shop in shops:
        link = f"{reverse('spontaneous_new')}?entreprise={company.slug}&etablissement={shop.siret}"
        assert link.replace("&", "&amp;") in html
    client.force_login(UserFactory())
    page = client.get(link)
    assert page.context["form"].initial["establishment"] == shop.pk
    company.refuses_since = timezone.now()
    company.save()
    assert "etablissement=" not in read(client, company)


def test_one_place_of_work_has_the_companys_own_link_only(client):
    assert "etablissement=" not in read(client, EstablishmentFactory().company)


def test_many_places_of_work_come_by_pages_with_a_constant_number_of_queries(
    client, django_assert_max_num_queries
):
    company = CompanyFactory()
    for _ in range(45):
        EstablishmentFactory(company=company)
    EstablishmentFactory(company=company, closed_at=timezone.now(), closed_reason="closed")
    url = company.get_absolute_url()
    with django_assert_max_num_queries(11):
        assert len(client.get(url).context["page"]) == 20
    assert len(client.get(url, {"page": 3}).context["page"]) == 5
    for wrong in ("0", "-3", "abc", "9999"):
        assert client.get(url, {"page": wrong}).status_code == 200


def test_a_description_cannot_bring_markup(client):
    html = read(client, CompanyFactory(description="<script>alert(1)</script>"))
    assert "<script>alert" not in html


def test_a_missing_logo_is_not_found(client):
    company = CompanyFactory()
    url = reverse("company_logo", args=[company.slug])
    assert client.get(url).status_code == 404
    company.logo = "logos/gone.webp"
    company.save()
    assert client.get(url).status_code == 404
