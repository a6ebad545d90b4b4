"""French communes: names, postal codes, points, and which ones lie within so many kilometres.

No model: the table is a small file built by `tools/data/build.py` (sources and licences in
`data/README.md`), read once per process on first use (half a second, about 50 MB).

Paris (75056), Lyon (69123) and Marseille (13055) are communes of which official files name the
arrondissements (75101…): `near()` and `within()` always give both, so that a search for either
finds what is recorded under the other.
"""

import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _

from .text import fold

DATA = Path(__file__).parent / "data"
EARTH_KM = 6371.0  # mean radius
KM_PER_DEGREE = math.pi * EARTH_KM / 180
CELL = 0.25  # side of a square of the grid, in degrees: about 28 km north to south
MAX_RADIUS_KM = 200
REACH_KM = 30  # our choice: whoever stands farther from every commune is told so, see nearest
NO_SIGN = str.maketrans("-'’()", "     ")


@dataclass(frozen=True, slots=True)
class Department:
    """A department (or overseas territory) and its region, by INSEE code."""

    code: str
    name: str
    region: str
    region_name: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune or municipal arrondissement of today.

    precision: "exact", or the group whose mean stands for the point: "postal", "epci",
    "department". parent: the commune of an arrondissement, else "".
    """

    code: str
    name: str
    postal_codes: tuple[str, ...]
    department: str
    population: int
    lat: float
    lon: float
    precision: str
    parent: str
    former: tuple[str, ...]

    @property
    def label(self) -> str:
        """« Montpellier (34) », « Paris 11e (75) »: says which of its namesakes it is."""
        return f"{self.name.removesuffix(' Arrondissement')} ({self.department})"

    @property
    def city(self) -> str:
        """« Lyon » for its arrondissements: what is written on a letter."""
        return atlas().communes[self.parent].name if self.parent else self.name

    @property
    def key(self) -> str:
        """« saint-denis-97411 », for addresses: bare figures would be read as a postal code."""
        return f"{slugify(self.name)}-{self.code}"


class Unknown(LookupError):
    """No commune has this code."""


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def name_key(name: str) -> str:
    """Folded, without hyphens, apostrophes or brackets, « st » spelt out: what people type."""
    words = fold(name).translate(NO_SIGN).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


class Atlas:
    """The tables and their indexes."""

    def __init__(self) -> None:
        self.communes: dict[str, Commune] = {}
        self.current: dict[str, str] = {}  # a former code → the code of today
        self.by_postal_code: dict[str, list[Commune]] = defaultdict(list)
        self.children: dict[str, list[str]] = defaultdict(list)
        self.cells: dict[tuple[int, int], list[Commune]] = defaultdict(list)
        for row in _rows("communes.csv.gz"):
            self._add(
                Commune(
                    code=row["code"],
                    name=row["name"],
                    postal_codes=tuple(row["postal_codes"].split()),
                    department=row["department"],
                    population=int(row["population"]),
                    lat=float(row["lat"]),
                    lon=float(row["lon"]),
                    precision=row["precision"],
                    parent=row["parent"],
                    former=tuple(row["former"].split()),
                )
            )
        self.departments = {row["code"]: Department(**row) for row in _rows("departments.csv.gz")}
        self.names = sorted(
            (name_key(c.name), -c.population, c.code) for c in self.communes.values()
        )

    def _add(self, commune: Commune) -> None:
        self.communes[commune.code] = commune
        self.current.update(dict.fromkeys(commune.former, commune.code))
        for postal_code in commune.postal_codes:
            self.by_postal_code[postal_code].append(commune)
        if commune.parent:
            self.children[commune.parent].append(commune.code)
        self.cells[_cell(commune.lat, commune.lon)].append(commune)


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat / CELL), math.floor(lon / CELL)


@cache
def atlas() -> Atlas:
    """The tables, read once: for `gazetteer`, which looks names up in them."""
    return Atlas()


def current_code(code: str) -> str | None:
    """The code of today: itself, the commune a former one was merged into, or None if unknown."""
    tables = atlas()
    return code if code in tables.communes else tables.current.get(code)


def is_commune(code: str) -> bool:
    """Whether this is the INSEE code of a commune or municipal arrondissement of today."""
    return code in atlas().communes


def commune(code: str) -> Commune:
    """The commune of an INSEE code, former codes included. Raises Unknown."""
    known = current_code(code)
    if known is None:
        raise Unknown(code)
    return atlas().communes[known]


def department(code: str) -> Department:
    """A department by its code ("34", "2A", "974"). Raises Unknown."""
    try:
        return atlas().departments[code]
    except KeyError:
        raise Unknown(code) from None


def by_postal_code(postal_code: str) -> list[Commune]:
    """Communes served by a postal code, the most populous first; arrondissements before cities."""
    found = atlas().by_postal_code.get(postal_code, [])
    return sorted(found, key=lambda c: (not c.parent, -c.population))


def distance(a: Commune, b: Commune) -> float:
    """Kilometres between two communes' points on the great circle."""
    return _kilometres(a.lat, a.lon, b)


