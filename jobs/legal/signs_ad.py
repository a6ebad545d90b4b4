"""What the ad promises, and what it asks for."""

from .model import Signs
from .signs_person import STAGE

TEMPORARY = ("cdd", "interim", "seasonal", "internship", "freelance", "apprenticeship")
TO_APPLY = r"(?:joindre|joignez|envoy\w{1,3}|fourni\w{0,4}|transmet\w{1,4}|adress\w{1,3}|present\w{1,3}|merci de|muni<s>|apport\w{1,4}|accompagne<s>|demand\w{1,5}|communiqu\w{1,3}|exig\w{1,4}|candidature|postuler|cv|dossier|obligatoire|avant (?:l'|tout )?(?:entretien|embauche)|indiqu\w{1,4}|precis\w{1,4}|prevoir|copie)"
HIRED = (
    r"\b(?:a|des|lors de|apres|pour|une fois) (?:l'|votre |la )?(?:embauche<s>|signature|recrute<s>|integration|prise de (?:poste|fonction))",
    r"\bapres (?:avoir ete )?(?:recrute|embauche|selection)",
    r"\bpersonnes? (?:recrutee|retenue|embauchee)s?",
)

AD_SIGNS = (
    Signs(
        "misleading",
        words=("gagn", "revenu", "argent", "sans effort", "illimite", "par jour", "par semaine", "fortune", "richesse", "salaire", "travail facile", "independance financiere", "liberte financiere"),
        says=(
            r"\b(?:gagn\w{1,4}|revenus?|argent|salaires?|remuneration|commissions?|gains?)~(?:illimite|sans (?:effort|rien faire|limite|plafond|experience ni|bouger)|facile|garanti des|rapide|en dormant)",
            r"\b(?:gagn\w{1,4}|revenus?|jusqu'a)~\d[\d ]{1,6} ?(?:€|euros?)~(?:par (?:jour|semaine)|en quelques|de chez vous|depuis (?:chez vous|votre (?:canape|telephone|domicile))|sans)",
            r"\b(?:argent|travail) facile",
            r"\b(?:devenez|devenir) (?:riche|millionnaire)",
            r"\b(?:independance|liberte) financiere",
            r"\bgagn\w{1,4} (?:votre vie|de l'argent)~(?:chez vous|domicile|telephone|clics?|sans)",
        ),
        unless=(r"\b(?:sans|aucune?) (?:promesse|garantie)", r"\bepargne|\bclients?\b~liberte"),
    ),
    Signs(
        "false_permanence",
        words=("cdi", "vie", "permanent", "garanti", "assure", "definitif", "duree indeterminee", "titularis"),
        says=(
            r"\bemploi (?:a vie|garanti a vie)",
            r"\b(?:cdi|embauche|titularisation) (?:assure|garanti|certain|automatique)\w{0,2}\b",
            r"\b(?:garantie|assurance|certitude) (?:d'un|d'une|de) (?:cdi|embauche|titularisation)",
            r"\b(?:cdi|poste|emploi) (?:quasi )?(?:garanti|assure)<s>",
            r"\b(?:vrai|faux) cdi\b",
        ),
        unless=(r"\b(?:pas|non|jamais|sans) (?:garanti|assure|promesse)", r"\b(?:n'est|ne sont) (?:pas|jamais)", r"\bsalaire garanti"),
    ),
    Signs(
        "false_permanence",
        words=("cdi", "duree indeterminee", "permanent"),
        says=(
            r"\b(?:poste|contrat|emploi|embauche|recrutement|offre|propos\w{1,4}|sign\w{1,4})s? (?:en |a |de |un )?(?:pourvoir en )?(?:cdi|duree indeterminee)\b",
            r"^\W{0,3}(?:type de contrat ?:? ?)?cdi\b",
            r"\b(?:contrat|emploi|poste) (?:a duree indeterminee|permanent)",
            r"\b(?:en|un) cdi\b",
        ),
        only_in=TEMPORARY,
        unless=(r"\b(?:possib|evolu|perspective|debouch|suivi|transform|issue|ensuite|eventuel|selon|puis|peut|pourra|susceptib|deven|opportunite|vers|terme|renouvel|perenni|apres|si|pas|remplac\w{1,6}~salarie)\w{0,10}\b", r"\bcdi (?:interimaire|apprenti\w{1,7}|intermittent)"),
    ),
    Signs(
        "unpaid_trial",
        words=("essai", "test", "observation", "immersion", "benevol", "non remuner", "non pay", "gratuit"),
        says=(
            r"\b(?:essais?|tests?|journees?|demi-journees?|semaines?|periodes?|immersion|observation)~(?:non|pas|sans etre|ni) (?:remunere|paye|indemnise|remuneration|salaire)",
            r"\b(?:essais?|tests?|journees? (?:d'essai|decouverte|test)|semaines? d'essai)~(?:gratuit|benevol|sans (?:remuneration|salaire|contrat|contrepartie)|a titre gracieux|offert)",
            r"\b(?:journee|jours?|semaines?|heures?|service|shift)s?~(?:d'essai|de test)~(?:non|pas|sans)~(?:remuner|pay|declar|contrat)",
            r"\bessai<s> non (?:paye|remunere|declare)",
            r"\b(?:travaill\w{1,4}|service)~(?:gratuit\w{0,5}|benevole\w{0,4})~essai",
            r"\b(?:premiere?s?|\d) (?:jours?|journees?|semaines?|heures?)~(?:non (?:remunere|paye)|gratuit|sans salaire|offerte?s?)",
        ),
        unless=(r"\b(?:association|benevolat|visite|pmsmp|immersion professionnelle|france travail|pole emploi)\b", r"\bessai gratuit de (?:notre|l')", r"\b(?:logiciel|produit|clients?|abonnement|materiel)\b"),
        demand=True,
    ),
    Signs(
        "past_pay",
        words=("salaire", "paie", "paye", "remuneration", "bulletin", "avis d'imposition", "pretentions", "package", "fiches"),
        says=(
            r"\b(?:salaires?|remunerations?|package|fixe) (?:actuel|precedent|anterieur|passe|dernier|percu)\w{0,2}\b",
            r"\b(?:derniers?|dernieres?|precedents?|anciens?|actuels?) (?:salaires?|remunerations?|bulletins?|fiches?)",
            r"\b(?:fiches?|bulletins?|feuilles?) (?:de )?(?:paie|paye|salaires?)",
            r"\bhistorique (?:de |des )?(?:salaire|remuneration|vos salaires)",
            r"\bavis d'imposition",
            r"\b(?:salaire|remuneration)~(?:poste|emploi|employeur) (?:actuel|precedent)",
        ),
        asks=(
            r"\b(?:combien (?:gagn|touch|etes-vous pay|etiez-vous pay)|etes.vous paye|gagnez.vous)",
            r"\bvotre (?:salaire|remuneration|package|fixe)\b(?! (?:souhait|ideal|attendu|vise|espere|desire))",
            r"\b(?:salaire|remuneration)~(?:actuel|aujourd'hui|dernier|percev|precedent)",
        ),
        unless=(r"\b(?:etablir|etabliss|edition|edit|elabor|saisi|traitement|calcul|gestion|realis|prepar|controle|logiciel|gestionnaire|produ|verifi|variables|remise|charge de|envoi des|dsn|collaborateurs|salaries|multi)\w{0,8}~(?:paies?|payes?|salaires?)\b",
                r"\b(?:paies?|bulletins?)~(?:mensuel|de nos|des salaries|par mois|/mois|pour le compte|de nos clients|dematerialis)",
                r"\b(?:salaire|remuneration) (?:selon|fixe|negociable|suivant)"),
        demand=True,
    ),
    Signs(
        "papers",
        words=("rib", "iban", "identite", "carte vitale", "securite sociale", "passeport", "titre de sejour", "releve", "numero de secu", "carte bancaire", "coordonnees bancaires", "justificatif de domicile", "livret de famille", "n° de secu", "cni", "secu"),
        says=(
            rf"\b{TO_APPLY}~\b(?:rib|iban|releve d'identite bancaire|coordonnees bancaires|carte bancaire|numero de (?:carte|compte))\b",
            rf"\b(?:rib|iban|coordonnees bancaires|carte bancaire)\b~{TO_APPLY}",
            rf"\b{TO_APPLY}~\b(?:carte vitale|numero de (?:securite sociale|secu)|n° ?(?:de )?(?:securite sociale|secu)|attestation de (?:securite sociale|droits))",
            rf"\b(?:carte vitale|numero de (?:securite sociale|secu)|n° ?(?:de )?secu\w{{0,3}})\b~{TO_APPLY}",
            rf"\b{TO_APPLY}~\b(?:carte (?:nationale )?d'identite|pieces? d'identite|passeport|cni|livret de famille|justificatif de domicile|titre de sejour)\b",
            rf"\b(?:carte (?:nationale )?d'identite|pieces? d'identite|cni|livret de famille|justificatif de domicile|copie du passeport)\b~{TO_APPLY}",
        ),
        asks=(r"\b(?:numero de (?:securite sociale|secu|compte|carte)|iban|rib|carte vitale|carte d'identite|piece d'identite|coordonnees bancaires)\b",),
        unless=(*HIRED, r"\b(?:accueill|clients?|visiteurs?|controle|verifi|voyageurs?|locataires?|adherents?|patients?|saisi|dossiers? (?:clients?|locat|de pret)|delivr|etat civil|usagers?|agence bancaire)\w{0,8}\b",
                r"\bidentite (?:visuelle|de marque|graphique|numerique)", r"\baccess\b|\bentretien~muni", r"\bmuni<s>~entree"),
        demand=True,
    ),
    Signs(
        "candidate_pays",
        words=("frais", "payer", "paye", "payant", "caution", "cheque", "virement", "versement", "verse", "euros", "€", "kit", "surtax", "charge du candidat", "0899", "08 99", "0897", "investi", "apport", "acompte", "droit d'inscription", "achat", "acheter"),
        says=(
            r"\bfrais (?:de |d')?(?:dossier|inscription|recrutement|candidature|formation|placement|entretien|agence|traitement|visa|reservation)s?~(?:euros?|€|a (?:la |votre )?charge|payer|payable|regl\w{1,3}|vers\w{1,3}|\d|candidat|demande|exige|avance)",
            r"\b(?:payer|verser|regler|avancer|virement|versement|cheque|acompte|mandat cash)~(?:frais|dossier|inscription|place|formation|kit|entretien|candidature|poste|contrat)",
            r"\b(?:cheque|virement|versement|caution|acompte|depot de garantie)~(?:demande|exige|obligatoire|requis|avant|pour (?:valider|reserver|commencer|demarrer|postuler|confirmer)|euros?|€)",
            r"\b(?:a la|a votre) charge (?:du candidat|de la candidate|exclusive)?~(?:formation|frais|dossier|visite medicale|kit|inscription)",
            r"\b(?:formation|frais|dossier|visite medicale|kit|tenue)~(?:a la charge (?:du|de la) candidat|a votre charge|payante?)",
            r"\b(?:achat|acheter|acquerir|payer)~(?:kit|pack|stock|materiel de demarrage|produits de demonstration)",
            r"\b(?:kit|pack) (?:de )?(?:demarrage|depart|starter|demonstration)~(?:euros?|€|payant|achat|\d)",
            r"\b(?:numero|appel|ligne)s? surtaxe",
            r"\b08 ?(?:9[0-9]|99)(?: ?\d\d){3}",
            r"\b(?:apport|investissement) (?:personnel|initial|de depart)~(?:\d|obligatoire|exige|euros?|€|requis)",
        ),
        unless=(r"\b(?:rembours\w{1,5}|pris\w{0,2} en charge|offert|franchis|gerant mandataire|prise en charge|indemnis|notes? de frais|encaiss|clients?|fournisseurs?|caution (?:bancaire|locative)|locataires?|adherents?|eleves|comptab|sans frais|aucuns? frais|gratuit|location-gerance)\w{0,8}\b",),
        demand=True,
    ),
    Signs(
        "sold_offer",
        words=("offre", "annonce", "abonn", "liste", "emploi"),
        says=(
            r"\b(?:liste|fichier|guide|dossier|catalogue)s? (?:complete? )?(?:d'|des |de nos )?(?:offres?|emplois?|annonces?|employeurs qui recrutent)~(?:\d ?€|euros?|payant|achat|command|cheque|vente|vend)",
            r"\b(?:acces|consult\w{1,5}|voir|debloqu\w{1,3})~(?:offres?|annonces?)~(?:payant|abonn|\d ?€|euros?)",
            r"\babonn\w{1,6}~(?:acceder|voir|recevoir|consulter|debloquer)~(?:offres?|annonces?|emplois?)",
            r"\b(?:achet\w{1,3}|command\w{1,3}|vend\w{1,3})~(?:offres? d'emploi|liste d'offres|annonces? d'emploi)",
        ),
        unless=(r"\b(?:vente d'abonnement|abonnements? (?:aupres|a nos clients)|clients?|gratuit)\b",),
    ),
    Signs(
        "messaging_only",
        words=("whatsapp", "telegram", "signal", "snapchat", "snap", "messenger", "wechat", "viber", "whats app", "watsapp", "wattsapp", "instagram", "facebook"),
        says=(
            r"\b(?:uniquement|seulement|exclusivement|que) (?:par |via |sur |au )?(?:message |mp |un message )?(?:prive )?(?:sur |via )?<app>",
            r"<app>~(?:uniquement|seulement|exclusivement|only)",
            r"\b(?:contact\w{0,5}|ecri\w{1,5}|postul\w{1,3}|candidatures?|cv|rejoign\w{1,3}|ajout\w{1,3}|entretien|message|repond\w{1,4}|envoy\w{1,3}|joindre|recrutement)~(?:sur|via|par|au|en|groupe|canal|:)? ?<app>",
            r"<app> ?(?::|au|\+)? ?\+?\d",
        ),
        unless=(r"\b(?:anim\w{1,5}|community|gestion|gerer|reseaux sociaux|suivez|suivre|campagnes?|publi\w{1,6}|contenus?|administr|page|developp|integration|api|clients?|moderat|formation (?:a|sur)|traitement de signal|feux)\w{0,6}\b", r"\btraitement du signal", r"\b(?:ou|ni|aussi|egalement)~(?:par |via |sur )?<app>"),
        demand=True,
    ),
    Signs(
        "photo",
        words=("photo", "video de presentation", "selfie"),
        says=(
            r"\b(?:cv|candidature|curriculum|dossier|lettre)~(?:avec|\+|et|plus|accompagne\w{0,2}(?: d'une)?|comportant|incluant|,) ?(?:une |d'une |votre |2 |deux )?(?:photos?|selfie)\b",
            r"\bphotos? (?:exigee?s?|obligatoires?|souhaitee?s?|demandee?s?|recente|d'identite|indispensable|en pied|portrait|a joindre|de vous|requise)",
            r"\b(?:joindre|joignez|envoy\w{1,3}|fourni\w{0,3}|ajout\w{1,3}|merci d'|transmet\w{1,3})~(?:une |votre |vos |2 |deux )?(?:photos?|selfie)\b",
        ),
        asks=(r"\bphoto de vous", r"\bvotre photo\b"),
        unless=(r"\b(?:book|portfolio|realisations?|travaux|chantiers?|clients?|retouch\w{1,4}|produits?|studio|prise de vue|reportage|galerie|photograph\w{1,5}|dossier photo|annonces?|biens?|constat|plats)\b",),
        spared_occupations=STAGE,
        demand=True,
    ),
    Signs(
        "criminal_record",
        words=("casier", "condamnation", "antecedents judiciaires", "bulletin n", "b3", "judiciaire"),
        says=(
            r"\bcasiers? (?:judiciaires?)?~(?:vierge|exige|obligatoire|demande|fourni|joindre|n° ?[23])",
            r"\bcasiers? judiciaires?\b",
            r"\b(?:sans|aucune?|pas de|ni) (?:condamnation|antecedents? judiciaire)",
            r"\bbulletin n ?[°o]? ?[23]\b",
        ),
        asks=(r"\b(?:condamn|casier|poursuivi|garde a vue|judiciaire)",),
        unless=(r"\b(?:article|l\. ?\d|decret|cnaps|carte professionnelle|code (?:de|du)|agrement|honorabilite|attestation d'honorabilite)\b", r"\bcasiers? (?:a|de) (?:bouteille|vin|peche|rangement)", r"\b(?:police|protection) judiciaire", r"\bmandataire judiciaire"),
        demand=True,
    ),
    Signs(
        "car",
        words=("vehicul", "voiture", "vehicule"),
        says=(
            r"\b(?:vehicules?|voitures?|moyen de locomotion) (?:personnel\w{0,2} )?<must>",
            r"\b(?:vehicule|voiture) personnel\w{0,2}\b",
            r"\b(?:etre|vous etes|imperativement|candidat<s>|personne) (?:imperativement )?vehicule<s>",
            r"\bvehicule<s> (?:imperatif|obligatoire|exige|indispensable)",
            r"\b(?:posseder|disposer d'|avoir|possession d'|proprietaire d')~(?:votre |son |un |une )(?:propre )?(?:vehicule|voiture)",
            r"\bpermis(?: b)? (?:et|\+|avec|&) (?:un )?(?:vehicule|voiture)",
        ),
        unless=(r"\b(?:vehicule|voiture) (?:de (?:service|fonction|societe)|fourni|mis|electrique|d'entreprise)", r"\b(?:indemnis|rembours|frais kilometriques|fourni|mise? a disposition|non|pas)\w{0,8}\b",
                r"\b(?:mecani|carross|vente|vendeur|preparat|nettoy|entretien|lavage|location|livr|constructeur|conduite de|neufs?|occasion|clients?)\w{0,8}\b"),
    ),
    Signs(
        "personal_data",
        words=("@", "0", "+33", "m. ", "mme ", "monsieur ", "madame "),
        says=(
            r"(?<![\d.,])(?:\+33|0033|0)[ .]?\(?0?\)?[ .]?[1-7](?:[ .-]?\d\d){4}(?!\d)",
            r"\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}",
            r"\b(?:contact\w{0,3}|appel\w{1,3}|demand\w{1,3}|attention de|adress\w{1,3}|joindre|voir|a l'attention|aupres de|avec|par) (?:a |avec )?(?:m\.|mme|monsieur|madame) (?!le |la |l'|les |ou |et )[a-z-]{2,20}",
        ),
        unless=(r"\b(?:contact|recrutement|rh|drh|emploi|emplois|jobs?|candidatures?|recrute|accueil|info|infos|carrieres?|secretariat|agence|service-rh|ressources-humaines|personnel|mairie|direction|bonjour|hello|talents?)[\w.+-]{0,30}@",),
        demand=True,
    ),
)
