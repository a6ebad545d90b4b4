"""What a company received: found by offer and by name, as a list, as a board, as a file."""

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications import pipeline, received
from applications.models import Application, Interview
from meilleursjobs.lib.text import Folded, fold
from privacy.services import restriction
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.jobs import CompanyFactory, OfferFactory

from .pages import text_of

State = Application.State
LIST = reverse("received")


def apply(offer, *names, **made):
    """An application of each person, the last one named being the last to arrive."""
    first = timezone.now() - timedelta(hours=len(names))
    return [
        ApplicationFactory(
            offer=offer, candidate=UserFactory(first_name=name, last_name="Bézu"), resume=None,
            created_at=first + timedelta(hours=number), **made,
        )
        for number, name in enumerate(names)
    ]  # fmt: skip


@pytest.fixture
def three(offer):
    return apply(offer, "Ana", "Zoé", "Noé")


def page_of(client, **asked):
    answer = client.get(LIST, asked)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def names(page):
    """Whom a list or a board shows, in order."""
    return [box["aria-label"].removeprefix("Choisir ") for box in page.select("input[name=pk]")]


def columns(page):
    """{heading: names} of a board."""
    return {
        one.h2.get_text(" ", strip=True): [a.get_text() for a in one.select(".kanban-name a")]
        for one in page.select(".kanban-column")
    }


def link(page, text):
    return next(a for a in page.select("main a") if a.get_text(strip=True) == text)


def first_names(page):
    return [name.removesuffix(" Bézu") for name in names(page)]


# --- Whose, for which offer -----------------------------------------------------------------------
def test_an_offer_is_chosen_among_those_that_received_something(recruiter, offer, three):
    other = OfferFactory(title="Calfate", company=offer.company)
    OfferFactory(title="Voilière ou voilier", company=offer.company)  # received nothing
    apply(other, "Inès")
    page = page_of(recruiter)
    said = [one.get_text() for one in page.select("select[name=offre] option")]
    assert said == ["Toutes les offres", "Calfate (1)", "Menuisière ou menuisier de marine (3)"]
    assert first_names(page_of(recruiter, offre=other.pk)) == ["Inès"]
    chosen = page_of(recruiter, offre=other.pk).select_one("option[selected]")
    assert chosen["value"] == str(other.pk)


def test_an_offer_that_received_nothing_says_so_and_stays_chosen(recruiter, offer, three):
    empty = OfferFactory(title="Voilière ou voilier", company=offer.company)
    page = page_of(recruiter, offre=empty.pk)
    assert names(page) == []
    assert page.select_one("option[selected]").get_text() == "Voilière ou voilier"
    assert "Aucune candidature reçue ne répond à cela." in page.get_text()


def test_an_offer_of_another_company_is_nowhere(recruiter, three):
    theirs = OfferFactory(company=CompanyFactory())
    for asked in ({"offre": theirs.pk}, {"offre": theirs.pk, "vue": "tableau"}, {"offre": "x"}):
        assert recruiter.get(LIST, asked).status_code == 404


@pytest.mark.parametrize(
    "words", ["noemie", "NOÉMIE", "Noémie Lecœur", "lecoeur noemie", "  lec  ", "no l", "d'arc"]
)
def test_a_person_is_found_by_parts_of_the_name(recruiter, offer, three, words):
    one = UserFactory(first_name="Noémie", last_name="Lecœur d'Arc")
    ApplicationFactory(offer=offer, candidate=one)
    assert names(page_of(recruiter, q=words)) == [str(one)]
    assert names(page_of(recruiter, q=words, vue="tableau")) == [str(one)]


@pytest.mark.parametrize("words", ["%", "_", "\\", "Ana Noé", "x" * 10_000, "a'--", "exemple.test"])
def test_what_names_nobody_finds_nobody_and_loses_nothing_typed(recruiter, three, words):
    page = page_of(recruiter, q=words)
    assert names(page) == []
    assert page.select_one("input[name=q]")["value"] == words[:80]
    assert "Voir toutes les candidatures" in page.get_text()


def test_nothing_typed_means_everybody(recruiter, three):
    assert first_names(page_of(recruiter, q="  ", etat="x", tri="x", vue="x")) == [
        "Noé", "Zoé", "Ana",
    ]  # fmt: skip


