"""The searches of `make bench-search` are many, of every form, and mean what they say."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from bench import search as bench
from jobs import search, seed
from jobs.criteria import Criteria
from jobs.forms.search import SearchForm
from tests.factories.jobs import OfferFactory


@pytest.fixture
def asked(db):
    seed.companies(2)
    OfferFactory(title="Comptable", published_at=timezone.now())
    return bench.searches()


def test_the_list_holds_two_hundred_searches_of_every_form_and_each_is_understood(asked):
    assert len({one.query for one in asked}) == len(asked) >= 200
    assert min(sum(one.form == other.form for other in asked) for one in asked) >= 2
    used = set()
    for one in asked:
        data = QueryDict(one.query)
        form = SearchForm(data)
        assert form.is_valid(), one.asked
        used |= {name for name in data if name != "apres" and data[name]}
        assert "{" not in one.query, one.asked
        search.page(form.criteria(), data.get("apres", ""))
    assert used == set(SearchForm.base_fields), "every filter is asked for"


def test_icontains_is_asked_for_the_same_words(asked):
    times = {one: {"db": [bench.Took(1.0, 1.0)]} for one in asked[:12]}
    ratio, sampled = bench.naive(times, 1)
    assert sampled == 12
    assert ratio > 0
    assert search.page(Criteria("comptable")).count == 1
