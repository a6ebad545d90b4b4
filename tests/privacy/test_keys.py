"""After a rotation the old key may go: everything opens with the new one alone."""

import base64
import os
from io import StringIO

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command

from gmail_send.models import DeliveryContent, GmailAccount, PendingRevocation
from meilleursjobs.lib.crypto import Undecryptable
from privacy import keys
from tests.factories.accounts import UserFactory
from tests.factories.applications import DraftFactory, letter_model
from tests.factories.gmail import connect, enqueue


def new_key(name):
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


def rotate(**options):
    out = StringIO()
    call_command("rotate_keys", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def person(google):
    """Someone with something in every encrypted column."""
    lea = UserFactory(first_name="Léa", last_name="Dupré")
    TOTP.activate(lea, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(lea)
    account = connect(lea, google)
    enqueue(account)
    pending = PendingRevocation()
    pending.seal("token", b"a token that Google must still forget")
    pending.save()
    draft = DraftFactory(candidate=lea)
    letter_model(lea)
    return lea, draft


def everything_opens(lea, draft):
    account = GmailAccount.objects.get(user=lea)
    assert account.unseal("refresh_token")
    assert account.unseal("access_token")
    assert PendingRevocation.objects.get().unseal("token")
    assert DeliveryContent.objects.get().unseal("raw")
    assert draft.content.__class__.objects.get(pk=draft.pk).read().body
    totp = Authenticator.objects.get(user=lea, type=Authenticator.Type.TOTP)
    assert get_adapter().decrypt(totp.data["secret"]) == "JBSWY3DPEHPK3PXP"
    codes = Authenticator.objects.get(user=lea, type=Authenticator.Type.RECOVERY_CODES)
    assert codes.wrap().get_unused_codes()


def test_every_encrypted_column_turns_to_the_new_key(db, person, settings):
    fresh = new_key("next")
    settings.FIELD_KEYS = f"{fresh},{settings.FIELD_KEYS}"
    rotate()
    settings.FIELD_KEYS = fresh
    everything_opens(*person)
    assert all(set(counts) <= {"current"} for counts in keys.rotate().values())


def test_every_sealed_model_names_its_columns():
    for model in keys.sealed_models():
        assert model.SEALED, model
        assert set(model.SEALED) <= {field.name for field in model._meta.fields}


def test_a_dry_run_counts_and_writes_nothing(db, person, settings):
    old, fresh = settings.FIELD_KEYS, new_key("next")
    settings.FIELD_KEYS = f"{fresh},{old}"
    assert "gmail_send_gmailaccount: 0 current, 2 rotated" in rotate(dry_run=True)
    settings.FIELD_KEYS = old
    everything_opens(*person)


def test_what_no_key_opens_is_counted_and_fails_the_command(db, person, settings):
    settings.FIELD_KEYS = new_key("lost")
    with pytest.raises(CommandError, match="no key of the ring opens"):
        rotate()
    with pytest.raises(Undecryptable):
        GmailAccount.objects.get().unseal("refresh_token")
