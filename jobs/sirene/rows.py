"""What one line of a stock file says, in our words.

We keep open places of work that employ staff and whose data may be published. No column that names
a natural person is read: an entrepreneur without a trade name is left out.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from stdnum.fr import siret as siret_number

from jobs.codes import HEADCOUNTS
from jobs.keys import name_key
from jobs.models.company import NAF, Closing, company_slug
from meilleursjobs.lib import geo

ESTABLISHMENT_COLUMNS = (
    "siret",
    "statutDiffusionEtablissement",
    "dateCreationEtablissement",
    "trancheEffectifsEtablissement",
    "etablissementSiege",
    "numeroVoieEtablissement",
    "indiceRepetitionEtablissement",
    "typeVoieEtablissement",
    "libelleVoieEtablissement",
    "codePostalEtablissement",
    "codeCommuneEtablissement",
    "dateDebut",
    "etatAdministratifEtablissement",
    "enseigne1Etablissement",
    "denominationUsuelleEtablissement",
    "activitePrincipaleEtablissement",
    "nomenclatureActivitePrincipaleEtablissement",
    "caractereEmployeurEtablissement",
)
UNIT_COLUMNS = (
    "siren",
    "statutDiffusionUniteLegale",
    "denominationUniteLegale",
    "activitePrincipaleUniteLegale",
    "nomenclatureActivitePrincipaleUniteLegale",
    "trancheEffectifsUniteLegale",
)
NAF_CODE = re.compile(NAF)
POSTAL_CODE = re.compile(r"^\d{5}$", re.ASCII)
WITHHELD = "[ND]"  # what INSEE writes in place of a value it may not publish
# INSEE, types of ways, the common ones.
WAYS = {
    "ALL": "allée", "AV": "avenue", "BD": "boulevard", "CAR": "carrefour", "CHE": "chemin",
    "CHS": "chaussée", "CITE": "cité", "COR": "corniche", "CRS": "cours", "DOM": "domaine",
    "DSC": "descente", "ECA": "écart", "ESP": "esplanade", "FG": "faubourg", "GR": "grande rue",
    "HAM": "hameau", "HLE": "halle", "IMP": "impasse", "LD": "lieu-dit", "LOT": "lotissement",
    "MAR": "marché", "MTE": "montée", "PAS": "passage", "PL": "place", "PLN": "plaine",
    "PLT": "plateau", "PRO": "promenade", "PRV": "parvis", "QUA": "quartier", "QUAI": "quai",
    "RES": "résidence", "RLE": "ruelle", "ROC": "rocade", "RPT": "rond-point", "RTE": "route",
    "RUE": "rue", "SEN": "sentier", "SQ": "square", "TPL": "terre-plein", "TRA": "traverse",
    "VLA": "villa", "VLGE": "village", "ZA": "ZA", "ZAC": "ZAC", "ZI": "ZI",
}  # fmt: skip
SMALL = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "par",
         "pour", "sous", "sur"}  # fmt: skip
INITIALS = {"SARL", "SASU", "EURL", "SELARL", "EARL", "GAEC", "SCOP", "GIE", "BTP", "SNCF"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A place of work to keep; its company's name, if this line tells one."""

    siren: str
    siret: str
    company_name: str
    company_key: str
    company_slug: str
    name: str
    name_key: str
    naf: str
    headcount: str
    address: str
    postal_code: str
    commune_code: str
    is_head_office: bool
    opened_on: date | None


@dataclass(frozen=True, slots=True)
class Gone:
    """A place of work that must not be shown (any more), and since when."""

    siren: str
    siret: str
    reason: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Unit:
    """The legal unit's own name and figures; no name: a natural person, or withheld."""

    siren: str
    name: str
    name_key: str
    slug: str
    naf: str
    headcount: str


