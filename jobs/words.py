"""French words as the search compares them: in offers and in questions alike.

Each text is indexed twice: as written, and folded with its feminine forms brought to the masculine.
Stemming after folding alone would part « infirmier » from « infirmière » (design: search.md); the
pairs come from the names of the occupations themselves.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from meilleursjobs.lib.text import fold

from .nomenclatures import occupations

MOST_WORDS = 12  # of a question: more never helped anyone, and each costs an index look-up
REMEMBERED = 8_192  # parts of questions whose reading is kept: a million alerts have 6,000
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
FIGURE = re.compile(r"\d")  # each of these names has one
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
# Words that names of trades are tied with; they are in every offer, so they find nothing.
SMALL = frozenset(re.findall(r"\w+", "a au aux d de des du en et l la le les pour sur un une"))
# « Cherche emploi de vendeuse », « travail de nuit »: what everybody looks for is no criterion.
LEAD = re.compile(
    r"^\s*(?:je\s)?(?:(?:re)?cherche\s)?\s*(?:une?\s|des\s)?\s*(?:offres?\s+d(?:e\s|['’]))?\s*"
    r"(?:(?:emplois?|postes?|jobs?)(?:\s+(?:de|en|comme|dans)\b|\s+d['’])?"
    r"|travail(?:\s+(?:de|en|comme|dans)\b|\s+d['’]))\s*(?=\w)(?!(?:été|etudiant|étudiant)\b)",
    re.IGNORECASE,
)
SHORTEST_PLURAL = 4  # letters: « as » and « rh » are no plurals
NAMES = Path(__file__).parent / "data" / "everyday.txt"


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


# --- What people type for what offers say -------------------------------------------------------
@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Everyday names, canonical, and what is looked for as well: parts of a `tsquery`.

    The rules of the table stand at its head.
    """
    found: dict[str, dict[str, None]] = {}
    for line in _lines():
        left, _, right = line.replace(" >> ", " > ").partition(" > ")
        alike = [name.split(",") for name in left.split(" = ")]
        for place, typed in enumerate(alike):
            others = [name for group in (*alike[:place], *alike[place + 1 :]) for name in group]
            others += right.split(",") if right else []
            for name in typed:
                found.setdefault(_key(name), {}).update(dict.fromkeys(map(_said, others)))
    return {name: tuple(said) for name, said in found.items()}


def _lines() -> list[str]:
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def stands_for(word: str) -> list[str]:
    """What a canonical word stands for, in canonical words: « rh » for « ressources humaines »."""
    said = synonyms().get(_singular(word), ())
    return [" ".join(WORD.findall(one.partition(") | (")[0])) for one in said]


@cache
def replaced() -> frozenset[str]:
    """Names that are not looked for themselves: their stems are those of other words."""
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return frozenset(
        _key(line.partition(" >> ")[0]) for line in lines if " >> " in line[1:] and line[0] != "#"
    )


def _key(name: str) -> str:
    words = canonical(tidy(name)).split()
    return " ".join(_singular(word) for word in words if word not in SMALL)


def _singular(word: str) -> str:
    return word.removesuffix("s") if len(word) >= SHORTEST_PLURAL else word


def _said(name: str) -> str:
    """What an offer may say: all of the words, or « "these in a row" »."""
    tokens = tuple(tidy(name).split())
    if name.strip().startswith('"'):
        return _sequence(tokens)
    words = [word for word in canonical(" ".join(tokens)).split() if word not in SMALL]
    return "(" + " & ".join(f"'{word}'" for word in words) + ")"


