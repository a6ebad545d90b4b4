"""Erased is erased: everywhere, with a receipt, after a restore too."""

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from gmail_send import services as gmail
from gmail_send.models import Delivery
from jobs.models import Alert
from privacy import post, registry
from privacy.models import AppliedErasure, ErasurePlan, RightsRequest, SiteMail
from privacy.services import addresses, erasure, ledger, requests
from tests.factories.accounts import ResumeFactory
from tests.factories.gmail import connect, enqueue
from tests.factories.jobs import AlertFactory
from tests.gmail_send.test_restores import another_database, dumped  # noqa: F401 fixture
from tests.leaks import found

from . import marked

# Named by the page of erasure: a company’s offers, proofs without a name, why our staff looked.
STAYS = {
    "table applications_applicationreport",
    "table jobs_offer",
    "table jobs_report",
    "table jobs_wordingconfirmed",
    "table privacy_consent",
    "table privacy_evidence",
    "table privacy_stafflook",
}


def held_models(user):
    return {one.model for one in registry.personal() if registry.held_about(one, user).exists()}


def test_the_marked_person_has_a_row_in_every_table_of_the_map(google, db):
    lea = marked.make(google)
    known = {one.model for one in registry.personal()}
    assert known - held_models(lea) == marked.NOT_MADE


@pytest.mark.django_db(transaction=True)
def test_after_an_erasure_no_marked_word_is_found_anywhere(google, tmp_path, caplog):
    lea = marked.make(google)
    marks = marked.mark(lea)
    cache.set(f"seen:{lea.pk}", lea.email)
    words = [lea.email.encode(), *(word.encode() for word in marks)]
    before = found(words)
    assert {"table accounts_user", "table jobs_alert", "sealed privacy_directive"} <= before
    assert len(marks) > 60  # the scanner has something to miss

    erasure.erase(User.objects.get(pk=lea.pk))
    cache.clear()  # nothing of ours is put there by name: this is the test's own word
    post.send_due()  # the receipt and the recalls leave, and nothing of them stays
    gmail.retry_revocations()
    log = tmp_path / "site.log"
    log.write_text(caplog.text)
    assert found(words, log) == STAYS


def test_the_receipt_counts_what_went_and_says_when_the_last_backup_ends(lea, settings):
    ResumeFactory(user=lea)
    receipt = erasure.erase(lea)
    assert receipt.rows["accounts.Resume"] == 1
    assert receipt.rows["accounts.User"] == 1
    assert receipt.last_backup_on == (timezone.localtime() + timedelta(days=30)).date()
    written = SiteMail.objects.get(name="privacy/erased")
    assert written.to_email == lea.email
    assert str(receipt.number) in written.body
    post.send_due()
    assert not SiteMail.objects.filter(name="privacy/erased").exists()
    assert str(receipt.number) in mail.outbox[-1].body


def test_a_proof_stays_that_names_nobody(lea):
    keys = registry.subject_keys(lea)
    erasure.erase(lea)
    proof = RightsRequest.objects.get(kind="erasure")
    assert (proof.user, proof.email, proof.words) == (None, "", "")
    assert proof.subject_key in keys


