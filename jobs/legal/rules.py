"""The rules of wording, each with its source and what to write instead.

Every source below was looked up on 26 November 2026: docs/wording.md says which were read in their
own words, which only explained, and what is not cited because it could not be found.

Not a rule of wording, because publication itself sees to it: the date (L5332-1), the employer's
name (L5332-2), H/F after the title.
"""

from django.utils.translation import gettext_lazy as _

from .model import Rule, Severity

BLOCKS, CONFIRMS, ADVISES = Severity.BLOCKS, Severity.CONFIRMS, Severity.ADVISES

CRITERIA = ("C. trav. L1132-1", "C. trav. L5321-2")
ASKED = ("C. trav. L1221-6", "CNIL, guide du recrutement (2023)")
MISLEADING = ("C. trav. L5331-3",)

_SKILLS = _("Décrivez les tâches et les compétences : elles suffisent à choisir.")
_NOTHING = _("Retirez cette mention. Les pièces utiles se demandent à la personne recrutée.")

_ALL = (
    # --- Who the candidate is -----------------------------------------------------------------
    Rule(
        "age",
        BLOCKS,
        ("C. trav. L5331-2", *CRITERIA),
        _("Âge du candidat"),
        _(
            "Une offre ne peut ni fixer un âge maximum ni viser une tranche d’âge, sauf si la loi "
            "l’impose elle-même (l’apprentissage, par exemple)."
        ),
        _("Décrivez le niveau attendu : « débutant accepté », « première expérience en caisse »."),
    ),
    Rule(
        "age_by_law",
        CONFIRMS,
        ("C. trav. L6325-1", "C. trav. L5331-2", "Défenseur des droits, MLD-2016-065"),
        _("Âge dans un contrat de professionnalisation"),
        _(
            "Ce contrat est ouvert de 16 à 25 ans, mais aussi aux demandeurs d’emploi de 26 ans et "
            "plus et à certains allocataires : l’offre ne peut pas les écarter."
        ),
        _("« Contrat ouvert aux 16-25 ans et aux demandeurs d’emploi de 26 ans et plus »."),
    ),
    Rule(
        "age_tone",
        ADVISES,
        CRITERIA,
        _("Allusion à l’âge"),
        _("« Jeune » fait croire aux autres qu’ils ne sont pas attendus."),
        _("Dites ce qui compte : « récemment diplômé », « équipe soudée », « à l’aise en ligne »."),
    ),
    Rule(
        "experience_cap",
        CONFIRMS,
        CRITERIA,
        _("Expérience plafonnée"),
        _(
            "Écarter ceux qui ont trop d’expérience revient souvent à écarter les plus âgés : "
            "c’est une discrimination indirecte si rien dans le poste ne le justifie."
        ),
        _("Donnez un minimum : « à partir de deux ans d’expérience », « débutant accepté »."),
    ),
    Rule(
        "sex",
        BLOCKS,
        ("C. trav. L1142-1", *CRITERIA),
        _("Sexe du candidat"),
        _("Une offre ne peut pas dire si l’on cherche un homme ou une femme."),
        _("Écrivez pour les deux : « vendeur ou vendeuse », « serveur·se »."),
    ),
    Rule(
        "sex_title",
        ADVISES,
        ("C. trav. L1142-1",),
        _("Métier au féminin seulement"),
        _("Un nom de métier au seul féminin laisse penser que l’on ne cherche que des femmes."),
        _("Donnez les deux formes : « assistant ou assistante », « valet ou femme de chambre »."),
    ),
    Rule(
        "family",
        BLOCKS,
        ("C. trav. L1142-1", *CRITERIA),
        _("Situation de famille, grossesse"),
        _("Enfants, couple et grossesse ne regardent pas l’employeur : une offre n’en parle pas."),
        _("Donnez les contraintes du poste : horaires, déplacements, astreintes."),
    ),
    Rule(
        "origin",
        BLOCKS,
        CRITERIA,
        _("Origine, apparence supposée, nom"),
        _("L’origine, une ethnie, une « race » supposée ou un nom ne peuvent pas être un critère."),
        _SKILLS,
    ),
    Rule(
        "nationality",
        CONFIRMS,
        CRITERIA,
        _("Nationalité"),
        _(
            "Exiger une nationalité n’est permis que si un texte la réserve (défense, certains "
            "emplois publics…). L’autorisation de travailler en France, elle, peut être demandée."
        ),
        _("« Autorisation de travailler en France », ou citez le texte qui réserve le poste."),
    ),
    Rule(
        "religion",
        BLOCKS,
        CRITERIA,
        _("Religion"),
        _("Les convictions religieuses et leurs signes ne peuvent pas être un critère d’embauche."),
        _("Donnez les règles du poste : tenue de sécurité, charte de neutralité s’il y en a une."),
    ),
    Rule(
        "opinions",
        BLOCKS,
        CRITERIA,
        _("Opinions, syndicat, mandat"),
        _(
            "Les opinions, l’activité syndicale ou mutualiste et les mandats électifs ne sont pas "
            "des critères d’embauche."
        ),
        _SKILLS,
    ),
    Rule(
        "private_life",
        BLOCKS,
        CRITERIA,
        _("Mœurs, orientation sexuelle, identité de genre"),
        _("La vie privée du candidat ne peut pas être un critère d’embauche."),
        _SKILLS,
    ),
    Rule(
        "appearance",
        BLOCKS,
        CRITERIA,
        _("Apparence physique"),
        _("Taille, poids, visage, cheveux ou tatouages ne peuvent pas être des critères."),
        _("Donnez les règles de tenue du poste : uniforme fourni, tenue de sécurité."),
    ),
    Rule(
        "appearance_tone",
        ADVISES,
        CRITERIA,
        _("« Bonne présentation »"),
        _("L’expression se lit comme un critère d’apparence physique."),
        _("« Sens de l’accueil », « tenue professionnelle »."),
    ),
    Rule(
        "health",
        BLOCKS,
        CRITERIA,
        _("Santé"),
        _("La santé ne se demande pas : seul le médecin du travail juge de l’aptitude."),
        _("Décrivez l’effort : « port de charges jusqu’à 20 kg », « station debout »."),
    ),
    Rule(
        "fitness",
        ADVISES,
        CRITERIA,
        _("« Bonne condition physique »"),
        _("L’expression se lit comme un critère de santé."),
        _("Décrivez l’effort : « port de charges jusqu’à 20 kg », « dix kilomètres à pied »."),
    ),
    Rule(
        "disability",
        BLOCKS,
        CRITERIA,
        _("Handicap"),
        _("Un handicap ne peut pas écarter d’avance : le poste s’aménage."),
        _("« Poste ouvert à tous ; dites-nous s’il faut aménager l’entretien ou le poste »."),
    ),
    Rule(
        "residence",
        BLOCKS,
        CRITERIA,
        _("Lieu de résidence"),
        _("Habiter ici ou là ne peut pas être un critère."),
        _("Donnez la contrainte : « prise de poste à 5 h », « astreinte à 30 minutes du site »."),
    ),
    Rule(
        "bank",
        BLOCKS,
        CRITERIA,
        _("Banque du candidat"),
        _("Avoir un compte dans tel pays ou telle banque ne peut pas être un critère."),
        _("Retirez cette mention."),
    ),
    Rule(
        "poverty",
        BLOCKS,
        CRITERIA,
        _("Situation économique"),
        _("Le chômage, le RSA ou la précarité ne peuvent pas écarter un candidat."),
        _SKILLS,
    ),
    Rule(
        "native_language",
        BLOCKS,
        CRITERIA,
        _("« Langue maternelle », accent"),
        _("C’est l’origine qui est visée. Seul le niveau dans la langue peut être demandé."),
        _("« Anglais courant (C1) », « expression orale claire »."),
    ),
    Rule(
        "language_need",
        CONFIRMS,
        CRITERIA,
        _("Langue étrangère exigée"),
        _("Une langue ne peut être exigée que si le travail la demande."),
        _("Dites à quoi elle sert : « anglais courant pour répondre aux clients étrangers »."),
    ),
    # --- What the ad says ---------------------------------------------------------------------
    Rule(
        "not_french",
        BLOCKS,
        ("C. trav. L5331-4",),
        _("Texte dans une autre langue"),
        _(
            "Une offre publiée en France est rédigée en français, même si le poste demande une "
            "autre langue."
        ),
        _("Traduisez ce passage. Un terme sans équivalent peut rester s’il est expliqué."),
    ),
    Rule(
        "misleading",
        CONFIRMS,
        MISLEADING,
        _("Promesse douteuse"),
        _(
            "Une offre ne peut pas tromper sur l’emploi, son existence, sa rémunération ou son "
            "lieu. Les gains sans effort ou illimités font fuir, et notre équipe les relit."
        ),
        _("Donnez la fourchette réelle et ce qui la fait varier."),
    ),
    Rule(
        "false_permanence",
        CONFIRMS,
        MISLEADING,
        _("Durée du contrat"),
        _("Le texte promet un emploi durable que le contrat annoncé n’est pas."),
        _("Dites le contrat signé, puis l’espoir : « CDD de six mois, CDI possible ensuite »."),
    ),
    Rule(
        "unpaid_trial",
        BLOCKS,
        ("C. trav. L8221-5",),
        _("Essai non payé"),
        _(
            "Travailler à l’essai sans être payé ni déclaré est du travail dissimulé. Un court "
            "test, hors des conditions réelles de travail, reste permis."
        ),
        _("« Période d’essai de deux mois », ou « test pratique d’une heure en atelier »."),
    ),
    # --- What is asked ------------------------------------------------------------------------
    Rule(
        "past_pay",
        BLOCKS,
        ("Directive (UE) 2023/970, art. 5", *ASKED),
        _("Salaire passé"),
        _("Le salaire actuel ou passé ne se demande pas, ni les fiches de paie."),
        _("Annoncez votre fourchette, ou demandez les prétentions."),
    ),
    Rule(
        "papers",
        BLOCKS,
        ASKED,
        _("Pièces personnelles ou bancaires"),
        _(
            "RIB, numéro de sécurité sociale, pièce d’identité et avis d’imposition ne se "
            "demandent pas pour postuler."
        ),
        _NOTHING,
    ),
    Rule(
        "candidate_pays",
        BLOCKS,
        ("C. trav. L5321-3", "C. trav. L5331-1"),
        _("Paiement demandé au candidat"),
        _("Postuler, passer un entretien ou être placé ne coûte rien au candidat."),
        _("Retirez ces frais, et les numéros surtaxés."),
    ),
    Rule(
        "sold_offer",
        BLOCKS,
        ("C. trav. L5331-1",),
        _("Offres d’emploi vendues"),
        _("Il est interdit de vendre des offres d’emploi, sous quelque forme que ce soit."),
        _("Décrivez un poste réel, lisible sans payer."),
    ),
    Rule(
        "messaging_only",
        BLOCKS,
        (_("Règle du site : prévention des fausses offres"),),
        _("Contact par messagerie seulement"),
        _("Les fausses offres emmènent le candidat sur une messagerie, hors de toute trace."),
        _("Recevez les candidatures ici, ou par un lien vers votre site."),
    ),
    Rule(
        "photo",
        CONFIRMS,
        ("C. trav. L1132-1", *ASKED),
        _("Photo demandée"),
        _("Une photo ne dit rien de la capacité à tenir le poste."),
        _("Demandez un CV, sans photo."),
    ),
    Rule(
        "criminal_record",
        ADVISES,
        ASKED,
        _("Casier judiciaire"),
        _("L’extrait de casier ne se demande que si le poste le justifie, et ne se garde pas."),
        _("Citez le texte qui le prévoit, et demandez à le voir à l’embauche."),
    ),
    Rule(
        "car",
        ADVISES,
        (_("Conseil de rédaction"),),
        _("Voiture exigée"),
        _("Si le permis suffit, demander une voiture écarte des candidats pour rien."),
        _("« Permis B », « prise de poste à 4 h, hors transports en commun »."),
    ),
    Rule(
        "personal_data",
        ADVISES,
        ("RGPD, art. 5",),
        _("Coordonnées d’une personne"),
        _("Un numéro ou une adresse nominative dans l’offre sera copié et reçoit vite du spam."),
        _("Laissez les candidats répondre ici, ou donnez l’adresse du service."),
    ),
)

RULES = {rule.code: rule for rule in _ALL}
