"""Texts are found in code and templates; what is missing, stale or wrong in English is told."""

import gettext

import pytest

from tools import messages

PAGE = """{% load i18n %}
<div>
      <h1>{% translate "Vos candidatures" %}</h1>
  <p>{% blocktranslate trimmed count n=total %}
    {{ n }} offre
    {% plural %}
    {{ n }} offres
  {% endblocktranslate %}</p>
        <a title="{% translate "Ouvrir" context "un fichier" %}">«&nbsp;d'un mot&nbsp;»</a>
  {% blocktranslate trimmed with name=user.name %}Bonjour {{ name }}, 100 %{% endblocktranslate %}
</div>
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext
LABEL = _("Envoyée le %(date)s")
def count(n): return ngettext("%(n)s envoi", "%(n)s envois", n)
NOT_A_TEXT = _(LABEL)
"""


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A small project with one page and one module, and no English yet."""
    (tmp_path / "app" / "migrations").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "app" / "words.py").write_text(CODE)
    (tmp_path / "app" / "migrations" / "0001.py").write_text('_("jamais montré")')
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    catalogs = tmp_path / "locale"
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "SOURCES", ("app",))
    monkeypatch.setattr(messages, "TEMPLATES", tmp_path / "templates")
    monkeypatch.setattr(messages, "ENGLISH", catalogs / "en" / "LC_MESSAGES" / "django.po")
    monkeypatch.setattr(messages, "FRENCH", catalogs / "fr" / "LC_MESSAGES" / "django.mo")
    return tmp_path


def translate(*pairs):
    """Write the English of some entries, as a translator would."""
    text = messages.ENGLISH.read_text()
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    messages.ENGLISH.write_text(text)


COMPLETE = (
    ('msgid "Vos candidatures"\nmsgstr ""', 'msgid "Vos candidatures"\nmsgstr "Your applications"'),
    ('msgid "Ouvrir"\nmsgstr ""', 'msgid "Ouvrir"\nmsgstr "Open"'),
    (
        'msgid "Bonjour %(name)s, 100 %%"\nmsgstr ""',
        'msgid "Bonjour %(name)s, 100 %%"\nmsgstr "Hello %(name)s, 100%%"',
    ),
    (
        'msgid "Envoyée le %(date)s"\nmsgstr ""',
        'msgid "Envoyée le %(date)s"\nmsgstr "Sent on %(date)s"',
    ),
    (
        'msgid_plural "%(n)s offres"\nmsgstr[0] ""\nmsgstr[1] ""',
        'msgid_plural "%(n)s offres"\nmsgstr[0] "%(n)s offer"\nmsgstr[1] "%(n)s offers"',
    ),
    (
        'msgid_plural "%(n)s envois"\nmsgstr[0] ""\nmsgstr[1] ""',
        'msgid_plural "%(n)s envois"\nmsgstr[0] "one sending"\nmsgstr[1] "%(n)s sendings"',
    ),
)


def test_texts_of_code_and_templates_are_found(source):
    found = {(message.context, message.id) for message in messages.extract() if message.id}
    assert found == {
        (None, "Vos candidatures"),
        (None, ("%(n)s offre", "%(n)s offres")),
        ("un fichier", "Ouvrir"),
        (None, "Bonjour %(name)s, 100 %%"),
        (None, "Envoyée le %(date)s"),
        (None, ("%(n)s envoi", "%(n)s envois")),
    }


def test_a_complete_translation_passes_and_an_update_keeps_it(source):
    messages.update()
    assert len(messages.check()) == 6
    translate(*COMPLETE)
    assert messages.check() == []
    before = messages.ENGLISH.read_text()
    messages.update()
    assert messages.ENGLISH.read_text() == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('"Open"', '""'), "not translated: 'Ouvrir'"),
        (('"Sent on %(date)s"', '"Sent"'), "placeholders differ"),
        (('"Sent on %(date)s"', '"Sent on %(day)s"'), "placeholders differ"),
        (('msgid "Ouvrir"', 'msgid "Fermer"'), "stale: 'Fermer'"),
        (('msgid "Ouvrir"', 'msgid "Fermer"'), "missing: 'Ouvrir'"),
        (("#: app/words.py\n", "#: app/words.py\n#, fuzzy\n"), "fuzzy"),
    ],
)
def test_what_is_wrong_is_told(source, change, told):
    messages.update()
    translate(*COMPLETE)
    translate(change)
    assert any(told in fault for fault in messages.check()), messages.check()


def test_compiled_files_speak_english_and_count_as_french_does(source):
    messages.update()
    translate(*COMPLETE)
    messages.compile_stale()
    with messages.ENGLISH.with_suffix(".mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.gettext("Vos candidatures") == "Your applications"
    assert english.ngettext("%(n)s offre", "%(n)s offres", 0) == "%(n)s offers"
    with messages.FRENCH.open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.gettext("Vos candidatures") == "Vos candidatures"
    assert [french.ngettext("%(n)s offre", "%(n)s offres", n) for n in (0, 1, 2)] == [
        "%(n)s offre",
        "%(n)s offre",
        "%(n)s offres",
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("« oui » : non ; quoi ? ah !", "«~oui~»~: non~; quoi~? ah~!"),
        ("%(n)s km, 3 Mo, 40 %, 12 h 30", "%(n)s~km, 3~Mo, 40~%, 12~h 30"),
        ("le %(day)s à %(hour)s, 100 %(unit)s", "le %(day)s à %(hour)s, 100 %(unit)s"),
        ("il dit :oui", "il dit :oui"),
    ],
)
def test_french_spaces_that_may_not_break_do_not(written, shown):
    assert messages.unbroken(written) == shown.replace("~", "\u00a0")
