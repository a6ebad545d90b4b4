"""A company's own budget: reserved with the letter, given back, raced by fifty candidates."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from applications import contact_rules, services
from applications.models import Reservation, SpontaneousApplication
from gmail_send.models import Delivery
from gmail_send.services import outbox
from jobs.budget import monthly_budget
from privacy.models import SiteMail
from tests.factories.accounts import UserFactory
from tests.factories.applications import DraftFactory, found_draft
from tests.factories.gmail import connect
from tests.factories.jobs import ApplicationAddressFactory, EstablishmentFactory

from .pages import press, text_of, url
from .test_rules import reserve, together, validation

PARIS = ZoneInfo("Europe/Paris")
LONG_AGO = datetime(2026, 1, 5, tzinfo=PARIS)
NOON = datetime(2026, 11, 10, 12, 0, tzinfo=PARIS)
LATE = datetime(2026, 11, 24, 12, 0, tzinfo=PARIS)


@pytest.fixture
def address(db):
    return ApplicationAddressFactory(writable_from=LONG_AGO)


def drafts_of(address, count):
    return [
        DraftFactory(candidate=UserFactory(), address=address, resume=None) for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("headcount", "most"), [("", 6), ("11", 6), ("21", 10), ("31", 15), ("32", 25), ("53", 60)]
)
def test_a_company_that_has_not_spoken_gets_a_budget_by_its_size(db, headcount, most):
    assert monthly_budget(EstablishmentFactory(headcount=headcount)) == most


def test_a_company_sets_its_own_budget(db, address):
    address.establishment.company.letters_a_month = 2
    assert monthly_budget(address.establishment) == 2


def test_the_seventh_letter_of_a_month_is_told_the_next_free_place(address):
    with time_machine.travel(LATE, tick=False):
        *six, seventh = drafts_of(address, 7)
        for draft in six:
            reserve(draft)
        with pytest.raises(contact_rules.LimitReached) as refused:
            reserve(seventh)
        assert refused.value.code == "budget_full"
        assert "mardi 1er décembre à 9" in refused.value.message
        assert reserve(seventh, refused.value.next_at) == refused.value.next_at


def test_a_place_out_of_reach_says_from_when_it_can_be_taken(address):
    with time_machine.travel(NOON - timedelta(days=7), tick=False):  # the 3rd
        *six, seventh = drafts_of(address, 7)
        for draft in six:
            reserve(draft)
        with pytest.raises(contact_rules.LimitReached) as refused:
            reserve(seventh)
        assert "à partir du 10 novembre" in refused.value.message


def test_another_establishment_of_the_same_company_has_its_own_budget(address):
    shop = EstablishmentFactory(company=address.establishment.company)
    other = ApplicationAddressFactory(establishment=shop)
    for draft in drafts_of(address, 6):
        reserve(draft)
    reserve(*drafts_of(other, 1))


def test_a_company_typed_by_hand_has_the_budget_of_its_mailbox(db):
    for _ in range(6):
        reserve(found_draft(UserFactory(), "Contact+rh@vent-debout.test"))
    with pytest.raises(contact_rules.LimitReached):
        reserve(found_draft(UserFactory(), "contact@vent-debout.test"))


def test_a_cancelled_letter_gives_its_place_back(address, candidate, account, signed_in):
    draft = DraftFactory(candidate=candidate, address=address)
    press(signed_in, draft)
    assert contact_rules.budget(draft)["left"] == 5
    draft.refresh_from_db()
    services.cancel(draft)
    assert contact_rules.budget(draft)["left"] == 6


def test_a_letter_whose_fate_is_unknown_keeps_its_place(address, candidate, account, signed_in):
    draft = DraftFactory(candidate=candidate, address=address)
    press(signed_in, draft)
    delivery = Delivery.objects.get()
    lease = {"attempt": delivery.pk, "lease_until": timezone.now()}
    outbox.move(delivery, Delivery.State.CLAIMED, **lease)
    outbox.move(delivery, Delivery.State.IN_FLIGHT)
    outbox.move(delivery, Delivery.State.UNCERTAIN, reason="answer_lost")
    assert contact_rules.budget(draft)["left"] == 5


def test_the_preview_says_what_is_left_and_offers_to_tell(signed_in, candidate, account, address):
    draft = DraftFactory(candidate=candidate, address=address)
    assert "il reste 6 places" in text_of(signed_in.get(url("spontaneous_preview", draft)))
    for other in drafts_of(address, 6):
        reserve(other)
    shown = text_of(signed_in.get(url("spontaneous_preview", draft)))
    assert "Me prévenir quand une place est libre" in shown
    refused = press(signed_in, draft)
    assert "sont prises" in text_of(refused)
    assert SpontaneousApplication.objects.get(pk=draft.pk).state == "draft"


def test_who_asked_is_told_once_when_a_place_is_free(signed_in, candidate, account, address):
    with time_machine.travel(NOON - timedelta(days=7), tick=False):
        draft = DraftFactory(candidate=candidate, address=address)
        for other in drafts_of(address, 6):
            reserve(other)
        signed_in.force_login(candidate)
        signed_in.post(url("spontaneous_want_place", draft))
        call_command("tell_free_places")
        assert not SiteMail.objects.exists()
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        call_command("tell_free_places", dry_run=True)
        assert not SiteMail.objects.exists()
        call_command("tell_free_places")
        call_command("tell_free_places")
    assert SiteMail.objects.get(name="applications/place_free").user == candidate


# --- Races --------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_fifty_candidates_race_for_six_places_and_the_others_get_a_date():
    address = ApplicationAddressFactory(writable_from=LONG_AGO)
    with time_machine.travel(LATE):
        drafts = drafts_of(address, 50)
        found = together(*[lambda one=draft: reserve(one) for draft in drafts])
    taken = [one for one in found if isinstance(one, datetime)]
    refused = [one for one in found if isinstance(one, contact_rules.LimitReached)]
    assert (len(taken), len(refused)) == (6, 44)
    assert {one.code for one in refused} == {"budget_full"}
    assert all(one.next_at.day == 1 for one in refused)
    ranks = Reservation.objects.values_list("month_rank", flat=True)
    assert sorted(ranks) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_and_the_other_gets_a_date(google):
    address = ApplicationAddressFactory(writable_from=LONG_AGO)
    with time_machine.travel(LATE):
        *five, first, second = drafts_of(address, 7)
        for draft in five:
            reserve(draft)
        for number, draft in enumerate((first, second)):
            connect(draft.candidate, google, f"candidate{number}@gmail.test")
        found = together(*[validation(one, one.candidate) for one in (first, second)])
    assert Delivery.objects.count() == 1
    assert sorted(getattr(one, "code", getattr(one, "state", "")) for one in found) == [
        "budget_full",
        "queued",
    ]


def test_the_database_refuses_two_letters_in_one_place(address):
    first, second = drafts_of(address, 2)
    reserve(first)
    reserve(second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reservation.objects.filter(application=second).update(month_rank=1)
