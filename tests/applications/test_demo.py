"""`manage.py demo`: what a newcomer finds, made once."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from applications.models import LetterModel, SpontaneousApplication


def test_the_demo_gives_lea_two_drafts_and_a_model_once(db, settings, capsys):
    settings.DEMO = True
    for _ in range(2):
        call_command("demo")
    lea = User.objects.get(email="lea@demo.test")
    drafts = SpontaneousApplication.objects.owned_by(lea)
    assert drafts.count() == 2
    assert all(draft.recipient and draft.resume and draft.content.read() for draft in drafts)
    assert LetterModel.objects.owned_by(lea).count() == 1


def test_the_demo_refuses_a_site_that_is_none(db, settings):
    with pytest.raises(CommandError, match="DEMO"):
        call_command("demo")
    assert not User.objects.exists()