def _kilometres(lat: float, lon: float, to: Commune) -> float:
    """The haversine formula."""
    north = math.radians(to.lat - lat)
    east = math.radians(to.lon - lon)
    half = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(lat)) * math.cos(math.radians(to.lat)) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def nearest(lat: float, lon: float) -> Commune | None:
    """The commune whose point is nearest to this one, in degrees; None beyond REACH_KM.

    Communes of a postal code may share one point: the most populous of them answers, where most
    people are. Points that stand for larger groups win nothing: they lie far from their communes.
    """
    found = (
        (_kilometres(lat, lon, one), -one.population, one)
        for one in _around(lat, lon, REACH_KM)
        if one.precision in {"exact", "postal"}
    )
    km, _people, one = min(found, key=lambda each: each[:2], default=(math.inf, 0, None))
    return one if km <= REACH_KM else None


def is_divided(here: Commune) -> bool:
    """Whether this place is recorded under other codes as well: `within` has them."""
    return bool(here.parent) or here.code in atlas().children


def within(code: str) -> list[str]:
    """The codes under which this place is recorded: itself, its arrondissements or its commune."""
    here = commune(code)
    relatives = [here.parent] if here.parent else atlas().children.get(here.code, [])
    return sorted({here.code, *relatives})


@lru_cache(maxsize=2048)
def near(code: str, radius_km: float) -> tuple[str, ...]:
    """Codes of the communes whose point lies within `radius_km` of this one's, edge included.

    Sorted; the place itself and the other codes it is recorded under always belong to it.
    Radius 0 means the place alone; above MAX_RADIUS_KM it is cut. Raises Unknown.
    """
    here = commune(code)
    found = set(within(here.code))
    radius = min(radius_km, MAX_RADIUS_KM)
    if radius > 0:
        tables = atlas()
        around = _around(here.lat, here.lon, radius)
        found |= {other.code for other in around if distance(here, other) <= radius}
        # An arrondissement in reach brings its city's own code with it.
        found |= {parent for c in found if (parent := tables.communes[c].parent)}
    return tuple(sorted(found))


def _around(lat: float, lon: float, radius: float) -> Iterator[Commune]:
    """Communes of the grid's cells that a circle of so many kilometres may touch."""
    north = radius / KM_PER_DEGREE
    # Widest near the pole side of the circle; no French commune lies beyond 80°.
    east = north / math.cos(math.radians(min(abs(lat) + north, 80)))
    low = _cell(lat - north, lon - east)
    high = _cell(lat + north, lon + east)
    cells = atlas().cells
    for row in range(low[0], high[0] + 1):
        for column in range(low[1], high[1] + 1):
            yield from cells.get((row, column), ())


# --- Departments and regions ----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Area:
    """A department (« d34 ») or a region (« r76 ») and the departments in it."""

    code: str
    name: str
    departments: tuple[str, ...]

    @property
    def label(self) -> str:
        """« Hérault (département) », « Occitanie (région) »."""
        kind = _("département") if self.code.startswith("d") else _("région")
        return f"{self.name} ({kind})"

    @property
    def key(self) -> str:
        """Its code, whose letter says what it is."""
        return self.code


@cache
def areas() -> dict[str, Area]:
    """Every department and region by its code, with the letter that tells them apart."""
    found = {}
    regions: dict[str, list[Department]] = defaultdict(list)
    for one in atlas().departments.values():
        found[f"d{one.code}"] = Area(f"d{one.code}", one.name, (one.code,))
        regions[one.region].append(one)
    for code, members in regions.items():
        name = members[0].region_name
        found[f"r{code}"] = Area(f"r{code}", name, tuple(sorted(d.code for d in members)))
    return found


def of_key(key: str) -> Commune | Area | None:
    """The place whose `key` this is, None for anything else, which `find_place` may understand."""
    code = key.rpartition("-")[2]
    if is_commune(code) and (one := commune(code)).key == key:
        return one
    return areas().get(key)
