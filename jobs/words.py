"""French words as the search compares them: in offers and in questions alike.

Each text is indexed twice: as written, and folded with its feminine forms brought to the masculine.
Stemming after folding alone would part « infirmier » from « infirmière » (design: search.md); the
pairs come from the names of the occupations themselves.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from meilleursjobs.lib.text import fold

from .nomenclatures import occupations

MOST_WORDS = 12  # of a question: more never helped anyone, and each costs an index look-up
REMEMBERED = 4_096  # parts of questions whose reading is kept: a million alerts have some thousands
# Names that the parser of PostgreSQL would cut at their signs.
TECHNICAL = (
    (re.compile(r"\bc\+\+"), " cplusplus "),
    (re.compile(r"\b([cf])\s?#"), r" \1sharp "),
    (re.compile(r"(?<!\w)\.net\b"), " dotnet "),
    (re.compile(r"\b(\w+)\.(js|io|net)\b"), r" \1\2 "),
    (re.compile(r"\br\s?&\s?d\b"), " recherche développement "),
)
# Names that may be written with blanks inside: a question is joined before it is cut at blanks.
PARTED = (
    (re.compile(r"\bbac\s?\+\s?(\d)", re.IGNORECASE), r"bacplus\1"),
    (re.compile(r"\b(\d{1,2})\s?[x×]\s?(\d{1,2})\b", re.IGNORECASE), r"\1x\2"),
    (re.compile(r"\b(\d{1,2})\s?h(?:eures?)?\b(?!\s?\d)", re.IGNORECASE), r"\1h"),
)
# « (H/F) » says nothing about the job.
SEXES = re.compile(r"\(?\b(?:h\s?[/-]\s?f|f\s?[/-]\s?h|m\s?/\s?f|h/f/x|f/h/x)\b\)?")
# Endings added to a word so that it names both: développeur·euse, vendeur(se), chef.fe, salarié-e.
ENDINGS = "e|ne|le|te|fe|se|ère|ere|ière|euse|rice|trice|ienne|esse|ive|es|nes|les|euses|rices|ères"
INCLUSIVE = re.compile(rf"(?<=\w\w\w)(?:[·•⋅.\-/]|\()(?:{ENDINGS})\)?(?:[·•⋅.\-]?s)?(?!\w)")
# Endings of trades that the nomenclature does not name: « téléconseillère ». Offers and questions
# are treated alike, so that a word that is no trade still finds itself.
FEMININE = (
    ("iere", "ier"),
    ("llere", "ller"),
    ("trice", "teur"),
    ("euse", "eur"),
    ("ienne", "ien"),
)
SHORTEST_FEMININE = 7  # letters: « bière » and « suisse » are no trades
ELISION = re.compile(r"\b(?:qu|lorsqu|jusqu|[cdjlmnst])['’]")
WORD = re.compile(r"[^\W_]+")
PART = re.compile(r'(-?)"([^"]+)"|(\S+)')
# What people type for what offers say. One way: the right side is looked for as well.
SYNONYMS = {
    "dev": ("developpeur",),
    "rh": ("ressources humaines",),
    "drh": ("directeur ressources humaines",),
    "daf": ("directeur administratif financier",),
    "caissier": ("hote caisse",),
    "nounou": ("garde enfant", "assistant maternel"),
    "menage": ("nettoyage", "entretien"),
    "plonge": ("plongeur",),
    "informaticien": ("developpeur", "technicien informatique"),
    "instituteur": ("professeur ecoles",),
    "auto": ("automobile",),
    "prof": ("professeur",),
    "routier": ("conducteur poids lourd",),
    "camionneur": ("conducteur poids lourd",),
    "secretaire": ("assistant administratif",),
    "ash": ("agent service hospitalier",),
    "atsem": ("agent specialise ecoles maternelles",),
    "ide": ("infirmier",),
    "as": ("aide soignant",),
    "aes": ("accompagnant educatif social",),
    "vrp": ("commercial",),
    "devops": ("ingenieur systemes",),
    "teletravail": ("distance",),
}


def tidy(text: str) -> str:
    """A text without what is no word: endings for both sexes, « H/F », elisions; names joined."""
    text = unicodedata.normalize("NFC", text).lower().replace("’", "'")
    for sign, name in (*TECHNICAL, *PARTED):
        text = sign.sub(name, text)
    text = INCLUSIVE.sub(" ", SEXES.sub(" ", text))
    return " ".join(WORD.findall(ELISION.sub(" ", text)))


@cache
def masculine() -> dict[str, str]:
    """Feminine word of an occupation → its masculine, folded: « boulangere » → « boulanger »."""
    pairs = {}
    for one in occupations().values():
        left, slash, right = fold(one.label).partition(" / ")
        if slash:
            both = zip(left.split(), right.split(), strict=False)
            pairs |= {hers: his for his, hers in both if _is_feminine(hers, his)}
    return pairs


def _is_feminine(hers: str, his: str) -> bool:
    return hers != his and hers[:3] == his[:3] and len(hers) >= len(his)


def canonical(tidied: str) -> str:
    """A tidied text folded, its feminine occupations in the masculine."""
    return " ".join(_his(word) for word in fold(tidied).split())


def _his(word: str) -> str:
    """The masculine of a folded word: of the occupations' own names, else by its ending."""
    pairs, one = masculine(), word.removesuffix("s")
    if found := pairs.get(word) or pairs.get(one):
        return found
    for hers, his in FEMININE:
        if len(one) >= SHORTEST_FEMININE and one.endswith(hers):
            return one.removesuffix(hers) + his
    return word


