# ruff: noqa: E501 – a text is read in its own lines
"""Offers of the demonstration: Karim's, written by hand, and a few hundred from elsewhere."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from meilleursjobs.lib import geo

from . import projection, seed
from .demo import OWNER, VERIFIED
from .forms.search import read
from .models import Alert, Bookmark, Company, Offer, OfferPlace, SavedReason
from .models.offer import LIFE
from .services import alert_saving

OTHERS = 300
MONTPELLIER, LYON = "34172", "69383"
OFFERS: tuple[dict[str, Any], ...] = (
    {
        "title": "Développeuse ou développeur Python",
        "occupation": "M1805",
        "pay_min": 38_000,
        "pay_max": 46_000,
        "remote": "partiel",
        "experience_years": 2,
        "skills": ["Python", "Django", "PostgreSQL", "Accessibilité"],
        "languages": ["en:B1"],
        "benefits": ["Semaine de quatre jours et demi", "Titres-restaurant", "Mutuelle"],
        "answer_days": 10,
        "places": [MONTPELLIER, LYON],
        "days": 3,
        "description": "Vous écrivez, avec trois collègues, le logiciel de réservation qu’utilisent "
        "une centaine de petits musées et de jardins botaniques.\n\nConcrètement :\n\n- concevoir "
        "et livrer des pages que tout le monde peut utiliser, lecteur d’écran compris ;\n- relire "
        "le code des autres, et faire relire le vôtre ;\n- passer une demi-journée par mois au "
        "guichet d’un musée, pour voir le logiciel servir.\n\nNous livrons chaque semaine, et "
        "jamais le vendredi.",
        "profile": "Vous aimez le code que la personne suivante comprend sans vous. Un diplôme n’est "
        "pas demandé ; des exemples de ce que vous avez fabriqué, oui.",
        "process": "Un appel de vingt minutes, puis une matinée avec l’équipe sur un vrai sujet, "
        "payée. Une réponse motivée à chacun.",
    },
    {
        "title": "Chargée ou chargé de support aux musées",
        "occupation": "I1401",
        "pay_min": 2_100,
        "pay_max": 2_400,
        "pay_period": "mois",
        "contract": "cdd",
        "duration_months": 12,
        "benefits": ["Titres-restaurant", "Vélo de fonction"],
        "answer_days": 7,
        "places": [MONTPELLIER],
        "days": 9,
        "description": "Vous répondez, au téléphone et par écrit, aux équipes de caisse des lieux "
        "que nous équipons. La plupart ne sont pas informaticiens, et vous les aidez sans jargon."
        "\n\n- comprendre ce qui bloque et le dire simplement ;\n- décrire à l’équipe ce qui "
        "devrait changer ;\n- tenir à jour les pages d’aide.",
        "profile": "De la patience, une écriture claire. Nous formons pendant trois semaines.",
        "process": "Un appel, puis deux heures avec les personnes qui font ce métier ici.",
        "questions": [
            {
                "text": "Avez-vous déjà aidé au téléphone des gens qui ne sont pas du métier ?",
                "kind": "yes_no",
                "choices": [],
                "required": True,
            },
            {
                "text": "Racontez une panne que vous avez fait comprendre sans jargon.",
                "kind": "text",
                "choices": [],
                "required": False,
            },
        ],
    },
    {
        "title": "Apprentie ou apprenti en développement web",
        "occupation": "M1805",
        "contract": "apprentissage",
        "duration_months": 24,
        "pay_absence": "celle que la loi fixe, selon l’âge et l’année du contrat",
        "remote": "aucun",
        "places": [MONTPELLIER],
        "days": 14,
        "description": "Deux ans avec nous, et un tuteur qui a du temps pour vous : une demi-journée "
        "par semaine lui est réservée.\n\nVous commencez par corriger de petits défauts signalés par "
        "les musées, puis vous portez une fonction de bout en bout la seconde année.",
        "profile": "L’envie d’apprendre le métier, et une école déjà trouvée ou en vue.",
    },
)
WAITING: dict[str, Any] = {
    "title": "Graphiste pour affiches et panneaux",
    "occupation": "E1205",
    "contract": "freelance",
    "pay_min": 320,
    "pay_max": 380,
    "pay_period": "jour",
    "remote": "total",
    "places": [],
    "days": 0,
    "description": "Dessiner les affiches et la signalétique de trois jardins, d’après la charte que "
    "nous avons. Une quinzaine de jours répartis sur le printemps, à distance, avec deux visites.",
}
DRAFT = {
    "title": "Responsable des relations avec les musées",
    "occupation": "D1406",
    "places": [LYON],
    "days": 0,
    "description": "À écrire.",
}


# What our staff wrote once, for another time.
REASONS = {
    "Argent demandé": "L’annonce demande de l’argent aux candidats. Un emploi ne s’achète pas : les "
    "frais d’un recrutement sont à la charge de l’employeur.",
    "Formation vendue": "L’annonce présente comme un emploi une formation payante, sans contrat de "
    "travail.",
    "Employeur introuvable": "L’employeur nommé ne se retrouve ni au répertoire des entreprises, ni à "
    "l’adresse donnée.",
}


@transaction.atomic
def create_offers() -> None:
    """Karim's offers in several states, and offers of other invented companies, once."""
    company = Company.objects.filter(name=VERIFIED).first()
    if company is None or company.offers.exists():
        return
    karim = User.objects.filter(email=OWNER).first()
    for values in OFFERS:
        _create(company, karim, values, Offer.State.PUBLISHED)
    _create(company, karim, WAITING, Offer.State.IN_REVIEW)
    _create(company, karim, DRAFT, Offer.State.DRAFT)
    projection.refresh(company.offers.values_list("pk", flat=True))
    for name, text in REASONS.items():
        SavedReason.objects.get_or_create(name=name, defaults={"text": text})
    for _done in seed.seed(OTHERS):
        pass


