from django.db.models import Q

from privacy.registry import Basis, NotPersonal, PersonalData, declare, delete


def forget_author(rows):
    """The offer is its company's: it stays, and no longer names who typed it."""
    return rows.update(author=None)


def forget_confirmer(rows):
    """The reason stays with the offer, without the name of who gave it."""
    return rows.update(by=None)


def forget_reporter(rows):
    """What was reported is still looked at; who reported it is forgotten."""
    return rows.update(user=None, name="", email="")


declare(
    NotPersonal("jobs.SavedReason", "sentences that our staff writes once for many decisions"),
    NotPersonal(
        "jobs.Company",
        "legal units under their trade name; the import reads no name of a natural person",
    ),
    NotPersonal(
        "jobs.Establishment",
        "places of work; those that object to being public are never kept",
    ),
    PersonalData(
        model="jobs.ApplicationAddress",
        subject="email",
        purpose="Tell candidates where a company takes applications",
        basis=Basis.INTEREST,
        retention="company_contact",
        starts="created_at",
        exported=(
            "email",
            "source",
            "source_detail",
            "told_at",
            "writable_from",
            "refused_at",
            "created_at",
        ),
        technical=("id", "establishment"),
    ),
    PersonalData(
        model="jobs.Membership",
        subject="user",
        purpose="Let recruiters act for their company",
        basis=Basis.CONTRACT,
        retention="account",
        starts="user__last_activity_on",
        exported=("company", "role", "created_at"),
        technical=("id", "user"),
    ),
    PersonalData(
        model="jobs.Offer",
        subject="author",
        purpose="Publish offers of employment; the author is known to their company",
        basis=Basis.CONTRACT,
        retention="offer",
        starts="moved_at",
        exported=(
            "company",
            "title",
            "state",
            "reference",
            "created_at",
            "edited_at",
            "published_at",
            "confirmed_at",
            "expires_at",
            "moved_at",
        ),
        withheld=dict.fromkeys(
            (
                *("occupation", "contract", "duration_months", "working_time", "weekly_hours"),
                *("hours", "remote", "starts_on", "pay_min", "pay_max", "pay_period"),
                *("pay_is_net", "pay_extra", "pay_absence", "pay_year_min", "pay_year_max"),
                *("experience_years", "diploma", "licences", "skills", "languages"),
                *("description", "profile", "benefits", "process", "answer_days"),
                *("is_agency", "final_client", "apply_mode", "apply_url", "questions"),
            ),
            "words of the company about a job, not about the person who typed them",
        ),
        technical=("id", "author", "version", "form_key"),
        erase=forget_author,
    ),
    NotPersonal("jobs.OfferPlace", "communes in which a job is done"),
    PersonalData(
        model="jobs.Claim",
        subject="claimant",
        purpose="Check that a recruiter acts for a company",
        basis=Basis.INTEREST,
        retention="claim",
        starts="moved_at",
        exported=(
            *("state", "siret", "company", "name", "commune_code", "email", "phone"),
            *("email_proven", "reason", "created_at", "moved_at", "code_sent_at", "first_offer"),
        ),
        withheld={
            "code_digest": "a keyed hash of a code that no longer works",
            "decided_by": "a keyed hash of a member of our staff",
        },
        technical=("id", "claimant", "tries"),
    ),
    PersonalData(
        model="jobs.Invitation",
        subject="email",
        purpose="Let a company's owner ask colleagues to join",
        basis=Basis.INTEREST,
        retention="invitation",
        starts="created_at",
        exported=("company", "email", "role", "created_at", "used_at"),
        withheld={"invited_by": "another person; their name stands in the mail"},
        technical=("id",),
    ),
    PersonalData(
        model="jobs.Report",
        subject="user",
        address="email",
        purpose="Look at what people report, and answer them",
        basis=Basis.LEGAL,
        retention="report",
        starts="moved_at",
        ends=~Q(state="received"),
        exported=(
            *("offer", "company", "name", "email", "ground", "words", "state", "answer"),
            *("created_at", "moved_at"),
        ),
        withheld={"decided_by": "a keyed hash of a member of our staff"},
        technical=("id", "user"),
        erase=forget_reporter,
        purge=delete,
    ),
    NotPersonal("jobs.OfferSearch", "the visible offers once more, for the search"),
    NotPersonal("jobs.OfferSample", "a sixteenth of them, for the search"),
    NotPersonal("jobs.SearchWord", "words of the titles of offers"),
    NotPersonal("jobs.FeedSource", "addresses of a company's feeds"),
    NotPersonal("jobs.ImportRun", "how a reading of a feed went; it names nobody"),
    NotPersonal("jobs.ImportLine", "what an offer of a feed became"),
    NotPersonal("jobs.ImportedOffer", "references of a company's offers"),
    NotPersonal("jobs.ApiKey", "keyed hashes of a company's keys; they name nobody"),
    NotPersonal("jobs.OfferViews", "eleven views or more of an offer, of nobody in particular"),
    NotPersonal("jobs.OfferRevision", "words of a company about a job"),
    NotPersonal("jobs.RefusedChange", "words of a company about a job"),
    NotPersonal("jobs.StatementOfReasons", "reasons about an offer; the human is a keyed hash"),
    PersonalData(
        model="jobs.WordingConfirmed",
        subject="by",
        purpose="Keep why a recruiter holds a wording to be lawful",
        basis=Basis.INTEREST,
        retention="offer",
        starts="at",
        exported=("rule", "reason", "at"),
        technical=("id", "offer", "by"),
        erase=forget_confirmer,
    ),
    PersonalData(
        model="jobs.Alert",
        subject="email",
        purpose="Send the new offers that a saved search finds",
        basis=Basis.CONTRACT,
        retention="alert",
        starts="used_at",
        ends=Q(asked_at__isnull=False),  # nobody loses an alert that we never asked about
        exported=(
            *("email", "name", "query", "frequency", "confirmed_at", "paused_at"),
            *("looked_at", "used_at", "gone_told_at", "asked_at", "widened_at", "language"),
            "created_at",
        ),
        technical=("id", "user", "slot"),
    ),
    PersonalData(
        model="jobs.AlertHit",
        subject="email",
        purpose="Never send the same offer twice to a person",
        basis=Basis.CONTRACT,
        retention="alert_hit",
        starts="at",
        exported=("email", "offer", "at"),
        technical=("id", "alert"),
    ),
    PersonalData(
        model="jobs.Bookmark",
        subject="user",
        purpose="Keep an eye on offers",
        basis=Basis.CONTRACT,
        retention="account",
        starts="user__last_activity_on",
        exported=("offer", "note", "created_at"),
        technical=("id", "user"),
    ),
)
