"""A person of whom every column holds a word that stands nowhere else."""

import secrets
from datetime import date, timedelta

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from accounts.models import Education, Experience, LanguageSkill, Preferences, Skill
from applications import (
    archive,
    contact_rules,
    interviews,
    objections,
    outcomes,
    pipeline,
    recalls,
)
from applications import reports as application_reports
from applications.models import (
    Application,
    ApplicationEvent,
    Interview,
    Memo,
    OutsideApplication,
    SendLog,
)
from jobs.models import AlertHit, Bookmark, Report, WordingConfirmed
from meilleursjobs.lib.crypto import Sealed
from privacy import post, registry
from privacy.models import Bounce, Consent, Directive, ErasurePlan, InactivityNotice, Restriction
from privacy.services import exports, requests
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import ProfileFactory, ResumeFactory, UserFactory
from tests.factories.applications import (
    ApplicationFactory,
    DraftFactory,
    letter_model,
    mass_reading_of,
    report_of,
)
from tests.factories.gmail import connect, enqueue
from tests.factories.jobs import (
    AlertFactory,
    ApplicationAddressFactory,
    ClaimFactory,
    InvitationFactory,
    MembershipFactory,
    OfferFactory,
)

# Made by allauth or Django on ways that no test here walks; their erasure cascades from the user.
NOT_MADE = {
    "account.EmailConfirmation",
    "admin.LogEntry",
    "socialaccount.SocialAccount",
    "usersessions.UserSession",
    "gmail_send.PendingRevocation",
}
# Columns that no word is put into: hashes, paths of files, formats that the database holds.
SPECIAL = {
    "accounts.User.password",
    "accounts.Resume.file",
    "accounts.CandidateProfile.commune_code",
    "applications.ObjectionRequest.address_key",
    "gmail_send.GmailAccount.token_digest",
    "applications.ApplicationReport.decided_by",
    "applications.HiddenPart.decided_by",
    "applications.MassReading.decided_by",
    "applications.HiddenPart.digest",
    "privacy.RightsRequest.decided_by",
    "privacy.RightsRequest.subject_key",
    "privacy.Consent.subject_key",
    "privacy.Bounce.address_key",
    "privacy.Evidence.subject_key",
    "privacy.Evidence.address_key",
    "privacy.Evidence.decided_by",
    "privacy.Consent.wording",
    "privacy.StaffLook.subject_key",
    "privacy.StaffLook.staff_key",
}
# Lists of what a person said: column → what stands around the word.
SAID = {
    "applications.Application.answers": {"question": "x", "kind": "text"},
}


def make(google):
    """A candidate who is also a recruiter, with a row in every table the map knows."""
    lea = UserFactory(email=f"canari-{secrets.token_hex(6)}@exemple.test")
    _profile(lea)
    resume = ResumeFactory(user=lea)
    account = connect(lea, google)
    enqueue(account)
    _letters(lea, resume)
    _applications(lea, resume)
    _decided(lea)
    _reported(lea, UserFactory())
    _followed(lea)
    _known_by_address(lea)
    _offers(lea)
    _rights(lea)
    return lea


def _profile(lea):
    ProfileFactory(user=lea, summary="x", phone="06 00 00 00 00")
    Experience.objects.create(user=lea, title="x", employer="x", started_on=date(2020, 1, 1))
    Education.objects.create(user=lea, title="x")
    Skill.objects.create(user=lea, name="Rabotage")
    LanguageSkill.objects.create(user=lea, code="en", level="B1")
    Preferences.objects.create(user=lea, occupations=["x"])
    enrol(lea)


def _letters(lea, resume):
    letter_model(lea)
    draft = DraftFactory(candidate=lea, resume=resume, found_where="x")
    ApplicationEvent.objects.create(application=draft, kind="started", detail="x")
    with transaction.atomic():
        contact_rules.reserve(draft)
    SendLog.objects.create(
        application=draft, candidate=lea, recipient="x@x.test", way="own", sent_at=timezone.now()
    )
    outcomes.stop(lea)


def _applications(lea, resume):
    application = ApplicationFactory(candidate=lea, resume=resume)
    reader = UserFactory(first_name="Karim")
    MembershipFactory(user=reader, company=application.offer.company)
    pipeline.note_reading(application, by=reader)
    pipeline.add_note(application, "x", by=reader)
    when = timezone.now() + timedelta(days=3)
    meeting = Interview(starts_at=when, way="place", place="x")
    interviews.propose(application, meeting, by=reader)


