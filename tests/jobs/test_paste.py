"""A recruiter pastes an ad that stands elsewhere: read, checked, corrected, and only then saved."""

import re
from collections import defaultdict
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from lxml import html

from jobs.models import Offer
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.factories.accounts import UserFactory
from tests.factories.jobs import MembershipFactory

pytestmark = pytest.mark.django_db
AD = """Offre d’emploi – Menuisière / Menuisier H/F – CDI 35 h – Sète (34)

L’Atelier Tournelune fabrique des fenêtres en chêne depuis trente ans.

Vos missions :
• Débiter et assembler
• Poser chez les clients, avec deux collègues, partout dans le bassin de Thau

Profil recherché
- CAP menuiserie, permis B exigé
- 2 ans d’expérience

Salaire : 26 000 à 31 000 € brut par an
Avantages
- Mutuelle
- Atelier chauffé
Pour postuler : rh@atelier-tournelune.test

Bien cordialement,
Jeanne Rabot
04 00 00 00 00
"""


def address(company):
    return reverse("offer_paste", args=[company.slug])


def paste(client, company, text=AD):
    return client.post(address(company), {"text": text})


def form_of(answer):
    """The offer's form as a browser would send it back, and where."""
    (form,) = html.fromstring(answer.content.decode()).xpath(
        "//form[contains(@class, 'offer-form')]"
    )
    return form.action, defaultdict(str, form.form_values()), form


def send(client, answer, **changes):
    action, values, form = form_of(answer)
    several = {name: list(form.inputs[name].value) for name in ("hours", "licences")}
    return client.post(action, values | several | changes)


def test_karim_pastes_an_ad_corrects_it_and_saves_a_draft(client, company, karim):
    answer = paste(client, company)
    assert Offer.objects.count() == 0
    action, values, _form = form_of(answer)
    assert action == reverse("offer_new", args=[company.slug])
    assert values["title"] == "Menuisière / Menuisier"
    assert values["occupation"] == "Menuisier / Menuisière"
    assert (values["contract"], values["weekly_hours"], values["place"]) == (
        "cdi",
        "35",
        "Sète (34)",
    )
    assert (values["pay_min"], values["pay_max"], values["pay_period"]) == ("26000", "31000", "an")
    assert (values["experience_years"], values["diploma"]) == ("2", "3")
    assert values["benefits"].split() == ["Mutuelle", "Atelier", "chauffé"]
    send(client, answer, pay_max="32000", remote="aucun")
    offer = Offer.objects.get()
    assert (offer.state, offer.pay_max, offer.licences) == ("draft", 32_000, ["B"])
    assert [place.commune_code for place in offer.places.all()] == ["34301"]
    assert "**Vos missions**\n\n- Débiter et assembler\n- Poser" in offer.description.replace(
        "\r", ""
    )


def test_each_proposal_shows_the_passage_it_came_from(client, company, karim):
    answer = paste(client, company)
    page = html.fromstring(answer.content.decode())
    marks = {one.get("id"): " ".join(one.text_content().split()) for one in page.find_class("mark")}
    assert "« Salaire : 26 000 à 31 000 € brut par an »" in marks["id_pay_min_mark"]
    assert "« CAP menuiserie, permis B exigé »" in marks["id_diploma_mark"]
    pay = page.get_element_by_id("id_pay_min")
    assert "id_pay_min_mark" in pay.get("aria-describedby").split()


def test_what_the_ad_does_not_say_stays_empty_and_is_said_so(client, company, karim):
    answer = paste(client, company)
    _action, values, _form = form_of(answer)
    assert "remote" not in values
    assert values["starts_on"] == ""
    assert re.search(r"laissé vide :.*début du contrat.*télétravail", text_of(answer))
    answer = send(client, answer)
    assert Offer.objects.count() == 0
    assert "Votre texte ne le dit pas : choisissez." in text_of(answer)
    assert "« CAP menuiserie, permis B exigé »" in text_of(answer)  # the marks are still there


def test_an_ad_that_says_little_invents_nothing(client, company, karim):
    answer = paste(
        client, company, "Nous cherchons quelqu’un de sérieux pour nous aider cet été au magasin."
    )
    _action, values, _form = form_of(answer)
    empty = "title occupation contract place pay_min working_time remote experience_years diploma"
    assert {values[name] for name in empty.split()} == {""}


def test_namesakes_are_left_to_be_chosen(client, company, karim):
    answer = paste(client, company, AD.replace("Sète (34)", "Valence"))
    _action, values, _form = form_of(answer)
    assert values["place"] == ""
    assert "Peut-être : Valence (26) · Valence (82)" in text_of(answer)


