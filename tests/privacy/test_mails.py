"""Each mail of the site's own, with hostile words in every place where people write."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone

from applications.models import (
    Application,
    ApplicationReport,
    HiddenPart,
    Interview,
    ObjectionRequest,
    SpontaneousApplication,
)
from gmail_send.models import Delivery, GmailAccount
from jobs.models import ImportRun, Report, StatementOfReasons
from meilleursjobs.lib import mail as mails
from privacy import post
from privacy.models import Export, PolicyVersion, RightsRequest, SiteMail
from privacy.services.erasure import Receipt
from tests.factories.accounts import UserFactory
from tests.factories.jobs import (
    AlertFactory,
    ApplicationAddressFactory,
    ClaimFactory,
    CompanyFactory,
    FeedSourceFactory,
    InvitationFactory,
    OfferFactory,
)
from tests.mails import check

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(
    f"{path.parts[-3]}/{path.name.removesuffix('.body.txt')}"
    for path in (ROOT / "templates").glob("*/email/*.body.txt")
)
AWAY = "https://mechant.test/x"
NAME = f'<img src="{AWAY}"> & "Cie" {AWAY}'
WORDS = (
    f"<script>alert(1)</script> <a href='{AWAY}'>MeilleursJobs</a> &lt;b&gt;\n"
    f"{AWAY}\n\n- [Votre compte]({AWAY})\n  javascript:alert(1)\n\n"
    "</main></body> --> ]]> {{ x }}"
)


def contexts():
    """What the services hand to each mail; a place where people write holds hostile words."""
    now = timezone.now()
    company = CompanyFactory(name=NAME, verified=True)
    offer = OfferFactory(company=company, title=NAME)
    zoe = UserFactory(first_name="<b>Zoé</b>", last_name="&Bézu")
    application = Application(
        candidate=zoe, offer=offer, state="refused", reason="other",
        decision_words=WORDS, moved_at=now,
    )  # fmt: skip
    letter = SpontaneousApplication(candidate=zoe, company_name=NAME, sent_at=now)
    interview = Interview(application=application, starts_at=now, place=WORDS)
    account = GmailAccount(user=zoe, email="zoe@gmail.test")
    delivery = Delivery(user=zoe, recipient="a@b.test", attempted_at=now, reason="restored")
    report = Report(offer=offer, answer=WORDS, state="upheld")
    reported = ApplicationReport(
        application=application, side="company", answer=WORDS, state="upheld"
    )
    hidden = HiddenPart(application=application, part="message", ground="abuse", facts=WORDS)
    claim = ClaimFactory(name=NAME)
    claim.company = company
    right = RightsRequest(
        kind="access", due_on=date(2026, 12, 1), answer=WORDS, extension_reason=WORDS
    )
    version = PolicyVersion(
        kind=PolicyVersion.Kind.PRIVACY, number=2, updated_on=date(2026, 12, 1),
        changes_fr=WORDS, changes_en=WORDS, purposes=["audience"],
    )  # fmt: skip
    alert = AlertFactory(user=zoe, name=NAME)
    run = ImportRun(pk=1, source=FeedSourceFactory(name=NAME), state="failed", problem=WORDS)
    statement = StatementOfReasons(offer=offer, act="suspended", ground="fraud", facts=WORDS)
    path = {"path": "/candidatures/1/"}
    met = {"interview": interview, "offer": offer, **path}
    answered = {"request": right}
    return {
        "applications/company_suspended": {"company": company, **path},
        "applications/corrected": {"offer": offer, **path},
        "applications/hidden": {"one": hidden, "offer": offer, **path},
        "applications/interview_accepted": met,
        "applications/interview_called_off": met | {"words": WORDS},
        "applications/interview_declined": met,
        "applications/interview_off": met,
        "applications/interview_proposed": met,
        "applications/moved": {"application": application, **path},
        "applications/not_sent": {"application": letter, "sentence": NAME, **path},
        "applications/notice": {
            "address": ApplicationAddressFactory(source_detail=NAME), "company": company, **path,
        },
        "applications/objection": {"request": ObjectionRequest(withdraws=True), **path},
        "applications/objection_refused": {},
        "applications/offer_over": {"offer": offer, **path},
        "applications/outcomes": {"letters": [letter, letter], "stop": "/s/a:b-_/", **path},
        "applications/place_free": {"application": letter, "when": "mardi"},
        "applications/recalled": {
            "offer": offer, "name": NAME, "why": "frozen", "where": "/recruteur/1/", **path,
        },
        "applications/received": {"offer": offer, **path},
        "applications/received_several": {
            "company": company, "count": 5, "offers": [(NAME, 3), (NAME, 1)], "more": 1,
            "path": "/recruteur/candidatures/?etat=new&offre=1",
        },
        "applications/reminder": {"count": 2, "path": "/recruteur/candidatures/?etat=new"},
        "applications/report_decided": {"report": reported},
        "applications/report_received": {"report": reported},
        "applications/shown_again": {"one": hidden, "offer": offer, "answer": WORDS, **path},
        "applications/to_do": {"lines": [{"action": NAME, "company": NAME}], **path},
        "gmail_send/expiring": {"delivery": delivery},
        "gmail_send/lost": {"account": account, "waiting": 2},
        "gmail_send/uncertain": {"delivery": delivery},
        "gmail_send/unused": {"account": account},
        "jobs/alert": {
            "alert": alert, "offers": [offer] * 10, "more": 3, "stop": "/alertes/arreter/a:b/",
            "search": "/offres/?q=menuisier&lieu=34172&tri=date",
        },
        "jobs/alert_empty": {
            "alert": alert, "path": "/alertes/a:b/elargir/", "stop": "/alertes/a:b/arreter/",
            "wider": [(NAME, 12, False, None), ("dans toute la France", 1_000, True, None)],
        },
        "jobs/alert_old": {
            "alerts": [alert, alert], "keep": "/alertes/a:b/garder/",
            "stop": "/alertes/a:b/arreter/",
        },
        "jobs/alert_confirm": {"alert": alert, "path": "/alertes/confirmer/a:b-_/"},
        "jobs/bookmark_over": {"offer": offer},
        "jobs/claim_accepted": {"claim": claim},
        "jobs/claim_code": {"claim": claim, "code": "1234-5678"},
        "jobs/claim_refused": {"claim": claim},
        "jobs/company_gone": {
            "alerts": [(alert, "/alertes/arreter/a:b/"), (alert, "/alertes/arreter/c:d/")],
            "elsewhere": "/offres/?q=menuisier&lieu=34172",
        },
        "jobs/company_suspended": {"company": company, "answer": WORDS},
        "jobs/import_attention": {"run": run, "source": run.source},
        "jobs/invitation": {"invitation": InvitationFactory(), "company": company, "by": zoe},
        "jobs/offer_expiring": {"offer": offer, "link": "/offres/confirmer/a:b:c/"},
        "jobs/offer_published": {"offer": offer},
        "jobs/offer_refused": {"offer": offer, "statement": statement},
        "jobs/report_decided": {"report": report},
        "jobs/report_received": {"report": report},
        "privacy/erased": {"receipt": Receipt(rows={"jobs.Alert": 2, "accounts.User": 1})},
        "privacy/export_ready": {"export": Export(expires_at=now)},
        "privacy/inactive": {"goes_at": now},
        "privacy/inactive_soon": {"goes_at": now},
        "privacy/lift": {"lifts_at": now + timedelta(days=7)},
        "privacy/request_answered": answered,
        "privacy/request_confirm": {**answered, **path},
        "privacy/request_extended": answered,
        "privacy/request_received": answered,
        "privacy/request_refused": answered,
        "privacy/text_changed": {"version": version},
    }  # fmt: skip


@pytest.fixture
def sent(db):
    """Every mail in both languages, through the queue: (name, language) → the message."""
    people = {code: UserFactory(email=f"{code}@exemple.test", language=code) for code in LANGUAGES}
    told = contexts()
    assert sorted(told) == NAMES  # a new mail is looked at as well
    for name in NAMES:
        for code, person in people.items():
            post.queue(name, told[name], key=code, user=person, unsubscribe="/arreter/a/")
    rows = list(SiteMail.objects.order_by("next_try_at"))
    assert post.send_due() == len(rows) == 2 * len(NAMES)
    return {(row.name, row.language): one for row, one in zip(rows, mail.outbox, strict=True)}


LANGUAGES = ("fr", "en")


def test_each_mail_leaves_in_two_parts_that_agree(sent, settings):
    for (name, language), message in sent.items():
        read = check(message)
        assert read.languages == [language] * 2, name
        assert settings.COMPANY["address"] in " ".join(read.shown.split()), name
        assert message.extra_headers["List-Unsubscribe"] == f"<{settings.SITE_URL}/arreter/a/>"
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_hostile_words_stay_words(sent):
    held = 0
    for (name, _language), message in sent.items():
        ((html, _kind),) = message.alternatives
        assert not re.search(r"<(img|script|a href='|b>)|javascript:[^\s]*['\"]>", html), name
        assert "mechant.test" not in " ".join(re.findall(r"<[^>]*>", html)), name
        held += "mechant.test" in html
        assert "\n" not in message.subject
    assert held > 40  # they were there


def test_the_words_alone_are_stored(db):
    post.queue("privacy/lift", {"lifts_at": timezone.now()}, key="1", user=UserFactory())
    post.send_due()
    (row,) = SiteMail.objects.values()
    assert not [value for value in row.values() if "<" in str(value)]
    assert mail.outbox[0].body.startswith(row["body"])


def test_a_mail_written_before_its_language_was_kept_is_french(db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO privacy_sitemail (to_email, name, dedupe_key, subject, body, unsubscribe,"
            " erase_when_sent, state, tries, next_try_at, created_at) VALUES ('a@exemple.test',"
            " 'privacy/lift', 'k', 'Objet', 'Bonjour,', '', false, 'waiting', 0, now(), now())"
        )
    assert post.send_due() == 1
    assert check(mail.outbox[0]).languages == ["fr", "fr"]


# --- How a text is read -------------------------------------------------------------------------
def kinds(body):
    return [block.kind for block in mails.read(body)]


def links(line):
    return [one.text for block in mails.read(line) for item in block.items for row in item
            for one in row if one.is_link]  # fmt: skip


def test_paragraphs_lists_codes_and_addresses_are_told_apart(settings):
    site = settings.SITE_URL
    assert kinds(f"Bonjour,\n\nUn\ndeux\n{site}/a/\n\n– un\n\n– deux\n  {site}/b/\n\n1234-5678\n\n"
                 f"{site}/c/\n\nMeilleursJobs\n") == [
        "words", "words", "action", "list", "code", "link", "signature",
    ]  # fmt: skip


def test_what_only_looks_like_a_list_stays_words():
    assert kinds("-5 degrés\n–\n-- \n  décalé") == ["words"]
    assert kinds("MeilleursJobs\n\nsuite") == ["words", "words"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Voir {site}/a/.", ["{site}/a/"]),
        ("({site}/a/?b=1&c=2), puis {site}/d", ["{site}/a/?b=1&c=2", "{site}/d"]),
        ("« {site}/a/ »", ["{site}/a/"]),
        ("{site}/a:b-_/", ["{site}/a:b-_/"]),
        ("{site}/<script>", ["{site}/"]),
        ("{site}.mechant.test/", []),
        ("{site}@mechant.test/", []),
        ("{site}:80@mechant.test/", []),
        ("{site}\\@mechant.test/", []),
        ("https://mechant.test/?u={site}/a/", []),
        ("[{site}/a/](https://mechant.test)", []),
        ("javascript:{site}/a/", []),
        ("//mechant.test/ mailto:a@mechant.test", []),
    ],
)
def test_only_an_address_of_ours_becomes_a_link(line, found, settings):
    site = settings.SITE_URL
    assert links(line.replace("{site}", site)) == [one.replace("{site}", site) for one in found]


def test_the_preheader_tells_what_comes_after_the_greeting():
    words = mails.Words("Objet", "Bonjour,\n\nVotre code arrive.\n\n1234-5678\n\nMeilleursJobs")
    message = mails.message(words, to="a@exemple.test", language="fr")
    assert check(message).hidden == "Votre code arrive."


def test_who_writes_is_told_in_full_when_the_register_is_known(settings):
    known = {"siren": "000 000 000", "register": "RCS Exemple", "capital": "10 €"}
    settings.PUBLISHER = settings.PUBLISHER | known
    message = mails.message(mails.Words("a", "b"), to="a@exemple.test", language="fr")
    assert "SAS MeilleursJobs, capital 10 €\n" in message.body
    assert "SIREN 000 000 000, RCS Exemple" in message.body
    check(message)


def test_the_colours_are_those_of_the_site():
    def colours(name):
        return set(re.findall(r"#[0-9a-f]{6}\b", (ROOT / name).read_text()))

    assert colours("templates/email/layout.html") <= colours("static/css/tokens.css")
