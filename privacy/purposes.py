"""The words of the policy for what the data map says in code: purposes, bases, durations.

A purpose or a retention of the map without words here stops the build (privacy/checks.py).
"""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .registry import Basis


class Group(models.TextChoices):
    """The seven purposes of the policy, its section 3."""

    ACCOUNT = "account", gettext_lazy("Gérer votre compte")
    SEARCH = "search", gettext_lazy("Personnaliser votre recherche d’emploi")
    APPLY = "apply", gettext_lazy("Vous permettre de postuler")
    ALERTS = "alerts", gettext_lazy("Vous envoyer des alertes emploi")
    SERVICE = "service", gettext_lazy("Améliorer le service")
    STATISTICS = "statistics", gettext_lazy("Faire des statistiques")
    LEGAL = "legal", gettext_lazy("Respecter nos obligations légales")


BASES = {
    Basis.CONSENT: gettext_lazy("consentement"),
    Basis.CONTRACT: gettext_lazy("exécution du contrat"),
    Basis.LEGAL: gettext_lazy("obligation légale"),
    Basis.INTEREST: gettext_lazy("intérêt légitime"),
}

PURPOSES = {
    "Manage the account": (Group.ACCOUNT, gettext_lazy("ouvrir et gérer votre compte")),
    "Confirm an address": (Group.ACCOUNT, gettext_lazy("confirmer votre adresse e-mail")),
    "Sign in": (Group.ACCOUNT, gettext_lazy("vous reconnaître à la connexion")),
    "Sign in with Google": (
        Group.ACCOUNT,
        gettext_lazy("vous connecter avec Google, si vous le choisissez"),
    ),
    "Second factor": (
        Group.ACCOUNT,
        gettext_lazy("protéger votre compte par un second facteur"),
    ),
    "Show and end open sessions": (
        Group.ACCOUNT,
        gettext_lazy("vous montrer vos connexions en cours et les fermer"),
    ),
    "Tell the person what concerns them by mail": (
        Group.ACCOUNT,
        gettext_lazy("vous prévenir par e-mail de ce qui vous concerne"),
    ),
    "Let recruiters act for their company": (
        Group.ACCOUNT,
        gettext_lazy("laisser les recruteurs agir pour leur entreprise"),
    ),
    "Let a company's owner ask colleagues to join": (
        Group.ACCOUNT,
        gettext_lazy("inviter un collègue dans l’équipe d’une entreprise"),
    ),
    "Check that a recruiter acts for a company": (
        Group.ACCOUNT,
        gettext_lazy("vérifier qu’un recruteur agit bien pour son entreprise"),
    ),
    "Know what the candidate looks for": (
        Group.SEARCH,
        gettext_lazy("savoir quel emploi vous cherchez"),
    ),
    "Keep an eye on offers": (Group.SEARCH, gettext_lazy("garder vos offres favorites")),
    "Present the candidate": (Group.APPLY, gettext_lazy("vous présenter dans vos candidatures")),
    "Present the candidate's career": (Group.APPLY, gettext_lazy("présenter votre parcours")),
    "Present the candidate's training": (Group.APPLY, gettext_lazy("présenter vos formations")),
    "Present the candidate's skills": (Group.APPLY, gettext_lazy("présenter vos compétences")),
    "Present the candidate's languages": (Group.APPLY, gettext_lazy("présenter vos langues")),
    "Send the candidate's CV to those the candidate chooses": (
        Group.APPLY,
        gettext_lazy("remettre votre CV à qui vous choisissez"),
    ),
    "Apply to offers and follow the answers": (
        Group.APPLY,
        gettext_lazy("postuler aux offres et suivre les réponses"),
    ),
    "Tell both sides what happened to an application, and who opened the CV": (
        Group.APPLY,
        gettext_lazy("noter les étapes d’une candidature et les lectures de votre CV"),
    ),
    "Let recruiters of one company work together": (
        Group.APPLY,
        gettext_lazy("laisser les recruteurs d’une entreprise se passer des notes"),
    ),
    "Agree on a meeting": (Group.APPLY, gettext_lazy("convenir d’un entretien")),
    "Publish offers of employment; the author is known to their company": (
        Group.APPLY,
        gettext_lazy("publier des offres d’emploi"),
    ),
    "Tell candidates where a company takes applications": (
        Group.APPLY,
        gettext_lazy("indiquer à quelle adresse une entreprise reçoit des candidatures"),
    ),
    "Write to companies and follow one's applications": (
        Group.APPLY,
        gettext_lazy("écrire aux entreprises et suivre vos candidatures spontanées"),
    ),
    "Write a letter before it is sent": (
        Group.APPLY,
        gettext_lazy("garder le brouillon d’une lettre jusqu’à son envoi"),
    ),
    "Start a letter from one's own model": (
        Group.APPLY,
        gettext_lazy("garder vos modèles de lettre"),
    ),
    "Send the spontaneous applications that the person validated, from their Gmail": (
        Group.APPLY,
        gettext_lazy("envoyer depuis votre Gmail les candidatures que vous avez validées"),
    ),
    "Hold the validated message until it has left": (
        Group.APPLY,
        gettext_lazy("tenir le message validé jusqu’à son départ"),
    ),
    "Send once what the person validated, and tell them what became of it": (
        Group.APPLY,
        gettext_lazy("l’envoyer une seule fois et vous dire ce qu’il est devenu"),
    ),
    "Tell the candidate what happened to each letter": (
        Group.APPLY,
        gettext_lazy("vous montrer l’histoire de chaque lettre"),
    ),
    "Show what left, when and to whom": (
        Group.APPLY,
        gettext_lazy("vous montrer ce qui est parti, quand et vers qui"),
    ),
    "Hold the limits: one letter a minute, twenty a day, one per address in 90 days": (
        Group.APPLY,
        gettext_lazy("tenir les limites d’envoi qui protègent les entreprises et votre adresse"),
    ),
    "Send the new offers that a saved search finds": (
        Group.ALERTS,
        gettext_lazy("vous envoyer les nouvelles offres d’une recherche enregistrée"),
    ),
    "Never send the same offer twice to a person": (
        Group.ALERTS,
        gettext_lazy("ne jamais vous envoyer deux fois la même offre"),
    ),
    "Ask what became of the letters, once a week at most": (
        Group.STATISTICS,
        gettext_lazy("vous demander la suite de vos lettres, pour le taux de réponse affiché"),
    ),
    "Have Google forget the access that the person took back": (
        Group.LEGAL,
        gettext_lazy("faire oublier à Google l’accès que vous avez retiré"),
    ),
    "Know who of the staff did what": (
        Group.LEGAL,
        gettext_lazy("savoir qui, dans notre équipe, a fait quoi"),
    ),
    "Keep why a recruiter holds a wording to be lawful": (
        Group.LEGAL,
        gettext_lazy("garder la raison qu’un recruteur donne d’une formulation signalée"),
    ),
    "Have recruiters erase the CVs that candidates take back": (
        Group.LEGAL,
        gettext_lazy("faire effacer par les recruteurs les CV que vous reprenez"),
    ),
    "Answer those who exercise their rights, and prove that we did": (
        Group.LEGAL,
        gettext_lazy("répondre à qui exerce un droit, et pouvoir le prouver"),
    ),
    "Prove what people agreed to or took back": (
        Group.LEGAL,
        gettext_lazy("prouver ce que vous avez accepté ou retiré"),
    ),
    "Keep track of applications made anywhere": (
        Group.APPLY,
        gettext_lazy("suivre vos candidatures, faites ici ou ailleurs, et vos notes"),
    ),
    "Prove how applications were decided, should one be contested": (
        Group.LEGAL,
        gettext_lazy("prouver comment une candidature a été décidée, si on le conteste"),
    ),
    "Look at what people report, and answer them": (
        Group.LEGAL,
        gettext_lazy("lire ce que vous signalez, et vous répondre"),
    ),
    "Stop letters to those who object to them": (
        Group.LEGAL,
        gettext_lazy("arrêter les lettres vers qui s’y oppose"),
    ),
    "Give people a copy of their data": (
        Group.LEGAL,
        gettext_lazy("vous remettre une copie de vos données"),
    ),
    "Hold data still when its person asks": (
        Group.LEGAL,
        gettext_lazy("geler vos données quand vous le demandez"),
    ),
    "Leave a week for second thoughts before an erasure": (
        Group.LEGAL,
        gettext_lazy("vous laisser une semaine pour changer d’avis avant un effacement"),
    ),
    "Follow what a person wants done with their data after their death": (
        Group.LEGAL,
        gettext_lazy("suivre vos directives après votre mort"),
    ),
    "Warn before an unused account is erased": (
        Group.LEGAL,
        gettext_lazy("vous prévenir avant d’effacer un compte inutilisé"),
    ),
    "Notice when unusually many CVs are opened": (
        Group.LEGAL,
        gettext_lazy("remarquer qu’un compte de recruteur ouvre un nombre inhabituel de CV"),
    ),
    "Show people when our staff looked at their data, and why": (
        Group.LEGAL,
        gettext_lazy("vous montrer quand et pourquoi notre équipe a regardé vos données"),
    ),
}

