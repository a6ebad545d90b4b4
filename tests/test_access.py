"""Who opens what: each address × each kind of visitor. A new address without a row here fails."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import Experience
from applications import interviews, objections
from applications.models import AnswerTemplate, Interview, Memo, OutsideApplication
from jobs.models import Bookmark, Report
from privacy.models import Breach
from privacy.services import evidence, exports, requests
from tests.accounts.test_second_factor import enrol
from tests.e2e.test_pages import names
from tests.factories.accounts import ResumeFactory, UserFactory, sign_in
from tests.factories.applications import (
    ApplicationFactory,
    DraftFactory,
    letter_model,
    mass_reading_of,
    report_of,
)
from tests.factories.jobs import (
    AlertFactory,
    ApiKeyFactory,
    ClaimFactory,
    FeedSourceFactory,
    ImportRunFactory,
    InvitationFactory,
    MembershipFactory,
    OfferFactory,
    siren,
    siret,
)
from tests.factories.privacy import publish_texts


def listed(names):
    return names.split()


# --- The rows: every name of the site, by who may open it ---------------------------------------
# Without an account: public pages, pages of signing in, and addresses whose token is the proof.
ANYONE = listed("""
    occupations occupation places place nearest_place
    home openapi api_offer ranking companies company company_logo place_suggestions
    occupation_suggestions offers offer offers_rss offers_feed offer_places robots ready alive
    sitemap sitemap_companies sitemap_offers sitemap_pages report_company report_offer legal
    contact terms terms_versions terms_version privacy:policy privacy:cookies privacy:promises
    privacy:versions privacy:version request_new request_confirm objection objection_confirm
    notice outcomes outcomes_stop alert_new alert_stop alert_confirm alert_keep alert_widen
    offer_confirm recall
    gmail_security_events set_language account_login account_signup account_logout
    account_inactive account_request_login_code account_confirm_login_code account_reset_password
    account_confirm_password_reset_code account_complete_password_reset
    account_password_reset_completed account_email_verification_sent mfa_authenticate
    mfa_login_webauthn google_login google_callback socialaccount_signup
    socialaccount_login_cancelled socialaccount_login_error
""")
PLAIN = listed("home ranking companies offers offers_rss contact legal request_new objection")
# With an account, each their own: there is nothing in the address that could be somebody else's.
SIGNED_IN = listed("""
    account_home alerts bookmarks board steps statement outside_new spontaneous_new letter_models
    resumes resume_compose profile profile_edit profile_import profile_item_new skills_add
    preferences security account_email usersessions_list account_reauthenticate
    account_change_password account_set_password socialaccount_connections mfa_index
    mfa_list_webauthn mfa_add_webauthn mfa_activate_totp mfa_deactivate_totp
    mfa_view_recovery_codes mfa_generate_recovery_codes mfa_download_recovery_codes
    mfa_reauthenticate mfa_reauthenticate_webauthn gmail_account gmail_disclosure gmail_connect
    gmail_disconnect gmail_callback my_data copies rights directive erasure erasure_keep
    restriction recruiter claim apply bookmark_keep
    profile_item_delete received received_export received_several
    answer_templates imports
""")
# Léa's things: anybody else is told that there is nothing.
LEAS = listed("""
    alert_act bookmark outside outside_delete memo memo_done memo_calendar letter_model_delete
    application application_report
    interview_calendar interview_answer application_unkeep application_withdraw spontaneous
    spontaneous_cancel spontaneous_preview spontaneous_own_mail spontaneous_edit
    spontaneous_attachment spontaneous_want_place spontaneous_follow_up spontaneous_take_up
    spontaneous_outcome spontaneous_delete spontaneous_resolve resume_file resume_main
    resume_delete resume_rename profile_item copy_file claim_code
    claim_new_code claim_offer invitation
""")
# Things of Karim's company: its recruiters, with a second factor.
COMPANYS = listed("""
    received_one received_resume received_calendar received_interview received_call_off
    received_note received_report answer_template_delete offer_new offer_paste offer_preview
    offer_act offer_edit import_source import_edit import_release import_delete import_run
    import_confirm letters_rules team team_leave
""")
# The passkey of the keeper, who does nothing else here: allauth reads it wherever it signs one in.
KEYS = listed("mfa_edit_webauthn mfa_remove_webauthn")
# What only an owner of the company does.
OWNERS = listed("""
    api_keys api_key_revoke team_remove team_role invitation_cancel
""")
STAFF = listed("""
    audience rights_desk rights_request rights_request_new rights_person claims_desk claim_decide
    outbox_desk outbox_switch moderation moderation_one objections_desk objection_decide register
    register_line register_new processing reports report reported
    reported_resume mass_reading evidence
