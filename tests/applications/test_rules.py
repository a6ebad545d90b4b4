"""Who may be written to, and how often: held by the database, raced by threads."""

import threading
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, connections, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.utils import timezone

from applications import contact_rules, letters, services
from applications.models import Reservation, SuppressionEntry
from gmail_send.models import Delivery
from meilleursjobs.lib import crypto
from meilleursjobs.lib.errors import UserFacingError
from tests.factories.applications import DraftFactory, found_draft
from tests.factories.jobs import ApplicationAddressFactory, EstablishmentFactory

from .pages import press, text_of, url

PARIS = ZoneInfo("Europe/Paris")


def reserve(draft, at=None):
    with transaction.atomic():
        return contact_rules.reserve(draft, at=at)


def many(candidate, count):
    return [found_draft(candidate, f"contact@atelier-{n}.test") for n in range(count)]


def test_a_second_letter_within_the_minute_gets_the_next_free_minute(candidate):
    first, second, third = many(candidate, 3)
    now = timezone.now()
    assert reserve(first, now) == now
    assert reserve(second, now + timedelta(seconds=5)) == now + timedelta(minutes=1)
    assert reserve(third, now + timedelta(seconds=9)) == now + timedelta(minutes=2)


def test_a_letter_fits_into_a_gap_between_two_scheduled_ones(candidate):
    first, second, third = many(candidate, 3)
    now = timezone.now()
    reserve(first, now)
    reserve(second, now + timedelta(seconds=150))
    assert reserve(third, now) == now + timedelta(minutes=1)


def test_the_twenty_first_letter_of_a_day_is_told_when_the_next_one_may_leave(candidate):
    drafts = many(candidate, 21)
    morning = datetime(2026, 11, 24, 9, 0, tzinfo=PARIS)
    with time_machine.travel(morning, tick=False):
        for draft in drafts[:20]:
            reserve(draft)
        with pytest.raises(contact_rules.LimitReached) as refused:
            reserve(drafts[20])
        assert "mercredi 25 novembre à 0\u00a0h\u00a000" in refused.value.message
        assert reserve(drafts[20], refused.value.next_at) == refused.value.next_at


def test_the_day_is_the_one_in_france(candidate):
    first, second = many(candidate, 2)
    late = datetime(2026, 11, 24, 23, 59, 30, tzinfo=PARIS)
    reserve(first, late)
    reserve(second, late)  # pushed past midnight
    assert list(Reservation.objects.order_by("day").values_list("day__day", flat=True)) == [24, 25]


def test_one_letter_to_the_same_address_of_the_same_place_in_90_days(candidate):
    address = ApplicationAddressFactory()
    first, second = (DraftFactory(candidate=candidate, address=address, resume=None) for _ in "12")
    reserve(first)
    with pytest.raises(contact_rules.LimitReached) as refused:
        reserve(second)
    assert "90 jours" in refused.value.message
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        reserve(second)


def test_another_shop_of_a_chain_may_be_written_to_at_its_own_or_a_shared_address(candidate):
    one = ApplicationAddressFactory(email="emploi@chaine.test")
    two = ApplicationAddressFactory(
        establishment=EstablishmentFactory(company=one.establishment.company),
        email="emploi@chaine.test",
    )
    for address in (one, two):
        reserve(DraftFactory(candidate=candidate, address=address, resume=None))
    assert Reservation.objects.count() == 2


def test_typing_the_company_by_hand_is_no_way_around_the_90_days(candidate):
    address = ApplicationAddressFactory(email="emploi@chaine.test")
    reserve(DraftFactory(candidate=candidate, address=address, resume=None))
    with pytest.raises(contact_rules.LimitReached):
        reserve(found_draft(candidate, "Emploi@chaine.test"))


def test_other_candidates_may_write_to_the_same_address(candidate, stranger):
    address = ApplicationAddressFactory()
    for person in (candidate, stranger):
        reserve(DraftFactory(candidate=person, address=address, resume=None))
    assert Reservation.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("address", "Contact@Atelier-0.test"),
        ("domain", "atelier-0.test"),
        ("domain", "groupe.test"),
    ],
)
def test_nobody_on_the_objection_list_is_written_to(candidate, kind, value):
    recipient = "contact@atelier-0.test"
    if value == "groupe.test":
        recipient = "rh@lyon.groupe.test"
    draft = found_draft(candidate, recipient)
    contact_rules.object_to(kind, value)
    with pytest.raises(contact_rules.NotAllowed) as refused:
        reserve(draft)
    assert refused.value.code == "objection"


def test_an_establishment_may_object_by_its_siret(candidate, draft):
    contact_rules.object_to("siret", draft.establishment.siret)
    with pytest.raises(contact_rules.NotAllowed):
        reserve(draft)


def test_the_objection_list_holds_no_address_and_an_objection_is_kept_once(db):
    for _ in range(2):
        contact_rules.object_to("address", "non@merci.test")
    entry = SuppressionEntry.objects.get()
    assert "merci" not in str(entry.__dict__)


def test_an_objection_outlives_a_rotation_of_keys(candidate, settings):
    contact_rules.object_to("domain", "merci.test")
    settings.FIELD_KEYS = "new:" + "bmV3" * 10 + "bmV=," + settings.FIELD_KEYS
    crypto.read_keyring.cache_clear()
    settings.FIELD_KEYS = settings.FIELD_KEYS.replace("bmV3" * 10 + "bmV=", _key(b"n"))
    assert contact_rules.has_objected("non@merci.test")