def establishment(record: dict[str, str], skipped: Counter[str]) -> Kept | Gone | None:
    """The line of an establishment; None once its fault is counted in `skipped`."""
    siret = record["siret"]
    # `str.isdigit` takes other scripts' digits; a compact valid number is ASCII of length 14.
    if len(siret) != 14 or not siret.isascii() or not siret_number.is_valid(siret):
        skipped["SIRET invalide"] += 1
        return None
    if reason := _reason_to_leave(record):
        skipped[reason.label] += 1
        return Gone(siret[:9], siret, reason.value, _date(record["dateDebut"]))
    commune = geo.current_code(record["codeCommuneEtablissement"])
    if commune is None:
        skipped["commune inconnue"] += 1
        return None
    sign = readable(record["enseigne1Etablissement"])
    usual = readable(record["denominationUsuelleEtablissement"])
    company_name = usual or sign
    postal_code = record["codePostalEtablissement"]
    return Kept(
        siren=siret[:9],
        siret=siret,
        company_name=company_name,
        company_key=name_key(company_name),
        company_slug=company_slug(company_name, siret[:9]),
        name=sign or usual,
        name_key=name_key(sign or usual),
        naf=_naf(
            record["activitePrincipaleEtablissement"],
            record["nomenclatureActivitePrincipaleEtablissement"],
        ),
        headcount=_headcount(record["trancheEffectifsEtablissement"]),
        address=_address(record),
        postal_code=postal_code if POSTAL_CODE.match(postal_code) else "",
        commune_code=commune,
        is_head_office=record["etablissementSiege"] == "true",
        opened_on=_date(record["dateCreationEtablissement"]),
    )


def _reason_to_leave(record: dict[str, str]) -> Closing | None:
    if record["statutDiffusionEtablissement"] != "O":
        return Closing.WITHHELD
    if record["etatAdministratifEtablissement"] != "A":
        return Closing.CLOSED
    if record["caractereEmployeurEtablissement"] != "O":
        return Closing.NO_STAFF
    return None


def unit(record: dict[str, str], skipped: Counter[str]) -> Unit | None:
    """The line of a legal unit; None when it has no name of its own that may be published."""
    siren = record["siren"]
    if len(siren) != 9 or not siren.isascii() or not siren.isdecimal():
        skipped["SIREN invalide"] += 1
        return None
    if record["statutDiffusionUniteLegale"] != "O":
        return None
    if not (name := readable(record["denominationUniteLegale"])):
        return None  # a natural person
    return Unit(
        siren=siren,
        name=name,
        name_key=name_key(name),
        slug=company_slug(name, siren),
        naf=_naf(
            record["activitePrincipaleUniteLegale"],
            record["nomenclatureActivitePrincipaleUniteLegale"],
        ),
        headcount=_headcount(record["trancheEffectifsUniteLegale"]),
    )


def readable(name: str, *, begins: bool = True) -> str:
    """« MENUISERIE DE L'ETANG SARL » as « Menuiserie de l’Etang SARL »; at most 200 characters.

    Names that already mix cases are left as they are. begins: false when words stand before it.
    """
    name = " ".join(name.split())
    if name == WITHHELD:
        return ""
    if name.isupper():
        parts = re.split(r"([\s'’,.\-/&()]+)", name)
        name = "".join(
            _cased(part, first=begins and place == 0) if place % 2 == 0 else part
            for place, part in enumerate(parts)
        )
    return name.replace("'", "’")[:200]


def _cased(word: str, *, first: bool) -> str:
    if word.casefold() in SMALL:
        return word.capitalize() if first else word.lower()
    if len(word) <= 3 or word in INITIALS or not word.isalpha():
        return word
    return word.capitalize()


def _address(record: dict[str, str]) -> str:
    way = record["typeVoieEtablissement"]
    parts = (
        record["numeroVoieEtablissement"],
        record["indiceRepetitionEtablissement"].lower(),
        WAYS.get(way, way.lower()),
        readable(record["libelleVoieEtablissement"], begins=not way),
    )
    return " ".join(part for part in parts if part and WITHHELD not in part.upper())[:200]


def _naf(code: str, nomenclature: str) -> str:
    return code if nomenclature == "NAFRev2" and NAF_CODE.match(code) else ""


def _headcount(code: str) -> str:
    return code if code in HEADCOUNTS else ""


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
