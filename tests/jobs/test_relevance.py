"""Questions written by hand: what comes on the first page, and what must not."""

import pytest

from jobs import search
from jobs.forms.search import read
from tests.factories.jobs import CompanyFactory, OfferFactory

from . import relevance

LEAST_RECALL = LEAST_PRECISION = 0.98


@pytest.fixture
def market(db):
    """Every offer of the table, under one company whose name is no trade. {title: key}"""
    company = CompanyFactory(name="Tournelune", verified=True)
    keys = {}
    for key, title, place, text in relevance.rows(relevance.OFFERS):
        where = {"places": [place]} if place != "distance" else {"places": [], "remote": "total"}
        OfferFactory(company=company, title=title, occupation="", description=text, **where)
        keys[title] = key
    return keys


def first_page(words, where, keys):
    escaped = words.replace("%", "%25").replace("+", "%2B").replace("#", "%23")
    criteria = read(f"q={escaped}&{where}")
    assert criteria is not None, (words, where)
    return {keys[one.title] for one in search.page(criteria).offers}


def test_the_table_names_only_offers_that_exist(market):
    known = set(market.values())
    questions = list(relevance.rows(relevance.QUESTIONS))
    assert len(questions) >= 150
    for words, _where, must, must_not in questions:
        assert {*must.split(), *must_not.split()} <= known, words
        assert not set(must.split()) & set(must_not.split()), words


def test_what_is_meant_comes_and_what_only_looks_alike_does_not(market):
    came = missed = wrong = 0
    faults = []
    for words, where, must, must_not in relevance.rows(relevance.QUESTIONS):
        shown = first_page(words, where, market)
        wanted, unwanted = set(must.split()), set(must_not.split())
        came += len(wanted & shown)
        missed += len(wanted - shown)
        wrong += len(unwanted & shown)
        if wanted - shown or unwanted & shown:
            without, too_much = wanted - shown, unwanted & shown
            faults.append(f"« {words} » {where}: without {without or '–'}, with {too_much or '–'}")
    recall, precision = came / (came + missed), came / (came + wrong)
    print(  # noqa: T201 shown by -s, or when it fails
        f"recall {recall:.3f}, precision {precision:.3f}, questions with a fault: {len(faults)}"
    )
    told = "\n".join(faults)
    assert recall >= LEAST_RECALL, told
    assert precision >= LEAST_PRECISION, told