def test_the_signature_goes_into_no_field_and_is_shown_apart(client, company, karim):
    answer = paste(client, company)
    _action, values, _form = form_of(answer)
    assert "Jeanne" not in values["description"] + values["profile"] + values["benefits"]
    assert "lignes laissées de côté" in text_of(answer)
    assert "Jeanne Rabot" in text_of(answer)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Collez d’abord le texte"),
        (" \r\n\t\u00a0 ", "Collez d’abord le texte"),
        ("https://emploi.tournelune.test/offres/12", "nous ne lisons pas les pages d’ailleurs"),
        ("rh@tournelune.test", "nous ne lisons pas les pages d’ailleurs"),
        ("12 quai des Moulins, 34200 Sète", "C’est trop court"),
        ("Menuisier", "C’est trop court"),
        ("a b " * 6_000, "24000 caractères, une annonce 20000 au plus"),
        (f"{AD}\0", "des signes invisibles"),
    ],
)
def test_a_text_that_is_no_ad_gets_a_sentence_and_is_not_lost(client, company, karim, text, said):
    answer = paste(client, company, text)
    page = html.fromstring(answer.content.decode())
    assert said in text_of(answer).replace("\u202f", "").replace("\u00a0", " ").replace(
        "24 000", "24000"
    ).replace("20 000", "20000")
    (area,) = page.xpath("//textarea[@name='text']")
    assert area.text_content().strip() == text.replace("\0", "").replace("\r", "").strip()
    assert area.get("aria-invalid") == "true"


def test_the_pasted_text_is_kept_nowhere(client, company, karim):
    marker = "merle moqueur du jardin"
    paste(client, company, f"{AD}\n{marker}")
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert Offer.objects.count() == 0
    assert marker not in str(kept)
    assert marker not in text_of(client.get(address(company)))


def test_a_text_pasted_after_the_session_ended_comes_back_once(client, company, karim):
    page = html.fromstring(client.get(address(company)).content.decode())
    owner = page.xpath("//input[@name='owner']")[0].value
    client.logout()
    answer = client.post(address(company), {"text": AD, "owner": owner})
    assert reverse("account_login") in answer.url
    session = client.session
    kept = session["typed"]
    client.force_login(karim)
    session = client.session
    session["typed"] = kept
    session.save()
    assert "Atelier Tournelune" in text_of(client.get(address(company)))
    assert "typed" not in client.session


def test_pasting_twice_saves_nothing(client, company, karim):
    assert paste(client, company).status_code == paste(client, company).status_code == 200
    assert Offer.objects.count() == 0


def test_a_form_sent_back_keeps_the_lines_left_out_and_what_may_be_meant(client, company, karim):
    ad = AD.replace("Sète (34)", "Valence")
    answer = send(client, paste(client, company, ad), title="")
    assert Offer.objects.count() == 0
    assert "Jeanne Rabot" in text_of(answer)
    assert "Peut-être : Valence (26) · Valence (82)" in text_of(answer)


def test_strangers_to_the_company_are_told_that_there_is_nothing(client, company, karim):
    stranger = UserFactory()
    enrol(stranger)
    client.force_login(stranger)
    assert client.get(address(company)).status_code == 404
    assert paste(client, company).status_code == 404


def test_without_a_second_factor_or_a_session_one_is_led_there(client, company):
    assert reverse("account_login") in client.get(address(company)).url
    bare = UserFactory()
    MembershipFactory(user=bare, company=company, role="owner")
    client.force_login(bare)
    assert client.get(address(company)).url.startswith(reverse("mfa_index"))
    assert paste(client, company).url.startswith(reverse("mfa_index"))


def test_an_unlawful_wording_is_still_caught_on_the_way_to_publication(client, company, karim):
    answer = paste(
        client, company, AD.replace("2 ans d’expérience", "2 ans d’expérience\n- Moins de 30 ans")
    )
    saved = send(client, answer, remote="aucun")
    offer = Offer.objects.get()
    assert saved.url == reverse("offer_preview", args=[offer.pk])
    client.post(saved.url)
    offer.refresh_from_db()
    assert offer.state == "draft"
    assert "Moins de 30 ans" in text_of(client.get(saved.url))


def test_a_page_of_markup_is_shown_as_words(client, company, karim):
    answer = paste(
        client, company, f"<script>alert(1)</script>\n{AD}\n<img src=x onerror=alert(2)>"
    )
    assert b"<script>alert" not in answer.content
    assert b"<img src=x" not in answer.content


def test_a_day_that_has_passed_is_not_proposed(client, company, karim):
    day = timezone.localdate() + timedelta(days=40)
    said = f"Prise de poste : {day:%d/%m/%Y}\n"
    _action, values, _form = form_of(paste(client, company, AD + said))
    assert values["starts_on"] == "" or values["starts_on"] == f"{day:%Y-%m-%d}"
    _action, values, _form = form_of(paste(client, company, f"Prise de poste : 01/09/2019\n{AD}"))
    assert values["starts_on"] == ""


def test_marks_sent_by_hand_name_no_field_of_ours_and_stay_words(client, company, karim):
    sent = {"pasted": "1", "read-state": "x", "read-title": "<b>x</b>", "left": "\n" * 9}
    answer = client.post(reverse("offer_new", args=[company.slug]), sent)
    assert answer.status_code == 200
    assert b"&lt;b&gt;x&lt;/b&gt;" in answer.content


def test_the_way_to_it_stands_beside_a_new_offer(client, company, karim):
    assert address(company) in client.get(reverse("recruiter")).content.decode()
