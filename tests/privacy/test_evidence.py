"""The archive of evidence: what a decision leaves, who opens it, and for what reason."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from applications import pipeline
from privacy import registry
from privacy.models import Evidence, StaffLook
from privacy.services import erasure, evidence, retention
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.jobs import OfferFactory

DAY = timedelta(days=1)
WHY = {"reason": "Contestation reçue du défenseur des droits"}
ADDRESS = reverse("evidence")


@pytest.fixture
def refused(lea):
    offer = OfferFactory(title="Soudeuse ou soudeur", skills=["TIG"], experience_years=2)
    application = ApplicationFactory(candidate=lea, offer=offer)
    pipeline.refuse(application, reason="skills", by=UserFactory(), words="Merci d’avoir écrit.")
    return application


@pytest.fixture
def reader(staff):
    evidence.name_reader(staff)
    return staff


def page_of(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


# --- What goes in -------------------------------------------------------------------------------
def test_a_decision_leaves_dates_criteria_and_decision_when_its_time_is_over(refused, lea):
    assert not Evidence.objects.exists()  # not before: it lies with the application
    retention.purge(as_of=timezone.now() + timedelta(days=731))
    line = Evidence.objects.get()
    assert (line.position, line.decision) == ("Soudeuse ou soudeur", "refused")
    assert line.company == refused.offer.company.name
    assert line.reason == "une compétence indispensable à ce poste manque"
    assert "TIG" in line.criteria
    assert "2 an" in line.criteria
    assert (line.applied_at, line.decided_at) == (refused.created_at, refused.moved_at)
    assert line.decided_by == refused.decided_by


def test_a_company_without_a_siren_is_archived_too(refused):
    type(refused.offer.company).objects.update(siren=None)
    retention.purge(as_of=timezone.now() + timedelta(days=731))
    assert Evidence.objects.get().siren == ""


def test_a_line_names_nobody(refused, lea):
    retention.purge(as_of=timezone.now() + timedelta(days=731))
    held = " ".join(str(value) for value in Evidence.objects.values().get().values()).lower()
    for word in (lea.email, "léa", "dupré", "merci d’avoir écrit"):
        assert word not in held


def test_what_was_never_decided_or_taken_back_leaves_nothing(lea):
    ApplicationFactory(candidate=lea)
    pipeline.withdraw(ApplicationFactory(candidate=lea), by=lea)
    erasure.erase(lea)
    assert not Evidence.objects.exists()


def test_a_refusal_without_a_human_or_a_reason_cannot_be_archived(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(
            company="x", position="x", decision="refused", applied_at=timezone.now(),
            decided_at=timezone.now(),
        )  # fmt: skip


def test_the_copy_of_ones_data_holds_its_lines(refused, lea):
    retention.purge(as_of=timezone.now() + timedelta(days=731))
    declared = registry.declarations()["privacy.evidence"]
    assert registry.held_about(declared, lea).count() == 1
    assert registry.held_about(declared, UserFactory()).count() == 0
    assert registry.held_about_address(declared, lea.email.upper()).count() == 1


def test_a_line_is_due_to_go_five_years_after_the_decision(refused):
    retention.purge(as_of=timezone.now() + timedelta(days=731))
    due = {rule.key for rule in retention.rules() if rule.due(refused.moved_at)}
    assert "evidence" not in due
    after = {rule.key for rule in retention.rules() if rule.due(timezone.now() + 1826 * DAY)}
    assert "evidence" in after


# --- Who opens it -------------------------------------------------------------------------------
def test_a_named_reader_finds_the_line_of_an_erased_account_by_its_old_address(
    desk, reader, refused, lea
):
    email, keys = lea.email, registry.subject_keys(lea)
    erasure.erase(lea)
    page = page_of(desk.post(ADDRESS, WHY | {"email": email}))
    assert "Soudeuse ou soudeur" in page
    assert "une compétence indispensable" in page
    look = StaffLook.objects.get(subject_key__in=keys)
    assert look.reason == WHY["reason"]


def test_the_look_is_shown_to_the_person(desk, reader, lea, client):
    desk.post(ADDRESS, WHY | {"email": lea.email})
    client.force_login(lea)
    assert WHY["reason"] in page_of(client.get(reverse("my_data")))


def test_without_a_reason_nothing_is_opened_and_nothing_typed_is_lost(desk, reader, refused, lea):
    email = lea.email
    erasure.erase(lea)
    page = page_of(desk.post(ADDRESS, {"email": email, "reason": "voir"}))
    assert "Dites-le en dix caractères au moins." in page
    assert email in page
    assert "Soudeuse" not in page
    assert not StaffLook.objects.exists()


def test_an_address_of_which_nothing_is_held_says_so(desk, reader):
    page = page_of(desk.post(ADDRESS, WHY | {"email": "inconnue@exemple.test"}))
    assert "ne contient rien pour cette adresse" in page


def test_the_rest_of_the_staff_does_not_open_it_superusers_included(desk, staff):
    staff.is_superuser = True
    staff.save()
    assert desk.get(ADDRESS).status_code == 404
    assert ADDRESS not in page_of(desk.get(reverse("rights_desk")))
    with pytest.raises(evidence.NotAReader):
        evidence.open_for("x@exemple.test", by=staff, reason=WHY["reason"])


def test_a_reader_who_leaves_the_staff_opens_nothing_more(desk, reader):
    assert ADDRESS in page_of(desk.get(reverse("rights_desk")))
    reader.is_staff = False
    reader.save()
    assert desk.get(ADDRESS).status_code == 404
    assert not evidence.is_reader(reader)


def test_the_operator_names_and_dismisses_readers(staff, lea):
    def run(**options):
        out = StringIO()
        call_command("archive_readers", stdout=out, **options)
        return out.getvalue()

    assert staff.email in run(add=staff.email)
    assert run(remove=staff.email) == ""
    with pytest.raises(CommandError, match="nommées"):
        run(add=lea.email)
    with pytest.raises(CommandError, match="Aucun compte"):
        run(add="personne@exemple.test")
