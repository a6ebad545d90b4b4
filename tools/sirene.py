# ruff: noqa: SIM905
"""Write stock files in the format of the Sirene base, with invented companies.

    python -m tools.sirene establishments.csv --lines 200000 [--units units.csv] [--seed 1]

The numbers carry valid checksums and no meaning; the names come from syllables. One line in three
is to be kept: the others are closed, without staff, or withheld, as in the real file. The same seed
gives the same bytes.
"""

import argparse
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from stdnum import luhn

from jobs import nomenclatures
from meilleursjobs.lib import geo

# INSEE, dessin de fichier StockEtablissement.
ESTABLISHMENT = """siren nic siret statutDiffusionEtablissement dateCreationEtablissement
trancheEffectifsEtablissement anneeEffectifsEtablissement
activitePrincipaleRegistreMetiersEtablissement
dateDernierTraitementEtablissement etablissementSiege nombrePeriodesEtablissement
complementAdresseEtablissement numeroVoieEtablissement indiceRepetitionEtablissement
dernierNumeroVoieEtablissement indiceRepetitionDernierNumeroVoieEtablissement typeVoieEtablissement
libelleVoieEtablissement codePostalEtablissement libelleCommuneEtablissement
libelleCommuneEtrangerEtablissement distributionSpecialeEtablissement codeCommuneEtablissement
codeCedexEtablissement libelleCedexEtablissement codePaysEtrangerEtablissement
libellePaysEtrangerEtablissement identifiantAdresseEtablissement
coordonneeLambertAbscisseEtablissement coordonneeLambertOrdonneeEtablissement
complementAdresse2Etablissement numeroVoie2Etablissement indiceRepetition2Etablissement
typeVoie2Etablissement libelleVoie2Etablissement codePostal2Etablissement
libelleCommune2Etablissement libelleCommuneEtranger2Etablissement distributionSpeciale2Etablissement
codeCommune2Etablissement codeCedex2Etablissement libelleCedex2Etablissement
codePaysEtranger2Etablissement libellePaysEtranger2Etablissement dateDebut
etatAdministratifEtablissement enseigne1Etablissement enseigne2Etablissement enseigne3Etablissement
denominationUsuelleEtablissement activitePrincipaleEtablissement
nomenclatureActivitePrincipaleEtablissement caractereEmployeurEtablissement""".split()
# The same, StockUniteLegale.
UNIT = """siren statutDiffusionUniteLegale unitePurgeeUniteLegale dateCreationUniteLegale
sigleUniteLegale sexeUniteLegale prenom1UniteLegale prenom2UniteLegale prenom3UniteLegale
prenom4UniteLegale prenomUsuelUniteLegale pseudonymeUniteLegale identifiantAssociationUniteLegale
trancheEffectifsUniteLegale anneeEffectifsUniteLegale dateDernierTraitementUniteLegale
nombrePeriodesUniteLegale categorieEntreprise anneeCategorieEntreprise dateDebut
etatAdministratifUniteLegale nomUniteLegale nomUsageUniteLegale denominationUniteLegale
denominationUsuelle1UniteLegale denominationUsuelle2UniteLegale denominationUsuelle3UniteLegale
categorieJuridiqueUniteLegale activitePrincipaleUniteLegale
nomenclatureActivitePrincipaleUniteLegale nicSiegeUniteLegale economieSocialeSolidaireUniteLegale
societeMissionUniteLegale caractereEmployeurUniteLegale""".split()
TRADES = """ATELIER BOULANGERIE MENUISERIE GARAGE CABINET TRANSPORTS CLINIQUE PEPINIERES IMPRIMERIE
LABORATOIRE BRASSERIE LIBRAIRIE RESIDENCE CONSERVERIE STUDIO FONDERIE TUILERIE SELLERIE FROMAGERIE
SERRURERIE PLOMBERIE TOITURES LOGISTIQUE CONSEIL INGENIERIE""".split()
SYLLABLES = """BRI LAN TOUR NE LU FOUR VEL GA RON PIL MAR CHE SOL TAN VIR DOU BEL FON RAC MI COR TA
ZEL PRA LOM BI SER CAN DRO MEN""".split()
WAYS = ["RUE", "AV", "BD", "CHE", "PL", "RTE", "IMP", "ALL"]
BANDS = ["01"] * 30 + ["02"] * 25 + ["03"] * 15 + ["11"] * 12 + ["12"] * 9 + ["21"] * 4
BANDS += ["22"] * 2 + ["31", "32", "41", "NN", ""]


