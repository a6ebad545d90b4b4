"""What a rule says of a question, which asks its subject of everybody who applies.

An offer may speak of what a question may not: « garde de trois enfants », « casier demandé à
l’embauche ». So some rules that advise or ask to confirm in an ad block here, and each says what to
ask instead. The article of questions is C. trav. L1221-6: they serve to judge the fitness for
this job, and have a direct and necessary link with it (docs/wording.md says how it was read).
"""

from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .model import Rule, Severity
from .rules import RULES

LINK = "C. trav. L1221-6"
ABOUT_PREGNANCY = "C. trav. L1225-1"
OF_OFFERS = {"C. trav. L5321-2", "C. trav. L5331-2"}  # articles about offers, not questions

_WHY = _(
    "Une question ne sert qu’à apprécier l’aptitude à ce poste, et a un lien direct et nécessaire "
    "avec lui : ce sujet n’en a pas."
)
_REMOVE = _("Retirez cette question.")
_KNOWS = _("Demandez ce que la personne sait faire : « Avez-vous déjà tenu une caisse ? »")

# rule code → what may be asked instead.
_INSTEAD: dict[str, str | Promise] = {
    "age": _("Si la loi fixe un âge minimum : « Avez-vous 18 ans ou plus ? »"),
    "sex": _REMOVE,
    "family": _("Demandez la disponibilité : « Pouvez-vous travailler le samedi ? »"),
    "origin": _KNOWS,
    "nationality": _("« Êtes-vous autorisé à travailler en France ? »"),
    "religion": _("Demandez si les horaires du poste conviennent, sans demander pourquoi."),
    "opinions": _KNOWS,
    "private_life": _REMOVE,
    "appearance": _REMOVE,
    "health": _(
        "Décrivez le poste, et demandez s’il convient : « Le poste se tient debout : cela vous "
        "convient-il ? »"
    ),
    "fitness": _(
        "Décrivez le poste, et demandez s’il convient : « Le poste se tient debout : cela vous "
        "convient-il ? »"
    ),
    "disability": _("« Avez-vous besoin d’un aménagement pour l’entretien ? »"),
    "residence": _("Demandez la contrainte : « Pouvez-vous commencer à 5 h ? »"),
    "bank": _REMOVE,
    "poverty": _REMOVE,
    "native_language": _("Demandez un niveau : « Quel est votre niveau en anglais ? »"),
    "past_pay": _("Demandez les prétentions : « Quelle rémunération souhaitez-vous ? »"),
    "papers": _("Retirez cette question. Ces pièces se demandent à la personne recrutée."),
    "photo": _REMOVE,
    "criminal_record": _(
        "Si un texte le prévoit pour ce poste, citez-le ; l’extrait se demande à l’embauche."
    ),
}
# Rules whose own explanation is about asking.
_OWN_WORDS = {"past_pay", "papers", "photo", "criminal_record", "health", "nationality"}
_PREGNANCY = _(
    "Enfants, couple et grossesse ne se demandent pas : chercher à savoir si une candidate est "
    "enceinte est interdit en toutes lettres."
)


def _why(rule: Rule) -> str | Promise:
    if rule.code == "family":
        return _PREGNANCY
    return rule.why if rule.code in _OWN_WORDS else _WHY


def _asked(rule: Rule) -> Rule:
    own = [source for source in rule.sources if source not in OF_OFFERS]
    more = [ABOUT_PREGNANCY] if rule.code == "family" else []
    return replace(
        rule,
        severity=Severity.BLOCKS,
        sources=tuple(dict.fromkeys([LINK, *more, *own])),
        why=_why(rule),
        instead=_INSTEAD[rule.code],
    )


ASKED = {code: _asked(RULES[code]) for code in _INSTEAD}