@cache
def _names() -> dict[str, list[tuple[str, ...]]]:
    """The names of several words by the first of them, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in sorted(synonyms(), key=len, reverse=True):
        words = tuple(name.split())
        if len(words) > 1:
            found.setdefault(words[0], []).append(words)
    return found


@dataclass(frozen=True)
class Question:
    """What somebody typed, read: `tsquery` for `to_tsquery('french', …)`, "" when no word is left.

    words: the plain words asked for, folded, for spelling help.
    phrases: those that must be there, each in the spellings of which one is enough.
    loose: a tsquery of what must be there, the words of phrases anywhere, whatever is excluded.
    """

    tsquery: str
    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    loose: str = ""


def read(typed: str) -> Question:
    """Read words, « "phrases" » and « -exclusions ». Every wanted part must be there."""
    typed = LEAD.sub("", typed)
    if FIGURE.search(typed):
        for sign, name in PARTED:
            typed = sign.sub(name, typed)
    wanted, unwanted, plain, run = [], [], [], []
    phrases: dict[str, tuple[str, ...]] = {}
    for minus, phrase, word in PART.findall(typed):
        excluded = bool(minus) or (word.startswith("-") and len(word) > 1)
        tokens = _tokens(phrase or word.lstrip("-"))
        if not tokens:
            continue
        if excluded:
            unwanted += [_sequence(tokens)] if phrase else map(_either, tokens)
            continue
        plain += [fold(token) for token in tokens]
        if phrase:
            wanted += [*_parts(tuple(run)), _sequence(tokens)]
            phrases[wanted[-1]] = _spellings(tokens)
            run = []
        else:
            run += tokens
    wanted += _parts(tuple(run))
    if not wanted:
        return Question("", ())
    wanted = wanted[:MOST_WORDS]
    parts = [*wanted, *(f"!{part}" for part in unwanted[:MOST_WORDS])]
    asked = tuple(phrases[part] for part in wanted if part in phrases)
    loose = " & ".join(wanted).replace("<->", "&")
    return Question(" & ".join(parts), tuple(plain[:MOST_WORDS]), asked, loose)


@lru_cache(REMEMBERED)
def _parts(run: tuple[str, ...]) -> tuple[str, ...]:
    """Words in a row: each by itself, or several that together are an everyday name."""
    keys = [_singular(canonical(token)) for token in run]
    found, at = [], 0
    while at < len(run):
        end, others = _name_at(keys, at)
        found.append(_name(run[at:end], others) if others else _either(run[at]))
        at = end
    return tuple(found)


def _name(tokens: tuple[str, ...], others: tuple[str, ...]) -> str:
    """The words of a name, without what each would stand for alone, or another name."""
    words = " & ".join(f"({' | '.join(_forms(token))})" for token in tokens)
    return f"(({words}) | {' | '.join(others)})"


def _forms(token: str) -> list[str]:
    return [f"'{one}'" for one in dict.fromkeys((token, canonical(token)))]


def _name_at(keys: list[str], at: int) -> tuple[int, tuple[str, ...]]:
    """Where the name of several words that begins here ends, and what it stands for."""
    for name in _names().get(keys[at], ()):
        end = at
        for word in name:
            while end < len(keys) and keys[end] != word and keys[end] in SMALL:
                end += 1
            if end == len(keys) or keys[end] != word:
                break
            end += 1
        else:
            return end, synonyms()[" ".join(name)]
    return at + 1, ()


@lru_cache(REMEMBERED)
def _tokens(part: str) -> tuple[str, ...]:
    return tuple(tidy(part).split())


def _sequence(tokens: tuple[str, ...]) -> str:
    """Words that follow each other, as written or canonical."""
    rows = (" <-> ".join(f"'{token}'" for token in one.split()) for one in _spellings(tokens))
    return "(" + " | ".join(f"({row})" for row in rows) + ")"


def _spellings(tokens: tuple[str, ...]) -> tuple[str, ...]:
    written = " ".join(tokens)
    return tuple(dict.fromkeys((written, canonical(written))))


@lru_cache(REMEMBERED)
def _either(token: str) -> str:
    """One word: as written, canonical, or what it stands for."""
    name = _singular(canonical(token))
    forms = [] if name in replaced() else _forms(token)
    return f"({' | '.join([*forms, *synonyms().get(name, ())])})"