@pytest.mark.parametrize("view", ["", "tableau"])
def test_the_first_received_come_first_when_asked(recruiter, three, view):
    assert first_names(page_of(recruiter, vue=view)) == ["Noé", "Zoé", "Ana"]
    page = page_of(recruiter, vue=view, tri="anciennes")
    assert first_names(page) == ["Ana", "Zoé", "Noé"]
    assert page.select_one("select[name=tri] option[selected]")["value"] == "anciennes"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["Éloïse", "ŒUVRARD", "Ægir", "Çiğdem", "Ñuñez", "Jean-Pierre", "Ÿves", "L’Hôte", "ﬁn"]
)
def test_the_database_folds_a_name_as_we_do(name):
    UserFactory(first_name=name)
    assert User.objects.values_list(Folded("first_name"), flat=True).get() == fold(name)


# --- The board ------------------------------------------------------------------------------------
def test_the_board_has_a_column_for_each_state_and_keeps_the_first_ones(recruiter, karim, three):
    ana, zoe, _noe = three
    pipeline.answer(ana, "refused", reason="skills", by=karim)
    pipeline.answer(zoe, "review", reason="", by=karim)
    assert columns(page_of(recruiter, vue="tableau")) == {
        "Nouvelle (1)": ["Noé Bézu"],
        "À l’étude (1)": ["Zoé Bézu"],
        "Entretien (0)": [],
        "Refusée (1)": ["Ana Bézu"],
    }


def test_a_card_says_what_a_recruiter_needs_to_know(recruiter, karim, offer):
    long_ago = timezone.now() - timedelta(days=40)
    apply(offer, "Ana", moved_at=long_ago)
    (zoe,) = apply(offer, "Zoé", state="interview")
    (noe,) = apply(offer, "Noé")
    pipeline.answer(noe, "refused", reason="skills", by=karim)
    day = timezone.now() + timedelta(days=3)
    Interview.objects.create(application=zoe, starts_at=day, place="Quai 4", state="accepted")
    text = page_of(recruiter, vue="tableau").get_text(" ", strip=True).replace("\xa0", " ")
    assert "sans réponse" in text
    assert "entretien accepté, le" in text
    assert "une compétence indispensable à ce poste manque" in text
    assert "Menuisière ou menuisier de marine" in text


def test_a_long_column_is_cut_and_leads_to_the_rest(recruiter, offer, monkeypatch):
    monkeypatch.setattr(received, "CARDS", 2)
    apply(offer, "Ana", "Zoé", "Noé", "Inès", "Lou")
    page = page_of(recruiter, vue="tableau", offre=offer.pk, q="bez", tri="anciennes")
    assert columns(page)["Nouvelle (5)"] == ["Ana Bézu", "Zoé Bézu"]
    rest = recruiter.get(LIST + link(page, "Voir les 3 autres")["href"])
    everyone = first_names(BeautifulSoup(rest.content, "html.parser"))
    assert everyone == ["Ana", "Zoé", "Noé", "Inès", "Lou"]


def test_views_keep_what_was_asked_for(recruiter, offer, three):
    page = page_of(recruiter, offre=offer.pk, q="zoe", tri="anciennes", etat="new")
    board = link(page, "Tableau")
    page = BeautifulSoup(recruiter.get(LIST + board["href"]).content, "html.parser")
    assert columns(page)["Nouvelle (1)"] == ["Zoé Bézu"]
    back = link(page, "Liste")
    page = BeautifulSoup(recruiter.get(LIST + back["href"]).content, "html.parser")
    assert first_names(page) == ["Zoé"]
    assert page.select_one("option[selected]")["value"] == str(offer.pk)


@pytest.mark.parametrize("view", ["", "tableau"])
def test_nobody_else_s_and_nobody_frozen_is_shown(recruiter, offer, three, view):
    apply(OfferFactory(company=CompanyFactory()), "Inès")
    restriction.restrict(three[0].candidate, "accuracy")
    assert first_names(page_of(recruiter, vue=view)) == ["Noé", "Zoé"]


@pytest.mark.parametrize("view", ["", "tableau"])
def test_a_page_costs_as_many_questions_for_many_as_for_one(recruiter, offer, view):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            page_of(recruiter, vue=view)
        return len(seen)

    for state in ("new", "review", "interview"):
        apply(offer, "Ana", state=state)
    asked()  # the first page reads what stays in memory
    before = asked()
    for state in ("new", "review", "interview", "pool"):
        several = apply(offer, *"ABCDEFG", state=state, may_be_kept=True)
        for one in several:
            Interview.objects.create(application=one, starts_at=timezone.now(), place="x")
        apply(OfferFactory(company=offer.company), *"ABC", state=state, may_be_kept=True)
    assert asked() == before


