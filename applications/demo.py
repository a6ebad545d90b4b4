"""What Léa has already begun when a newcomer signs in as her."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Resume, User
from jobs.models import ApplicationAddress, Offer

from . import interviews, pipeline, questions
from .models import (
    Application,
    ApplicationEvent,
    Interview,
    LetterModel,
    Memo,
    OutsideApplication,
    SpontaneousApplication,
    Words,
)
from .services import record, save_draft

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


KARIM = "karim@demo.test"
APPLIES_TO = "Chargée ou chargé de support aux musées"
MESSAGE = """Bonjour,

J’ai tenu deux ans le guichet d’un jardin botanique avant de développer : je connais les files d’attente du dimanche et les caisses qui refusent de redémarrer. Aider des gens sans jargon est ce que j’aime le plus.

Léa Dupré"""  # noqa: E501

ANSWERS = (
    questions.YES,
    "Une caisse n’imprimait plus un dimanche : j’ai fait éteindre, compter jusqu’à dix, rallumer.",
)


@transaction.atomic
def create_applications() -> None:
    """Léa applied to one of Karim's offers, and he proposes a meeting; once."""
    lea = User.objects.filter(email=LEA).first()
    karim = User.objects.filter(email=KARIM).first()
    offer = Offer.objects.visible().filter(title=APPLIES_TO).first()
    if not (lea and karim and offer) or Application.objects.owned_by(lea).exists():
        return
    resume = Resume.objects.owned_by(lea).first()
    answers = [questions.answer(*pair) for pair in zip(offer.questions, ANSWERS, strict=False)]
    application = pipeline.apply(
        offer, by=lea, resume=resume, message=MESSAGE, asked=offer.questions, answers=answers
    )
    pipeline.note_reading(application, by=karim)
    when = (timezone.localtime() + timedelta(days=5)).replace(hour=10, minute=0, second=0)
    meeting = Interview(starts_at=when, place="14 rue des Hirondines, Montpellier")
    interviews.propose(application, meeting, by=karim)


@transaction.atomic
def create_notes() -> None:
    """What Léa did elsewhere, and what she means to do next; once."""
    lea = User.objects.filter(email=LEA).first()
    if lea is None or OutsideApplication.objects.owned_by(lea).exists():
        return
    today = timezone.localdate()
    outside = OutsideApplication.objects.create(
        user=lea,
        company_name="Coopérative Les Quais Numériques",
        position="Développeuse Python",
        way=OutsideApplication.Way.NETWORK,
        sent_on=today - timedelta(days=9),
    )
    Memo.objects.create(
        user=lea,
        outside=outside,
        text="Recommandée par une ancienne collègue. Petite équipe, deux jours à distance.",
        action="Relancer par téléphone",
        action_on=today + timedelta(days=1),
    )


SENT_TO = "Cabinet comptable Additia"


@transaction.atomic
def create_old_letter() -> None:
    """A letter that Léa sent from her own mailbox twelve days ago: ready for a follow-up; once."""
    lea = User.objects.filter(email=LEA).first()
    address = ApplicationAddress.objects.filter(establishment__company__name=SENT_TO).first()
    left = SpontaneousApplication.State.SENT_BY_ME
    if not (lea and address) or SpontaneousApplication.objects.owned_by(lea).filter(state=left):
        return
    ago = timezone.now() - timedelta(days=12)
    letter = SpontaneousApplication.objects.create(
        candidate=lea,
        establishment=address.establishment,
        company_name=SENT_TO,
        recipient=address.email,
        address_source=address.source,
        state=left,
        sent_at=ago,
        created_at=ago,
        moved_at=ago,
    )
    record(letter, ApplicationEvent.Kind.SENT_BY_ME, by=lea)


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
