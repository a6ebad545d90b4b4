"""Invented companies for `make run`. Names, numbers and addresses belong to nobody: the numbers
carry valid checksums, the mail domains end in .test, which exists nowhere (RFC 6761).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from stdnum import luhn

from .models import ApplicationAddress, Company, Establishment, Membership

OWNER = "karim@demo.test"
CITIES = {
    "Montpellier": ("34172", "34000"),
    "Castelnau-le-Lez": ("34057", "34170"),
    "Sète": ("34301", "34200"),
    "Nîmes": ("30189", "30000"),
    "Lyon 3e": ("69383", "69003"),
    "Paris 11e": ("75111", "75011"),
    "Marseille 8e": ("13208", "13008"),
    "Lille": ("59350", "59000"),
    "Nantes": ("44109", "44000"),
    "Toulouse": ("31555", "31000"),
}


@dataclass(frozen=True)
class Invented:
    name: str
    naf: str
    headcount: str
    street: str
    cities: tuple[str, ...]
    mailbox: str = ""  # before @<slug>.test, or none
    found: str = ""  # where our staff found it; empty: the company gave it
    told_days_ago: int = 30
    description: str = ""


COMPANIES = (
    Invented(
        "Brise Lagune Logiciels", "62.01Z", "12", "14 rue des Hirondines",
        ("Montpellier", "Lyon 3e"), "talents",
        description="Nous écrivons les logiciels de réservation de petits musées et de jardins "
        "botaniques.\n\nTrente-quatre personnes, une semaine de quatre jours et demi, et un "
        "télétravail choisi avec l’équipe. Les candidatures spontanées sont lues par les "
        "développeurs eux-mêmes\u00a0: dites-nous ce que vous aimez fabriquer.",
    ),
    Invented("Atelier Fournivelle", "10.71C", "03", "3 place du Levain", ("Castelnau-le-Lez",),
             "fournil"),
    Invented("Menuiserie Tournebuis", "43.32A", "11", "27 chemin des Copeaux", ("Montpellier",),
             "atelier"),
    Invented("Clinique vétérinaire Patte-Bleue", "75.00Z", "03", "8 avenue des Tilleuls",
             ("Montpellier",), "equipe", found="page «\u00a0Nous rejoindre\u00a0» de son site"),
    Invented("Hôtel du Grand Ricochet", "55.10Z", "12", "1 quai des Ricochets", ("Sète",),
             "emploi"),
    Invented("Transports Vélocipont", "49.41A", "21", "Zone des Grands Ponts", ("Nîmes",),
             "recrutement", found="rubrique «\u00a0Emploi\u00a0» de son site"),
    Invented("Cabinet comptable Additia", "69.20Z", "12", "40 rue des Balances",
             ("Montpellier", "Nîmes"), "cabinet"),
    Invented("Pépinières Semelune", "01.30Z", "11", "Route des Serres-Neuves",
             ("Castelnau-le-Lez",), ""),
    Invented("Crèche Les Petits Galopins d’Azur", "88.91A", "11", "5 rue des Toupies",
             ("Montpellier",), "creche"),
    Invented("Imprimerie Quatre-Encres", "18.12Z", "12", "19 rue des Casses", ("Lyon 3e",),
             "bonjour"),
    Invented("Résidence La Belle Ombrelle", "87.10A", "21", "66 cours des Ormes", ("Lyon 3e",),
             "direction", found="fiche publique de l’établissement", told_days_ago=2),
    Invented("Studio Papillote Mécanique", "59.11B", "03", "12 passage des Bobines",
             ("Paris 11e",), "studio"),
    Invented("Librairie L’Encrier voyageur", "47.61Z", "02", "31 rue des Marque-Pages",
             ("Paris 11e",), ""),
    Invented("Assurances Roc-Tranquille", "65.12Z", "41", "200 boulevard des Remparts",
             ("Paris 11e", "Lille", "Nantes"), "candidatures"),
    Invented("Chantiers navals Cap-Mirabeau", "30.12Z", "31", "Quai de la Grande Forme",
             ("Marseille 8e",), "embauche"),
    Invented("École de cuisine Safranelle", "85.59B", "02", "7 rue du Poivre-Long",
             ("Marseille 8e",), "ecole"),
    Invented("Brasserie Houblonnerie du Beffroi", "11.05Z", "11", "2 rue des Tonneliers",
             ("Lille",), "brasserie"),
    Invented("Textiles Fil-de-Brume", "13.20Z", "21", "90 rue des Navettes", ("Lille",), ""),
    Invented("Ingénierie Ponts-et-Vents", "71.12B", "22", "15 rue des Haubans",
             ("Nantes", "Toulouse"), "carrieres"),
    Invented("Laboratoire Micromousse", "72.11Z", "12", "4 allée des Pipettes", ("Toulouse",),
             "labo", found="page «\u00a0Contact\u00a0» de son site"),
    Invented("Fermes Haricot-Magique", "46.31Z", "11", "Marché des Trois-Paniers", ("Toulouse",),
             "fermes"),
    Invented("Garage Bielle & Bougie", "45.20A", "02", "58 route des Garrigues", ("Nîmes",), ""),
    Invented("Cinéma Le Rideau de Pluie", "59.14Z", "02", "9 place des Lanternes", ("Sète",),
             "cinema"),
    Invented("Conserverie Sardine-Express", "10.20Z", "12", "Criée aux poissons", ("Sète",),
             "usine"),
)  # fmt: skip
CLOSED = "Conserverie Sardine-Express"
REFUSES = "Assurances Roc-Tranquille"
VERIFIED = "Brise Lagune Logiciels"


def _siren(number: int) -> str:
    digits = f"{99_900_000 + number:08d}"
    return digits + luhn.calc_check_digit(digits)


def _siret(siren: str, nic: int) -> str:
    digits = f"{siren}{nic:04d}"
    return digits + luhn.calc_check_digit(digits)


@transaction.atomic
def create_companies() -> list[Company]:
    """Create or refresh the invented companies; Karim owns the verified one when he exists.

    Running it again changes nothing that someone wrote since.
    """
    now = timezone.now()
    made = [_create(number, one, now) for number, one in enumerate(COMPANIES, start=1)]
    owner = get_user_model().objects.filter(email=OWNER).first()
    verified = next(company for company in made if company.name == VERIFIED)
    if owner:
        Membership.objects.get_or_create(
            user=owner, company=verified, defaults={"role": Membership.Role.OWNER}
        )
    return made


def _create(number, one, now):
    siren = _siren(number)
    company, _created = Company.objects.get_or_create(
        siren=siren,
        defaults={
            "name": one.name,
            "naf": one.naf,
            "headcount": one.headcount,
            "description": one.description,
            **_standing(one, now),
        },
    )
    for place, city in enumerate(one.cities):
        commune_code, postal_code = CITIES[city]
        Establishment.objects.get_or_create(
            siret=_siret(siren, place + 1),
            defaults={
                "company": company,
                "naf": one.naf,
                "headcount": one.headcount if place == 0 else "03",
                "address": one.street if place == 0 else f"{place * 7} rue du Clair-Matin",
                "postal_code": postal_code,
                "commune_code": commune_code,
                "is_head_office": place == 0,
                **({"closed_at": now, "closed_reason": "closed"} if one.name == CLOSED else {}),
            },
        )
    if one.mailbox:
        _give_address(company, one, now)
    return company


def _standing(one, now):
    if one.name == CLOSED:
        return {"closed_at": now - timedelta(days=12), "closed_reason": "closed"}
    if one.name == REFUSES:
        return {"claimed_at": now - timedelta(days=60), "refuses_since": now - timedelta(days=40)}
    if one.name == VERIFIED:
        return {
            "website": "https://brise-lagune.test/",
            "claimed_at": now - timedelta(days=90),
            "verified_at": now - timedelta(days=88),
            "verified_how": Company.Proof.DOMAIN,
        }
    return {}


def _give_address(company, one, now):
    told = now - timedelta(days=one.told_days_ago)
    head = company.establishments.get(is_head_office=True)
    domain = company.slug.rpartition("-")[0]
    ApplicationAddress.objects.get_or_create(
        establishment=head,
        email=f"{one.mailbox}@{domain}.test",
        defaults={
            "source": "import" if one.found else "company",
            "source_detail": one.found,
            "told_at": told if one.found else None,
            "writable_from": told + timedelta(days=7) if one.found else told,
        },
    )
