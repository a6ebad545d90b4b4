"""A row moves once per move, along the table, and only if nobody moved it first."""

import pytest

from gmail_send.models import Delivery
from meilleursjobs.lib.states import MoveRefused
from tests.factories.accounts import UserFactory
from tests.factories.gmail import connect, enqueue


@pytest.fixture
def delivery(db, google):
    return enqueue(connect(UserFactory(first_name="Léa", last_name="Dupré"), google))


def test_a_move_outside_the_table_is_refused(delivery):
    with pytest.raises(MoveRefused):
        delivery.move(Delivery.State.SENT)


def test_the_second_of_two_readers_is_refused_and_changes_nothing(delivery):
    late = Delivery.objects.get(pk=delivery.pk)
    delivery.move(Delivery.State.CANCELLED, reason="first")
    with pytest.raises(MoveRefused):
        late.move(Delivery.State.BLOCKED, reason="second")
    late.refresh_from_db()
    assert (late.state, late.reason) == (Delivery.State.CANCELLED, "first")


def test_an_expectation_that_does_not_hold_refuses_the_move(delivery):
    with pytest.raises(MoveRefused):
        delivery.move(Delivery.State.CANCELLED, expect={"reason": "another"})


def test_the_changes_are_in_the_row_and_in_the_object(delivery):
    before = delivery.moved_at
    delivery.move(Delivery.State.CANCELLED, reason="by_person")
    assert delivery.moved_at > before
    assert Delivery.objects.get(pk=delivery.pk).reason == delivery.reason == "by_person"
