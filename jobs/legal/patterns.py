"""From the short forms in which signs are written to compiled patterns.

No pattern repeats without a bound, so that time grows with the length of a text and no faster,
whatever is written in it (tests/jobs/test_legal_speed.py).
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .model import Frame, Frames, Signs

FOLDER = Path(__file__).parent / "signs"
FORM = re.compile(r"<[a-z-]+>")
GAP = r"[^\n]{0,40}?"  # « ~ » : a few words in between
# « Nous ne demandons jamais de RIB », « inutile de joindre une photo ».
NOT_ASKED = re.compile(
    r"\b(?:ne (?:vous )?(?:seront?|sera|sont|est|demand|joign|joind|fourn|envoy|communiqu|vers|pay"
    r"|transmet|exig)|n'(?:envoy|est|a|av|exig|aur|ajout)|inutile|jamais|aucune?s?\b|(?:pas|nul)"
    r" besoin|sans (?:photo|frais|que|payer|avance|casier)|pas de\b|ni\b)"
)
NOT_ASKED_AFTER = re.compile(
    r"\b(?:n'est|ne sont|ne sera|ne seront|non|pas|inutile)\b[^\n]{0,12}?"
    r"(?:demand|necessaire|exig|obligatoire|souhait|requis|utile|inutile|attendu)"
    r"|\bne nous (?:regarde|interesse|concerne)\w{0,3} (?:pas|en rien)|\bvous regarde\b"
)
# … unless the application then suffers: « sans RIB, votre dossier ne sera pas étudié ».
YET = re.compile(
    r"\b(?:sans|incomplet|rejet|refus)[^\n]{0,60}?"
    r"(?:etudi|trait|pris|examin|accept|retenu|refus|rejet|joindre)"
)
# An ad that asks to be told something is a question: « merci d'indiquer votre taille ».
ASKS_TO_TELL = re.compile(
    r"\b(?:precis|indiqu|mention|communiqu|signal)(?:er|ez)\b"
    r"|\b(?:dites|dire)[ -]nous\b|\bnous dire\b|\bquestionnaire\b"
)
# … and so does one that asks: « As-tu des enfants ? », but not « Tu aimes les enfants ? »
DIRECT = re.compile(r"\b[a-z]{2,12}(?<!rendez)-(?:vous|tu)\b|\bcombien\b")
# Where a clause ends: what comes before says nothing of what follows.
CLAUSE = re.compile(r"[,:(]|\bmais\b")
CONTRAST = re.compile(r":|\bmais\b")  # « ni RIB, ni photo » goes on after a comma


@cache
def _forms() -> dict[str, str]:
    """The short forms, each written out."""
    forms: dict[str, str] = {}
    for name, lines in tomllib.loads((FOLDER / "forms.toml").read_text())["forms"].items():
        forms[f"<{name}>"] = f"(?:{'|'.join(_expand(line, forms) for line in _lines(lines))})"
    return forms


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def _expand(pattern: str, forms: Mapping[str, str]) -> str:
    return FORM.sub(lambda form: forms[form[0]], pattern).replace("~", GAP)


def _compiled(lines: str) -> re.Pattern[str]:
    """A pattern for any of the lines."""
    return re.compile("|".join(f"(?:{_expand(line, _forms())})" for line in _lines(lines)))


def _any(lines: str) -> re.Pattern[str] | None:
    return _compiled(lines) if _lines(lines) else None


@cache
def frames() -> Frames:
    """The ways of shutting people out and of wanting them."""
    told = tomllib.loads((FOLDER / "frames.toml").read_text())
    return Frames(
        tuple(
            Frame(one["kind"], one["side"], one["reach"], _compiled(one["says"]))
            for one in told["frames"]
        ),
        **{
            name: _compiled(told[name])
            for name in ("turned", "denies", "spared", "served", "served_after")
        },
    )


@cache
def every_sign() -> tuple[Signs, ...]:
    """Every sign, read and compiled at the first review rather than whenever a command starts."""
    return tuple(
        _sign(entry)
        for path in sorted(FOLDER.glob("*.toml"))
        for entry in tomllib.loads(path.read_text()).get("signs", ())
    )


def _sign(entry: dict[str, Any]) -> Signs:
    says = entry.pop("says", "")  # none: only a question says it
    lawful_in = entry.pop("lawful_in", {})
    patterns = {
        "says": _any(says),
        "asks": _any(says + entry.pop("asks", "")),
        "unless": _any(entry.pop("unless", "")),
        "before": _any(entry.pop("before", "")),
        "barred": _any(entry.pop("barred", "")),
        "sought": _any(entry.pop("sought", "")),
        "lawful_in": {contract: _any(line) for contract, line in lawful_in.items()},
    }
    lists = {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}
    return Signs(**(entry | lists | patterns))
