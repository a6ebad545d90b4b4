"""Dates in words: the first of a month is an ordinal in French, and nothing else changes."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import engines
from django.utils import translation
from django.utils.formats import date_format

FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 2)


def rendered(template, value, language="fr"):
    with translation.override(language):
        return engines["django"].from_string(template).render({"day": value})


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("j F Y", "1er décembre 2026"),
        ("l j F", "mardi 1er décembre"),
        ("DATE_FORMAT", "1er décembre 2026"),
        ("j M", "1er Déc"),
        ("d/m/Y", "01/12/2026"),
        ("j/n/Y", "1/12/2026"),
        ("F Y", "décembre 2026"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_before_the_month_in_words(form, words):
    assert date_format(FIRST, form) == words


def test_the_other_days_are_plain_numbers():
    assert [date_format(date(2026, 12, n), "j F") for n in (2, 11, 21, 31)] == [
        "2 décembre", "11 décembre", "21 décembre", "31 décembre",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "template",
    [
        "{{ day }}",
        "{{ day|date:'j F Y' }}",
        "{{ day|date }}",
        "{% load humanize %}{{ day|naturalday:'j F Y' }}",
    ],
)
def test_every_way_of_a_template_knows_it(template):
    with time_machine.travel(datetime(2026, 3, 5, tzinfo=UTC)):
        assert rendered(template, FIRST) == "1er décembre 2026"
        assert rendered(template, SECOND) == "2 décembre 2026"
        assert rendered(template, FIRST, "en") == "1 December 2026"


def test_an_hour_of_the_first_keeps_its_figures():
    at = datetime(2026, 12, 1, 1, 1, tzinfo=UTC)
    assert rendered("{{ day|date:'j F Y, H:i' }}", at) == "1er décembre 2026, 02:01"
    assert date_format(at, "DATETIME_FORMAT") == "1er décembre 2026, 1\u00a0h\u00a001"