# --- Acting on those that were chosen -------------------------------------------------------------
def chosen(client, page, **more):
    """What the button sends for every box ticked on a page."""
    form = page.select_one("form:has(input[name=from])")
    said = {"from": form.select_one("input[name=from]")["value"], **more}
    said["pk"] = [box["value"] for box in form.select("input[name=pk]")]
    return client.post(form["action"], said)


def test_a_decision_for_those_chosen_on_the_board_is_read_before_it_leaves(recruiter, offer, three):
    page = page_of(recruiter, vue="tableau", q="zoe")
    answer = chosen(recruiter, page, to="review")
    form = BeautifulSoup(answer.content, "html.parser")
    assert form.select_one("input[name=to][checked]")["value"] == "review"
    assert Application.objects.get(pk=three[1].pk).state == State.NEW  # nothing is done yet
    said = {"pk": three[1].pk, "to": "review", "words": "", "from": "vue=tableau&q=zoe"}
    shown = recruiter.post(reverse("received_several"), said | {"act": "show"})
    sent = recruiter.post(
        reverse("received_several"), said | {"act": "send", "seen": shown.context["digest"]}
    )
    assert sent["Location"] == f"{LIST}?vue=tableau&q=zoe"
    assert Application.objects.get(pk=three[1].pk).state == State.REVIEW


def test_choosing_nobody_leads_back_to_where_one_was(recruiter, three):
    asked = f"vue=tableau&q=zoe&offre={three[0].offer_id}"
    answer = recruiter.post(reverse("received_several"), {"from": asked}, follow=True)
    assert answer.redirect_chain == [(f"{LIST}?{asked}", 302)]
    assert "Choisissez au moins une candidature." in text_of(answer)


@pytest.mark.parametrize("where", ["//voleur.test", "https://voleur.test/", "\r\nSet-Cookie: a=b"])
def test_the_way_back_stays_on_the_list(recruiter, three, where):
    answer = recruiter.post(reverse("received_several"), {"from": where})
    assert answer["Location"].startswith(f"{LIST}?")
    assert "Set-Cookie: a" not in str(answer.headers)


# --- The list as a file ---------------------------------------------------------------------------
def rows_of(answer):
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_list_is_a_file_for_a_spreadsheet(recruiter, three):
    pipeline.withdraw(three[0], by=three[0].candidate)
    answer = recruiter.get(reverse("received_export"))
    assert "no-store" in answer["Cache-Control"]
    head, *rows = rows_of(answer)
    assert head[:3] == ["Personne", "Adresse e-mail", "Offre"]
    known = {row[0]: row for row in rows}
    assert known["Zoé Bézu"][1] == three[1].candidate.email
    assert known["Ana Bézu"][1] == ""  # withdrawn: the address is no longer theirs to read
    assert len(rows) == 3


@pytest.mark.parametrize("first", ["=1+1", "+33", "-2", "@SUM(A1)", " =1+1", "＝1+1"])
def test_no_cell_is_a_formula(recruiter, offer, first):
    apply(offer, first)
    _head, row = rows_of(recruiter.get(reverse("received_export")))
    assert row[0].startswith("'")


def test_no_name_breaks_into_cells_of_its_own(recruiter, offer):
    apply(offer, 'Ana,=1+1;=2+2"')
    content = recruiter.get(reverse("received_export")).content.decode()
    assert '"Ana,=1+1;=2+2"" Bézu";' in content  # quoted, also for who splits at commas
    _head, row = rows_of(recruiter.get(reverse("received_export")))
    assert row[0] == 'Ana,=1+1;=2+2" Bézu'