""")
ROWS = {
    "anyone": ANYONE,
    "signed in": SIGNED_IN,
    "Léa": LEAS,
    "keeper": KEYS,
    "company": COMPANYS,
    "owners": OWNERS,
    "staff": STAFF,
}
EVERYBODY_SIGNED_IN = {"Léa", "Ana", "Karim", "colleague", "Inès", "staff"}
WHO = {  # beside the staff that lacks a second factor
    "anyone": {"nobody", *EVERYBODY_SIGNED_IN},
    "signed in": EVERYBODY_SIGNED_IN,
    "Léa": {"Léa"},
    "keeper": {"keeper"},
    "company": {"Karim", "colleague"},
    "owners": {"Karim"},
    "staff": {"staff"},
}


def test_each_address_of_the_site_has_its_row():
    known = [name for rows in ROWS.values() for name in rows]
    here = {name for name in names(get_resolver()) if name != "admin"}
    assert here - set(known) == set(), "say who may open them"
    assert set(known) - here == set(), "gone"
    assert len(known) == len(set(known)), "twice"


# --- The world ----------------------------------------------------------------------------------
@pytest.fixture
def world(db, google):
    """Visitors by name, and the arguments of each address: Léa's things, Karim's company's."""
    lea, ana, karim, colleague, ines, staff = (
        UserFactory(first_name=name) for name in ("Léa", "Ana", "Karim", "Zoé", "Inès", "Sacha")
    )
    offer = OfferFactory()
    company = offer.company
    MembershipFactory(user=karim, company=company, role="owner")
    seat = MembershipFactory(user=colleague, company=company, role="recruiter")
    MembershipFactory(user=ines)
    staff.is_staff = True
    staff.save()
    for user in (lea, ana, karim, colleague, ines, staff):
        enrol(user)
        RecoveryCodes.activate(user)
    bare = UserFactory(is_staff=True)  # without a second factor
    evidence.name_reader(staff)
    publish_texts()
    visitors = {"nobody": None, "Léa": lea, "Ana": ana, "Karim": karim, "colleague": colleague}
    visitors |= {"Inès": ines, "staff": staff, "bare staff": bare}
    keeper = visitors["keeper"] = UserFactory()
    key = Authenticator.objects.create(user=keeper, type="webauthn", data={"name": "x"})
    sent = ApplicationFactory(candidate=lea, offer=offer)
    arguments = _leas(lea, offer, sent) | _companys(company, offer, seat, sent)
    arguments |= _others(lea, offer)
    return visitors, arguments | {name: {"pk": key.pk} for name in KEYS}


def _leas(lea, offer, sent):
    draft = DraftFactory(candidate=lea)
    when = timezone.now() + timedelta(days=3)
    meeting = Interview(starts_at=when, way="place", place="x")
    interviews.propose(sent, meeting, by=UserFactory())
    application = {"pk": sent.pk}
    outside = OutsideApplication.objects.create(
        user=lea, company_name="x", way="site", sent_on=date(2026, 1, 5)
    )
    Memo.objects.create(user=lea, outside=outside, action="x", action_on=date(2026, 1, 9))
    job = Experience.objects.create(user=lea, title="x", employer="x", started_on=date(2020, 1, 1))
    claim = {"pk": ClaimFactory(claimant=lea).pk}
    copy = exports.ask(lea)
    exports.build(copy.pk)
    found = {name: {"pk": draft.pk} for name in LEAS if name.startswith("spontaneous_")}
    found |= {name: application for name in LEAS if "application" in name or "interview" in name}
    found |= {name: {"pk": ResumeFactory(user=lea).pk} for name in LEAS if "resume" in name}
    for name in ("memo", "memo_done", "memo_calendar"):
        found[name] = {"kind": "ailleurs", "pk": outside.pk}
    for name in ("profile_item", "profile_item_delete"):
        found[name] = {"kind": "experiences", "pk": job.pk}
    return found | {
        "spontaneous": {"pk": draft.pk},
        "alert_act": {"pk": AlertFactory(user=lea).pk},
        "bookmark": {"pk": Bookmark.objects.create(user=lea, offer=offer).pk},
        "outside": {"pk": outside.pk},
        "outside_delete": {"pk": outside.pk},
        "letter_model_delete": {"pk": letter_model(lea).pk},
        "copy_file": {"pk": copy.pk},
        "claim_code": claim,
        "claim_new_code": claim,
        "claim_offer": claim,
        "invitation": {"pk": InvitationFactory(email=lea.email).pk},
    }


