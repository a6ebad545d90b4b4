"""Remarks about a letter: shown, weighed, passed by an explicit choice."""

import os

import psycopg
import pytest
from django.db import connection

from applications import preflight
from applications.models import Words
from applications.starting_points import STARTING_POINTS
from gmail_send.models import Delivery
from tests.factories.applications import BODY, DraftFactory, found_draft, letter_model

from .pages import digest_on, text_of, url


def remarks(draft, body=BODY, subject="Objet"):
    return [
        flag.sentence.replace("\xa0", " ") for flag in preflight.flags(draft, Words(subject, body))
    ]


@pytest.fixture
def letter(candidate):
    return DraftFactory(candidate=candidate)


def test_a_good_letter_gets_no_warning(letter):
    found = preflight.flags(letter, Words("Menuisière", BODY))
    assert all(flag.level != preflight.WARNING for flag in found)


@pytest.mark.parametrize("point", STARTING_POINTS, ids=lambda point: point.key)
def test_every_starting_point_is_stopped_until_its_blanks_are_filled(letter, point):
    found = preflight.flags(letter, point.words)
    assert "Il reste un blanc à remplir" in found[0].sentence


@pytest.mark.parametrize("blank", ["[nom]", "{prenom}", "{{ poste }}", "<<société>>", "XXXX"])
def test_a_left_over_blank_is_seen(letter, blank):
    assert f"« {blank} »" in remarks(letter, f"{BODY} {blank}")[0]


def test_the_name_of_another_company_is_seen(letter, candidate):
    found_draft(candidate, "x@autre.test", company_name="Écluse & Fils")
    assert "Écluse & Fils" in remarks(letter, f"{BODY}\nJ’admire ecluse et fils, ÉCLUSE & FILS.")[0]
    assert not any("nomme" in one for one in remarks(letter))


def test_a_name_inside_another_word_or_inside_the_companys_own_is_no_remark(candidate):
    found_draft(candidate, "x@autre.test", company_name="Bois")
    draft = found_draft(candidate, "y@autre.test", company_name="Bois du Nord")
    assert not any("nomme" in one for one in remarks(draft, f"{BODY} Bois du Nord, framboise."))


@pytest.mark.parametrize(
    "words", ["Vous trouverez ci-joint mon CV.", "Mon CV en pièce jointe.", "CV en PJ"]
)
def test_an_announced_cv_that_is_not_there_is_seen(candidate, words):
    draft = found_draft(candidate, "rh@x.test")
    assert any("annonce une pièce jointe" in one for one in remarks(draft, f"{BODY} {words}"))
    assert any("Aucun CV n’est joint" in one for one in remarks(draft))


def test_a_very_short_letter_is_seen(letter):
    assert any("très courte (2 mots)" in one for one in remarks(letter, "Bonjour, voilà."))


def test_sameness_is_measured_against_ones_own_models_and_drafts(letter, candidate, stranger):
    letter_model(stranger, name="D’un autre", body=BODY)
    assert preflight.likeness(letter, Words("", BODY)) is None
    letter_model(candidate, name="Voileries", body=BODY)
    like = preflight.likeness(letter, Words("", BODY))
    assert (like.percent, like.other) == (100, "Voileries")
    assert preflight.likeness(letter, Words("", "Tout autre chose que ce que j’ai écrit.")) is None


@pytest.mark.parametrize(
    ("recipient", "words"),
    [
        ("contact@x.test", "Adresse générale"),
        ("rh-lyon@x.test", "Adresse générale"),
        ("lea.martin@x.test", "Adresse d’une personne"),
    ],
)
def test_the_kind_of_address_is_said(candidate, recipient, words):
    assert any(words in one for one in remarks(found_draft(candidate, recipient)))


def test_an_address_noted_as_dead_is_remembered(candidate, django_user_model):
    from django.utils import timezone

    found_draft(
        candidate, "Mort@x.test", state="sent_by_me", outcome="bounced", outcome_at=timezone.now()
    )
    draft = found_draft(candidate, "mort@x.test")
    assert any("en erreur" in one for one in remarks(draft))


def test_a_warning_is_passed_only_by_an_explicit_choice(signed_in, account, candidate):
    draft = DraftFactory(candidate=candidate, body="Bonjour [nom].")
    page = signed_in.get(url("spontaneous_preview", draft))
    data = {"digest": digest_on(page), "when": "now"}
    answer = signed_in.post(url("spontaneous_preview", draft), data)
    assert "cochez cette case" in text_of(answer)
    assert not Delivery.objects.exists()
    signed_in.post(url("spontaneous_preview", draft), {**data, "anyway": "on"})
    assert Delivery.objects.count() == 1


# --- The recipient's domain, asked of a name server on this machine ---------------------------
def test_a_domain_that_receives_no_mail_is_said_and_passed_only_by_choice(
    signed_in, account, candidate, name_server
):
    name_server.records["muet.fr"] = {"MX": ["0 ."]}
    draft = found_draft(candidate, "contact@muet.fr")
    page = signed_in.get(url("spontaneous_preview", draft))
    assert "« muet.fr » ne reçoit pas de courrier" in text_of(page)
    data = {"digest": digest_on(page), "when": "now"}
    answer = signed_in.post(url("spontaneous_preview", draft), data)
    assert "cochez cette case" in text_of(answer)
    assert not Delivery.objects.exists()
    signed_in.post(url("spontaneous_preview", draft), {**data, "anyway": "on"})
    assert Delivery.objects.count() == 1
    assert name_server.asked["muet.fr"] == 1


def test_a_domain_that_receives_mail_or_a_name_server_that_is_silent_is_no_remark(
    candidate, name_server
):
    name_server.records["vent.fr"] = {"MX": ["10 mx.vent.fr."]}
    draft = found_draft(candidate, "contact@vent.fr")
    assert not any("ne reçoit pas" in one for one in remarks(draft))
    name_server.rcode = 2  # SERVFAIL
    draft = found_draft(candidate, "contact@autre.fr")
    assert not any("ne reçoit pas" in one for one in remarks(draft))


def test_a_domain_that_does_not_exist_is_said(candidate, name_server):
    draft = found_draft(candidate, "contact@voilerie-vent-debbout.fr")
    assert any("ne reçoit pas de courrier" in one for one in remarks(draft))


@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_for_a_name_server(signed_in, account, candidate, name_server):
    """Asked in the middle of the look-up, the database knows of no open transaction of ours."""
    open_ones = []

    def look(query):
        with psycopg.connect(
            os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"]
        ) as c:
            row = c.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and xact_start is not null and pid <> pg_backend_pid()"
            )
            open_ones.append(row.fetchone()[0])

    name_server.watch = look
    draft = found_draft(candidate, "contact@vent.fr")
    signed_in.get(url("spontaneous_preview", draft))
    assert open_ones
    assert set(open_ones) == {0}