def test_without_its_ledger_nothing_is_erased(lea, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.ERASURE_LEDGER_URL = str(tmp_path / "file" / "erasures.jsonl")
    with pytest.raises(ledger.LedgerUnavailable):
        erasure.erase(lea)
    assert User.objects.filter(pk=lea.pk).exists()
    assert not AppliedErasure.objects.exists()


def test_the_page_says_so_when_the_ledger_cannot_be_written(proven, lea, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.ERASURE_LEDGER_URL = str(tmp_path / "file" / "erasures.jsonl")
    page = proven.post(reverse("erasure"), {"confirm": "oui"}).content.decode()
    assert "Rien n’est effacé" in page
    assert User.objects.filter(pk=lea.pk).exists()


# --- Second thoughts ------------------------------------------------------------------------------
def test_an_erasure_in_a_week_can_be_taken_back(proven, lea):
    proven.post(reverse("erasure"), {"confirm": "oui", "when": "week"})
    assert "sera effacé le" in proven.get(reverse("rights")).content.decode()
    proven.post(reverse("erasure_keep"))
    soon = timezone.now() + timedelta(days=8)
    assert erasure.erase_planned(as_of=soon) == 0
    assert User.objects.filter(pk=lea.pk).exists()


def test_after_the_week_the_account_goes(lea):
    erasure.plan(lea)
    assert erasure.erase_planned(as_of=timezone.now() + timedelta(days=6)) == 0
    assert erasure.erase_planned(as_of=timezone.now() + timedelta(days=8), dry_run=True) == 1
    call_command("erase_planned", as_of=f"{timezone.now() + timedelta(days=8)}", stdout=StringIO())
    assert not User.objects.filter(pk=lea.pk).exists()
    assert not ErasurePlan.objects.exists()


# --- Restores -------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_brings_nobody_back(client, lea, dumped):  # noqa: F811
    back_up, restore = dumped
    Alert.objects.all().delete()
    AlertFactory(email="ana@exemple.test")
    AlertFactory(user=lea, email=lea.email)
    back_up()
    erasure.erase(lea)
    addresses.erase(proven_request("ana@exemple.test"))
    restore()
    assert User.objects.filter(pk=lea.pk).exists()
    old(ledger_path())
    assert client.get(reverse("ready")).status_code == 503

    out = StringIO()
    call_command("replay_erasures", dry_run=True, stdout=out)
    assert "2 lignes à rejouer, 2 personnes revenues (à blanc)" in out.getvalue()
    call_command("replay_erasures", stdout=out)
    assert not User.objects.filter(pk=lea.pk).exists()
    assert not Alert.objects.exists()
    assert client.get(reverse("ready")).status_code == 200
    assert not SiteMail.objects.filter(name="privacy/erased").exists()  # told once, not twice


@pytest.mark.django_db(transaction=True)
def test_a_replay_waits_for_the_quarantine_of_letters_in_flight(google, lea, dumped):  # noqa: F811
    back_up, restore = dumped
    delivery = enqueue(connect(lea, google))
    flying = {
        "state": Delivery.State.IN_FLIGHT,
        "attempt": delivery.pk,
        "lease_until": timezone.now() + timedelta(minutes=2),
        "attempted_at": timezone.now(),
    }
    Delivery.objects.filter(pk=delivery.pk).update(**flying)
    back_up()
    Delivery.objects.all().delete()
    erasure.erase(lea)
    restore()
    with pytest.raises(CommandError, match="outbox quarantine"):
        call_command("replay_erasures", stdout=StringIO())
    assert ledger.unapplied()
    call_command("outbox", "quarantine", stdout=StringIO())
    call_command("replay_erasures", stdout=StringIO())
    assert not User.objects.filter(pk=lea.pk).exists()


def test_lines_that_no_backup_can_need_are_forgotten(lea):
    erasure.erase(lea)
    assert ledger.prune(as_of=timezone.now() + timedelta(days=59)) == 0
    later = timezone.now() + timedelta(days=61)
    assert ledger.prune(as_of=later, dry_run=True) == 1
    assert ledger.prune(as_of=later) == 1
    assert ledger.entries() == []
    assert not AppliedErasure.objects.exists()


def test_a_line_cut_short_is_no_erasure(lea):
    erasure.erase(lea)
    with Path(ledger_path()).open("a") as file:
        file.write('{"entry": "not-wh')
    assert len(ledger.entries()) == 1
    assert ledger.is_replayed()


def test_a_ledger_that_cannot_be_read_keeps_the_site_closed(client, db, settings, tmp_path):
    settings.ERASURE_LEDGER_URL = str(tmp_path)
    answer = client.get(reverse("ready"))
    assert (answer.status_code, answer.json()["effacements"]) == (503, False)


def ledger_path():
    return site.ERASURE_LEDGER_URL


def old(path):
    """The lines as they will be in an hour: no transaction can still be under way."""
    text = Path(path).read_text()
    before = (timezone.now() - timedelta(hours=1)).isoformat()
    Path(path).write_text(re.sub(r'"at": "[^"]+"', f'"at": "{before}"', text))


def proven_request(email):
    return requests.ask_by_mail(email, "erasure", "")
