"""Translations without GNU gettext: `python -m tools.messages update|check|compile`.

The source texts are French, so the message ids are French and `locale/en` holds the English.
Compiled files are built where they are needed and never committed. The French one is built too:
it holds the plurals, because gettext's own rule for a language without a catalogue writes
« 0 offres » where French writes « 0 offre », and the texts whose spaces may not break, so that
authors type ordinary spaces and no line begins with a lonely « ? ».
"""

from __future__ import annotations

import io
import re
import string
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from meilleursjobs.lib.text import unbroken

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "locale"
ENGLISH = LOCALES / "en" / "LC_MESSAGES" / "django.po"
FRENCH = LOCALES / "fr" / "LC_MESSAGES" / "django.mo"
SOURCES = ("accounts", "applications", "gmail_send", "jobs", "meilleursjobs", "privacy")
TEMPLATES = ROOT / "templates"
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".rss"}
HEADER = "# English for MeilleursJobs; the ids are the French source.\n"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PERCENT = re.compile(r"%(?:\(\w+\))?[sdif]")


def _files() -> Iterator[Path]:
    for name in SOURCES:
        for path in sorted((ROOT / name).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix in TEMPLATE_SUFFIXES:
            yield path


def _source(path: Path) -> bytes:
    """The file as Python code: Django turns a template into calls of gettext."""
    text = path.read_text()
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)  # the indents of HTML are not Python's
    return text.encode()


def _entry(function: str, found: object) -> tuple[str | None, str | tuple[str, str]] | None:
    """(context, id or (singular, plural)) of a call, None when it is not given plain strings."""
    arguments = list(found) if isinstance(found, tuple) else [found]
    picks = KEYWORDS[function] or (1,)
    values: list[str] = []
    context = None
    for pick in picks:
        place = pick[0] if isinstance(pick, tuple) else pick
        value = arguments[place - 1] if place <= len(arguments) else None
        if not isinstance(value, str) or not value:
            return None
        if isinstance(pick, tuple):
            context = value
        else:
            values.append(value)
    return context, values[0] if len(values) == 1 else (values[0], values[1])


def extract() -> Catalog:
    """Every text that the source shows to people."""
    catalog = Catalog(locale="en", header_comment=HEADER)
    for path in _files():
        calls = extract_python(io.BytesIO(_source(path)), KEYWORDS, ["Translators:"], {})
        for _line, function, found, comments in calls:
            entry = _entry(function, found)
            if entry:
                context, identity = entry
                place = (str(path.relative_to(ROOT)), 1)
                catalog.add(identity, None, [place], auto_comments=comments, context=context)
    return catalog


def _read() -> Catalog:
    if not ENGLISH.exists():
        return Catalog(locale="en", header_comment=HEADER)
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def update() -> None:
    """Bring the English file to the texts of the source: new ones empty, gone ones dropped."""
    catalog = _read()
    catalog.update(extract(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    output = io.BytesIO()
    write_po(output, catalog, width=99, sort_output=True, include_lineno=False, omit_header=True)
    header = HEADER + 'msgid ""\nmsgstr ""\n"Language: en\\n"\n'
    header += '"Content-Type: text/plain; charset=utf-8\\n"\n'
    header += '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_text(header + output.getvalue().decode().lstrip("\n"))


def _placeholders(text: str) -> set[str]:
    found = set(PERCENT.findall(text.replace("%%", "")))
    with suppress(ValueError):  # a lone brace: not a format
        found |= {f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name}
    return found


def _key(message: Message) -> tuple[str | None, object]:
    return message.context, message.id


def _faults(message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    if "fuzzy" in message.flags:
        yield "fuzzy"
    if len(texts) < len(ids) or not all(texts):
        yield "not translated"
        return
    allowed = set().union(*map(_placeholders, ids))
    for identity, text in zip(ids, texts, strict=False):
        names = _placeholders(text)
        # A singular may leave its number out (« un envoi »).
        if names - allowed or (len(ids) == 1 and names != _placeholders(identity)):
            yield f"placeholders differ: {sorted(allowed)} in French, {sorted(names)} in English"
        if identity.startswith("\n") != text.startswith("\n"):
            yield "one begins with a line break, the other does not"


def check() -> list[str]:
    """Every reason why the English is not complete and right. Empty when it is."""
    wanted = {_key(message): message for message in extract() if message.id}
    found = {_key(message): message for message in _read() if message.id}
    report = [f"missing: {key[1]!r}" for key in wanted if key not in found]
    report += [f"stale: {key[1]!r}" for key in found if key not in wanted]
    for key, message in found.items():
        if key in wanted:
            report += [f"{fault}: {key[1]!r}" for fault in _faults(message)]
    return report


def _french(english: Catalog) -> Catalog:
    catalog = Catalog(locale="fr")
    for message in english:
        if isinstance(message.id, tuple):
            catalog.add(message.id, tuple(map(unbroken, message.id)), context=message.context)
        elif message.id and unbroken(message.id) != message.id:
            catalog.add(message.id, unbroken(message.id), context=message.context)
    return catalog


def _write(target: Path, catalog: Catalog) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".new")
    with unfinished.open("wb") as file:
        write_mo(file, catalog)
    unfinished.replace(target)


def compile_stale() -> None:
    """Build the compiled files when they are older than the English one, or missing."""
    targets = (ENGLISH.with_suffix(".mo"), FRENCH)
    if not ENGLISH.exists():
        return
    newest = ENGLISH.stat().st_mtime_ns
    if all(target.exists() and target.stat().st_mtime_ns > newest for target in targets):
        return
    english = _read()
    _write(targets[0], english)
    _write(targets[1], _french(english))


def main(argv: list[str]) -> int:
    if argv == ["update"]:
        update()
    elif argv == ["compile"]:
        compile_stale()
    elif argv == ["check"]:
        report = check()
        print(*report, sep="\n")
        print(f"{len(report)} fault(s) in {ENGLISH.relative_to(ROOT)}")
        return 1 if report else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