def test_the_file_follows_the_filters_and_holds_nobody_else(recruiter, karim, offer, three):
    apply(OfferFactory(company=CompanyFactory()), "Inès")
    pipeline.answer(three[0], "refused", reason="skills", by=karim)
    refused = rows_of(recruiter.get(reverse("received_export"), {"etat": "refused"}))
    assert [row[0] for row in refused[1:]] == ["Ana Bézu"]
    by_name = rows_of(recruiter.get(reverse("received_export"), {"q": "noe"}))
    assert [row[0] for row in by_name[1:]] == ["Noé Bézu"]
    everyone = rows_of(recruiter.get(reverse("received_export"), {"offre": offer.pk}))
    assert len(everyone) == 4
    odd = rows_of(recruiter.get(reverse("received_export"), {"etat": "x", "q": " "}))
    assert len(odd) == 4
    no_offer = recruiter.get(reverse("received_export"), {"offre": "9" * 40})
    assert no_offer.status_code == 404  # never a longer list than was asked for


# --- One after the other --------------------------------------------------------------------------
def opened(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser")


def test_one_goes_through_what_was_asked_for_without_coming_back(recruiter, three, offer):
    apply(OfferFactory(company=offer.company), "Lou")
    page = page_of(recruiter, offre=offer.pk, q="bez", tri="anciennes")
    ana = opened(recruiter, link(page, "Ana Bézu")["href"])
    assert not ana.select("a[rel=prev]")
    zoe = opened(recruiter, ana.select_one("a[rel=next]")["href"])
    assert zoe.h1.get_text() == "Zoé Bézu"
    noe = opened(recruiter, zoe.select_one("a[rel=next]")["href"])
    assert not noe.select("a[rel=next]")
    again = opened(recruiter, noe.select_one("a[rel=prev]")["href"])
    assert again.h1.get_text() == "Zoé Bézu"
    back = link(again, "Candidatures reçues")["href"]
    assert first_names(opened(recruiter, back)) == ["Ana", "Zoé", "Noé"]


def test_who_was_decided_upon_leads_on_to_those_who_were_not(recruiter, three):
    page = page_of(recruiter, vue="tableau")
    here = link(page, "Zoé Bézu")["href"]
    form = opened(recruiter, here).select_one("form:has(input[name=to])")
    said = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    said |= {"to": "review", "words": ""}
    shown = recruiter.post(form["action"], said | {"act": "show"})
    assert link(BeautifulSoup(shown.content, "html.parser"), "Annuler")["href"] == here
    sent = recruiter.post(form["action"], said | {"act": "send", "seen": shown.context["digest"]})
    assert sent["Location"] == here
    after = opened(recruiter, here)  # Zoé has left the column: its others are still beside her
    assert opened(recruiter, after.select_one("a[rel=next]")["href"]).h1.get_text() == "Ana Bézu"
    assert opened(recruiter, after.select_one("a[rel=prev]")["href"]).h1.get_text() == "Noé Bézu"


def test_a_note_and_a_meeting_keep_the_way_through_the_list(recruiter, three):
    here = link(page_of(recruiter, q="bez"), "Zoé Bézu")["href"]
    note, meeting = (
        opened(recruiter, here).select_one(f"form[action*='/{name}/']")["action"]
        for name in ("note", "entretien")
    )
    assert recruiter.post(note, {"text": "Appelée."})["Location"] == here
    day = f"{timezone.localtime() + timedelta(days=3):%Y-%m-%dT10:00}"
    said = {"starts_at": day, "minutes": "45", "way": "site", "place": "Quai 4"}
    seen = recruiter.post(meeting, said).context["digest"]
    assert recruiter.post(meeting, said | {"seen": seen})["Location"] == here


def test_somebody_elses_list_leads_nowhere(recruiter, three):
    foreign = OfferFactory()
    address = reverse("received_one", args=[three[0].pk])
    assert recruiter.get(address, {"from": f"offre={foreign.pk}"}).status_code == 404
    for odd in ("//voleur.test", "q=%00", "vue=x&etat=x&page=x"):
        assert recruiter.get(address, {"from": odd}).status_code == 200


def test_a_page_or_a_column_is_ticked_at_once(recruiter, karim, three):
    pipeline.answer(three[0], "review", reason="", by=karim)
    page = page_of(recruiter)
    ticked = opened(recruiter, LIST + link(page, "Tout cocher sur cette page")["href"])
    assert len(ticked.select("input[name=pk][checked]")) == 3
    assert ticked.select_one("input[name=from]")["value"] == ""  # back there, nobody is chosen
    board = page_of(recruiter, vue="tableau")
    column = board.select_one(".kanban-column a[href*=cocher]")["href"]
    ticked = opened(recruiter, LIST + column)
    assert len(ticked.select("input[name=pk][checked]")) == 2
