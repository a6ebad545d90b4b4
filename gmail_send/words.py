"""Every end of a delivery in one sentence: what happened, what is known, what to do."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .models import Delivery

BY_STATE = {
    "queued": _("En file : le message part tout seul, vous n’avez rien à faire."),
    "claimed": _("Le message est en train de partir."),
    "in_flight": _("Le message est en train de partir."),
    "sent": _(
        "Gmail a accepté votre message ; le texte est effacé de nos serveurs. Réponses et "
        "retours d’erreur arrivent dans votre boîte, que nous ne lisons pas."
    ),
    "uncertain": _(
        "Gmail n’a pas confirmé : le message est peut-être parti. Cherchez-le dans vos messages "
        "envoyés, puis dites-nous ce qu’il en est. Rien ne sera renvoyé sans vous."
    ),
    "blocked": _("Le message n’est pas parti : votre Gmail n’est plus connectée. Reconnectez-la."),
    "refused": _("Le message n’est pas parti : cette entreprise ne peut plus être contactée."),
    "failed": _(
        "Gmail a refusé ce message, qui n’est pas parti. Votre texte est revenu en brouillon : "
        "relisez-le et validez-le de nouveau, ou envoyez-le depuis votre messagerie."
    ),
    "cancelled": _(
        "Vous avez annulé l’envoi, rien n’est parti. Votre texte est revenu en brouillon : "
        "reprenez-le quand vous voulez."
    ),
    "closed": _(
        "Vous avez renoncé à savoir si ce message est parti. Son texte est effacé ; cherchez-le "
        "dans vos messages envoyés avant d’écrire de nouveau."
    ),
    "expired": _(
        "Trente jours ont passé sans que le message puisse partir : l’envoi est clos, rien n’est "
        "parti. Votre texte est revenu en brouillon, à relire et valider de nouveau."
    ),
}
BY_REASON = {
    ("queued", "google_limit"): _(
        "Gmail demande d’attendre avant d’autres envois : le message partira à l’heure indiquée."
    ),
    ("queued", "pace"): _(
        "En file : vos lettres partent à une minute d’intervalle au moins. Rien à faire de votre "
        "côté."
    ),
    ("queued", "no_connection"): _(
        "Gmail était injoignable et rien n’est parti : nouvel essai à l’heure indiquée."
    ),
    ("queued", "token_unavailable"): _(
        "Google ne répond pas et rien n’est parti : nouvel essai à l’heure indiquée."
    ),
    ("queued", "worker_lost"): _("Un incident chez nous, rien n’est parti : nouvel essai."),
    ("refused", "restricted"): _(
        "Le message n’est pas parti : vos données sont gelées à votre demande. Votre texte est "
        "revenu en brouillon ; levez le gel pour l’envoyer."
    ),
    ("uncertain", "worker_lost"): _(
        "Un incident chez nous pendant l’envoi : le message est peut-être parti. Cherchez-le dans "
        "vos messages envoyés, puis dites-nous ce qu’il en est. Rien ne sera renvoyé sans vous."
    ),
    ("uncertain", "google_error"): _(
        "Gmail a répondu par une erreur : le message est peut-être parti. Cherchez-le dans vos "
        "messages envoyés, puis dites-nous ce qu’il en est. Rien ne sera renvoyé sans vous."
    ),
    ("uncertain", "restored"): _(
        "Après un incident chez nous, nous ne savons plus si ce message est parti. Cherchez-le "
        "dans vos messages envoyés, puis dites-nous ce qu’il en est. Rien ne sera renvoyé sans "
        "vous."
    ),
    ("expired", "never_told"): _(
        "Trente jours ont passé et personne ne sait si ce message est parti : l’envoi est clos, "
        "son texte effacé. Cherchez-le dans vos messages envoyés avant d’écrire de nouveau."
    ),
    ("expired", "restored"): _(
        "Après un incident chez nous, nous ne savons plus si ce message est parti, et son texte "
        "est perdu. Cherchez-le dans vos messages envoyés avant d’écrire de nouveau."
    ),
    ("expired", "text_lost"): _(
        "Le message n’est pas parti : son texte s’est perdu dans un incident chez nous. Écrivez-le "
        "de nouveau."
    ),
    ("sent", "by_person"): _(
        "Vous avez retrouvé ce message parmi vos envois ; son texte est effacé de nos serveurs."
    ),
    ("blocked", "disconnected"): _(
        "Le message n’est pas parti : vous avez déconnecté Gmail. Reconnectez la même adresse "
        "pour qu’il parte, ou annulez-le."
    ),
    ("blocked", "invalid_grant"): _(
        "Le message n’est pas parti : Google ne reconnaît plus votre autorisation. Reconnectez la "
        "même adresse pour qu’il parte, ou annulez-le."
    ),
    ("blocked", "security_event"): _(
        "Le message n’est pas parti : Google nous dit que l’accès a été retiré. Reconnectez la "
        "même adresse pour qu’il parte, ou annulez-le."
    ),
    ("blocked", "unauthorized"): _(
        "Le message n’est pas parti : Google ne reconnaît plus votre autorisation. Reconnectez la "
        "même adresse pour qu’il parte, ou annulez-le."
    ),
    ("blocked", "scope"): _(
        "Le message n’est pas parti : l’envoi d’e-mails n’est plus autorisé. Reconnectez la même "
        "adresse en cochant la case d’envoi, ou annulez-le."
    ),
    ("blocked", "domain_policy"): _(
        "Le message n’est pas parti : l’administrateur de votre messagerie interdit cet envoi. "
        "Annulez-le, puis envoyez-le depuis votre messagerie."
    ),
    ("blocked", "no_mailbox"): _(
        "Le message n’est pas parti : ce compte Google n’a pas de boîte Gmail. Annulez-le, puis "
        "connectez une autre adresse."
    ),
    ("blocked", "key_lost"): _(
        "Le message n’est pas parti : un incident chez nous empêche de le lire. Nous en sommes "
        "avertis ; il partira dès que possible, ou annulez-le."
    ),
    ("blocked", "text_lost"): _(
        "Le message n’est pas parti : son texte s’est perdu dans un incident chez nous. Annulez "
        "cet envoi, puis écrivez-le de nouveau."
    ),
    ("cancelled", "other_account"): _(
        "Vous avez connecté une autre adresse Gmail : ce message n’est pas parti. Votre texte est "
        "revenu en brouillon, à relire et valider de nouveau."
    ),
}
PAUSED = _(
    "Google rencontre des difficultés : tous les envois attendent un moment. Rien n’est perdu."
)


def explain(delivery: "Delivery") -> str:
    """The sentence for the state and reason of a delivery."""
    return BY_REASON.get((delivery.state, delivery.reason)) or BY_STATE[delivery.state]
