"""Conditions on one row are read here as PostgreSQL reads them."""

from decimal import Decimal
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from jobs.models import Offer
from meilleursjobs.lib.constraints import FieldCheck, RowCheck, holds

CHECKS = [one for one in Offer._meta.constraints if type(one) is RowCheck]


def refused(check, offer, exclude=None):
    try:
        check(Offer, offer, exclude=exclude)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.django_db
def test_every_check_of_an_offer_says_what_the_database_would():
    amounts = (None, Decimal(0), Decimal(20), Decimal(30))
    pays = product(amounts, amounts, ("", "an"))
    rest = [("draft", None, "here", ""), ("published", None, "link", "")]
    assert len(CHECKS) == 5
    for (low, high, period), (state, at, mode, url) in product(pays, rest):
        offer = Offer(
            pay_min=low, pay_max=high, pay_period=period, state=state, published_at=at,
            confirmed_at=at, expires_at=at, apply_mode=mode, apply_url=url,
        )  # fmt: skip
        for one in CHECKS:
            asked = refused(lambda *a, **k: models.CheckConstraint.validate(one, *a, **k), offer)  # noqa: B023
            assert refused(one.validate, offer) == asked, one.name


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Q(pay_min=None), True),
        (Q(pay_min__isnull=False), False),
        (Q(pay_min__gt=3), None),
        (~Q(pay_min__gt=3), None),
        (Q(pay_min__gt=3) | Q(pay_max=5), True),
        (Q(pay_min__gt=3) & Q(pay_max=5), None),
        (Q(pay_min__gt=3) & Q(pay_max=6), False),
        (Q(pay_max__gte=F("pay_min")), None),
        (~Q(pay_max=5, state__in=["draft"]), False),
    ],
)
def test_an_empty_column_leaves_a_comparison_open(condition, found):
    assert holds(condition, Offer(pay_max=5)) is found


def test_what_names_a_field_that_is_not_asked_waits():
    offer = Offer(pay_min=9, pay_max=1, pay_period="an")
    check = next(one for one in CHECKS if one.name == "offer_pay_from_low_to_high")
    assert refused(check.validate, offer)
    assert not refused(check.validate, offer, exclude={"pay_max"})


def test_a_condition_in_other_words_is_refused_rather_than_guessed():
    with pytest.raises(KeyError):
        holds(Q(title__startswith="a"), Offer(title="ab"))
    with pytest.raises(ValueError, match="XOR"):
        holds(Q(title="a") ^ Q(title="b"), Offer(title="a"))


def test_what_a_field_refuses_by_itself_is_not_asked_again():
    many = [{"text": "Ah ?", "kind": "yes_no", "choices": [], "required": False}] * 6
    offer = Offer(title="x", contract="cdi", description="x", questions=many)
    check = next(one for one in Offer._meta.constraints if isinstance(one, FieldCheck))
    assert not refused(check.validate, offer)
    with pytest.raises(ValidationError) as said:
        offer.clean_fields(exclude=["company"])
    assert list(said.value.message_dict) == ["questions"]


def test_migrations_see_an_ordinary_constraint():
    assert {one.deconstruct()[0] for one in CHECKS} == {"django.db.models.CheckConstraint"}
