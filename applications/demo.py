"""What Léa has already begun when a newcomer signs in as her."""

from django.db import transaction

from accounts.models import Resume, User
from jobs.models import ApplicationAddress

from .models import LetterModel, SpontaneousApplication, Words
from .services import save_draft

LEA = "lea@demo.test"
MODEL = "Développeuse, ton simple"
SUBJECT = "Développeuse Python et accessibilité – candidature spontanée"
BEGINNING = """Bonjour,

Je développe depuis six ans des sites publics en Python et Django, les trois dernières années dans une équipe de quatre qui livre chaque semaine. J’y tiens surtout à deux choses\u00a0: des pages qui fonctionnent pour tout le monde, lecteur d’écran compris, et un code que la personne suivante comprend sans moi.
"""  # noqa: E501 - a letter is read in its own lines
DRAFTS = {
    "Brise Lagune Logiciels": (
        SUBJECT,
        BEGINNING
        + """
Vos logiciels de réservation sont utilisés par des gens dont l’informatique n’est pas le métier, et c’est ce public-là que j’aime servir. Dans mon dernier poste, j’ai repris un parcours de réservation que 40\u00a0% des visiteurs abandonnaient\u00a0; trois mois et douze entretiens plus tard, ils n’étaient plus que 22\u00a0%.

Je suis disponible dès janvier, à Montpellier ou à distance. Auriez-vous une demi-heure pour en parler\u00a0?

Bien à vous,
Léa Dupré""",  # noqa: E501
    ),
    "Laboratoire Micromousse": (
        "Candidature spontanée – développement d’outils de laboratoire",
        BEGINNING
        + """
Je vous écris parce que [ce qui m’intéresse dans vos recherches].

Bien à vous,
Léa Dupré""",
    ),
}


@transaction.atomic
def create_letters() -> None:
    """Two drafts and a model for Léa; what she has is left as it is."""
    lea = User.objects.filter(email=LEA).first()
    if lea is None or LetterModel.objects.owned_by(lea).filter(name=MODEL).exists():
        return
    model = LetterModel(owner=lea, name=MODEL)
    model.write(Words(SUBJECT, f"{BEGINNING}\n[Pourquoi vous.]\n\nBien à vous,\nLéa Dupré"))
    model.save()
    resume = Resume.objects.owned_by(lea).first()
    for name, words in DRAFTS.items():
        address = ApplicationAddress.objects.filter(establishment__company__name=name).first()
        if address:
            _draft(lea, address, resume, Words(*words))


def _draft(lea: User, address: ApplicationAddress, resume: Resume | None, words: Words) -> None:
    begun = SpontaneousApplication(
        candidate=lea,
        establishment=address.establishment,
        company_name=address.establishment.company.name,
        recipient=address.email,
        address_source=address.source,
        resume=resume,
    )
    save_draft(begun, words)
