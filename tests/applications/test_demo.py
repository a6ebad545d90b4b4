"""`manage.py demo`: what a newcomer finds, made once."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from applications import contact_rules
from applications.models import Interview, LetterModel, SpontaneousApplication
from jobs.demo import VERIFIED
from jobs.models import Alert, Bookmark, Offer
from jobs.services import alert_care, checks


def test_the_demo_gives_lea_her_letters_and_karim_his_offers_once(db, settings, capsys):
    settings.DEMO = True
    for _ in range(2):
        call_command("demo")
    lea = User.objects.get(email="lea@demo.test")
    drafts = SpontaneousApplication.objects.owned_by(lea)
    written = drafts.filter(state="draft")
    assert written.count() == 2
    assert all(one.recipient and one.resume and one.content.read() for one in written)
    assert contact_rules.follow_up_from(drafts.get(state="sent_by_me")) < timezone.now()
    assert LetterModel.objects.owned_by(lea).count() == 1
    assert Interview.objects.get().application.candidate == lea
    mine = Alert.objects.owned_by(lea)
    assert {one.frequency for one in mine} == {"instant", "daily", "weekly"}
    assert alert_care.propose_wider(dry_run=True) == 1
    assert Bookmark.objects.owned_by(lea).exclude(note="").count() == 1
    karim = User.objects.get(email="karim@demo.test")
    states = set(Offer.objects.managed_by(karim).values_list("state", flat=True))
    assert states == {"published", "in_review", "draft"}
    assert Offer.objects.visible().count() > 300


def test_karims_offers_are_lawful_and_whole(db, settings):
    settings.DEMO = True
    call_command("demo")
    for offer in Offer.objects.filter(company__name=VERIFIED).exclude(state="draft"):
        checks.check(offer, [place.commune_code for place in offer.places.all()])


def test_the_demo_refuses_a_site_that_is_none(db, settings):
    with pytest.raises(CommandError, match="DEMO"):
        call_command("demo")
    assert not User.objects.exists()
