"""From the short forms in which signs are written to compiled patterns.

No pattern repeats without a bound, so that time grows with the length of a text and no faster,
whatever is written in it (tests/jobs/test_legal_speed.py).
"""

import re
from dataclasses import dataclass
from functools import cache

from .model import Signs
from .signs_ad import AD_SIGNS
from .signs_person import PERSON_SIGNS

FORMS = {
    "~": r"[^\n]{0,40}?",  # a few words in between
    "<s>": r"[.(/-]?e?[.)/-]?s?\)?",  # recruté, recrutée, recruté·e·s, recruté(e)s
    "<n>": r"(?:\d{1,2}|une?|deux|trois|quatre|cinq|six|sept|huit|dix)",
    "<seek>": (
        r"\b(?:recherch|cherch|recrut|embauch|voul|souhait|prefer|privilegi|engag|besoin d)"
        r"(?:e|es|ons|ez|ent|ant|er|')? ?"
    ),
    "<only>": (
        r"\b(?:uniquement|exclusivement|seulement|only|imperati\w{1,6}|obligatoire\w{0,4}|exige\w{0,2}"
        r"|requise?s?|indispensables?|souhaitee?s?|de preference|demandee?s?)\b"
    ),
    "<must>": r"(?:exige\w{0,2}|obligatoires?|imperati\w{1,3}|indispensables?|requis\w{0,2}|necessaires?)\b",
    "<out>": (
        r"(?:s'abst\w{1,8}|sabstenir|exclu\w{0,2}\b|(?:non|pas) (?:accept|admis|souhait|desir|autoris"
        r"|bienvenu|retenu|repris)\w{0,4}|ne (?:pas )?postul\w{1,3}|refus\w{1,3}|passez votre chemin|interdit\w{0,2}\b"
        r"|elimin\w{1,8}|ne seront pas)"
    ),
    "<app>": (
        r"\b(?:whats ?app|wh?att?s ?app?|telegram|signal|snap(?:chat)?|messenger|wechat|viber"
        r"|facebook|instagram|insta)\b"
    ),
}
# « Nous ne demandons jamais de RIB », « inutile de joindre une photo ».
NOT_ASKED = re.compile(
    r"\b(?:ne (?:vous )?(?:seront?|sera|sont|est|demand|joign|joind|fourn|envoy|communiqu|vers|pay"
    r"|transmet|exig)|n'(?:envoy|est|a|av|exig|aur|ajout)|inutile|jamais|aucune?s?\b|(?:pas|nul) besoin"
    r"|sans (?:photo|frais|que|payer|avance|casier)|pas de\b|ni\b)"
)
NOT_ASKED_AFTER = re.compile(
    r"\b(?:n'est|ne sont|ne sera|ne seront|non|pas|inutile)\b[^\n]{0,12}?"
    r"(?:demand|necessaire|exig|obligatoire|souhait|requis|utile|inutile|attendu)"
)
# … unless the application then suffers: « sans RIB, votre dossier ne sera pas étudié ».
YET = re.compile(
    r"\b(?:sans|incomplet|rejet|refus)[^\n]{0,60}?"
    r"(?:etudi|trait|pris|examin|accept|retenu|refus|rejet|joindre)"
)


# Where a clause ends: what comes before says nothing of what follows.
CLAUSE = re.compile(r"[,:(]|\bmais\b")
CONTRAST = re.compile(r":|\bmais\b")  # « ni RIB, ni photo » goes on after a comma


@dataclass(frozen=True)
class Compiled:
    """Signs ready to be looked for."""

    signs: Signs
    says: re.Pattern[str]
    asks: re.Pattern[str]
    unless: re.Pattern[str] | None
    before: re.Pattern[str] | None
    lawful_in: dict[str, re.Pattern[str]]


def expand(pattern: str) -> str:
    """A pattern with its short forms written out."""
    for short, form in FORMS.items():
        pattern = pattern.replace(short, form)
    return pattern


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expand(one)})" for one in patterns))


@cache
def compiled() -> tuple[Compiled, ...]:
    """Every sign, compiled at the first reading rather than at each start of a command."""
    return tuple(
        Compiled(
            signs,
            _any(signs.says),
            _any(signs.says + signs.asks),
            _any(signs.unless) if signs.unless else None,
            _any(signs.before) if signs.before else None,
            {contract: _any((one,)) for contract, one in signs.lawful_in.items()},
        )
        for signs in PERSON_SIGNS + AD_SIGNS
    )
