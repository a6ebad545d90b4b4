"""The main job, in a real browser, over the whole site as `make run` starts it.

Web, worker, beat, databases and the local Google are processes of their own: what is seen here is
what a newcomer sees.
"""

import re

import pytest
from playwright.sync_api import expect

from accounts.demo_pdf import write_pdf
from gmail_send import mime
from tests.e2e.walking import leads, sign_up
from tests.tools import google_client
from tests.waiting import until

pytestmark = pytest.mark.browser
ADDRESS = "nora.test@exemple.test"
BODY = (
    "Bonjour,\n\nJ’ai visité votre atelier à l’été : la façon dont vous écoutez les musées avant "
    "de coder m’a plu. Je développe en Python depuis six ans, surtout des outils d’inventaire, et "
    "j’aimerais le faire avec vous. Je suis disponible dès décembre, à Montpellier ou à distance, "
    "et je peux passer quand vous voulez.\n\nVous trouverez mon CV en pièce jointe.\n\n"
    "Bien à vous,\nNora Bézu"
)
SUBJECT = "Candidature spontanée : développeuse, l’été à Montpellier"


def state_at_google(site):
    return google_client.get(f"{site.google}/__state").json


def mail_at_google(site, gmail_id):
    return google_client.get(f"{site.google}/messages/{gmail_id}/original").body


@pytest.mark.xdist_group("site")  # one whole site serves every walk through it
def test_from_sign_up_to_a_letter_accepted_by_gmail(page, site, tmp_path, shots):
    page.set_default_timeout(30_000)
    sign_up(page, site, "Nora", "Bézu", ADDRESS)

    # A CV of her own.
    page.goto(f"{site.url}compte/cv/")
    cv = tmp_path / "CV Nora Bézu – été.pdf"
    cv.write_bytes(write_pdf("# Nora Bézu\nDéveloppeuse à l’écoute, à Montpellier\n"))
    page.locator("input[type=file]").set_input_files(cv)
    page.locator("main form .btn-primary").first.click()
    expect(page.locator("main")).to_contain_text("CV Nora Bézu")

    # The letter.
    page.goto(f"{site.url}entreprises/?q=brise+lagune")
    leads(page.get_by_role("link", name="Brise Lagune Logiciels").first)
    leads(page.get_by_role("link", name="Écrire à cette entreprise"))
    page.locator("[name=subject]").fill(SUBJECT)
    page.locator("[name=body]").fill(BODY)
    leads(page.get_by_role("button", name="Voir l’aperçu"))
    preview = page.url

    # Gmail, the box left unticked: nothing stored, clear words.
    page.get_by_role("link", name="Connecter mon Gmail").click()
    page.get_by_role("button", name="J’ai compris, continuer chez Google").click()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("#messages")).to_contain_text("Rien n’a été enregistré")
    assert site.rows("SELECT count(*) FROM gmail_send_gmailaccount") == [(0,)]
    shots(page, "gmail-unticked")

    # Then ticked: back on the preview.
    page.get_by_role("button", name="J’ai compris, continuer chez Google").click()
    page.locator("input[name=scope]").check()
    page.get_by_role("button", name="Continuer").click()
    expect(page).to_have_url(preview)
    shots(page, "preview")
    previewed = page.locator("[name=digest]").get_attribute("value")
    expect(page.locator(".letter")).to_contain_text("Nora Bézu")

    # Validation, with a double click.
    page.get_by_role("button", name=re.compile("Valider et envoyer")).dblclick()
    until(lambda: state_at_google(site)["outbox"], "the mail arrives at the local Google")
    until(
        lambda: site.rows("SELECT count(*) FROM gmail_send_deliverycontent") == [(0,)],
        "the text is erased",
    )
    (mail,) = state_at_google(site)["outbox"]
    raw = mail_at_google(site, mail["id"])
    assert mime.digest(raw) == previewed
    letter = mime.parse(raw)
    assert (letter.subject, letter.body.strip()) == (SUBJECT, BODY)
    assert letter.recipient == "talents@brise-lagune-logiciels.test"
    ((stored,),) = site.rows("SELECT sha256 FROM accounts_resume ORDER BY created_at DESC LIMIT 1")
    assert mime.digest(letter.attachments[0].content) == stored
    assert "Nora Bézu" in letter.attachments[0].file_name

    # The letter's page follows by itself; once it has, it stays still.
    expect(page.locator("main")).to_contain_text("effacé de nos serveurs", timeout=60_000)

    # The board says it, and nothing here holds the text any more.
    page.goto(f"{site.url}candidatures/")
    expect(page.locator("main")).to_contain_text("acceptée par Gmail")
    shots(page, "board")
    page.get_by_role("link", name=re.compile("Brise Lagune")).first.click()
    expect(page.locator("main")).to_contain_text("effacé de nos serveurs")
    shots(page, "sent")
    drafts = (
        "SELECT count(*) FROM applications_draftcontent d"
        " JOIN applications_spontaneousapplication a ON a.id = d.application_id"
        " JOIN accounts_user u ON u.id = a.candidate_id WHERE u.email = %s"
    )
    assert site.rows(drafts, ADDRESS) == [(0,)]