def _key(byte):
    import base64

    return base64.b64encode(byte * 32).decode()


def test_the_database_itself_refuses_an_objector(candidate):
    """Even when the check in Python saw nothing: the trigger compares the hashes."""
    draft = found_draft(candidate, "non@merci.test")
    reserve(draft)
    keys = Reservation.objects.get().contact_keys
    Reservation.objects.all().delete()
    contact_rules.object_to("address", "non@merci.test")
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reservation.objects.create(
            application=draft,
            candidate=candidate,
            recipient=draft.recipient,
            places=NumericRange(None, None),
            minute=DateTimeTZRange(now, now + timedelta(minutes=1)),
            day=now.date(),
            rank=1,
            quiet=DateTimeTZRange(now, now + timedelta(days=90)),
            contact_keys=keys,
        )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"suspended_at": True}, "company_suspended"),
        ({"closed_at": True, "closed_reason": "closed"}, "company_closed"),
        ({"refuses_since": True}, "company_refuses"),
    ],
)
def test_a_company_that_closed_or_refuses_is_not_written_to(draft, change, code):
    company = draft.establishment.company
    for name, value in change.items():
        setattr(company, name, timezone.now() if value is True else value)
    company.save()
    draft.refresh_from_db()
    assert contact_rules.forbidden(draft) == code
    assert contact_rules.sentence(code)


def test_an_address_that_the_company_withdrew_is_not_written_to(draft):
    address = draft.establishment.addresses.get()
    address.refused_at = timezone.now()
    address.save()
    assert contact_rules.forbidden(draft) == "address_refused"
    address.delete()
    assert contact_rules.forbidden(draft) == "address_unusable"


def test_the_preview_says_why_a_letter_may_not_leave(signed_in, account, draft):
    contact_rules.object_to("address", draft.recipient)
    shown = text_of(signed_in.get(url("spontaneous_preview", draft)))
    assert "a demandé à ne plus recevoir" in shown
    assert "a demandé à ne plus recevoir" in text_of(press(signed_in, draft))
    assert not Delivery.objects.exists()


def test_a_full_day_offers_the_next_place_on_the_preview(signed_in, account, draft, candidate):
    noon = datetime.now(PARIS).replace(hour=12, minute=0, second=0) + timedelta(days=1)
    with time_machine.travel(noon):
        for other in many(candidate, 20):
            reserve(other)
        answer = press(signed_in, draft)
        tomorrow = noon + timedelta(days=1)
        assert f'value="{tomorrow:%Y-%m-%d}T00:00"' in text_of(answer)
        assert not Delivery.objects.exists()


# --- Races: real threads, real transactions -------------------------------------------------------
def together(*acts):
    """Run acts at the same moment in threads of their own; give back results and errors."""
    barrier, results = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(timeout=20)
            results.append(act())
        except UserFacingError as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def validation(draft, candidate):
    digest = letters.compose(draft).digest
    return lambda: services.validate(draft, by=candidate, seen_digest=digest)


@pytest.mark.django_db(transaction=True)
def test_two_simultaneous_presses_make_one_mail(candidate, account, draft):
    found = together(*[validation(draft, candidate) for _ in range(4)])
    assert all(getattr(one, "state", "") == "queued" or one.message for one in found)
    assert Delivery.objects.count() == Reservation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_simultaneous_letters_keep_a_minute_between_them(candidate, account):
    drafts = many(candidate, 6)
    together(*[validation(draft, candidate) for draft in drafts])
    moments = sorted(Delivery.objects.values_list("send_after", flat=True))
    assert len(moments) == 6
    assert all(b - a >= timedelta(seconds=59) for a, b in pairwise(moments))


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_the_day_goes_to_one(candidate, account):
    drafts = many(candidate, 23)
    noon = datetime(2026, 11, 24, 12, 0, tzinfo=PARIS)
    with time_machine.travel(noon):
        for draft in drafts[:19]:
            reserve(draft)
        found = together(*[validation(draft, candidate) for draft in drafts[19:]])
    refused = [one for one in found if isinstance(one, contact_rules.LimitReached)]
    assert len(refused) == 3
    assert Reservation.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_two_letters_to_one_address_at_the_same_moment_one_goes(candidate, account):
    drafts = [found_draft(candidate, "contact@vent-debout.test") for _ in range(3)]
    found = together(*[validation(draft, candidate) for draft in drafts])
    assert sum(isinstance(one, contact_rules.LimitReached) for one in found) == 2
    assert Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_constraints_hold_without_the_lock(candidate, draft):
    """Two rows that the service would never write: the database refuses the second."""
    other = found_draft(candidate, "autre@vent-debout.test")
    reserve(draft)
    row = Reservation.objects.get()
    for change in ({"rank": 2}, {"minute": DateTimeTZRange(row.minute.upper, None), "rank": 1}):
        values = {f.attname: getattr(row, f.attname) for f in Reservation._meta.fields} | change
        values["application_id"] = other.pk
        with pytest.raises(IntegrityError), transaction.atomic():
            Reservation.objects.create(**values)
    assert connection.vendor == "postgresql"