def document(*texts: str) -> tuple[str, str]:
    """The two texts to index for an offer: as written, and canonical."""
    tidied = tidy("\n".join(texts))
    return tidied, canonical(tidied)


@dataclass(frozen=True)
class Question:
    """What somebody typed, read: `tsquery` for `to_tsquery('french', …)`, "" when no word is left.

    words: the plain words asked for, folded, for spelling help.
    """

    tsquery: str
    words: tuple[str, ...]


def read(typed: str) -> Question:
    """Read words, « "phrases" » and « -exclusions ». Every wanted part must be there."""
    for sign, name in PARTED:
        typed = sign.sub(name, typed)
    wanted, unwanted, plain = [], [], []
    for minus, phrase, word in PART.findall(typed):
        excluded = bool(minus) or (word.startswith("-") and len(word) > 1)
        tokens = _tokens(phrase or word.lstrip("-"))
        if not tokens:
            continue
        if phrase:
            (unwanted if excluded else wanted).append(_sequence(tokens))
        else:
            (unwanted if excluded else wanted).extend(_either(token) for token in tokens)
        if not excluded:
            plain += [fold(token) for token in tokens]
    if not wanted:
        return Question("", ())
    parts = [*wanted[:MOST_WORDS], *(f"!{part}" for part in unwanted[:MOST_WORDS])]
    return Question(" & ".join(parts), tuple(plain[:MOST_WORDS]))


@lru_cache(REMEMBERED)
def _tokens(part: str) -> tuple[str, ...]:
    return tuple(tidy(part).split())


def _sequence(tokens: tuple[str, ...]) -> str:
    """Words that follow each other, as written or canonical."""
    written = " <-> ".join(f"'{token}'" for token in tokens)
    folded = " <-> ".join(f"'{token}'" for token in canonical(" ".join(tokens)).split())
    return f"(({written}) | ({folded}))"


@lru_cache(REMEMBERED)
def _either(token: str) -> str:
    """One word: as written, canonical, or what it stands for."""
    folded = canonical(token)
    choices = [f"'{token}'", f"'{folded}'"] if folded != token else [f"'{token}'"]
    choices += [
        "(" + " & ".join(f"'{word}'" for word in other.split()) + ")"
        for other in SYNONYMS.get(folded, ())
    ]
    return f"({' | '.join(choices)})"
