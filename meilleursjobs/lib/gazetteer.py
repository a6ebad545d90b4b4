"""Which place is meant by what people type: a name, a code, a label, a misspelling.

The places themselves are those of `geo`.
"""

import re
from bisect import bisect_left
from difflib import SequenceMatcher
from functools import cache, lru_cache

from django.utils.translation import get_language

from . import geo
from .geo import Area, Commune, name_key

TOWN = 5_000  # people; our choice, see find_place
IN_CITY = re.compile(r"(paris|lyon|marseille) (\d{1,2})(er|e|eme|ieme|nd)?(?: arr\w*)?")
CITIES = {"paris": 20, "lyon": 9, "marseille": 16}  # arrondissements
ALIKE = 0.8  # of difflib: one letter wrong in five


def search(text: str, limit: int = 8) -> list[Commune]:
    """Communes whose name or postal code starts so, the most populous first.

    A name typed in full comes before longer ones (« Nice » before « Niceville »). Accents, case,
    hyphens and « St » do not count; « Nom (34) » and « 34170 Nom » are understood.
    """
    wanted, where = _split(text)
    if len(where) == 5 and not wanted:
        return geo.by_postal_code(where)[:limit]
    if len(wanted) < 2 and not where:
        return []
    tables = geo.atlas()
    if not wanted:  # the start of a postal code
        codes = (c for c in tables.by_postal_code if c.startswith(where))
        found = {c.code: c for code in codes for c in tables.by_postal_code[code]}.values()
        return sorted(found, key=lambda c: -c.population)[:limit]
    first = bisect_left(tables.names, (wanted,))
    hits = []
    for name, population, code in tables.names[first:]:
        if not name.startswith(wanted):
            break
        one = tables.communes[code]
        if _stands_in(one, where):
            hits.append((name != wanted, bool(one.parent), population, one))
    hits.sort(key=lambda hit: hit[:3])
    return [hit[3] for hit in hits[:limit]]


def _split(text: str) -> tuple[str, str]:
    """The name and the code (postal, its start, or department) of what someone typed."""
    words = _arrondissement(name_key(text)).split()
    # « Paris 5e » keeps its number: it is part of the name.
    codes = [w for w in words if w.isdigit() or w in {"2a", "2b"}]
    return " ".join(w for w in words if w not in codes), "".join(codes[:1]).upper()


def _arrondissement(key: str) -> str:
    """« paris 15 », « lyon 3eme » as the tables write them; « marseille 13 » is the city."""
    found = IN_CITY.fullmatch(key)
    if not found:
        return key
    city, number, ending = found[1], int(found[2]), found[3]
    if number > CITIES[city] or (f"{city} {number}" == "marseille 13" and not ending):
        return key
    return f"{city} {number}{'er' if number == 1 else 'e'}"


def _stands_in(one: Commune, where: str) -> bool:
    if not where:
        return True
    return one.department == where or any(p.startswith(where) for p in one.postal_codes)


def find(text: str) -> Commune | None:
    """The one place meant by an INSEE code, a `slug-code`, a postal code or a name, or None.

    A postal code wins over an INSEE code written with the same digits: it is what people know.
    """
    text = text.strip()
    last = text.rpartition("-")[2].upper()
    if text.isdigit() and (found := geo.by_postal_code(text)):
        return found[0]
    for code in (text.upper(), last):
        if len(code) == 5 and geo.current_code(code):
            return geo.commune(code)
    found = search(text, limit=1)
    return found[0] if found else None


def namesakes(one: Commune) -> list[Commune]:
    """Other communes of the same name, the most populous first; no part of this one."""
    tables, name = geo.atlas(), name_key(one.name)
    found = []
    for other, population, code in tables.names[bisect_left(tables.names, (name,)) :]:
        if other != name:
            break
        if code != one.code:
            found.append((population, tables.communes[code]))
    return [commune for _population, commune in sorted(found, key=lambda each: each[0])]


@lru_cache(maxsize=2048)
def misspelt(text: str) -> Commune | None:
    """The commune whose name is nearest to what was typed, the larger of two; None for none.

    Of those that begin with the same letter: 1,700 names are compared at most.
    """
    wanted, where = _split(text)
    tables = geo.atlas()
    if len(wanted) < 4:
        return None
    begin = bisect_left(tables.names, (wanted[0],))
    end = bisect_left(tables.names, (chr(ord(wanted[0]) + 1),))
    matcher = SequenceMatcher(b=wanted, autojunk=False)
    best: tuple[float, int, str] | None = None
    for name, population, code in tables.names[begin:end]:
        if abs(len(name) - len(wanted)) > 2 or not _stands_in(tables.communes[code], where):
            continue
        matcher.set_seq1(name)
        if matcher.quick_ratio() < ALIKE or (ratio := matcher.ratio()) < ALIKE:
            continue
        # A letter more or less says little where a city and a village are both near.
        found = (round(ratio, 1), -population, code)
        best = max(best or found, found)
    return tables.communes[best[2]] if best else None


@cache
def _area_keys(_language: str | None) -> list[tuple[str, frozenset[str], Area]]:
    """Each area with the key of its name, and those of its codes and its label in this language."""
    return [
        (
            name_key(one.name),
            frozenset(name_key(text) for text in (one.code, one.label, one.code[1:])),
            one,
        )
        for one in geo.areas().values()
    ]


def search_areas(text: str, limit: int = 4) -> list[Area]:
    """Departments and regions whose name begins so, or of this code or this very label."""
    wanted = name_key(text)
    if not wanted:
        return []
    hits = [
        (name != wanted, len(one.departments), one)
        for name, exact, one in _area_keys(get_language())
        if name.startswith(wanted) or wanted in exact
    ]
    return [hit[2] for hit in sorted(hits, key=lambda hit: hit[:2])[:limit]]


def town(text: str) -> Commune | None:
    """The town or arrondissement of this very name; None for villages and anything else."""
    found = search(text, limit=1)
    if not found or not (found[0].parent or found[0].population >= TOWN):
        return None
    name = name_key(found[0].name).removesuffix(" arrondissement")
    return found[0] if name == _arrondissement(name_key(text)) else None


def find_place(text: str) -> Commune | Area | None:
    """The commune or area meant by what was typed, or None.

    A code with its letter, or a label, says which, and two or three figures are a department's
    number. A bare name is a town's before an area's (Paris), and an area's before a village's (La
    Réunion is an island before it is a village of 500 people).
    """
    found = search_areas(text, limit=1)
    exact = found[0] if found else None
    typed = name_key(text)
    if exact and typed in {name_key(exact.code), name_key(exact.label), name_key(exact.code[1:])}:
        return exact
    named = search(text, limit=1) if not any(sign.isdigit() for sign in typed) else []
    if named and name_key(named[0].name) == typed and named[0].population >= TOWN:
        return named[0]
    if exact and name_key(exact.name) == typed:
        return exact
    return find(text) or exact
