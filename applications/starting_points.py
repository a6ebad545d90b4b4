# ruff: noqa: E501 – a letter is read in its own lines
"""Openings we wrote: short, honest, with blanks to fill. Letters are written in French."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .models import Words


@dataclass(frozen=True)
class StartingPoint:
    key: str
    title: str
    words: Words


STARTING_POINTS = (
    StartingPoint(
        "metier",
        _("Je connais le métier"),
        Words(
            "Candidature spontanée – [votre métier]",
            """Bonjour,

Je suis [votre métier] depuis [nombre] ans, en dernier lieu chez [employeur], où je m’occupais de [une tâche précise].

Je vous écris parce que [ce qui, chez vous, m’a donné envie d’écrire : un produit, un chantier, une façon de travailler]. Je crois pouvoir y être utile : [un résultat obtenu, avec un fait ou un chiffre].

Si un besoin se présente dans les prochains mois, je serais heureux d’en parler, même un quart d’heure au téléphone. Je suis disponible à partir de [date].

Bien à vous,
[prénom et nom]
[téléphone]""",
        ),
    ),
    StartingPoint(
        "reconversion",
        _("Je change de voie"),
        Words(
            "Une candidature venue d’un autre métier – [métier visé]",
            """Bonjour,

Mon parcours n’est pas celui que vous recevez d’habitude : j’ai été [métier exercé] pendant [nombre] ans, et je me forme aujourd’hui au métier de [métier visé] ([formation, avec sa date de fin]).

De mon premier métier, j’apporte [une qualité, montrée par une situation vécue]. Du second, j’ai déjà pratiqué [un travail réalisé pendant la formation].

Votre entreprise m’intéresse pour [une raison qui ne vaut que pour elle]. Accepteriez-vous de me recevoir, ou de me prendre quelques jours en immersion pour que vous jugiez sur pièces ?

Je vous remercie d’avoir lu jusqu’ici.

[prénom et nom]
[téléphone]""",
        ),
    ),
    StartingPoint(
        "premier",
        _("C’est un stage, une alternance ou un premier poste"),
        Words(
            "[Stage, alternance ou premier poste] – [domaine], à partir de [date]",
            """Bonjour,

J’étudie [domaine] à [école], et je cherche [un stage, une alternance, un premier poste] à partir de [date], pour [durée et rythme].

J’ai choisi de vous écrire parce que [ce que vous avez vu de l’entreprise, et où]. J’aimerais y apprendre [ce que vous voulez apprendre], et je peux déjà aider sur [ce que vous savez faire, avec un exemple].

Si ce n’est pas vous qui décidez des recrutements, pourriez-vous transmettre ce message à la bonne personne ? Merci beaucoup.

[prénom et nom]
[téléphone]""",
        ),
    ),
    StartingPoint(
        "voisin",
        _("Je suis du coin"),
        Words(
            "Candidature spontanée – [métier], à [nombre] minutes de chez vous",
            """Bonjour,

J’habite [commune] et je cherche un poste de [métier], [temps plein ou partiel], près de chez moi. Je passe souvent devant [votre magasin, votre atelier, vos bureaux].

J’ai travaillé [durée] chez [employeur] : [deux ou trois choses que vous y faisiez]. Je peux commencer [date], et [contrainte ou souplesse d’horaires, dite franchement].

Puis-je passer vous voir un jour qui vous arrange ?

Bien cordialement,
[prénom et nom]
[téléphone]""",
        ),
    ),
)
BY_KEY = {point.key: point for point in STARTING_POINTS}