def _create(company: Company, author: User | None, values: dict[str, Any], state: str) -> None:
    values = {"contract": "cdi", "pay_period": "an", **values}
    places, days = values.pop("places"), values.pop("days")
    if "pay_min" not in values:
        values["pay_period"] = ""
    at = timezone.now() - timedelta(days=days)
    dates = {"published_at": at, "confirmed_at": at, "expires_at": at + LIFE}
    offer = Offer.objects.create(
        company=company,
        author=author,
        state=state,
        moved_at=at,
        **values,
        **(dates if state == Offer.State.PUBLISHED else {}),
    )
    for rank, code in enumerate(places):
        OfferPlace.objects.create(offer=offer, rank=rank, commune_code=code)


def create_wishes(email: str) -> None:
    """A candidate's alerts, one of which found nothing for weeks, and offers they keep; once."""
    who = User.objects.filter(email=email).first()
    company = Company.objects.filter(name=VERIFIED).first()
    if who is None or company is None or Alert.objects.owned_by(who).exists():
        return
    weeks_ago = timezone.now() - timedelta(days=30)
    for query, frequency in (
        (f"q=python&lieu={geo.commune(MONTPELLIER).key}", Alert.Frequency.INSTANT),
        (f"q=support&lieu={geo.commune(MONTPELLIER).key}&contrat=cdi", Alert.Frequency.DAILY),
        (f"entreprise={company.slug}", Alert.Frequency.WEEKLY),
    ):
        criteria = read(query)
        if criteria:
            alert_saving.create(criteria, user=who, frequency=frequency)
    Alert.objects.owned_by(who).update(confirmed_at=weeks_ago, used_at=weeks_ago)
    notes = ("Demander si le vendredi se travaille chez soi.", "")
    for offer, note in zip(company.offers.filter(state="published")[:2], notes, strict=False):
        Bookmark.objects.get_or_create(user=who, offer=offer, defaults={"note": note})