def _reported(lea, karim):
    """She reports an application; hers is reported, and its message hidden."""
    report_of(ApplicationFactory(), by=lea, side="company", words="x")
    mine = report_of(ApplicationFactory(candidate=lea), by=karim, side="company")
    application_reports.uphold(mine, "message", answer="x", by=UserFactory())
    mass_reading_of(lea)


def _followed(lea):
    outside = OutsideApplication.objects.create(
        user=lea, company_name="x", way="site", sent_on=date(2026, 1, 5)
    )
    Memo.objects.create(user=lea, outside=outside, text="x", action="x")


def _known_by_address(lea):
    objections.ask("address", lea.email, lea.email)
    Bounce.objects.create(address_key=registry.address_keys(lea.email)[0], status="5.1.1")


def _decided(lea):
    old = ApplicationFactory(candidate=lea)
    pipeline.refuse(old, reason="skills", by=UserFactory())
    archive.put_away(Application.objects.filter(pk=old.pk))


def _offers(lea):
    MembershipFactory(user=lea)
    offer = OfferFactory(author=lea)
    WordingConfirmed.objects.create(offer=offer, rule="x", reason="x", by=lea)
    alert = AlertFactory(user=lea, email=lea.email)
    AlertHit.objects.create(alert=alert, email=lea.email, offer=offer)
    Bookmark.objects.create(user=lea, offer=offer, note="x")
    ClaimFactory(claimant=lea)
    InvitationFactory(email=lea.email)
    ApplicationAddressFactory(email=lea.email)
    read = ApplicationFactory(offer=offer)
    pipeline.note_reading(read, by=lea)
    recalls.begin(read, recalls.Why.WITHDRAWN)


def _rights(lea):
    Report.objects.create(
        offer=OfferFactory(), user=lea, name="x", email=lea.email, ground="else", words="x"
    )
    requests.ask(lea, "rectify", "x")
    requests.look(lea, by=UserFactory(is_staff=True), what="x", reason="x")
    exports.ask(lea)
    Restriction.objects.create(user=lea, ground="pause")
    ErasurePlan.objects.create(user=lea, due_at=timezone.now())
    InactivityNotice.objects.create(user=lea)
    Consent.objects.create(
        subject_key=registry.subject_keys(lea)[0], purpose="personal", given=True, wording="x",
        surface="page",
    )  # fmt: skip
    directive = Directive(user=lea)
    directive.seal("words", b"x")
    directive.seal("trusted", b"x")
    directive.save()
    post.queue("privacy/inactive", {"goes_at": timezone.now()}, key="marked", user=lea)


def mark(user):
    """Put a word of its own into every column of words: {word: "app.Model.field"}."""
    marks, token = {}, secrets.token_hex(6)  # files of other tests hold their own
    for declaration in registry.personal():
        model = apps.get_model(declaration.model)
        keys = list(registry.held_about(declaration, user).values_list("pk", flat=True))
        for row in model._base_manager.filter(pk__in=keys):
            for field in model._meta.local_fields:
                name = f"{declaration.model}.{field.name}"
                word = f"{token}-{len(marks):03d}"
                if name in SAID:
                    said = [SAID[name] | {"answer": word}]
                    type(row)._base_manager.filter(pk=row.pk).update(**{field.name: said})
                    marks[word] = name
                elif _takes_words(field) and name not in SPECIAL and _put(row, field, word):
                    marks[word] = name
    return marks


def _takes_words(field):
    if isinstance(field, ArrayField):
        return not field.base_field.choices
    is_text = isinstance(field, models.CharField | models.TextField)
    return is_text and not field.choices and not field.primary_key


def _put(row, field, word):
    rows = type(row)._base_manager.filter(pk=row.pk)
    value = word
    if isinstance(field, models.EmailField):
        if getattr(row, field.name).startswith("canari-"):
            return False  # the address itself is the word
        value = f"{word}@exemple.test"
    if isinstance(field, ArrayField):
        value = [word]
    if isinstance(row, Sealed) and field.name in row.SEALED:
        row.seal(field.name, word.encode())
        value = getattr(row, field.name)
    try:
        with transaction.atomic():
            return bool(rows.update(**{field.name: value}))
    except DatabaseError:
        return False
