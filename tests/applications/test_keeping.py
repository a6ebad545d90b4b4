"""Being kept for other jobs: agreed to, proven, taken back with one press."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import pipeline
from applications.models import Application
from privacy.models import Consent
from privacy.registry import subject_keys
from privacy.services import restriction
from tests.factories.accounts import UserFactory

from .pages import text_of

State = Application.State


def unkeep(client, application):
    return client.post(reverse("application_unkeep", args=[application.pk]))


@pytest.fixture
def kept(signed_in, offer):
    signed_in.post(reverse("apply", args=[offer.pk]), {"message": "x", "may_be_kept": "on"})
    return Application.objects.get()


def proofs(user):
    rows = Consent.objects.filter(subject_key__in=subject_keys(user), purpose="pool")
    return list(rows.order_by("pk").values_list("given", "surface"))


def test_agreeing_to_be_kept_and_taking_it_back_each_leave_a_proof(signed_in, kept):
    page = reverse("application", args=[kept.pk])
    assert "Ne plus la garder" in text_of(signed_in.get(page))
    assert proofs(kept.candidate) == [(True, "apply")]
    unkeep(signed_in, kept)
    unkeep(signed_in, kept)  # pressed twice
    kept.refresh_from_db()
    assert (kept.state, kept.may_be_kept) == (State.NEW, False)
    assert proofs(kept.candidate) == [(True, "apply"), (False, "application")]
    assert "Ne plus la garder" not in text_of(signed_in.get(page))


def test_no_longer_kept_it_leaves_the_pool_and_goes_on(signed_in, kept, karim):
    pipeline.advance(kept, "pool", by=karim)
    unkeep(signed_in, kept)
    kept.refresh_from_db()
    assert (kept.state, kept.may_be_kept) == (State.REVIEW, False)
    assert kept.steps.last().kind == "unkept"


def test_a_decided_application_that_was_kept_is_no_longer_read_by_the_company(
    signed_in, kept, karim
):
    Application.objects.update(
        state="refused", reason="other", decided_by="k.1",
        moved_at=timezone.now() - timedelta(days=91),
    )  # fmt: skip
    assert Application.objects.received_by(karim).exists()
    unkeep(signed_in, kept)
    assert not Application.objects.received_by(karim).exists()


def test_withdrawing_ends_the_keeping_too(signed_in, kept, karim):
    pipeline.withdraw(kept, by=kept.candidate)
    assert not kept.may_be_kept
    assert proofs(kept.candidate)[-1] == (False, "withdrawn")


def test_a_consent_is_taken_back_also_while_the_account_is_frozen(signed_in, kept):
    restriction.restrict(kept.candidate, "pause")
    unkeep(signed_in, kept)
    kept.refresh_from_db()
    assert not kept.may_be_kept


def test_nobody_elses_consent_is_taken_back(client, kept):
    client.force_login(UserFactory())
    assert unkeep(client, kept).status_code == 404
