"""From an offer to a decision, in two browsers, over the whole site as `make run` starts it."""

import time
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from accounts.demo import PASSWORD
from tests.e2e.walking import leads, sign_up
from tests.waiting import until

pytestmark = pytest.mark.browser
TITLE = "Développeuse ou développeur de cartes marines"
OFFER = {
    "title": TITLE,
    "occupation": "Développeur / Développeuse web",
    "place": "Montpellier (34)",
    "pay_min": "36000",
    "pay_max": "42000",
    "description": (
        "Dessiner et tenir à jour les cartes des ports de plaisance, avec une équipe de cinq "
        "personnes. Vous écrivez des outils en Python, vous parlez aux capitaineries, et vous "
        "mettez en ligne chaque semaine. Le poste est à l’année, dans nos bureaux du centre."
    ),
    "process": "Un appel d’une demi-heure, puis une visite.",
    "answer_days": "10",
}
QUESTION = "Avez-vous déjà dessiné une carte marine ?"
WHY = "Racontez-en une, en deux phrases."


@pytest.fixture
def browse(browser, browser_context_args):
    """A page in a browser of somebody's own."""
    contexts = []

    def open_one():
        contexts.append(browser.new_context(**browser_context_args))
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)
        return page

    yield open_one
    for context in contexts:
        context.close()


def sign_in(page, site, email):
    page.goto(f"{site.url}compte/connexion/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    leads(page.get_by_role("button", name="Se connecter", exact=True))


def protect(page, site):
    """Set a second factor up: a recruiter reads nobody's application without one."""
    page.goto(f"{site.url}compte/double-authentification/codes/activer/")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    leads(page.get_by_role("button", name="Confirmer"))
    secret = page.locator("#totp-secret").inner_text()
    page.get_by_label("Code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    leads(page.get_by_role("button", name="Activer"))


def publish(page, site):
    page.goto(f"{site.url}recruteur/")
    leads(page.get_by_role("link", name="Nouvelle offre").first)
    for name, value in OFFER.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=contract]").select_option("cdi")
    page.locator("[name=pay_period]").select_option("an")
    ask(page, 1, QUESTION, "yes_no")
    page.get_by_label("Réponse obligatoire").first.check()
    ask(page, 2, WHY, "text")
    leads(page.get_by_role("button", name="Enregistrer et voir l’aperçu"))
    leads(page.get_by_role("button", name="Publier cette offre"))
    expect(page.locator("#messages")).to_contain_text("Votre offre est publiée")


def ask(page, number, question, kind):
    page.locator("summary").filter(has_text=f"Question {number}").click()
    page.locator(f"[name=question-{number}-text]").fill(question)
    page.locator(f"[name=question-{number}-kind]").select_option(kind)


def apply(page, site, words, story):
    page.goto(f"{site.url}offres/?q=cartes+marines")
    leads(page.get_by_role("link", name=TITLE).first)
    leads(page.get_by_role("link", name="Postuler").first)
    page.locator("[name=message]").fill(words)
    page.get_by_label(WHY).fill(story)
    page.get_by_role("button", name="Envoyer ma candidature").click()
    question = page.get_by_role("group", name=QUESTION)
    expect(question).to_contain_text("cette question est obligatoire")
    expect(page.get_by_label(WHY)).to_have_value(story)
    question.get_by_label("Oui").check()
    leads(page.get_by_role("button", name="Envoyer ma candidature"))
    expect(page.locator("main")).to_contain_text(story)


def open_received(page, site, name):
    page.goto(f"{site.url}recruteur/candidatures/")
    row = page.get_by_role("row").filter(has_text=TITLE).filter(has_text=name)
    leads(row.get_by_role("link", name=name))


@pytest.mark.xdist_group("site")  # one whole site serves every walk through it
def test_from_an_offer_to_an_interview_a_refusal_and_a_withdrawal(site, browse, shots):
    karim, lea, ines = browse(), browse(), browse()
    sign_in(karim, site, "karim@demo.test")
    protect(karim, site)
    publish(karim, site)
    sign_in(lea, site, "lea@demo.test")
    story = "Le port de Sète, relevé au sondeur avec la capitainerie."
    apply(lea, site, "Je trace des cartes depuis six ans, et je navigue.", story)
    sign_up(ines, site, "Inès", "Calfat", "ines@exemple.test")
    apply(ines, site, "Je connais les capitaineries de la côte.", "La rade, à la main.")

    # Karim reads the answers and the CV, and Léa sees that he did.
    open_received(karim, site, "Léa Dupré")
    received = karim.url.partition("?")[0]
    answers = karim.locator("main dl").first
    expect(answers).to_contain_text(QUESTION)
    expect(answers).to_contain_text("Oui")
    expect(answers).to_contain_text(story)
    cv = karim.context.request.get(f"{received}cv/")
    assert cv.headers["content-type"] == "application/pdf"
    lea.reload()
    expect(lea.locator("main")).to_contain_text("CV ouvert")

    # An interview is proposed; Léa accepts, and her calendar reads it.
    karim.get_by_text("Proposer un entretien").click()
    when = timezone.localtime() + timedelta(days=5)
    karim.locator("[name=starts_at]").fill(f"{when:%Y-%m-%d}T14:30")
    karim.locator("[name=way][value=video]").check()
    karim.locator("[name=place]").fill("https://visio.brise-lagune.test/entretien")
    leads(karim.get_by_role("button", name="Voir le courriel").last)
    shots(karim, "hiring-interview-mail")
    leads(karim.get_by_role("button", name="Proposer et prévenir"))
    lea.reload()
    shots(lea, "hiring-interview")
    calendar = lea.context.request.get(f"{lea.url}entretien.ics")
    (event,) = Calendar.from_ical(calendar.body()).walk("VEVENT")
    begins = event.decoded("dtstart").astimezone(ZoneInfo("Europe/Paris"))
    assert (begins.date(), begins.hour, begins.minute) == (when.date(), 14, 30)
    leads(lea.get_by_role("button", name="J’y serai"))
    karim.goto(received)
    shots(karim, "hiring-received")
    expect(karim.locator("main")).to_contain_text("Accepté.")

    # Inès is refused, with a reason that she reads here and in her mail.
    open_received(karim, site, "Inès Calfat")
    karim.get_by_label("Refuser", exact=True).check()
    karim.locator("[name=reason]").select_option("experience")
    karim.locator("[name=words]").fill("Merci [prénom], vos lignes sur les ports m’ont plu.")
    leads(karim.get_by_role("button", name="Voir le courriel"))
    expect(karim.locator("main")).to_contain_text("Merci Inès, vos lignes")
    shots(karim, "hiring-mail")
    leads(karim.get_by_role("button", name="Enregistrer et prévenir"))
    ines.reload()
    expect(ines.locator("main")).to_contain_text("l’expérience demandée pour ce poste manque")
    expect(ines.locator("main")).to_contain_text("Merci Inès")
    until(
        lambda: any(
            "Merci Inès" in mail.get_body().get_content()
            for mail in site.mails_to("ines@exemple.test")
        ),
        "the refusal arrives by mail",
    )

    # Léa takes hers back: the CV is gone for Karim at once.
    lea.get_by_text("Retirer ma candidature").click()
    leads(lea.get_by_role("button", name="La retirer pour de bon"))
    assert karim.context.request.get(f"{received}cv/").status == 410
