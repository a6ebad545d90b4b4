"""A corrected name or address reaches those who read the old one (GDPR articles 16 and 19)."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from applications import pipeline
from privacy.models import RightsRequest, SiteMail
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.jobs import MembershipFactory


@pytest.fixture
def recruiter(candidate):
    """A recruiter of an open application; another application is over."""
    application = ApplicationFactory(candidate=candidate)
    user = UserFactory(first_name="Karim")
    MembershipFactory(user=user, company=application.offer.company)
    over = ApplicationFactory(candidate=candidate)
    MembershipFactory(user=UserFactory(), company=over.offer.company)
    pipeline.withdraw(over, by=candidate)
    return user


def told():
    return SiteMail.objects.filter(name="applications/corrected")


def rename(client, **names):
    return client.post(
        reverse("profile_edit"), {"first_name": "Léa", "last_name": "Dupré", **names}
    )


def test_a_corrected_name_is_noted_and_told_to_open_recruiters_once_a_day(signed_in, recruiter):
    rename(signed_in, last_name="Dupré-Martin")
    rename(signed_in, last_name="Dupré")
    assert [mail.user for mail in told()] == [recruiter]
    assert "Dupré" not in told().get().body
    kinds = list(RightsRequest.objects.values_list("kind", "state"))
    assert kinds == [("rectify", "answered"), ("rectify", "answered")]


def test_nothing_changed_is_no_correction(signed_in, recruiter):
    rename(signed_in)
    assert not told().exists()
    assert not RightsRequest.objects.exists()


def test_a_first_name_given_for_the_first_time_is_no_correction(client, recruiter):
    newcomer = UserFactory(first_name="", last_name="")
    client.force_login(newcomer)
    rename(client)
    assert not RightsRequest.objects.exists()


def test_a_corrected_address_is_told_as_well(candidate, recruiter, rf):
    from allauth.account.signals import email_changed

    old = EmailAddress.objects.get(user=candidate)
    email_changed.send(
        sender=type(candidate),
        request=rf.get("/"),
        user=candidate,
        from_email_address=old,
        to_email_address=old,
    )
    assert [mail.user for mail in told()] == [recruiter]
