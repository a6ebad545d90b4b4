"""Letters that our staff starts an answer from: read, completed, then sent as their own words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Letter:
    """A title for the desk, and words in the person's language. [ ] is to be completed."""

    title: Any
    words: Any


LETTERS = {
    "copy": Letter(
        _("Accès : la copie est donnée"),
        _(
            "Vous avez demandé une copie de vos données. Elle vous attend dans « Mes données » ; "
            "elle dit aussi pourquoi nous les avons, qui les a reçues et quand elles "
            "disparaissent.\n\n[Ce que la personne a demandé de plus, et la réponse.]"
        ),
    ),
    "nothing": Letter(
        _("Accès : nous n’avons rien"),
        _(
            "Nous avons cherché votre adresse partout où notre registre dit que des données se "
            "trouvent : nous n’y avons rien, hormis cette demande, gardée un an pour prouver que "
            "nous y avons répondu."
        ),
    ),
    "corrected": Letter(
        _("Rectification : c’est fait"),
        _(
            "C’est corrigé : [ce qui a été corrigé]. Les recruteurs qui l’avaient reçu en sont "
            "avertis."
        ),
    ),
    "erased": Letter(
        _("Effacement : c’est fait"),
        _(
            "Vos données sont effacées de notre site. Nos sauvegardes, chiffrées, peuvent en "
            "garder trace trente jours, puis plus rien ; si l’une d’elles devait servir d’ici "
            "là, vous y seriez effacé de nouveau avant que le site réponde."
        ),
    ),
    "objection": Letter(
        _("Opposition : c’est fait"),
        _(
            "Nous n’utilisons plus vos données pour [le but]. Le reste de votre compte ne change "
            "pas."
        ),
    ),
    "who": Letter(
        _("Nous ne savons pas qui demande"),
        _(
            "Rien ne nous permet de relier cette demande à un compte. Écrivez-nous depuis "
            "l’adresse de votre compte, ou connectez-vous et faites-la dans « Mes droits ». Nous "
            "ne demandons aucune pièce d’identité."
        ),
    ),
    "excessive": Letter(
        _("Refus : demande manifestement excessive"),
        _(
            "Vous avez fait [nombre] demandes semblables depuis le [date], et chacune a reçu sa "
            "réponse. Celle-ci n’apporte rien de nouveau : [en quoi]. Nous n’y donnons donc pas "
            "suite (RGPD, article 12-5)."
        ),
    ),
}
