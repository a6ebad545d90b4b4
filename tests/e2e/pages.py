"""Every address a person can open, and who opens it. A new URL name goes here, or in NOT_PAGES."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.utils import timezone

from accounts.views.items import KINDS
from applications import interviews, objections, outcomes, pipeline, recalls
from applications.models import Interview
from gmail_send import services
from jobs.models import Bookmark, Report
from jobs.services import alerts, offers
from privacy.models import AudienceFigure, Breach
from privacy.services import erasure, exports, requests, restriction
from tests.factories.accounts import ProfileFactory, ResumeFactory, UserFactory
from tests.factories.applications import ApplicationFactory, found_draft
from tests.factories.jobs import (
    AlertFactory,
    ApiKeyFactory,
    ApplicationAddressFactory,
    ClaimFactory,
    CompanyFactory,
    EstablishmentFactory,
    FeedSourceFactory,
    ImportRunFactory,
    InvitationFactory,
    MembershipFactory,
    OfferFactory,
    siren,
    siret,
)
from tests.factories.privacy import publish_texts, two_versions


@dataclass(frozen=True)
class Page:
    """One page: its URL name, who looks at it, and its arguments, made when the test runs."""

    name: str
    who: str = "anyone"  # anyone, candidate, recruiter (with a second factor) or staff
    arguments: Callable[[Any], dict] = lambda user: {}
    query: str = ""
    status: int = 200

    def __str__(self):
        return self.name + self.query


def of(who, *names):
    return [Page(name, who) for name in names]


def a_directory(_user):
    EstablishmentFactory.create_batch(3)
    return {}


def a_company(_user):
    work = EstablishmentFactory()
    ApplicationAddressFactory(establishment=work)
    return {"slug": work.company.slug}


def some_offers(_user):
    OfferFactory(title="Menuisière ou menuisier de marine", places=["34301", "34172"])
    OfferFactory(pay_period="mois", pay_min=1_900, pay_max=None, contract="cdd", duration_months=6)
    OfferFactory(pay_min=None, pay_max=None, pay_period="", remote="total", places=[])
    EstablishmentFactory(naf="43.32A")
    return {}


def alert_token(salt):
    return signing.dumps(str(AlertFactory().pk), salt=salt)


def some_alerts(user):
    AlertFactory(user=user)
    AlertFactory(user=user, query="lieu=34172", name="Montpellier", paused_at=timezone.now())
    OfferFactory()
    return {}


def some_bookmarks(user):
    Bookmark.objects.create(user=user, offer=OfferFactory(), note="Appeler mardi")
    Bookmark.objects.create(user=user, offer=OfferFactory(state="filled"))
    return {}


def an_offer(**made):
    def arguments(_user):
        offer = OfferFactory(**made)
        return {"pk": offer.pk, "slug": offer.slug}

    return arguments


def an_open_offer(user):
    ResumeFactory(user=user)
    ProfileFactory(user=user, phone="06 00 00 00 00")
    return {"pk": OfferFactory(title="Menuisière ou menuisier de marine").pk}


def a_refused_application(user):
    application = ApplicationFactory(candidate=user)
    pipeline.refuse(application, reason="skills", by=UserFactory(), words="Merci d’avoir écrit.")
    return {"pk": application.pk}


def an_interview(user):
    application = ApplicationFactory(candidate=user)
    when = timezone.now() + timedelta(days=3)
    place = "https://visio.tournelune.test/entretien"
    meeting = Interview(starts_at=when, way=Interview.Way.VIDEO, place=place)
    interviews.propose(application, meeting, by=UserFactory())
    return {"pk": application.pk}


def received_by(user):
    application = ApplicationFactory(may_be_kept=True)
    MembershipFactory(user=user, company=application.offer.company)
    pipeline.add_note(application, "Disponible en mars.", by=user)
    return application


def a_received_application(user):
    received_by(user)
    return {}


def a_membership(user):
    company = CompanyFactory(verified=True)
    return MembershipFactory(user=user, role="owner", company=company)


def a_report(user):
    source = FeedSourceFactory(company=a_membership(user).company)
    counts = {"created": 41, "refused": 1, "to_withdraw": 37}
    run = ImportRunFactory(source=source, state="confirm", counts=counts)
    said = ["salary : Indiquez une fourchette, ou dites pourquoi vous ne l’indiquez pas."]
    run.lines.create(line=214, reference="MEN-7", title="Menuisier", outcome="refused",
                     sentences=said)  # fmt: skip
    return run


def some_sources(user):
    a_report(user)
    return {}


def a_key(user):
    return ApiKeyFactory(company=a_membership(user).company)


def an_unlawful_draft(user):
    return OfferFactory(
        company=a_membership(user).company,
        draft=True,
        pay_min=None,
        pay_max=None,
        pay_period="",
        profile="- Une personne de moins de 30 ans\n- **Véhicule** personnel indispensable",
        benefits=["Mutuelle", "Titres-restaurant"],
        skills=["Assemblage"],
        languages=["en:B1"],
        process="Un appel, puis une visite de l’atelier.",
        answer_days=10,
    )


def a_company_with_offers(user):
    company = a_membership(user).company
    OfferFactory(company=company)
    OfferFactory(company=company, draft=True)
    OfferFactory(company=company, state="in_review", published_at=None)
    OfferFactory(company=company, state="refused", published_at=None)
    return {}


def a_link(_user):
    return {"token": offers.confirm_link(OfferFactory()).split("/")[-2]}


def an_offer_to_judge(_user):
    OfferFactory(state="in_review", published_at=None)
    return {}


def letters_to_tell_about(_user):
    candidate = UserFactory()
    ago = timezone.now() - timedelta(days=12)
    for number in range(2):
        found_draft(candidate, f"contact@atelier-{number}.test", state="sent_by_me", sent_at=ago)
    return {"token": outcomes.make_token(candidate)}


def an_objection():
    return objections.ask("siret", siret(siren(41_000_000)), "direction@vent-debout.test")


def an_objection_to_judge(_user):
    objections.confirm(an_objection())
    return {}


def a_notice(_user):
    told = timezone.now()
    address = ApplicationAddressFactory(
        source="import",
        source_detail="page « Contact » de son site",
        told_at=told,
        writable_from=told + timedelta(days=7),
    )
    return {"token": objections.notice_token(address)}


def a_claim(user, **made):
    return ClaimFactory(claimant=user, **made)


def a_claim_to_decide(_user):
    ClaimFactory(phone="04 00 00 00 00")
    ClaimFactory(email="contact@orange.fr")
    return {}


def a_team(user):
    company = MembershipFactory(user=user, role="owner").company
    MembershipFactory(company=company, user=UserFactory(first_name="Karim"))
    InvitationFactory(company=company)
    return {"slug": company.slug}


def an_invitation(user):
    return {"pk": InvitationFactory(email=user.email).pk}


def some_figures(_user):
    for name, views in (("offers", 5_120), ("home", 3_004), ("company", 740)):
        AudienceFigure.objects.create(
            kind="page", name=name, day=timezone.localdate(), views=views, devices=views // 3
        )
    return {}


def a_report_of(ground):
    words = "L’annonce demande 90 € de « frais de dossier » avant l’entretien."
    return Report.objects.create(
        offer=OfferFactory(title="Agent de saisie à domicile"), name="Ana Lopès",
        email="ana@exemple.test", ground=ground, words=words,
    )  # fmt: skip


def some_reports(_user):
    a_report_of("fraud")
    a_report_of("criteria")
    return {}


def a_stopped_outbox(_user):
    services.pause()
    return {}


def a_request(user):
    return requests.ask(user, "rectify", "Mon nom prend un accent : Dupré.")


def some_requests(user):
    a_request(user)
    requests.refuse(a_request(UserFactory()), words="Déjà fait le 3 mars.", by=user)
    return a_breach(user) and {}


def a_breach(_user):
    Breach.objects.create(
        nature="Un export envoyé au mauvais destinataire.",
        data="Noms et adresses de douze candidats.",
        people=12,
        consequences="Démarchage.",
        measures="Destinataire appelé, fichier effacé.",
        is_risky=True,
    )
    return {"name": "violations"}


def a_frozen_account(user):
    restriction.restrict(user, "accuracy")
    a_request(user)
    erasure.plan(user)
    return {}


def some_copies(user):
    exports.build(exports.ask(user).pk)
    exports.ask(user)
    return {}


def a_request_link(_user):
    one = requests.ask_by_mail("ana@exemple.test", "erasure", "Effacez tout.")
    return {"token": requests.link(one).split("/")[-2]}


def a_recall(_user):
    application = ApplicationFactory()
    reader = UserFactory()
    pipeline.note_reading(application, by=reader)
    pipeline.withdraw(application, by=application.candidate)
    return {"token": recalls.path_of(application.recalls.get()).split("/")[-2]}


def a_resume(user):
    ResumeFactory(user=user)
    return {}


# Skills are added on the profile itself
ITEMS = [slug for slug in KINDS if slug != "competence"]


def kind(slug):
    return lambda _user: {"kind": slug}


PAGES = [
    *of("anyone", "home", "account_login", "account_signup", "account_request_login_code"),
    *of("anyone", "account_reset_password", "account_password_reset_completed"),
    *of("anyone", "account_inactive", "socialaccount_login_cancelled"),
    Page("socialaccount_login_error", status=401),
    Page("companies", arguments=a_directory),
    Page("companies", query="?q=personne-de-ce-nom"),
    Page("companies", query="?lieu=nulle-part"),
    Page("company", arguments=a_company),
    Page("offers", arguments=some_offers),
    Page("offers", arguments=some_offers, query="?q=menuisier&lieu=34172&contrat=cdi&tri=distance"),
    Page("offers", query="?q=personne-de-ce-nom"),
    Page("offers", query="?lieu=nulle-part&salaire_min=x"),
    Page("offer", arguments=an_offer()),
    Page("alert_new", query="?q=menuisier"),
    Page("alert_confirm", arguments=lambda _user: {"token": alert_token(alerts.CONFIRM)}),
    Page("alert_stop", arguments=lambda _user: {"token": alert_token(alerts.STOP)}),
    Page("alerts", "candidate"),
    Page("alerts", "candidate", some_alerts, query="?avec"),
    Page("bookmarks", "candidate"),
    Page("bookmarks", "candidate", some_bookmarks, query="?avec"),
    Page("apply", "candidate", an_open_offer),
    Page("application", "candidate", a_refused_application),
    Page("application", "candidate", an_interview),
    Page("claim", "candidate"),
    Page("claim_code", "candidate", lambda user: {"pk": a_claim(user, state="code").pk}),
    Page("claim_code", "candidate", lambda user: {"pk": a_claim(user).pk}, query="?attend"),
    Page("claims_desk", "staff", a_claim_to_decide),
    Page("team", "recruiter", a_team),
    Page("letters_rules", "recruiter", a_team),
    Page("invitation", "candidate", an_invitation),
    Page("recruiter", "candidate"),
    Page("recruiter", "recruiter", a_company_with_offers, query="?plein"),
    Page("offer_new", "recruiter", lambda user: {"slug": a_membership(user).company.slug}),
    Page("offer_preview", "recruiter", lambda user: {"pk": an_unlawful_draft(user).pk}),
    Page("offer_edit", "recruiter", lambda user: {"pk": an_unlawful_draft(user).pk}),
    Page("offer_confirm", arguments=a_link),
    Page("imports", "recruiter", some_sources),
    Page("import_source", "recruiter", lambda user: {"pk": a_report(user).source_id}),
    Page("import_run", "recruiter", lambda user: {"pk": a_report(user).pk}),
    Page("api_keys", "recruiter", lambda user: {"slug": a_key(user).company.slug}),
    Page("moderation", "staff", an_offer_to_judge),
    Page("moderation_one", "staff", lambda user: {"pk": an_unlawful_draft(UserFactory()).pk}),
    Page("privacy:policy", arguments=publish_texts),
    Page("privacy:versions", arguments=two_versions),
    Page("privacy:version", arguments=lambda _user: two_versions() | {"number": 2}),
    Page("privacy:version", arguments=lambda _user: two_versions() | {"number": 1}, query="?avant"),
    Page("terms", arguments=publish_texts),
    Page("terms_versions", arguments=publish_texts),
    Page("terms_version", arguments=lambda _user: publish_texts() | {"number": 1}),
    *of("anyone", "privacy:promises", "legal", "contact", "ranking"),
    Page("objection"),
    Page("outcomes", arguments=letters_to_tell_about),
    Page("outcomes_stop", arguments=letters_to_tell_about),
    Page("objection_confirm", arguments=lambda _user: {"pk": an_objection().pk}),
    Page("notice", arguments=a_notice),
    Page("objections_desk", "staff", an_objection_to_judge),
    Page("received", "recruiter", a_received_application),
    Page("received_one", "recruiter", lambda user: {"pk": received_by(user).pk}),
    Page("offer", arguments=an_offer(state="filled"), status=410),
    *of("candidate", "account_home", "profile", "profile_edit", "preferences", "resumes"),
    *(Page("profile_item_new", "candidate", kind(slug)) for slug in ITEMS),
    Page("resumes", "candidate", a_resume, query="?avec"),
    Page("resume_rename", "candidate", lambda user: {"pk": ResumeFactory(user=user).pk}),
    Page("resume_delete", "candidate", lambda user: {"pk": ResumeFactory(user=user).pk}),
    *of("candidate", "account_email", "account_change_password", "account_logout"),
    *of("candidate", "account_reauthenticate", "security", "mfa_index", "mfa_activate_totp"),
    *of("candidate", "mfa_list_webauthn", "mfa_add_webauthn", "usersessions_list"),
    *of("candidate", "socialaccount_connections", "gmail_account", "gmail_disclosure"),
    *of("candidate", "erasure", "my_data", "rights", "copies", "restriction", "directive"),
    Page("rights", "candidate", a_frozen_account, query="?gel"),
    Page("copies", "candidate", some_copies, query="?avec"),
    Page("request_new"),
    Page("request_confirm", arguments=a_request_link),
    Page("recall", arguments=a_recall),
    Page("rights_desk", "staff", some_requests),
    Page("rights_request", "staff", lambda user: {"pk": a_request(user).pk}),
    Page("outbox_desk", "staff"),
    Page("outbox_desk", "staff", a_stopped_outbox, query="?arret"),
    Page("report_offer", arguments=lambda _user: {"pk": OfferFactory(title="Menuisier").pk}),
    Page("report_company", "candidate", a_company),
    Page("reports", "staff", some_reports),
    Page("report", "staff", lambda _user: {"pk": a_report_of("fraud").pk}),
    Page("privacy:cookies"),
    Page("audience", "staff", some_figures),
    *of("staff", "rights_request_new", "rights_person", "processing"),
    Page("register", "staff", a_breach),
    Page("register", "staff", lambda _user: {"name": "ordres"}, query="?ordres"),
    Page("register_new", "staff", lambda _user: {"name": "violations"}),
    *of("candidate", "board", "spontaneous_new", "letter_models"),
]

# Name or namespace -> why it is not in PAGES.
NOT_PAGES = {
    "admin": "Django's own tables, for staff",
    "alive": "JSON",
    "ready": "JSON",
    "mfa_login_webauthn": "JSON for the passkey script",
    "mfa_download_recovery_codes": "a text file",
    "place_suggestions": "options for a field",
    "offer_places": "options for a field",
    "occupation_suggestions": "options for a field",
    "company_logo": "an image",
    "api_offer": "JSON",
    "openapi": "JSON",
    "api_key_revoke": "POST only",
    "import_confirm": "POST only",
    "import_delete": "POST only",
    "offers_feed": "XML",
    "offers_rss": "RSS",
    "robots": "plain text",
    "sitemap": "XML",
    "sitemap_pages": "XML",
    "sitemap_offers": "XML",
    "sitemap_companies": "XML",
    "resume_file": "a PDF",
    "google_login": "leads to Google",
    "google_callback": "comes from Google",
    "gmail_security_events": "Google posts there",
    "gmail_connect": "POST only",
    "gmail_disconnect": "POST only",
    "gmail_callback": "comes from Google",
    "set_language": "POST only",
    "skills_add": "POST, and its errors on the profile",
    "profile_item": "the same page as profile_item_new",
    "profile_item_delete": "POST only",
    "resume_main": "POST only",
    "application_withdraw": "POST only",
    "alert_act": "POST only",
    "bookmark": "POST only",
    "bookmark_keep": "POST only",
    "offer_act": "POST only",
    "outbox_switch": "POST only",
    "erasure_keep": "POST only",
    "copy_file": "a ZIP",
    "register_line": "the same page as register_new",
    "claim_decide": "POST only",
    "objection_decide": "POST only",
    "claim_new_code": "POST only",
    "invitation_cancel": "POST only",
    "team_leave": "POST only",
    "team_remove": "POST only",
    "team_role": "POST only",
    "interview_answer": "POST only",
    "interview_calendar": "a calendar file",
    "received_calendar": "a calendar file",
    "received_interview": "POST only",
    "received_note": "POST only",
    "received_resume": "a PDF",
    # walked through by test_applications.py: they need a letter
    "spontaneous": "one letter",
    "spontaneous_edit": "one draft",
    "spontaneous_preview": "one draft",
    "spontaneous_own_mail": "one draft",
    "spontaneous_attachment": "a PDF",
    "spontaneous_delete": "POST only",
    "spontaneous_cancel": "POST only",
    "spontaneous_resolve": "POST only",
    "spontaneous_take_up": "POST only",
    "spontaneous_outcome": "POST only",
    "spontaneous_follow_up": "POST only",
    "spontaneous_want_place": "POST only",
    "letter_model_delete": "POST only",
    # walked through by test_account_pages.py: they need a step before them
    "account_confirm_login_code": "after asking for a code",
    "account_confirm_password_reset_code": "after asking for a code",
    "account_complete_password_reset": "after the code",
    "account_email_verification_sent": "after signing up",
    "account_set_password": "for accounts without a password",
    "mfa_authenticate": "after the password, with a second factor",
    "mfa_reauthenticate": "with a second factor",
    "mfa_reauthenticate_webauthn": "with a passkey",
    "mfa_deactivate_totp": "with an application",
    "mfa_view_recovery_codes": "with recovery codes",
    "mfa_generate_recovery_codes": "with a second factor",
    "mfa_edit_webauthn": "with a passkey",
    "mfa_remove_webauthn": "with a passkey",
    "socialaccount_signup": "back from Google",
}
