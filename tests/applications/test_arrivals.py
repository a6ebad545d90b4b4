"""Forty applications in a night are not forty mails, and none of them is lost."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from applications import arrivals, pipeline
from applications.models import Application
from privacy import post
from privacy.models import SiteMail
from privacy.services import restriction
from tests.factories.accounts import UserFactory
from tests.factories.jobs import MembershipFactory, OfferFactory

from .races import at_once

START = timezone.now().replace(microsecond=0)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def after(clock, **time):
    clock.move_to(START + timedelta(**time))


def arrive(offer, by=None):
    return pipeline.apply(offer, by=by or UserFactory(), message="Bonjour")


def minute():
    """What the clock starts each minute."""
    arrivals.gather()
    mail.outbox.clear()
    post.send_due()
    return [(one.to[0], one.subject) for one in mail.outbox]


def held():
    return SiteMail.objects.filter(name=arrivals.ONE, state="waiting")


def test_the_first_is_told_at_once_and_the_rest_of_the_hour_in_one_mail(clock, offer, karim):
    arrive(offer)
    assert minute() == [(karim.email, f"Une candidature pour « {offer.title} »")]
    for at in range(5, 45):
        after(clock, minutes=at)
        arrive(offer)
        assert minute() == []
    after(clock, minutes=59)
    assert minute() == []
    after(clock, minutes=60)
    assert minute() == [(karim.email, f"40 nouvelles candidatures pour {offer.company.name}")]
    body = mail.outbox[0].body
    assert f"– {offer.title} : 40" in body.replace("\xa0", " ")
    assert f"/recruteur/candidatures/?etat=new&offre={offer.pk}" in body
    assert not held().exists()
    after(clock, minutes=61)
    arrive(offer)
    assert minute() == []
    after(clock, minutes=120)
    assert minute() == [(karim.email, f"Une candidature pour « {offer.title} »")]
    after(clock, minutes=300)
    assert minute() == []


def test_each_member_and_each_company_has_an_hour_of_its_own(clock, offer, karim):
    elsewhere = OfferFactory()
    MembershipFactory(user=karim, company=elsewhere.company)
    arrive(offer)
    arrive(elsewhere)
    assert len(minute()) == 2
    colleague = UserFactory()
    MembershipFactory(user=colleague, company=offer.company)
    after(clock, minutes=10)
    arrive(offer)
    assert [to for to, _subject in minute()] == [colleague.email]


def test_several_offers_of_a_company_are_told_with_their_titles(clock, offer, karim):
    arrive(offer)
    others = [OfferFactory(company=offer.company, title=f"Métier {n}") for n in range(11)]
    for one in [*others, others[3]]:
        arrive(one)
    minute()
    after(clock, hours=1)
    assert minute() == [(karim.email, f"12 nouvelles candidatures pour {offer.company.name}")]
    body = mail.outbox[0].body.replace("\xa0", " ")
    assert "– Métier 3 : 2" in body
    assert "Et d’autres, pour 1 autre offre." in body
    assert "offre=" not in body


def test_nobody_is_told_of_what_was_taken_back_or_read_meanwhile(clock, offer, karim):
    arrive(offer)
    minute()
    back, read, left = (arrive(offer) for _person in range(3))
    pipeline.withdraw(back, by=back.candidate)
    pipeline.advance(read, Application.State.REVIEW, by=karim)
    after(clock, hours=1)
    minute()
    (told,) = [one for one in mail.outbox if one.to == [karim.email]]
    assert told.subject == f"Une candidature pour « {offer.title} »"
    assert str(left.pk) in told.body
    assert not held().exists()


def test_who_left_the_company_is_told_nothing_more(clock, offer, karim):
    arrive(offer)
    minute()
    arrive(offer)
    karim.membership_set.all().delete()
    after(clock, hours=1)
    assert minute() == []
    assert not held().exists()


def test_what_may_not_be_read_for_now_is_told_once_it_may(clock, offer, karim, candidate):
    arrive(offer)
    minute()
    arrive(offer, by=candidate)
    restriction.restrict(candidate, "pause")
    after(clock, hours=1)
    assert minute() == []
    after(clock, minutes=70)
    arrive(offer)  # is not held for what may not be told
    assert len(minute()) == 1
    restriction.lift(candidate)
    after(clock, minutes=130)
    assert minute() == [(karim.email, f"Une candidature pour « {offer.title} »")]


def test_nothing_is_lost_when_nobody_gathers(clock, offer, karim):
    for _time in range(3):
        arrive(offer)
    post.send_due()
    after(clock, minutes=76)
    post.send_due()
    assert len(mail.outbox) == 3
    assert minute() == []


def test_a_gathering_that_fails_leaves_everything_as_it_was(clock, offer, karim, monkeypatch):
    for _time in range(3):
        arrive(offer)
    minute()
    after(clock, hours=1)
    with monkeypatch.context() as broken:
        broken.setattr(arrivals, "_together", lambda told: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            arrivals.gather()
    assert held().count() == 2
    assert minute() == [(karim.email, f"2 nouvelles candidatures pour {offer.company.name}")]


def test_a_mail_that_the_server_was_asked_to_take_is_not_gathered(clock, offer, karim):
    arrive(offer)
    minute()
    arrive(offer)
    held().update(tries=1)
    after(clock, hours=1)
    assert arrivals.gather() == 0
    assert held().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_the_first_and_two_workers_tell_once():
    offer = OfferFactory()
    other = OfferFactory(company=offer.company)
    MembershipFactory(user=UserFactory(), company=offer.company)
    people = UserFactory(), UserFactory(), UserFactory()
    pairs = zip((offer, other, offer), people, strict=True)
    acts = [lambda to=to, by=by: arrive(to, by) for to, by in pairs]
    assert at_once(*acts) == [None] * 3
    assert held().filter(next_try_at__gt=timezone.now()).count() == 2
    post.send_due()
    soon = timezone.now() + timedelta(hours=1)
    assert at_once(*[lambda: arrivals.gather(as_of=soon)] * 2) == [None, None]
    assert SiteMail.objects.filter(name=arrivals.SEVERAL).count() == 1
    assert not held().exists()
