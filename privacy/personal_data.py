from functools import partial

from django.db import transaction
from django.db.models import Case, Q, Value, When

from .registry import Basis, NotPersonal, PersonalData, declare


def _emptied(column):
    """A dash where there were words: constraints that ask for reasons still hold."""
    return Case(When(**{column: ""}, then=Value("")), default=Value("–"))


def reduce_to_proof(rows):
    """What was asked, when, and what came of it stay; nothing that names the person does."""
    return rows.update(
        user=None,
        email="",
        words="",
        answer=_emptied("answer"),
        extension_reason=_emptied("extension_reason"),
    )


def forget_words(rows):
    """That a mail left, when and about what; neither its words nor to whom."""
    return rows.update(user=None, to_email="", subject="", body="", unsubscribe="")


def erase_copies(rows):
    """The rows, and once that is committed their files."""
    for copy in rows.exclude(file=""):
        transaction.on_commit(partial(copy.file.storage.delete, copy.file.name), robust=True)
    return rows.delete()[0]


def keep_proof(rows):
    """Keyed hashes that say nothing once the account is gone; they go with their time."""
    return 0


declare(
    PersonalData(
        model="privacy.SiteMail",
        subject="user",
        address="to_email",
        purpose="Tell the person what concerns them by mail",
        basis=Basis.CONTRACT,
        retention="site_mail",
        starts="created_at",
        exported=("to_email", "name", "subject", "body", "state", "created_at", "sent_at"),
        technical=(
            "id",
            "user",
            "dedupe_key",
            "language",
            "unsubscribe",
            "tries",
            "next_try_at",
            "erase_when_sent",
        ),
        ends=~Q(state="waiting") & ~Q(to_email=""),
        purge=forget_words,
        proof="site_mail_trace",
    ),
    PersonalData(
        model="privacy.Bounce",
        subject="address_key",  # of an account or of nobody's: known by the address alone
        address="address_key",
        purpose="Tell the person what concerns them by mail",
        basis=Basis.CONTRACT,
        retention="site_mail_trace",
        starts="at",
        exported=("status", "at"),
        technical=("id", "address_key"),
    ),
    PersonalData(
        model="privacy.RightsRequest",
        subject="user",
        address="email",
        purpose="Answer those who exercise their rights, and prove that we did",
        basis=Basis.LEGAL,
        retention="rights_request",
        starts="moved_at",
        ends=~Q(state__in=["received", "extended"]) & ~Q(user=None, email="", words=""),
        proof="rights_proof",
        exported=(
            *("kind", "channel", "email", "words", "state", "received_at", "due_on"),
            *("extension_reason", "answer", "moved_at"),
        ),
        withheld={"decided_by": "a keyed hash of a member of our staff"},
        technical=("id", "user", "subject_key"),
        erase=reduce_to_proof,
    ),
    PersonalData(
        model="privacy.Export",
        subject="user",
        purpose="Give people a copy of their data",
        basis=Basis.LEGAL,
        retention="export",
        starts="created_at",
        swept="expire_exports",
        erase=erase_copies,
        exported=("state", "created_at", "expires_at", "size"),
        withheld={"file": "the copy itself"},
        technical=("id", "user", "progress", "lease_until", "moved_at"),
    ),
    PersonalData(
        model="privacy.Restriction",
        subject="user",
        purpose="Hold data still when its person asks",
        basis=Basis.LEGAL,
        retention="account",
        starts="user__last_activity_on",
        exported=("ground", "since", "lifts_at"),
        technical=("user",),
    ),
    PersonalData(
        model="privacy.ErasurePlan",
        subject="user",
        purpose="Leave a week for second thoughts before an erasure",
        basis=Basis.LEGAL,
        retention="account",
        starts="user__last_activity_on",
        exported=("asked_at", "due_at"),
        technical=("user",),
    ),
    PersonalData(
        model="privacy.Directive",
        subject="user",
        purpose="Follow what a person wants done with their data after their death",
        basis=Basis.LEGAL,
        retention="account",
        starts="user__last_activity_on",
        exported=("written_at",),
        withheld={
            "words": "encrypted; the page of rights shows it",
            "trusted": "encrypted; the page of rights shows it",
        },
        technical=("user",),
    ),
    PersonalData(
        model="privacy.InactivityNotice",
        subject="user",
        purpose="Warn before an unused account is erased",
        basis=Basis.LEGAL,
        retention="account",
        starts="user__last_activity_on",
        exported=("warned_at", "reminded_at"),
        technical=("user",),
    ),
    PersonalData(
        model="privacy.StaffLook",
        subject="subject_key",
        purpose="Show people when our staff looked at their data, and why",
        basis=Basis.LEGAL,
        retention="security_log",
        starts="at",
        exported=("what", "reason", "at"),
        withheld={"staff_key": "a keyed hash of a member of our staff"},
        technical=("id", "subject_key"),
        erase=keep_proof,
    ),
    PersonalData(
        model="privacy.Consent",
        subject="subject_key",
        purpose="Prove what people agreed to or took back",
        basis=Basis.LEGAL,
        retention="consent_proof",
        starts="at",
        exported=("purpose", "given", "surface", "at"),
        withheld={"wording": "the fingerprint of a sentence of the page"},
        technical=("id", "subject_key"),
        erase=keep_proof,
    ),
    PersonalData(
        model="privacy.Evidence",
        subject="subject_key",
        address="address_key",
        purpose="Prove how applications were decided, should one be contested",
        basis=Basis.INTEREST,
        retention="evidence",
        starts="decided_at",
        exported=(
            *("company", "siren", "position", "criteria", "applied_at"),
            *("decision", "reason", "decided_at", "archived_at"),
        ),
        withheld={"decided_by": "a keyed hash of the recruiter, which says nothing to a reader"},
        technical=("id", "subject_key", "address_key"),
        erase=keep_proof,
    ),
    NotPersonal("privacy.AudienceFigure", "figures of eleven devices or more a day"),
    NotPersonal("privacy.AppliedErasure", "numbers of lines of the erasure ledger"),
    NotPersonal("privacy.Breach", "a register about events; it names nobody"),
    NotPersonal("privacy.AuthorityOrder", "a register about authorities; it names nobody"),
    NotPersonal("privacy.PolicyVersion", "texts that we published"),
    NotPersonal("privacy.PolicyTelling", "how far the announcement of a text has gone"),
    NotPersonal("contenttypes.ContentType", "names of models"),
    NotPersonal("auth.Permission", "names of permissions"),
    NotPersonal("auth.Group", "names of groups of permissions"),
)
