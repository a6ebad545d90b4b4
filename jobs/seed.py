"""Realistic invented offers, any number of them, the same for the same seed.

Occupations and communes are real (jobs/data, lib/data) and drawn by what France is like; companies,
texts and figures are invented. Nothing here names anybody.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.utils import timezone
from stdnum import luhn

from meilleursjobs.lib import geo

from .models import Company, Offer, OfferPlace, OfferSearch
from .models.offer import HOURS_A_YEAR, LIFE
from .nomenclatures import Occupation, occupations
from .projection import in_words, learn
from .words import document

BATCH = 5_000
FIRST_SIREN = 98_000_000  # invented companies of this module; those of the demo lie above
OFFERS_A_COMPANY = 12
# Letters of ROME families that hire most, by rough weight: our choice, close to published flows.
OLDEST = LIFE * 0.95
FAMILIES = {"A": 4, "B": 1, "C": 3, "D": 12, "E": 2, "F": 9, "G": 11, "H": 9, "I": 6, "J": 8,
            "K": 12, "L": 1, "M": 12, "N": 10}  # fmt: skip
# Gross euros a year from which a family pays, and how far its range goes: rough, plausible.
PAY = {"A": 22_000, "B": 23_000, "C": 27_000, "D": 22_500, "E": 26_000, "F": 24_500, "G": 22_500,
       "H": 25_500, "I": 25_000, "J": 26_500, "K": 23_500, "L": 24_000, "M": 31_000,
       "N": 23_500}  # fmt: skip
FIRST = ("Atelier", "Maison", "Comptoir", "Établissements", "Groupe", "Services", "Coopérative",
         "Compagnie", "Manufacture", "Société")  # fmt: skip
SECOND = ("Brindevent", "Roc-Aubier", "Vallombrine", "Tournesève", "Clairpierre", "Hautetoile",
          "Boiscendré", "Rivebelle", "Montfleuret", "Grandelune", "Valdorée", "Fontcouverte",
          "Sablevif", "Pierrelongue", "Aubeterne", "Noirmousse", "Champlevé", "Ventdeloire",
          "Marquevert", "Quatre-Ormes", "Beauregain", "Longuetoile", "Petitgué",
          "Rochefine")  # fmt: skip
OPENINGS = (
    "Vous rejoignez une équipe de {team} personnes qui travaille ensemble depuis longtemps.",
    "Notre équipe de {team} personnes s’agrandit, et ce poste est une création.",
    "Ce poste remplace un collègue qui part à la retraite ; il vous passera le relais.",
    "L’activité grandit à {place}, et il nous manque quelqu’un de soigneux.",
    "Vous travaillez à {place}, dans des locaux clairs, avec {team} collègues.",
)
TASKS = (
    "préparer le travail de la journée avec l’équipe",
    "tenir les délais annoncés et prévenir quand ils changent",
    "contrôler la qualité de ce que vous livrez",
    "accueillir et conseiller les personnes que vous rencontrez",
    "entretenir le matériel qui vous est confié",
    "noter ce qui a été fait, pour que la suite soit simple",
    "transmettre votre savoir-faire aux nouveaux",
    "proposer ce qui rendrait le travail plus sûr",
    "suivre les stocks et passer les commandes courantes",
    "travailler avec les autres services, au téléphone et sur place",
)
CLOSINGS = (
    "Les horaires sont connus un mois à l’avance.",
    "Une formation est prévue les deux premières semaines.",
    "Le matériel et les tenues sont fournis.",
    "Les heures supplémentaires sont payées ou récupérées, à votre choix.",
    "Nous répondons à chaque candidature.",
)
BENEFITS = ("Mutuelle", "Titres-restaurant", "Treizième mois", "Prime d’intéressement",
            "Vélo de fonction", "Cinq semaines et cinq jours", "Place en crèche",
            "Transports remboursés à 75 %")  # fmt: skip
SPECIALTIES = ("", "", "", " confirmé", " polyvalent", " en équipe", " de nuit", " itinérant")


@dataclass(frozen=True)
class Draft:
    """An invented offer before it has a number."""

    title: str
    occupation: Occupation
    commune: str
    values: dict[str, Any]


@cache
def _by_family() -> dict[str, tuple[list[Occupation], list[float]]]:
    """Occupations of each family and cumulated shares: a few make most of the offers."""
    found: dict[str, tuple[list[Occupation], list[float]]] = {}
    for one in occupations().values():
        ones, sums = found.setdefault(one.code[0], ([], [0.0]))
        ones.append(one)
        sums.append(sums[-1] + 1 / len(ones))
    return {family: (ones, sums[1:]) for family, (ones, sums) in found.items()}


@cache
def _communes() -> tuple[list[str], list[int]]:
    """Codes and cumulated populations: people live, and work, where there are people."""
    codes, sums, total = [], [], 0
    for code, one in geo.atlas().communes.items():
        total += one.population
        codes.append(code)
        sums.append(total)
    return codes, sums


def _title(label: str, chance: random.Random) -> str:
    """« Vendeur / Vendeuse en boulangerie » as recruiters write it."""
    his, slash, rest = label.partition(" / ")
    if not slash:
        return label
    hers, _space, tail = rest.partition(" ")
    tail = f" {tail}" if tail and len(his.split()) == 1 else ""
    way = chance.random()
    if way < 0.5:
        return f"{his}{tail}{chance.choice(SPECIALTIES)}"
    if way < 0.75:
        return rest
    return f"{hers} ou {his[0].lower()}{his[1:]}{tail}"


def generator(number: int) -> random.Random:
    """Where the offers of a seed come from."""
    return random.Random(number)  # noqa: S311 no secret


def invent(chance: random.Random, now: datetime) -> Draft:
    """One offer out of the random generator; the same generator gives the same offer."""
    family = chance.choices(list(FAMILIES), weights=list(FAMILIES.values()))[0]
    ones, shares = _by_family()[family]
    occupation = chance.choices(ones, cum_weights=shares)[0]
    codes, sums = _communes()
    code = chance.choices(codes, cum_weights=sums)[0]
    contract = chance.choices(
        ["cdi", "cdd", "interim", "apprentissage", "stage", "saisonnier", "freelance"],
        weights=[52, 22, 12, 6, 3, 4, 1],
    )[0]
    experience = chance.choices([0, 1, 2, 3, 5], weights=[45, 20, 18, 10, 7])[0]
    title = _title(occupation.label, chance)[:120]
    values = {
        "contract": contract,
        "duration_months": None if contract in {"cdi", "freelance"} else chance.choice([3, 6, 12]),
        "working_time": chance.choices(["plein", "partiel"], weights=[85, 15])[0],
        "remote": "partiel" if family == "M" and chance.random() < 0.5 else "aucun",
        "experience_years": experience,
        "diploma": chance.choices([0, 3, 4, 5, 7], weights=[60, 15, 10, 10, 5])[0],
        "licences": ["B"] if chance.random() < 0.15 else [],
        "hours": ["nuit"] if chance.random() < 0.06 else [],
        "benefits": chance.sample(BENEFITS, chance.randint(0, 3)),
        "description": _text(chance, code),
        "published_at": now - OLDEST * chance.random(),
        **_pay(chance, family, experience),
    }
    return Draft(title, occupation, code, values)


def _pay(chance: random.Random, family: str, experience: int) -> dict[str, Any]:
    if chance.random() < 0.08:
        return {
            "pay_min": None, "pay_max": None, "pay_period": "",
            "pay_absence": "fixée selon la grille de la branche, communiquée au premier échange",
        }  # fmt: skip
    low = PAY[family] * (1 + 0.04 * experience) * chance.uniform(0.98, 1.15)
    high = low * chance.uniform(1.05, 1.25)
    period = chance.choices(["an", "mois", "heure"], weights=[55, 30, 15])[0]
    part = {"an": 1, "mois": 12, "heure": HOURS_A_YEAR}[period]
    step = {"an": 500, "mois": 50, "heure": 0.1}[period]
    low, high = (round(round(value / part / step) * step, 2) for value in (low, high))
    return {"pay_min": low, "pay_max": max(low, high), "pay_period": period, "pay_absence": ""}


def _text(chance: random.Random, code: str) -> str:
    opening = chance.choice(OPENINGS).format(
        team=chance.randint(3, 40), place=geo.commune(code).name
    )
    tasks = "\n".join(f"- {task}" for task in chance.sample(TASKS, chance.randint(3, 5)))
    return f"{opening}\n\nVos missions :\n\n{tasks}\n\n{' '.join(chance.sample(CLOSINGS, 2))}"


def companies(count: int) -> list[int]:
    """Ids of this many invented, verified companies, made once."""
    now = timezone.now()
    wanted = []
    for number in range(count):
        digits = f"{FIRST_SIREN + number:08d}"
        place, word = divmod(number, len(SECOND))
        name = f"{FIRST[place % len(FIRST)]} {SECOND[word]}"
        serial = place // len(FIRST)
        wanted.append(
            Company(
                siren=digits + luhn.calc_check_digit(digits),
                name=f"{name} {serial + 1}" if serial else name,
                headcount="11",
                claimed_at=now,
                verified_at=now,
                verified_how=Company.Proof.STAFF,
            )
        )
    from .keys import name_key
    from .models.company import company_slug

    for one in wanted:
        one.name_key, one.slug = name_key(one.name), company_slug(one.name, one.siren)
    Company.objects.bulk_create(wanted, batch_size=BATCH, ignore_conflicts=True)
    sirens = [one.siren for one in wanted]
    return list(
        Company.objects.filter(siren__in=sirens).order_by("siren").values_list("pk", flat=True)
    )


def seed(count: int, *, number: int = 1, now: datetime | None = None) -> Iterator[int]:
    """Add `count` published offers by COPY; yields how many are there after each batch.

    They are written in the order of their publication, as a site writes them.
    """
    chance = generator(number)
    now = now or timezone.now()
    owners = companies(max(count // OFFERS_A_COMPANY, 1))
    done = 0
    while done < count:
        batch = [invent(chance, now) for _ in range(min(BATCH, count - done))]
        for number, draft in enumerate(batch, done):
            draft.values["published_at"] = now - OLDEST * (1 - number / count)
        _copy(batch, owners, chance)
        done += len(batch)
        yield done


OFFER_COLUMNS = (
    "id", "company_id", "state", "moved_at", "reference", "title", "occupation", "contract",
    "duration_months", "working_time", "weekly_hours", "hours", "remote", "pay_min", "pay_max",
    "pay_period", "pay_is_net", "pay_extra", "pay_absence", "experience_years", "diploma",
    "licences", "skills", "languages", "description", "profile", "benefits", "process",
    "is_agency", "final_client", "apply_mode", "apply_url", "created_at", "edited_at",
    "published_at", "confirmed_at", "expires_at", "version",
)  # fmt: skip
SEARCH_COLUMNS = (
    "offer_id", "slot", "company_id", "published_at", "commune_code", "department", "occupation",
    "contract", "working_time", "remote", "pay_year", "experience_years", "diploma", "is_agency",
    "licences", "hours",
)  # fmt: skip


def _copy(batch: list[Draft], owners: list[int], chance: random.Random) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence('jobs_offer', 'id'))"
            " from generate_series(1, %s)",
            [len(batch)],
        )
        ids = [pk for (pk,) in cursor.fetchall()]
        rows = [(pk, chance.choice(owners), draft) for pk, draft in zip(ids, batch, strict=True)]
        _write(cursor, Offer._meta.db_table, OFFER_COLUMNS, (_offer(*row) for row in rows))
        _write(
            cursor,
            OfferPlace._meta.db_table,
            ("offer_id", "rank", "commune_code"),
            ((pk, 0, draft.commune) for pk, _owner, draft in rows),
        )
        _project(cursor, rows)
    learn(draft.title for draft in batch)


def _write(cursor: Any, table: str, columns: tuple[str, ...], rows: Any) -> None:
    with cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _offer(pk: int, owner: int, draft: Draft) -> tuple[Any, ...]:
    published = draft.values["published_at"]
    blank = {
        "reference": "", "weekly_hours": None, "pay_is_net": False, "pay_extra": "", "skills": [],
        "languages": [], "profile": "", "process": "", "is_agency": False, "final_client": "",
        "apply_mode": "here", "apply_url": "", "state": Offer.State.PUBLISHED, "version": 1,
    }  # fmt: skip
    values = blank | draft.values | {
        "id": pk, "company_id": owner, "title": draft.title, "occupation": draft.occupation.code,
        "moved_at": published, "created_at": published, "edited_at": published,
        "confirmed_at": published, "expires_at": published + LIFE,
    }  # fmt: skip
    return tuple(values[name] for name in OFFER_COLUMNS)


def _project(cursor: Any, rows: list[tuple[int, int, Draft]]) -> None:
    """The search's rows, their vectors made by the database out of texts that we tidied."""
    marks = ", ".join(["%s"] * (len(SEARCH_COLUMNS)))
    vector = "to_tsvector('french', %s) || to_tsvector('french', %s)"
    cursor.executemany(
        f"insert into {OfferSearch._meta.db_table}"  # noqa: S608 our own names
        f" ({', '.join(SEARCH_COLUMNS)}, title_vector, full_vector)"
        f" values ({marks}, {vector}, {vector})",
        [_searched(*row) for row in rows],
    )


def _searched(pk: int, owner: int, draft: Draft) -> tuple[Any, ...]:
    values = draft.values
    pay = values["pay_max"]
    year = {"an": 1, "mois": 12, "heure": HOURS_A_YEAR}.get(values["pay_period"], 0)
    return (
        pk, 0, owner, values["published_at"], draft.commune,
        geo.commune(draft.commune).department, draft.occupation.code, values["contract"],
        values["working_time"], values["remote"], int((pay or 0) * year),
        values["experience_years"], values["diploma"], False, values["licences"], values["hours"],
        *document(draft.title),
        *_lines(
            draft.title, draft.occupation.label, *values["description"].split("\n"),
            in_words(
                contract=values["contract"], remote=values["remote"],
                working_time=values["working_time"], hours=values["hours"],
                experience=values["experience_years"], places=[draft.commune],
            ),
        ),
    )  # fmt: skip


def _lines(*lines: str) -> tuple[str, str]:
    """`document` of these lines: each is read by itself, and most of them come again."""
    written, folded = zip(*map(_line, lines), strict=True)
    return " ".join(written), " ".join(folded)


@lru_cache(maxsize=50_000)
def _line(line: str) -> tuple[str, str]:
    return document(line)
