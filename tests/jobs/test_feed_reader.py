"""What is read in a feed, within bounds, and what is no sound feed, with its line."""

from io import BytesIO

import pytest

from jobs.imports import reader
from jobs.imports.mapping import read_pay, text_of
from jobs.imports.reader import Unreadable, read
from tests.jobs.feeding import feed, job

# --- Hostile and broken files -------------------------------------------------------------------
BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<source><job><title>&b;</title></job></source>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><source><job>&x;</job></source>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "DOCTYPE"),
        (OUTSIDE, "DOCTYPE"),
        ("<source>" + "<job>" * 50, "trop d’éléments"),
        ("<source><job><title>a", "Ligne 1 : "),
        ("<source><job></title></source>", "n’est pas refermée"),
        ("<source><job>&eacute;</job></source>", "une entité est inconnue"),
        ("", "Ligne 1 : "),
        ("<source/>", "aucune offre"),
        ("pas du XML", "Ligne 1 : "),
        ('<?xml version="1.0" encoding="klingon"?><source/>', "encodage"),
        (feed(job("A")).encode("latin-1", "replace").replace(b"?xml", b"?xml"), "encodage"),
        ("<source><" + "x" * 3_000_000, "n’en finit pas"),
    ],
)
def test_what_is_no_sound_feed_is_refused_with_its_line(text, said):
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Unreadable) as refused:
        list(read(BytesIO(content)))
    assert said in refused.value.message.replace("\xa0", " ")


def test_other_encodings_are_read():
    text = feed(job("É1")).replace("utf-8", "windows-1252")
    (item,) = read(BytesIO(text.encode("cp1252")))
    assert item.values["referencenumber"] == "É1"


def test_files_and_feeds_have_a_largest_size(monkeypatch):
    text = feed(*(job(str(n)) for n in range(5))).encode()
    monkeypatch.setattr(reader, "MOST_ITEMS", 3)
    with pytest.raises(Unreadable, match="plus de 100 000 offres"):
        list(read(BytesIO(text)))
    monkeypatch.setattr(reader, "MOST_BYTES", 100)
    with pytest.raises(Unreadable, match=r"300.Mo"):
        list(read(BytesIO(text)))


# --- Understanding ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "low", "high", "period"),
    [
        ("26 000 - 31 000 € par an", "26000.00", "31000.00", "an"),
        ("De 2.100 à 2.400,50 euros brut mensuel", "2100.00", "2400.50", "mois"),
        ("12,50 €/h", "12.50", "12.50", "heure"),
        ("30000 per year", "30000.00", "30000.00", "an"),
    ],
)
def test_pay_written_in_words_is_read(text, low, high, period):
    found = read_pay(text)
    assert (found["pay_min"], found["pay_max"], found["pay_period"]) == (low, high, period)


@pytest.mark.parametrize("text", ["", "selon profil", "30000", "12 mois, 1 an, 2 ans, 3 par an"])
def test_pay_that_is_not_clear_is_not_guessed(text):
    assert read_pay(text) == {}


def test_html_becomes_the_few_marks_of_an_offer():
    html = "<p>Un <b>bel</b> atelier</p><ul><li>débit</li><li>pose</li></ul><script>x()</script>"
    assert text_of(html) == "Un **bel** atelier\n\n- débit\n- pose"
    assert text_of("deux\nlignes") == "deux\nlignes"
