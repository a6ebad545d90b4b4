"""Each look of our staff at somebody's data is noted, once a day, and the person reads it."""

import pytest
import time_machine
from django.urls import reverse

from jobs.models import Claim, Report
from privacy.models import StaffLook
from privacy.services import requests
from tests.factories.applications import ApplicationFactory, mass_reading_of, report_of
from tests.factories.jobs import ClaimFactory, MembershipFactory, OfferFactory


def page_of(answer):
    return answer.content.decode().replace("\xa0", " ")


def the_claim(lea):
    ClaimFactory(claimant=lea)
    return reverse("claims_desk"), "votre demande de recruter pour une entreprise"


def the_report(lea):
    one = Report.objects.create(
        offer=OfferFactory(), user=lea, name="Léa", email=lea.email, ground="else", words="x"
    )
    return reverse("report", args=[one.pk]), "votre signalement"


def the_reported_application(lea):
    one = report_of(ApplicationFactory(candidate=lea), by=lea, side="candidate")
    return reverse("reported", args=[one.pk]), "votre candidature"


def the_readings(lea):
    return mass_reading_of(lea).get_absolute_url(), "vos ouvertures de CV"


def the_request(lea):
    asked = requests.ask(lea, "rectify", "Mon nom prend un accent.")
    return reverse("rights_request", args=[asked.pk]), "votre demande : rectification"


def the_account(lea):
    return reverse("admin:accounts_user_change", args=[lea.pk]), "la fiche de votre compte"


def the_membership(lea):
    row = MembershipFactory(user=lea)
    address = reverse("admin:jobs_membership_change", args=[row.pk])
    return address, "votre place dans l’équipe d’une entreprise"


SHOWN = [
    *(the_claim, the_report, the_reported_application, the_readings, the_request),
    *(the_account, the_membership),
]


@pytest.fixture(params=SHOWN, ids=lambda p: p.__name__)
def shown(request, lea):
    """(address, what the person reads) of a page of the staff that shows Léa's data."""
    return request.param(lea)


def test_opening_it_is_a_look_that_the_person_reads_once_a_day(desk, staff, shown, client, lea):
    staff.is_superuser = True  # for the tables
    staff.save()
    address, what = shown
    for _again in range(2):
        assert desk.get(address).status_code == 200
    look = StaffLook.objects.get()
    assert look.what.replace("\xa0", " ") == what
    assert look.reason
    client.force_login(lea)
    assert what in page_of(client.get(reverse("my_data")))


def test_tomorrow_it_is_another_look(desk, staff, lea):
    staff.is_superuser = True
    staff.save()
    address, _what = the_account(lea)
    with time_machine.travel("2026-11-20T10:00:00+01:00"):
        desk.force_login(staff)
        desk.get(address)
    with time_machine.travel("2026-11-21T10:00:00+01:00"):
        desk.force_login(staff)
        desk.get(address)
    assert StaffLook.objects.count() == 2


def test_it_is_kept_in_the_language_of_whom_it_is_about(desk, lea):
    lea.language = "en"
    lea.save()
    address, _what = the_report(lea)
    desk.get(address)
    assert StaffLook.objects.get().what == "your report"


def test_the_list_of_accounts_names_nobody(desk, staff, lea):
    staff.is_superuser = True
    staff.save()
    page = page_of(desk.get(reverse("admin:accounts_user_changelist")))
    assert lea.email not in page
    assert "Dupré" not in page
    assert not StaffLook.objects.exists()


def test_no_other_page_of_the_tables_names_an_account(desk, staff, lea):
    staff.is_superuser = True
    staff.save()
    member, offer = MembershipFactory(user=lea), OfferFactory(author=lea)
    for name, row in (("accounts_user", lea), ("jobs_membership", member)):
        assert desk.get(reverse(f"admin:{name}_history", args=[row.pk])).status_code == 404
    for page in (
        reverse("admin:jobs_membership_changelist"),
        reverse("admin:jobs_offer_change", args=[offer.pk]),
    ):
        assert "Dupré" not in page_of(desk.get(page))
    assert not StaffLook.objects.exists()


def test_a_desk_of_many_notes_them_in_one_question(desk, django_assert_max_num_queries):
    for _ in range(12):
        ClaimFactory()
    claimants = [one.claimant for one in Claim.objects.select_related("claimant")]
    with django_assert_max_num_queries(2):
        requests.look_daily(claimants, by=claimants[0], what="votre demande", reason="vérifier")
    assert StaffLook.objects.count() == 12
