"""A candidate's board: every application in one stage, as a list or side by side."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import own_board
from applications.models import (
    Application,
    Memo,
    OutsideApplication,
    SpontaneousApplication,
)
from applications.own_board import KINDS, STAGES, Wanted
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, DraftFactory, found_draft
from tests.factories.jobs import MembershipFactory

BOARD = reverse("board")
Letter, Outcome = SpontaneousApplication.State, SpontaneousApplication.Outcome


def letter(user, name, state="sent_by_me", outcome=""):
    one = found_draft(user, "a@vent-debout.test", company_name=name)
    now = timezone.now()
    SpontaneousApplication.objects.filter(pk=one.pk).update(
        state=state, outcome=outcome, outcome_at=now if outcome else None,
        sent_at=now if state in SpontaneousApplication.LEFT else None,
    )  # fmt: skip
    return one


def elsewhere(user, name="Chantier Vent Debout", **more):
    today = timezone.localdate()
    return OutsideApplication.objects.create(
        user=user, company_name=name, way="site", sent_on=today, **more
    )


def page_of(client, **asked):
    answer = client.get(BOARD, asked)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def columns(page):
    """{heading: titles of the cards} of the board."""
    return {
        one.h2.get_text(" ", strip=True): [a.get_text() for a in one.select("li a")]
        for one in page.select(".kanban-column")
    }


def titles(page):
    return [a.get_text() for a in page.select("main h2.card-title a")]


# --- Stages ---------------------------------------------------------------------------------------
def stages_of(user, pk):
    return [
        stage for stage in STAGES
        if pk in {key[0] for key in Wanted(user, stage=stage).keys()}  # noqa: SIM118 not a dict
    ]  # fmt: skip


@pytest.mark.parametrize("state", Letter.values)
def test_a_letter_stands_in_one_stage_whatever_its_state(candidate, state):
    assert len(stages_of(candidate, letter(candidate, "Atelier", state).pk)) == 1


@pytest.mark.parametrize("outcome", Outcome.values)
def test_a_letter_that_left_stands_in_one_stage_whatever_came_of_it(candidate, outcome):
    one = letter(candidate, "Atelier", "sent", outcome)
    assert len(stages_of(candidate, one.pk)) == 1


@pytest.mark.parametrize("state", OutsideApplication.State.values)
def test_one_made_elsewhere_stands_in_one_stage_whatever_its_state(candidate, state):
    assert len(stages_of(candidate, elsewhere(candidate, state=state).pk)) == 1


@pytest.mark.parametrize("state", Application.State.values)
def test_one_to_an_offer_stands_in_one_stage_whatever_its_state(candidate, state):
    one = ApplicationFactory(candidate=candidate, resume=None, may_be_kept=True)
    changes = {"message": "", "answers": [], "reason": "skills", "decided_by": "k.1"}
    Application.objects.filter(pk=one.pk).update(state=state, **changes)
    assert len(stages_of(candidate, one.pk)) == 1


# --- Side by side ---------------------------------------------------------------------------------
def test_every_kind_takes_its_place_beside_the_others(signed_in, candidate):
    letter(candidate, "Brouillon SARL", "draft")
    letter(candidate, "Partie SARL")
    letter(candidate, "Bavarde SARL", outcome="answer")
    ApplicationFactory(candidate=candidate, offer__title="Calfate", state="interview")
    elsewhere(candidate, position="Voilière", state="refused")
    ApplicationFactory(offer__title="D’une autre personne")
    assert columns(page_of(signed_in, vue="etats")) == {
        "À finir d’écrire (1)": ["Brouillon SARL"],
        "Envoyées (1)": ["Partie SARL"],
        "En discussion (2)": ["Calfate", "Bavarde SARL"],
        "Terminées (1)": ["Voilière"],
    }


def test_what_one_means_to_do_is_on_the_card(signed_in, candidate):
    one = elsewhere(candidate)
    Memo.objects.create(
        user=candidate, outside=one, action="Rappeler M. Le Goff", action_on="2027-01-05"
    )
    Memo.objects.create(user=UserFactory(), application=ApplicationFactory(), action="Secret")
    text = page_of(signed_in, vue="etats").get_text(" ", strip=True)
    assert "Rappeler M. Le Goff , 5 janvier" in text or "Rappeler M. Le Goff, 5 janvier" in text
    assert "Secret" not in text


def test_a_long_column_is_cut_and_leads_to_the_rest(signed_in, candidate, monkeypatch):
    monkeypatch.setattr(own_board, "CARDS", 2)
    now = timezone.now()
    for hours, name in enumerate(("Un", "Deux", "Trois")):
        elsewhere(candidate, name, position="Voilier", moved_at=now - timedelta(hours=2 * hours))
    ApplicationFactory(
        candidate=candidate, offer__title="Voilière", moved_at=now - timedelta(hours=1)
    )
    page = page_of(signed_in, vue="etats", q="voil")
    assert columns(page)["Envoyées (4)"] == ["Voilier", "Voilière"]  # those that moved last
    rest = signed_in.get(BOARD + page.find("a", string="Voir les 2 autres")["href"])
    assert len(titles(BeautifulSoup(rest.content, "html.parser"))) == 4


# --- Filters --------------------------------------------------------------------------------------
def test_kind_words_and_stage_are_asked_together_and_stay_in_every_link(signed_in, candidate):
    ApplicationFactory(candidate=candidate, offer__title="Voilière de marine")
    elsewhere(candidate, position="Voilière")
    elsewhere(candidate, position="Voilier", state="refused")
    page = page_of(signed_in, type="ailleurs", q="voil", etat="terminees")
    assert titles(page) == ["Voilier"]
    assert page.select_one("input[name=q]")["value"] == "voil"
    assert page.select_one("option[selected]")["value"] == "ailleurs"
    for link in page.select("nav.board-views a, main nav ul a"):
        assert "type=ailleurs" in link["href"]
        assert "q=voil" in link["href"]


@pytest.mark.parametrize("words", ["becasse", "FONDERIE BÉC", "tuiliere becasse", " bécasse  "])
@pytest.mark.parametrize("view", ["", "etats"])
def test_words_are_found_without_their_accents_and_in_any_order(signed_in, candidate, words, view):
    elsewhere(candidate, "Fonderie des Bécasses", position="Tuilière")
    elsewhere(candidate, "Fonderie Tournelune", position="Tuilier")
    page = page_of(signed_in, q=words, vue=view)
    assert [a.get_text() for a in page.select("main li.card .card-title a")] == ["Tuilière"]


def test_what_matches_nothing_says_so_and_loses_nothing_typed(signed_in, candidate):
    elsewhere(candidate)
    page = page_of(signed_in, q="x" * 10_000, type="offre", vue="etats")
    assert page.select_one("input[name=q]")["value"] == "x" * 80
    assert "Aucune de vos candidatures ne répond à cela." in page.get_text()
    assert page.find("a", string="Voir toutes les candidatures")["href"] == BOARD


def test_a_stage_that_a_kind_does_not_know_is_empty(signed_in, candidate):
    elsewhere(candidate)
    assert titles(page_of(signed_in, type="ailleurs", etat="a-ecrire")) == []


def test_unknown_values_mean_everything(signed_in, candidate):
    elsewhere(candidate, position="Voilière")
    assert titles(page_of(signed_in, type="x", etat="x", vue="x", page="x")) == ["Voilière"]


@pytest.mark.parametrize("view", ["", "etats"])
def test_a_page_costs_as_many_questions_for_many_as_for_one(signed_in, candidate, view):
    def fill():
        DraftFactory(candidate=candidate, resume=None)
        letter(candidate, "Atelier")
        one = ApplicationFactory(candidate=candidate, resume=None)
        elsewhere(candidate)
        Memo.objects.create(user=candidate, application=one, action="Relancer")

    def asked():
        with CaptureQueriesContext(connection) as seen:
            page_of(signed_in, vue=view)
        return len(seen)

    fill()
    asked()  # the first page of the day notes the day
    before = asked()
    for _ in range(6):
        fill()
    assert asked() == before


def test_a_recruiter_who_applied_nowhere_is_led_to_what_their_companies_received(client, db):
    recruiter, received = UserFactory(), reverse("received")
    client.force_login(recruiter)
    assert received not in client.get(reverse("board")).content.decode()
    MembershipFactory(user=recruiter)
    assert received in client.get(reverse("board")).content.decode()
    DraftFactory(candidate=recruiter)
    assert received not in client.get(reverse("board")).content.decode()


def test_in_the_recruiters_room_applications_are_those_received(client, db):
    client.force_login(UserFactory())
    header = BeautifulSoup(client.get(reverse("recruiter")).content, "html.parser").header
    assert header.find("a", string="Candidatures reçues")["href"] == reverse("received")
    assert not header.find("a", string="Candidatures")


def test_kinds_are_those_of_the_notes():
    from applications import tracking

    assert set(KINDS) == set(tracking.KINDS)