# What is kept, and from when its time runs.
RETENTIONS = {
    "account": (
        gettext_lazy("Compte, profil, CV, préférences, favoris, suivi des lettres"),
        gettext_lazy("votre dernière visite"),
    ),
    "draft": (gettext_lazy("Brouillon d’une lettre"), gettext_lazy("sa dernière modification")),
    "model_letter": (gettext_lazy("Modèle de lettre"), gettext_lazy("sa dernière modification")),
    "delivery_content": (
        gettext_lazy("Texte et pièce jointe d’une candidature validée, effacés dès son départ"),
        gettext_lazy("la validation, au plus tard"),
    ),
    "send_log": (
        gettext_lazy("Journal des envois : vers qui, quand, empreinte ; jamais le texte"),
        gettext_lazy("l’envoi"),
    ),
    "gmail_grant": (
        gettext_lazy("Autorisation Gmail, rendue aussitôt si vous la retirez"),
        gettext_lazy("son dernier usage"),
    ),
    "application": (
        gettext_lazy("Candidature à une offre ; le recruteur la lit trois mois après sa décision"),
        gettext_lazy("la dernière étape"),
    ),
    "alert": (gettext_lazy("Alerte emploi"), gettext_lazy("votre dernier signe")),
    "alert_hit": (gettext_lazy("Offres déjà envoyées par une alerte"), gettext_lazy("l’envoi")),
    "claim": (gettext_lazy("Demande d’un recruteur pour son entreprise"), gettext_lazy("sa suite")),
    "company_contact": (
        gettext_lazy("Adresse de candidature d’une entreprise"),
        gettext_lazy("son enregistrement"),
    ),
    "invitation": (gettext_lazy("Invitation d’un collègue"), gettext_lazy("son envoi")),
    "offer": (gettext_lazy("Nom de l’auteur d’une offre"), gettext_lazy("la fin de l’offre")),
    "objection": (
        gettext_lazy("Opposition d’une entreprise, sous forme d’empreinte"),
        gettext_lazy("la demande"),
    ),
    "objection_request": (
        gettext_lazy("Demande d’opposition à confirmer, chiffrée ; sinon notre décision l’efface"),
        gettext_lazy("la demande"),
    ),
    "site_mail": (gettext_lazy("Texte des courriels du site"), gettext_lazy("leur écriture")),
    "site_mail_trace": (
        gettext_lazy("Trace d’un courriel du site, sans son texte ni votre adresse"),
        gettext_lazy("son écriture"),
    ),
    "rights_request": (
        gettext_lazy("Demande d’exercice d’un droit"),
        gettext_lazy("notre réponse"),
    ),
    "rights_proof": (
        gettext_lazy("Preuve d’une telle demande, qui ne nomme personne"),
        gettext_lazy("notre réponse"),
    ),
    "report": (gettext_lazy("Signalement"), gettext_lazy("notre décision")),
    "consent_proof": (
        gettext_lazy("Preuve d’un choix, sous une empreinte"),
        gettext_lazy("le choix"),
    ),
    "evidence": (
        gettext_lazy("Preuve archivée d’une décision sur une candidature, sous une empreinte"),
        gettext_lazy("la décision"),
    ),
    "audience": (gettext_lazy("Chiffres d’audience, sans personne"), gettext_lazy("le jour")),
    "export": (gettext_lazy("Copie de vos données"), gettext_lazy("sa préparation")),
    "backup": (gettext_lazy("Sauvegarde chiffrée du site"), gettext_lazy("sa création")),
    "erasure_ledger": (
        gettext_lazy("Numéro d’un effacement, rejoué si une sauvegarde devait servir"),
        gettext_lazy("l’effacement"),
    ),
    "security_log": (gettext_lazy("Journaux de sécurité"), gettext_lazy("l’événement")),
    "session": (gettext_lazy("Connexion en cours"), gettext_lazy("votre dernière visite")),
}


def purpose(name: str) -> str:
    """A purpose of the map in the reader's language."""
    return str(PURPOSES[name][1]) if name in PURPOSES else name


def duration(time: timedelta | None) -> str:
    """A retention as people say it: days below two months, then months, then whole years."""
    if time is None:
        return _("tant que le site existe")
    months = round(time.days / 30.4375)
    if months < 2:
        return ngettext("%(days)s jour", "%(days)s jours", time.days) % {"days": time.days}
    if months % 12:
        return ngettext("%(months)s mois", "%(months)s mois", months) % {"months": months}
    years = months // 12
    return ngettext("%(years)s an", "%(years)s ans", years) % {"years": years}
