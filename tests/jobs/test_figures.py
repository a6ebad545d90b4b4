"""Views of an offer, counted without knowing anybody, and what recruiters see of them."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from applications.models import Application
from jobs import offer_views
from jobs.models import OfferViews
from privacy.services import restriction
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.jobs import CompanyFactory, MembershipFactory, OfferFactory
from tests.leaks import found
from tests.test_project import rows_written

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0"


@pytest.fixture
def offer():
    return OfferFactory()


@pytest.fixture
def karim(client, offer):
    user = UserFactory(first_name="Karim")
    MembershipFactory(user=user, company=offer.company, role="owner")
    enrol(user)
    client.force_login(user)
    return user


def read(client, offer, times=1, **headers):
    for _again in range(times):
        answer = client.get(offer.get_absolute_url(), headers={"user-agent": BROWSER} | headers)
    return answer


def pending(offer):
    return cache.get(f"offer-views:{timezone.localdate()}:{offer.pk}") or 0


def nights_later(number):
    return time_machine.travel(timezone.now() + timedelta(days=number))


def test_each_reading_counts_one_and_is_written_down_the_next_day(client, offer):
    read(client, offer, 12)
    today = timezone.localdate()
    assert offer_views.write_down() == 0  # the day is not over
    with nights_later(1):
        assert offer_views.write_down(dry_run=True) == 1
        assert not OfferViews.objects.exists()
        assert offer_views.write_down() == 1
        assert offer_views.write_down() == 0  # again changes nothing
    row = OfferViews.objects.get()
    assert (row.offer, row.day, row.count) == (offer, today, 12)


def test_a_day_of_fewer_than_eleven_is_added_to_the_next(client, offer):
    read(client, offer, 10)
    with nights_later(1):
        assert offer_views.write_down() == 0
        assert pending(offer) == 10
        read(client, offer)
        second = timezone.localdate()
    with nights_later(2):
        assert offer_views.write_down() == 1
    row = OfferViews.objects.get()
    assert (row.day, row.count) == (second, 11)


def test_a_night_without_the_sweep_loses_nothing(client, offer):
    read(client, offer, 11)
    with nights_later(3):
        assert offer_views.write_down() == 1


def test_the_database_itself_refuses_ten(offer):
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferViews.objects.create(offer=offer, day=timezone.localdate(), count=10)


def test_an_offer_erased_meanwhile_is_passed_over(client, offer):
    read(client, offer, 12)
    offer.delete()
    with nights_later(1):
        assert offer_views.write_down() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Googlebot/2.1"},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"hx-request": "true"},
    ],
)
def test_machines_and_pages_fetched_ahead_are_not_counted(client, offer, headers):
    assert read(client, offer, **headers).status_code == 200
    assert pending(offer) == 0


def test_an_offer_that_is_over_is_not_counted(client):
    filled = OfferFactory(state="filled")
    assert read(client, filled).status_code == 410
    assert pending(filled) == 0


def test_the_company_our_staff_and_who_froze_their_data_are_not_counted(client, offer, karim):
    read(client, offer)
    client.force_login(UserFactory(is_staff=True))
    read(client, offer)
    lea = UserFactory()
    client.force_login(lea)
    read(client, offer)
    assert pending(offer) == 1
    restriction.restrict(lea, "accuracy")
    read(client, offer)
    assert pending(offer) == 1


def test_reading_writes_no_row_sets_no_cookie_and_keeps_no_address(client, offer):
    before = rows_written()
    answer = client.get(
        offer.get_absolute_url(), REMOTE_ADDR="198.51.77.7", headers={"user-agent": BROWSER}
    )
    assert rows_written() == before
    assert set(answer.cookies) <= {"csrf"}
    with nights_later(1):
        offer_views.write_down()
    assert found([b"198.51.77"]) == set()


def test_without_a_cache_the_page_is_read_all_the_same(client, offer, settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert read(client, offer).status_code == 200


def test_the_command_says_what_it_wrote(client, offer):
    read(client, offer, 11)
    said = StringIO()
    later = timezone.now() + timedelta(days=1)
    call_command("write_views", dry_run=True, as_of=f"{later}", stdout=said)
    assert said.getvalue() == "1 offres vues (à blanc).\n"


def test_the_recruiter_sees_views_and_applications_as_bars_and_as_figures(client, offer, karim):
    yesterday = timezone.localdate() - timedelta(days=1)
    OfferViews.objects.create(offer=offer, day=yesterday, count=41)
    OfferViews.objects.create(offer=offer, day=yesterday - timedelta(days=60), count=500)
    ApplicationFactory(offer=offer)
    page = client.get(reverse("offer_preview", args=[offer.pk]))
    text = text_of(page)
    assert "41 au total" in text
    assert "1 au total" in text
    assert page.content.decode().count('width="8"') == 2
    assert page.content.decode().count('<th scope="row">') == 60


def test_a_draft_has_no_figures(client, offer, karim):
    draft = OfferFactory(company=offer.company, draft=True)
    assert "Trente derniers jours" not in text_of(client.get(f"/recruteur/offres/{draft.pk}/"))


def test_the_recruiters_home_counts_their_own_company_only(client, offer, karim):
    other = OfferFactory(company=CompanyFactory(verified=True))
    OfferViews.objects.create(offer=other, day=timezone.localdate(), count=70)
    OfferViews.objects.create(offer=offer, day=timezone.localdate(), count=12)
    ApplicationFactory(offer=other)
    ApplicationFactory(offer=offer, state=Application.State.REVIEW)
    text = text_of(client.get(reverse("recruiter")))
    assert "12 vues en trente jours" in text
    assert "1 candidature reçue" in text
    assert "Candidatures par état" in text


def test_a_candidate_who_froze_their_data_is_in_no_figure(client, offer, karim):
    application = ApplicationFactory(offer=offer)
    restriction.restrict(application.candidate, "accuracy")
    text = text_of(client.get(reverse("recruiter")))
    assert "0 candidature reçue" in text


def test_a_stranger_sees_no_figure(client, offer, karim):
    other = OfferFactory()
    assert client.get(reverse("offer_preview", args=[other.pk])).status_code == 404