def _companys(company, offer, seat, sent):
    received = {"pk": sent.pk}
    source = FeedSourceFactory(company=company)
    run = {"pk": ImportRunFactory(source=source).pk}
    slug = {"slug": company.slug}
    found = {name: received for name in COMPANYS if name.startswith("received_")}
    found |= {name: {"pk": offer.pk} for name in ("offer_preview", "offer_edit")}
    found |= dict.fromkeys(("offer_new", "offer_paste", "api_keys", "letters_rules", "team"), slug)
    template = AnswerTemplate.objects.create(company=company, name="x", text="x")
    return found | {
        "offer_act": {"pk": offer.pk, "name": "archiver"},
        "answer_template_delete": {"pk": template.pk},
        "import_source": {"pk": source.pk},
        "import_edit": {"pk": source.pk},
        "import_release": {"pk": source.pk},
        "import_delete": {"pk": source.pk},
        "import_run": run,
        "import_confirm": run,
        "api_key_revoke": {"pk": ApiKeyFactory(company=company).pk},
        "team_leave": slug,
        "team_remove": slug | {"pk": seat.pk},
        "team_role": slug | {"pk": seat.pk},
        "invitation_cancel": slug | {"pk": InvitationFactory(company=company).pk},
    }


def _others(lea, offer):
    asked = objections.ask("siret", siret(siren(41_000_000)), "direction@vent-debout.test")
    objections.confirm(asked)
    report = Report.objects.create(
        offer=offer, name="x", email="x@x.test", ground="else", words="x"
    )
    reported = report_of(ApplicationFactory(), by=UserFactory(), side="company")
    many = mass_reading_of(UserFactory())
    judged = OfferFactory(state="in_review", published_at=None)
    register = {"name": "violations"}
    breach = Breach.objects.create(nature="x", data="x", people=1, consequences="x", measures="x")
    return {
        "apply": {"pk": OfferFactory().pk},
        "bookmark_keep": {"pk": offer.pk},
        "profile_item_new": {"kind": "langues"},
        "rights_request": {"pk": requests.ask(lea, "rectify", "x").pk},
        "claim_decide": {"pk": ClaimFactory().pk},
        "moderation_one": {"pk": judged.pk},
        "objection_decide": {"pk": asked.pk},
        "register": register,
        "register_new": register,
        "register_line": register | {"pk": breach.pk},
        "report": {"pk": report.pk},
        "reported": {"pk": reported.pk},
        "mass_reading": {"pk": many.pk},
        "reported_resume": {"pk": reported.pk},
    }


# --- The matrix ---------------------------------------------------------------------------------
@pytest.fixture
def ask(world):
    """What GET and an empty POST of an address give a visitor, each on a world as it was."""
    cookies = {}
    for name, user in world[0].items():
        client = Client()
        if user:
            sign_in(client, user)
        cookies[name] = client.cookies.output(header="", sep=";")

    def both(visitor, address):
        found = []
        for method in ("get", "post"):
            client = Client()
            client.cookies.load(cookies[visitor])
            with transaction.atomic():
                answer = getattr(client, method)(address)
                transaction.set_rollback(True)
            where = answer.headers.get("Location", "")
            if answer.streaming:
                b"".join(answer)  # and its file is closed
            same = found and where == address  # sent back to what GET said
            found.append(found[0] if same else f"{answer.status_code} {where}")
        return found

    return both


def judged(found):
    """« in », « out » (there is nothing), « sign in », « second factor »."""
    if any(reverse("account_login") in one for one in found):
        return "sign in"
    told = [one for one in found if not one.startswith("405")]
    assert told, found
    if all(one.partition("?")[0] == f"302 {reverse('mfa_index')}" for one in told):
        return "second factor"
    return "out" if all(one.startswith(("404", "403", "410")) for one in told) else "in"


def expected(row, visitor):
    if visitor == "nobody" and row != "anyone":
        return "sign in"
    if row == "signed in" and visitor in {"Karim", "colleague", "Inès"}:
        return None  # as Ana
    if visitor == "bare staff" or (visitor == "keeper" and row != "keeper"):
        return None  # they have their own tests
    return "in" if visitor in WHO[row] else "out"


@pytest.mark.parametrize("row", [row for row in ROWS if row != "anyone"])
def test_each_visitor_opens_what_is_theirs_and_nothing_else(world, ask, row):
    visitors, arguments = world
    wrong = []
    for name in ROWS[row]:
        address = reverse(name, kwargs=arguments.get(name))
        for visitor in visitors:
            if not (wanted := expected(row, visitor)):
                continue
            found = ask(visitor, address)
            if judged(found) != wanted:
                wrong.append(f"{name} for {visitor}: {found}, not {wanted}")
    assert wrong == []


def test_staff_without_a_second_factor_is_led_to_set_one_up_and_to_nothing_else(world, ask):
    _visitors, arguments = world
    for name in STAFF:
        address = reverse(name, kwargs=arguments.get(name))
        assert judged(ask("bare staff", address)) == "second factor", name


def test_what_anyone_may_open_asks_nobody_to_sign_in(ask):
    for name in PLAIN:
        assert judged(ask("nobody", reverse(name))) == "in", name
