import pytest
from stdnum.fr import siren, siret

from jobs import demo
from jobs.models import ApplicationAddress, Company, Establishment, Membership
from jobs.reach import Way, reach
from meilleursjobs.lib import geo
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_the_invented_companies_hold_the_rules_of_real_ones():
    demo.create_companies()
    for company in Company.objects.all():
        assert siren.is_valid(company.siren)
        company.full_clean()
    for place in Establishment.objects.select_related("company"):
        assert siret.is_valid(place.siret)
        assert geo.commune(place.commune_code)
        assert place.postal_code in geo.commune(place.commune_code).postal_codes
        place.full_clean()
    for address in ApplicationAddress.objects.all():
        assert address.email.endswith(".test")
        address.full_clean()


def test_making_them_again_changes_nothing():
    demo.create_companies()
    Company.objects.filter(name=demo.VERIFIED).update(description="Écrit depuis par Karim.")
    before = list(Company.objects.order_by("pk").values())
    assert len(demo.create_companies()) == 24
    assert list(Company.objects.order_by("pk").values()) == before
    assert Establishment.objects.count() == sum(len(one.cities) for one in demo.COMPANIES)


def test_karim_owns_the_verified_company():
    demo.create_companies()
    karim = UserFactory(email=demo.OWNER)
    demo.create_companies()
    demo.create_companies()
    assert Membership.objects.get().user == karim
    assert Company.objects.managed_by(karim).get().verified_how == Company.Proof.DOMAIN


def test_every_way_to_write_is_shown():
    ways = {reach(company).way for company in demo.create_companies()}
    assert ways == set(Way)
