"""The demo people. Their password is public: they exist only where nobody else can come."""

from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import make_password

from meilleursjobs.checks import is_loopback
from meilleursjobs.lib.errors import UserFacingError
from privacy.services import evidence

from . import resumes
from .demo_pdf import write_pdf
from .models import (
    CandidateProfile,
    Education,
    Experience,
    LanguageSkill,
    Preferences,
    Resume,
    Skill,
    User,
)

DOMAIN = "@demo.test"
PASSWORD = "demo-meilleursjobs"  # noqa: S105 public on purpose
PEOPLE = (
    ("lea@demo.test", "Léa", "Dupré", False),
    ("karim@demo.test", "Karim", "Benali", False),
    ("staff@demo.test", "Sacha", "Morel", True),
)

HEADLINE = "Développeuse Python et Django, attachée à l’accessibilité"
SUMMARY = (
    "Six ans à développer des sites publics\u00a0: réservation, médiathèques, démarches en ligne. "
    "Les trois dernières années dans une équipe de quatre qui livre chaque semaine.\n\n"
    "Je cherche une équipe à taille humaine, à Montpellier ou à distance, dont les pages "
    "fonctionnent pour tout le monde."
)
EXPERIENCES = (
    {
        "title": "Développeuse Python",
        "employer": "Coopérative Pontons et Passerelles",
        "place": "Montpellier",
        "started_on": date(2023, 3, 1),
        "ended_on": None,
        "description": "Reprise d’un parcours de réservation\u00a0: "
        "de 40\u00a0% d’abandons à 22\u00a0%.",
    },
    {
        "title": "Développeuse web",
        "employer": "Atelier des Guichets",
        "place": "Sète",
        "started_on": date(2020, 9, 1),
        "ended_on": date(2023, 2, 28),
        "description": "Sites de médiathèques et démarches en ligne, avec lecteur d’écran.",
    },
)
EDUCATION = {
    "title": "Licence professionnelle Métiers de l’informatique",
    "school": "IUT de Montpellier-Sète",
    "level": Education.Level.SIX,
    "started_in": 2019,
    "ended_in": 2020,
}
SKILLS = ("Python", "Django", "PostgreSQL", "Accessibilité (RGAA)", "HTML et CSS", "Tests")
LANGUAGES = (("fr", "NA"), ("en", "B2"), ("es", "B1"))
RESUME = f"""# Léa Dupré
{HEADLINE}
Montpellier · 06 39 98 01 23 · lea.dupre@gmail.test

# Expériences
Depuis mars 2023 : développeuse Python, Coopérative Pontons et Passerelles (Montpellier)
    Reprise d’un parcours de réservation\u00a0: de 40\u00a0% d’abandons à 22\u00a0% en trois mois.
    Équipe de quatre, une livraison par semaine, douze entretiens avec des usagers.
Septembre 2020 – février 2023 : développeuse web, Atelier des Guichets (Sète)
    Sites de médiathèques et démarches en ligne, vérifiés au lecteur d’écran.

# Formation
2020 : licence professionnelle Métiers de l’informatique, IUT de Montpellier-Sète
2018 : BTS Services informatiques, lycée Jean-Monnet

# Compétences
Python, Django, PostgreSQL, accessibilité (RGAA), HTML et CSS, tests automatisés

# Langues
Français (langue maternelle), anglais (B2), espagnol (B1)

# Et aussi
Chœur amateur «\u00a0Les Cigales enrhumées\u00a0»\u00a0: alto depuis 2017, trésorière depuis 2022.
"""


class Refused(UserFacingError):
    message = "Demo people are only made where SITE_URL is a loopback address, with DEMO set."


def refuse_in_public() -> None:
    """Raises Refused unless this is a demo on a loopback address."""
    if not settings.DEMO or not is_loopback(settings.SITE.hostname):
        raise Refused


def create_people() -> None:
    """Léa (candidate), Karim (recruiter), staff; a second run changes nothing. Raises Refused."""
    refuse_in_public()
    missing = {email for email, *_ in PEOPLE} - set(
        User.objects.filter(email__endswith=DOMAIN).values_list("email", flat=True)
    )
    if missing:
        secret = make_password(PASSWORD)  # one slow hash for all
        for email, first_name, last_name, staff in PEOPLE:
            if email in missing:
                _person(email, first_name, last_name, staff=staff, password=secret)
    lea = User.objects.get_by_natural_key("lea@demo.test")
    if not CandidateProfile.objects.owned_by(lea).exists():
        _career(lea)
    if not Resume.objects.owned_by(lea).exists():
        resumes.add(lea, write_pdf(RESUME), name="CV Léa Dupré.pdf", title="CV développeuse")


def _person(email, first_name, last_name, *, staff, password):
    user = User.objects.create(
        email=email,
        first_name=first_name,
        last_name=last_name,
        is_staff=staff,
        is_superuser=staff,
        password=password,
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if staff and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    if staff:
        evidence.name_reader(user)


def _career(user):
    CandidateProfile.objects.create(
        user=user,
        headline=HEADLINE,
        summary=SUMMARY,
        phone="06 39 98 01 23",  # kept free for fiction by the ARCEP
        commune_code="34172",
    )
    Experience.objects.bulk_create(Experience(user=user, **one) for one in EXPERIENCES)
    Education.objects.create(user=user, **EDUCATION)
    for name in SKILLS:
        Skill.objects.create(user=user, name=name)
    LanguageSkill.objects.bulk_create(
        LanguageSkill(user=user, code=code, level=level) for code, level in LANGUAGES
    )
    Preferences.objects.create(
        user=user,
        contracts=["cdi", "cdd"],
        remote=["partiel", "total"],
        working_time=["plein"],
        occupations=["développeuse web", "développeuse Python"],
        min_pay=36_000,
        radius_km=40,
    )