class Maker:
    """Invents companies one after the other."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311
        communes = [geo.commune(code) for code in sorted(geo.atlas().communes)]
        # INSEE records places of work under the arrondissements of Paris, Lyon and Marseille.
        cities = {one.parent for one in communes}
        self.communes = [one for one in communes if one.code not in cities and one.postal_codes]
        self.weights = list(accumulate(one.population for one in self.communes))
        self.activities = [code for code in nomenclatures.labels() if len(code) == 6]

    def companies(self) -> Iterator[tuple[dict[str, str], list[dict[str, str]]]]:
        """Endless: a legal unit's columns, and those of its establishments."""
        number = 10_000_000
        while True:
            number += self.dice.randint(1, 40)
            siren = _checked(f"{number:08d}")
            naf = self.dice.choice(self.activities)
            name = self._name()
            # A few chains, many with one place.
            places = self.dice.choices([1, 2, 4, 40], [85, 10, 4, 0.2])[0]
            unit = {
                "siren": siren,
                "statutDiffusionUniteLegale": "O",
                "denominationUniteLegale": name,
                "trancheEffectifsUniteLegale": self.dice.choice(BANDS),
                "etatAdministratifUniteLegale": "A",
                "activitePrincipaleUniteLegale": naf,
                "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
            }
            yield unit, [self._place(siren, nic, naf, name) for nic in range(1, places + 1)]

    def _name(self) -> str:
        invented = "".join(self.dice.choices(SYLLABLES, k=self.dice.randint(2, 3)))
        return f"{self.dice.choice(TRADES)} {invented}{self.dice.choice(['', '', ' SARL', ' SAS'])}"

    def _place(self, siren: str, nic: int, naf: str, name: str) -> dict[str, str]:
        dice = self.dice
        commune = dice.choices(self.communes, cum_weights=self.weights)[0]
        created = date(1990, 1, 1) + timedelta(days=dice.randrange(12_000))
        is_open = dice.random() < 0.55
        return {
            "siren": siren,
            "nic": _checked(f"{siren}{nic:04d}")[9:],
            "siret": _checked(f"{siren}{nic:04d}"),
            "statutDiffusionEtablissement": "P" if dice.random() < 0.05 else "O",
            "dateCreationEtablissement": created.isoformat(),
            "trancheEffectifsEtablissement": dice.choice(BANDS),
            "etablissementSiege": "true" if nic == 1 else "false",
            "nombrePeriodesEtablissement": "1",
            "numeroVoieEtablissement": str(dice.randint(1, 250)),
            "typeVoieEtablissement": dice.choice(WAYS),
            "libelleVoieEtablissement": f"DES {''.join(dice.choices(SYLLABLES, k=2))}S",
            "codePostalEtablissement": dice.choice(commune.postal_codes),
            "libelleCommuneEtablissement": commune.name.upper(),
            "codeCommuneEtablissement": commune.code,
            "dateDebut": created.isoformat(),
            "etatAdministratifEtablissement": "A" if is_open else "F",
            "enseigne1Etablissement": self._name() if dice.random() < 0.15 else "",
            "denominationUsuelleEtablissement": name,
            "activitePrincipaleEtablissement": naf,
            "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
            "caractereEmployeurEtablissement": "O" if dice.random() < 0.65 else "N",
        }


def _checked(digits: str) -> str:
    return digits + luhn.calc_check_digit(digits)


def _line(columns: list[str], values: dict[str, str]) -> str:
    return ",".join(values.get(column, "") for column in columns) + "\n"


def write(path: Path, lines: int, units: Path | None = None, seed: int = 1) -> None:
    """Write `lines` establishments to `path`, and the legal units they belong to."""
    written = 0
    with path.open("w", encoding="utf-8") as out, (units or Path("/dev/null")).open("w") as names:
        out.write(",".join(ESTABLISHMENT) + "\n")
        names.write(",".join(UNIT) + "\n")
        for unit, places in Maker(seed).companies():
            names.write(_line(UNIT, unit))
            for place in places[: lines - written]:
                out.write(_line(ESTABLISHMENT, place))
                written += 1
            if written >= lines:
                return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--units", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write(options.file, options.lines, options.units, options.seed)


if __name__ == "__main__":
    main()
