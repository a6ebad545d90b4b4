import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.jobs import ApplicationAddressFactory, CompanyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    """Signed in, with the second factor that staff must have."""
    user = UserFactory(is_staff=True, is_superuser=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    return user


@pytest.mark.parametrize("model", ["company", "establishment", "applicationaddress", "membership"])
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_the_tables_open_for_staff(client, staff, model, page):
    assert client.get(reverse(f"admin:jobs_{model}_{page}")).status_code == 200


def test_the_tables_are_named_in_both_languages(client, staff):
    for language, name in (("fr", "Entreprises"), ("en", "Companies")):
        staff.language = language
        staff.save()
        assert f">{name}</a>" in client.get(reverse("admin:index")).content.decode()


def test_the_tables_are_closed_to_others(client):
    client.force_login(UserFactory())
    assert client.get(reverse("admin:jobs_company_changelist")).status_code != 200


def test_a_company_is_found_by_its_number_or_name(client, staff):
    company = CompanyFactory(name="Œuvre Tournelune")
    CompanyFactory(name="Autre")
    for typed in (company.siren, "oeuvre"):
        response = client.get(reverse("admin:jobs_company_changelist"), {"q": typed})
        assert [one.pk for one in response.context["cl"].result_list] == [company.pk]


def test_an_imported_address_cannot_be_usable_before_the_company_knew(client, staff):
    address = ApplicationAddressFactory()
    url = reverse("admin:jobs_applicationaddress_change", args=[address.pk])
    response = client.post(
        url,
        {
            "establishment": address.establishment_id,
            "email": address.email,
            "source": "import",
            "source_detail": "annuaire",
            "writable_from_0": "2026-01-01",
            "writable_from_1": "00:00:00",
        },
    )
    assert response.status_code == 200
    assert "sept jours" in response.content.decode()
