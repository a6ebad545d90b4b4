"""What is said of the candidate as a person: the criteria of L1132-1.

Patterns are written with the short forms of patterns.py, on folded text: no accent, no capital,
straight apostrophes, inclusive dots.
"""

from .model import Signs

STAGE = ("L1102", "L1203")  # models and actors: sex, age and looks may be the part itself
ADULT = r"(?:1[89]|[2-6]\d)"
NOT_YEARS_OF = (
    r"(?! (?:d'? ?(?:experience|anciennete|exercice|pratique|existence|etudes?|activite)|de (?:"
    r"permis|metier|pratique|savoir|presence|recul|carriere|garantie|passion|conduite|service)))"
)
YEARS = rf"{ADULT} ?ans\b{NOT_YEARS_OF}"
# The people one works for, who have an age too; the age of things.
SERVED = (
    r"\b(?:aupres|public|enfants?|mineurs?|ados?|adolescents?|usagers?|eleves?|patients?|adherents?"
    r"|residents?|accompagn\w{1,6}|accueill\w{1,6}|encadr\w{1,6}|animat\w{1,6}|educat\w{1,5}"
    r"|insertion des|mission locale|clientele|clients?|tarifs?|reductions?|mutuelle|vehicules?"
    r"|moyenne d'age|age moyen|camions?|batiments?|logements?|inscrits?|licencies?)\b"
)
EQUALITY = (
    r"\bquel(?:le)?s? que soi(?:t|ent)\b",
    r"\bquelque soit\b",
    r"\bsans (?:aucune )?(?:distinction|discrimination)",
    r"\b(?:lutt\w{1,4}|engage\w{0,4}|prevention)~discriminations?",
    r"\b(?:aucun|toute?)s? (?:forme de )?discriminations?",
    r"\begalite (?:des chances|professionnelle|de traitement|femmes|entre)",
    r"\bcompetences egales",
    r"\bdiversite\b",
    r"\bindependamment\b",
    r"\bpeu importe",
    r"\bne (?:sont|constituent|seront|font|fait)~(?:critere|pris en compte|jamais)",
)
AGE_FREE = (r"\b(?:sans|aucune?|pas de|ni) (?:limites?|conditions?|criteres?|questions?)~ages?\b",)
BY_LAW = (
    r"\bservice civique",
    r"\bvolontariat international",
    r"\bcontrats? (?:aide|unique d'insertion|d'engagement jeune)s?",
    r"\bcui\b",
    r"\bpec\b",
    r"\bapprenti~(?:29|30|31) ?ans",
    r"\b(?:29|30|31) ?ans~apprenti",
    r"\bprofessionnalisation~(?:25|26) ?ans",
    r"\b(?:25|26) ?ans~professionnalisation",
    r"\b(?:militaires?|gendarmerie|reserviste)",
)
EXPERIENCE = r"(?:d'? ?|en |une )?(?:experience|anciennete|pratique)"
PERSON = (
    r"(?:hommes?|femmes?|filles?|garcons?|personnes?|candidat|profils?|vendeu|serveu|commercia"
    r"|assistant|collaborat|salarie|hotesse|caissi|employe|cadres?|secretaire|chauffeur|ouvrier"
    r"|preparat|equipier|stagiaire|manutentionnaire|conseiller|receptionniste)"
)
JOBS_F = (
    r"(?:vendeuse|serveuse|hotesse|coiffeuse|caissiere|assistante|infirmiere|aide-soignante"
    r"|secretaire femme|estheticienne|couturiere|cuisiniere|femme de menage|femme de chambre"
    r"|nourrice|assistante maternelle|gouvernante|lingere|menagere|comptable femme|sage-femme"
    r"|employee|ouvriere|receptionniste femme|conseillere|puericultrice|animatrice|formatrice"
    r"|agente|commerciale|gerante|directrice|technicienne|operatrice|preparatrice|patissiere)"
)
SEXES = r"(?:hommes?|femmes?|filles?|garcons?|messieurs|dames?|monsieur|mecs?|gars)"
BOTH = (
    r"\bh ?[/-] ?f\b",
    r"\bf ?[/-] ?h\b",
    r"\b(?:homme|femme)s? ?(?:ou|et|/|-|comme|,) ?(?:une? |les? |des )?(?:femme|homme)s?",
    r"\bm ?/ ?f\b",
    r"\bh ?/ ?f ?/ ?x\b",
)

PERSON_SIGNS = (
    Signs(
        "age",
        words=("ans", "age", "jeune", "senior", "retrait", "ne", "aine", "junior", "vieux"),
        says=(
            rf"\bmoins de {YEARS}",
            rf"\b(?:entre|de)? ?{ADULT} ?(?:ans )?(?:a|et|-|/) ?{YEARS}",
            rf"\b{YEARS} ?\(?(?:max\w{{0,5}}|au plus|au maximum|grand max\w{{0,5}})\b",
            rf"\b(?:max\w{{0,5}}|jusqu'a|pas plus de|au plus) ?:? ?{YEARS}",
            rf"\bage<s> (?:de |d')?(?:plus de|au moins|minimum) (?:2[2-9]|[3-6]\d) ?ans\b",
            r"\b(?:limites? d'? ?age|age limite|age max\w{0,5}|tranche d'? ?age)",
            r"\bage (?:souhaite|requis|ideal|demande|exige|recherche|compris|:|entre)",
            r"\bne<s> (?:apres|a partir de) (?:19|20)\d\d",
            rf"\bjeunes? {PERSON}",
            rf"<seek> (?:une?|des|notre|nos)? ?jeunes?\b(?! (?:diplome|entrepris|societ|talent|pousse))",
            r"\b(?:profils?|candidat<s>|personnes?|vous etes|plutot|etre|assez|de) jeunes?(?: et|,|\.|$)",
            r"\b(?:candidat|profil|personne|candidature)<s> (?:plutot |assez )?jeunes?\b",
            rf"\b(?:seniors?|retraites?|vieux|personnes agees|plus de {ADULT} ans)~<out>",
            rf"\bpas (?:de|aux) (?:seniors?|retraites?|vieux|plus de {ADULT} ans)",
            r"\btrop age",
            r"\bla (?:vingtaine|trentaine|quarantaine)\b(?! (?:de|d'[^a]))",
            r"\breserve<s> aux (?:jeunes|seniors|moins de|plus de)",
        ),
        asks=(
            r"\bquel(?:le)? (?:est votre )?age",
            r"\bvotre age",
            r"\b(?:date|annee|jour) de naissance",
            r"\bquelle annee~ne<s>",
            r"\bquand etes.vous ne",
            r"\bage de la retraite",
            r"\b(?:combien|nombre) d'annees avant",
        ),
        unless=(*EQUALITY, *AGE_FREE, *BY_LAW, SERVED),
        lawful_in={
            "apprenticeship": r"\b(?:29|30|31) ?ans",
            "professionalisation": r"\b(?:25|26) ?ans",
        },
        spared_occupations=STAGE,
    ),
    Signs(
        "age_by_law",
        words=("25 ans", "26 ans", "25ans", "26ans"),
        says=(
            r"\bprofessionnalisation~(?:25|26) ?ans",
            r"\b(?:25|26) ?ans~professionnalisation",
        ),
        unless=(r"\b(?:26 ?ans et plus|demandeurs? d'emploi|plus de 26|allocataires?)",),
    ),
    Signs(
        "age_by_law",
        words=("25 ans", "26 ans", "25ans", "26ans"),
        says=(r"\b(?:25|26) ?ans\b",),
        only_in=("professionalisation",),
        unless=(
            r"\b(?:26 ?ans et plus|demandeurs? d'emploi|plus de 26|allocataires?)",
            r"professionnalisation",  # the signs above
            r"\b(?:25|26) ?ans d'",
        ),
    ),
    Signs(
        "age_tone",
        words=("jeune", "age", "digital native", "generation", "junior"),
        says=(
            r"\b(?:equipe|ambiance|collegues|bureau|environnement|team)s?~jeunes? ?(?:et|,|&|dynamique)",
            r"\b(?:equipe|ambiance|team)s? (?:tres )?jeunes?\b",
            r"\bjeunes? (?:et dynamiques? )?(?:equipe|team)",
            r"\bjeunes? diplome",
            r"\bjeunes? talents?",
            r"\bdigital natives?",
            r"\bgeneration [xyz]\b",
            r"\b(?:moyenne d'age|age moyen)",
        ),
        unless=(*EQUALITY, *AGE_FREE),
    ),
    Signs(
        "experience_cap",
        words=("experience", "debutant", "anciennete"),
        says=(
            rf"\b(?:max\w{{0,5}}|au plus|jusqu'a|pas plus de|moins de|inferieure? a) ?:? ?<n> ?(?:ans?|annees?) {EXPERIENCE}",
            rf"\b<n> ?(?:ans?|annees?) (?:max\w{{0,5}}|au plus|au maximum) {EXPERIENCE}",
            rf"\b<n> ?(?:ans?|annees?) {EXPERIENCE} ?\(?(?:max\w{{0,5}}|au plus|au maximum|grand max\w{{0,5}})",
            r"\bexperience (?:max\w{0,5}|inferieure|de <n> ans? max\w{0,5}|limitee) ?(?:a|de|:)? ?",
            r"\bexperience ?:? ?(?:de )?<n> ?(?:a|-) ?<n> ans? max\w{0,5}",
            r"\bdebutant<s> (?:uniquement|exclusivement|seulement)",
            r"\b(?:uniquement|exclusivement|reserve<s> aux) (?:des |aux |les )?debutant",
            r"\btrop (?:experimente|d'experience)",
        ),
        unless=(*EQUALITY, r"\bpermis\b", r"\bechec\b", r"\bexperience limitee (?:accept|bienvenu)"),
    ),
    Signs(
        "sex",
        words=("homme", "femme", "fille", "garcon", "messieurs", "dame", "mascul", "femin", "gars",
               "monsieur", "mec", "use", "ere", "rice"),
        says=(
            rf"<seek> (?:une? |des |plutot )?(?:jeunes? )?{SEXES}\b(?! (?:de menage|de chambre|au pair|orchestre|de (?:la )?situation))",
            rf"\b{SEXES} <only>",
            rf"<only> (?:pour )?(?:une? |des |aux |les |par )?{SEXES}\b(?! (?:de menage|de chambre))",
            rf"\bpost\w{{1,2}} (?:reserve<s>|destine<s>|plutot|ideal|convient|adapte)~(?:aux?|pour|a) (?:une? |des )?{SEXES}",
            rf"\breserve<s> (?:aux |a des |a une? ){SEXES}",
            r"\bprofils? (?:plutot )?(?:masculin|feminin)s?",
            r"\b(?:personnel|candidat\w{0,4}|equipe|main d'oeuvre) (?:exclusivement |plutot )?(?:masculin|feminin)\w{0,2}\b",
            r"\b(?:sexe|genre) ?:? ?(?:masculin|feminin|homme|femme)",
            rf"\b{SEXES} ?,? (?:s'abstenir|exclus?)",
            rf"\bpas (?:de|d'){SEXES}",
            rf"\b{JOBS_F}s? (?:uniquement|exclusivement|seulement)",
            rf"\bjeunes? (?:homme|femme|fille|garcon)s?\b",
            rf"\b(?:vous etes|etre) une? (?:jeune )?(?:homme|femme|fille)\b",
            r"\b(?:de )?preference (?:pour )?(?:une? |des )?(?:masculine?|feminine?|homme|femme)s?",
            r"\b(?:emploi|metier|travail|job|poste) (?:d'|de |pour )?(?:homme|femme)s?\b(?! de)",
            r"\bune? (?:homme|femme) (?:de \d\d|age|serieu|dynami|motive|disponible|souriant|fort|robuste)",
        ),
        asks=(r"\betes.vous (?:une? )?(?:homme|femme)", r"\bvotre (?:sexe|genre)\b"),
        unless=(*EQUALITY, *BOTH, r"\bmixtes?\b", r"\bmixite", r"\bfeminisation",
                r"\bvetements?\b", r"\bpret-a-porter", r"\brayons?\b", r"\bmode (?:homme|femme|feminine|masculine)",
                r"\bcoiffure", r"\bhommes? de (?:l'art|main|coeur|loi)", r"\bcoupes?\b", r"\bvestiaires?",
                r"\bfoyer\b", r"\bvictimes?\b", r"\bequipe (?:feminine|masculine) (?:de|d')"),
        spared_occupations=STAGE,
    ),
    Signs(
        "sex_title",
        words=("use", "ere", "ante", "ienne", "femme", "hotesse", "nourrice", "rice", "conseillere",
               "employee", "agente", "commerciale"),
        says=(rf"^(?:\W{{0,3}})?(?:une )?{JOBS_F}s?(?! (?:ou|et|/))\b", rf"<seek> (?:une |des |notre |nos )?(?:future )?{JOBS_F}s?\b"),
        unless=(*BOTH, r"[./(]e?(?:use|ere|ante|ienne|rice|ee|e)\b", r"\b(?:ou|et|/) ?(?:une? )?\w{1,20}(?:eur|ier|ant|ien|e|teur|al|ent)s?\b",
                r"(?:eur|ier|ant|ien|teur|ent|al|valet|employe)s? ?(?:ou|/|et|-|,) ?(?:d'|une? )?", r"<only>", r"\bmaieuticien"),
    ),
    Signs(
        "family",
        words=("celibat", "enfant", "famil", "mari", "pere", "mere", "couple", "enceinte", "grossesse",
               "conjoint", "maman", "papa", "bebe", "matern", "divorc", "garde"),
        says=(
            r"\bcelibataires?\b",
            r"\bsans (?:enfants?|charge de famille|contraintes? (?:familiales?|de famille)|famille|attache\w{0,2} familiale)",
            r"\b(?:peres?|meres?) de famille\b",
            r"\bmamans?\b",
            r"\b(?:non )?marie<s>\b(?! par)",
            r"\bcharges? de famille",
            r"\bsituation (?:familiale|de famille|matrimoniale)",
            r"\b(?:libre|libere\w{0,2}) de toute (?:contrainte|obligation) familiale",
            r"\bpas (?:d'enfants?|de contraintes? familiales?)",
            r"\bfemmes? enceintes?",
            r"\b(?:projet|desir|test) de (?:grossesse|maternite)",
            r"\b(?:grossesse|conge (?:de )?maternite|conge parental)~(?:<out>|prevu|envisage|exclu)",
            r"\benfants?~(?:<out>|deja grands)",
            r"\bcouples? (?:marie|heterosexuel)",
        ),
        asks=(
            r"\b(?:avez|auriez|souhaitez|voulez|comptez|envisagez|desirez|prevoyez|attendez|combien)~(?:enfants?|bebe|famille)\b",
            r"\b(?:enceinte|grossesse)",
            r"\betes.vous (?:marie|en couple|pacse|divorce|maman|papa|mere|pere)",
            r"\b(?:conjoint|epou[sx]e?|mari|compagn(?:on|e))\b",
            r"\b(?:garde|faire garder)~enfants?",
            r"\bvos enfants",
        ),
        unless=(*EQUALITY, r"\bconge (?:de )?(?:maternite|paternite)~(?:remplac|paye|indemnis|maintien|prolong)",
                r"\bremplacement~conge", r"\benfants? (?:malade|de 0|de moins|accueill)", r"\b(?:creche|accueil de)",
                r"\bpolitique familiale", r"\bentreprise familiale", r"\b(?:allocations|prestations|droit) ",
                r"\b(?:patientes?|suivi|consultations?|accompagn\w{1,6}) ", r"\bmutuelle", r"\b(?:mere|maison)s? des?",
                r"\bfamil\w{1,5} (?:d'accueil|monoparentale)", r"\bfonctions? "),
    ),
    Signs(
        "origin",
        words=("origine", "francais de", "race", "ethni", "europeen", "africain", "maghreb", "asiat",
               "caucas", "blanc", "noir", "arabe", "type", "souche", "gitan", "roms", "consonance",
               "antillais", "etranger", "couleur", "metropolitain", "slave", "magreb"),
        says=(
            r"\bd'? ?origines? (?:francaise|europeenne|etrangere|maghrebine|africaine|asiatique|portugaise|italienne|espagnole)s?",
            r"\bfrancais<s> de souche",
            r"\b(?:race|ethnie)s? (?:blanche|noire|europeenne)?",
            r"\btype (?:europeen|africain|maghrebin|asiatique|caucasien|mediterraneen|slave|nordique)",
            r"\b(?:pas (?:de|d')|sauf|hors) ?(?:africain|maghrebin|arabe|noir|etranger|gitan|rom|asiatique|antillais)s?\b",
            r"\b(?:africain|maghrebin|arabe|noir|etranger|gitan|rom|asiatique|antillais)<s> ?,?~(?:<out>)",
            r"\b(?:candidat|personne|profil|vendeu\w{1,3}|femme|homme|personnel)<s> (?:blanc|noir|europeen|caucasien|metropolitain|asiatique|africain)\w{0,3}\b",
            r"\b(?:blanc|europeen|bbr|metropolitain)<s> (?:uniquement|exclusivement|seulement|de preference)",
            r"\bnoms? (?:a consonance|de famille (?:francais|a))",
            r"\bconsonance (?:francaise|etrangere|europeenne)",
            r"\bcouleur de peau",
        ),
        asks=(
            r"\b(?:de )?quelle (?:est votre )?origine",
            r"\bvos (?:origines|parents)",
            r"\bvotre origine",
            r"\bd'ou (?:viennent|etes-vous originaire|venez)",
            r"\bnom de jeune fille",
        ),
        unless=(*EQUALITY, r"\b(?:produits?|viandes?|vins?|fruits?|piece|materiel|logiciel|denrees?|matieres?|cuisine|appellation|certifi\w{1,6}|constructeur|bois|cacao)s?\b~origine",
                r"\bcolis\b", r"\bcourse", r"\blieu\b"),
        spared_occupations=STAGE,
    ),
    Signs(
        "nationality",
        words=("national", "ressortissant", "citoyen", "passeport francais", "europeens uniquement"),
        says=(
            r"\bnationalite~(?:francaise|europeenne|suisse|belge|italienne|exige|requise|obligatoire|imperati|ue)\b",
            r"\bde nationalite\b",
            r"\bressortissant<s>~(?:<only>|francais|europeen|ue\b|de l'union)",
            r"\b(?:citoyen|citoyennete)<s> (?:francais|europeen|de l'ue)",
            r"\bpasseport francais",
            r"\beuropeens? uniquement",
        ),
        asks=(r"\bnationalite", r"\betes.vous francais"),
        unless=(*EQUALITY, r"\b(?:habilitation|decret|defense|arrete|article|l\. ?\d|code de|statut general|secret)\b", r"\btoutes? nationalites?",
                r"\bclient\w{1,5}~nationalite", r"\bnationalites? (?:different|represent|dans|au sein)", r"\b\d{1,3} nationalites"),
    ),
    Signs(
        "religion",
        words=("catholi", "chretien", "musulman", "juif", "juive", "relig", "voile", "pratiquant", "croyant",
               "confession", "athee", "ramadan", "islam", "protestant", "evangeli", "foulard", "kippa", "laique", "priere"),
        says=(
            r"\b(?:catholique|chretien|musulman|juif|juive|protestant|evangelique|croyant|athee|pratiquant)(?:ne)?s? (?:et )?(?:pratiquant|pratiquante|convaincu|<only>)",
            r"\bde confession\b",
            r"\b(?:religions?|convictions? religieuses?|confession) ?:? ?(?:catholique|chretienne|musulmane|juive|exige|souhaite|requise|indifferente? non)",
            r"\b(?:pas de|sans|ni) (?:voiles?|foulards?|kippas?|signes? religieux|barbe|pratique religieuse)",
            r"\b(?:voiles?|foulards?|voilees?|ramadan|musulman<s>|juifs?|catholiques?|pratiquant<s>)~(?:<out>|interdit|non admis)",
            r"\b(?:candidat|personne|profil|vous etes|educateur|professeur|salarie)<s> (?:de foi )?(?:catholique|chretien|musulman|juif|protestant|croyant|pratiquant)",
            r"\bpartag\w{1,4}~(?:foi|convictions?) (?:catholique|chretienne|religieuse|evangelique)",
            r"\bne (?:pratiqu|fai)\w{1,4} pas le ramadan",
        ),
        asks=(
            r"\b(?:religion|confession|croyant|croyances?|pratiquant|ramadan|priere|voile)\b",
            r"\bconvictions? religieuses?",
        ),
        unless=(*EQUALITY, r"\b(?:neutralite|laicite)", r"\bvoiles? (?:de|d'|legere|gonfl)", r"\b(?:voilerie|bateau|moniteur de voile)",
                r"\baumoni", r"\bhalal", r"\bcacher"),
    ),
    Signs(
        "opinions",
        words=("syndi", "politique", "gauche", "droite", "mutualiste", "mandat", "elu", "greve", "militant"),
        says=(
            r"\b(?:non|pas) (?:de )?(?:syndique|syndicaliste|encarte)",
            r"\bsyndique<s>~(?:<out>)",
            r"\bsyndicalistes?~(?:<out>|s'abst)",
            r"\bsans (?:engagement|activite|appartenance|mandat) (?:syndical|politique|electif)",
            r"\b(?:opinions?|convictions?|idees?|sensibilite) (?:politiques? )?(?:de )?(?:gauche|droite|politique)",
            r"\b(?:sympathisant|proche|militant|adherent)<s>~(?:gauche|droite|parti)",
            r"\bapolitique",
            r"\b(?:elus?|mandats? elect\w{1,4}|conseillers? municipa\w{1,3})~<out>",
            r"\bpas de (?:greve|greviste|militant)",
        ),
        asks=(r"\bsyndi(?:cat|que|cal)", r"\bopinions? politique", r"\b(?:vot|milit)ez", r"\bparti politique", r"\bmandat (?:elect|syndical|d'elu)",
              r"\bfai(?:t|tes|re)~greve", r"\b(?:engagement|sensibilite)s? politique"),
        unless=(*EQUALITY, r"\bsyndic\b", r"\bdialogue social", r"\b(?:relations?|partenaires?|organisations?|delegue|negociation)s? ",
                r"\bsyndicat (?:mixte|intercommunal|de copro|d'init|des eaux)", r"\baile |\bvirage|\bmain (?:gauche|droite)", r"\bjournalis"),
    ),
    Signs(
        "private_life",
        words=("sexuel", "hetero", "homosex", "gay", "lesb", "trans", "moeurs", "moralite", "lgbt", "genre"),
        says=(
            r"\bhetero(?:sexuel\w{0,3})?s?\b",
            r"\b(?:homosexuel\w{0,3}|homos?|gays?|lesbiennes?|trans|transgenres?|transsexuel\w{0,3}|lgbt\w{0,2})~(?:<out>)",
            r"\bpas (?:de|d') ?(?:homosexuel\w{0,3}|homos?|gays?|lesbiennes?|trans\b|transgenres?|lgbt)",
            r"\b(?:bonne(?:s)?|irreprochable\w{0,1}) (?:vie et )?(?:moeurs|moralite)",
            r"\b(?:moeurs|moralite) (?:irreprochable|exemplaire|exige|saine)",
        ),
        asks=(r"\borientation sexuelle", r"\b(?:homosexuel|heterosexuel|gay|lesbienne|transgenre)", r"\bidentite de genre", r"\bvie (?:sentimentale|privee|amoureuse)"),
        unless=(*EQUALITY, r"\bhetero(?:gene|clite)", r"\bassociation", r"\bprevention"),
    ),
    Signs(
        "appearance",
        words=("physi", "apparence", "taille", "mesur", "poids", "kg", "mince", "svelte", "cheveu", "tatou", "piercing",
               "beau", "belle", "joli", "sexy", "charm", "attray", "mensur", "corpul", "barb", "blond", "1m", "silhouette", "sedui", "surpoids", "seduisan"),
        says=(
            r"\b(?:physique|apparence|allure|silhouette) (?:tres )?(?:agreable|avantageu\w{1,2}|soigne\w{0,1}|irreprochable|exige|attrayante?|impeccable|mince|elegante?|sportive|elance\w{0,1}|de mannequin|flatteu\w{1,2})",
            r"\b(?:belle|bonne|agreable|excellente|jolie) (?:apparence|allure|silhouette|plastique)",
            r"\b(?:beau|bon) physique",
            r"\btaille (?:min\w{0,5}|max\w{0,5}|requise|exigee|:|mannequin|de guepe|1 ?m|superieure)",
            r"\b(?:mesur|fai)\w{1,5} (?:au moins|plus de|minimum|entre)? ?1 ?m ?\d\d",
            r"\b1 ?m ?\d\d (?:min\w{0,4}|max\w{0,4}|et plus)",
            r"\b(?:mince|svelte|sexy|seduisant|jolie?|attirant|elance|charmant|blond|canon)<s> (?:et|,|uniquement|exige|souhaite|<only>|\(|$|demande|requis)",
            r"\b(?:personne|candidat|profil|hotesse|serveuse|vendeuse|femme|fille|homme|vous etes|etre)<s> (?:tres )?(?:mince|svelte|sexy|seduisant|joli|attirant|elance|charmant|beau|belle|blond)",
            r"\b(?:sans|pas de|ni|aucun) (?:tatouages?|piercings?|barbe|surpoids|cheveux)",
            r"\b(?:tatouages?|piercings?|barbes?|surpoids|cheveux longs|dreadlocks)~(?:<out>|interdit|proscrit|non admis|non visible)",
            r"\bmensurations?",
            r"\b(?:poids|corpulence|imc) (?:max\w{0,5}|ideal|normal\w{0,1}|mince|proportionne|maximum|:)",
            r"\bcorpulence\b",
        ),
        asks=(r"\b(?:taille|poids|mensurations|tatouages?|piercings?)\b", r"\bcombien (?:mesurez|pesez)", r"\bcouleur de (?:vos )?cheveux"),
        unless=(*EQUALITY, r"\btailles? (?:d'|de la|des|humaine|entreprise|moyenne|intermediaire)", r"\b(?:vetement|uniforme|t-shirt|chaussure|colis|charges?|pierre|haies?|arbres?|vigne|cable)",
                r"\bcoiff|\bbarbier|\btatoueu|\bpierceu", r"\bgros sel"),
        spared_occupations=STAGE,
    ),
    Signs(
        "appearance_tone",
        words=("presentation", "look"),
        says=(
            r"\b(?:bonne|tres bonne|excellente|parfaite|belle) presentation\b(?! (?:de|des|du|d'))",
            r"\bpresentation (?:irreprochable|impeccable|exigee|physique|agreable|soignee|correcte)",
            r"\blook (?:soigne|branche|tendance|jeune)",
        ),
        unless=(r"\b(?:plats?|assiettes?|produits?|vitrines?|rayons?|dossiers?|supports?|diapo\w{0,6}|powerpoint|devis|compte)\b",),
        spared_occupations=STAGE,
    ),
    Signs(
        "health",
        words=("sante", "malad", "dos", "fum", "medical", "aptitude physique", "genet", "adn", "allerg", "arret",
               "depress", "autonomie", "traitement", "visuelle", "auditive", "ordonnance"),
        says=(
            r"\b(?:bonne|parfaite|excellente|pleine) sante\b(?! (?:financiere|economique))",
            r"\betat de sante\b",
            r"\b(?:sans|pas de|aucun|ni) (?:problemes?|soucis?|antecedents?|pathologies?) (?:de |du |au )?(?:sante|dos|medica\w{1,3}|physique)",
            r"\b(?:sans|pas de|aucune?) (?:maladies?|allergies?|traitements? medica\w{1,3}|arrets? maladie)",
            r"\bnon.fumeu\w{1,3}",
            r"\bfumeu\w{1,3}~<out>",
            r"\bcertificat medical~(?:joindre|fournir|exige|obligatoire|avec|candidature)",
            r"\b(?:joindre|fournir|presenter)~(?:certificat|dossier|questionnaire) (?:medical|de sante)",
            r"\b(?:test|examen|caracteristiques?) (?:genetique|adn)",
            r"\b(?:malades?|depressi\w{1,4}|arrets? maladie)~<out>",
            r"\bperte d'autonomie~<out>",
        ),
        asks=(r"\b(?:etat de|problemes? de|soucis de|votre) sante", r"\b(?:malad|fum|allerg|depress)\w{1,8}", r"\barrets? (?:maladie|de travail)", r"\btraitements? (?:medica|en cours)",
              r"\bmal (?:de|au) dos", r"\bproblemes? de dos", r"\bvaccine"),
        unless=(*EQUALITY, r"\b(?:mutuelle|complementaire|prevoyance|securite|professionnels?|etablissements?|secteur|maisons?|centres?|domaine|cadres? de|systeme|sciences?|parcours|agence|service|reseau|produits?|fumoir|fumisterie|acteur) (?:de |d'|en |publique|et )?sante",
                r"\bpatients?\b", r"\bresidents?\b", r"\bpersonnes? (?:agees?|en perte|dependantes?|malades?)", r"\bremplacement", r"\bbeneficiaires?\b", r"\banimaux\b", r"\bcheptel",
                r"\bespaces? fumeur", r"\bhepatite", r"\bextract|desenfum|\bfumage|\bfume\b (?:saumon|poisson)", r"\bsaumon"),
    ),
    Signs(
        "fitness",
        words=("condition physique", "forme physique", "sportif", "robuste", "constitution", "physiquement"),
        says=(
            r"\b(?:bonne|excellente|parfaite|tres bonne) (?:condition|forme|resistance|constitution) physique",
            r"\bcondition physique (?:exigee|requise|irreprochable|indispensable|necessaire)",
            r"\b(?:robuste|costaud|physiquement (?:fort|apte|resistant))<s>",
            r"\b(?:robuste|solide) constitution",
        ),
        unless=(r"\b(?:meuble|outil|materiel|solution|architecture|code|logiciel|vehicule|test|process|infrastructure)\w{0,3}\b", r"\b(?:coach|salle)"),
    ),
    Signs(
        "disability",
        words=("handica", "rqth", "valide", "mobilite reduite", "invalid", "sourd", "aveugle", "pmr", "fauteuil"),
        says=(
            r"\b(?:handicapes?|personnes? handicapees?|travailleurs? handicapes?|handicap|rqth|invalid\w{1,4}|fauteuil roulant|pmr|mobilite reduite)~(?:<out>|non (?:compatible|adapte|accessible|autorise)|impossible|incompatible|inaccessible)",
            r"\b(?:pas (?:de|d')|sans|hors|ni) ?(?:rqth|handicap\w{0,2}|invalidite|personnes? handicapees?|travailleurs? handicapes?)",
            r"\b(?:ne convient pas|inadapte|n'est pas (?:ouvert|accessible|adapte|compatible)|non (?:ouvert|accessible|adapte|compatible)<s>|inaccessible|incompatible|ferme)~(?:handicap|rqth|mobilite reduite|pmr|fauteuil)",
            r"\b(?:personnes?|candidat<s>|ouvriers?) valides?\b",
            r"\b(?:sourds?|aveugles?|malvoyants?)~<out>",
        ),
        asks=(r"\b(?:handicap\w{0,2}|rqth|invalidite)\b",),
        unless=(*EQUALITY, r"\bamenage", r"\bbienvenu", r"\bouverts? (?:a tou|aux (?:personnes|travailleurs|candidat))", r"\bentreprise adaptee", r"\bpermis valide"),
    ),
    Signs(
        "residence",
        words=("habit", "resid", "domicil", "loger", "quartier", "locaux", "locale", "vivre", "vivez", "voisin", "adresse", "riverain"),
        says=(
            r"\b(?:habit|resid)(?:er|ez|ant|ants|ante|e|iez)\b~(?:a |au |dans |sur |en |pres|proche|obligatoire|imperati|proximite|<only>)",
            r"\breserve<s> aux (?:habitant|resident|riverain|locaux)",
            r"\b(?:candidat|candidature|profil|personne)<s> (?:locaux|locale?s?|du coin|residant|habitant|domicilie)",
            r"\bdomicilie<s> (?:a|au|en|dans|sur|imperativement|obligatoirement|pres|proche)\b",
            r"\blieu (?:de residence|d'habitation|de domicile)~(?:proche|exige|a moins|imperati|<only>|dans)",
            r"\b(?:residence|domicile) (?:exige\w{0,1}|obligatoire|imperative)",
            r"\b(?:residence|domicile) (?:dans|a moins|sur|a proximite|proche)~(?:exige|obligatoire|imperati|souhaite|requise)",
            r"\b(?:banlieue|quartiers? sensibles?|cites?|hors (?:departement|region|commune))~<out>",
            r"\bvivre (?:a|dans|sur) (?:proximite|moins|la commune|place)~<only>",
        ),
        asks=(r"\b(?:ou|dans quel\w{0,2} \w{1,12}) (?:habitez|residez|vivez|logez)", r"\b(?:habitez|residez|vivez).vous", r"\bvotre (?:adresse|quartier|domicile|lieu de residence)\b",
              r"\b(?:proprietaire|locataire)", r"\blieu de residence", r"\bcode postal"),
        unless=(*EQUALITY, r"\blogement de fonction", r"\b(?:qpv|quartiers? prioritaires?|emplois? francs?|clauses? d'insertion)", r"\b(?:residents|usagers|patients|beneficiaires|clients|locataires|seniors|personnes agees)\b",
                r"\bgardien\w{0,2} d'immeuble", r"\b(?:au |a leur |leur )domicile", r"\blogement (?:offert|fourni|possible|sur place)", r"\b\d{1,5} habitants", r"\badresse (?:mail|e-mail|electronique|de courriel)"),
    ),
    Signs(
        "bank",
        words=("banque", "bancaire", "compte"),
        says=(
            r"\bcompte (?:bancaire )?(?:dans|en|aupres d'|a) ?(?:une )?(?:banque )?(?:francaise|france)~(?:<only>)?",
            r"\b(?:posseder|avoir|titulaire d'|ouvrir|disposer d')~compte (?:bancaire |courant )?(?:francais|chez|a la banque|dans une banque)",
            r"\bdomiciliation bancaire",
            r"\b(?:neobanque|banques? en ligne|compte-nickel|compte nickel)~<out>",
        ),
        asks=(r"\b(?:quelle|votre) banque", r"\bcompte bancaire", r"\bdomiciliation bancaire", r"\b(?:credits?|dettes?|decouvert) ?(?:en cours|bancaire)?\b~\?"),
        unless=(*EQUALITY, r"\b(?:rapprochements?|gestion|tenue|suivi|clientele|ouvertures? de comptes?|conseiller)\b"),
    ),
    Signs(
        "poverty",
        words=("rsa", "chom", "precari", "domicile fixe", "sdf", "surendett", "dettes", "interdit bancaire", "aide sociale", "assist"),
        says=(
            r"\b(?:rsa|chomeurs?|chomage|sdf|sans domicile fixe|surendette\w{0,2}|interdits? bancaires?|cas socia\w{1,2}|assistes?|allocataires?)\b~(?:<out>)",
            r"\b(?:pas (?:de|d')|sauf|hors) ?(?:beneficiaires? du rsa|rsa|chomeurs?|cas socia\w{1,2}|assistes?|sdf|allocataires?|demandeurs? d'emploi de longue)",
            r"\b(?:ne pas etre|non) (?:surendette|interdit bancaire|au chomage|allocataire)",
            r"\bactuellement en poste (?:uniquement|exclusivement|imperativement)",
        ),
        asks=(r"\b(?:rsa|surendette|dettes|interdit bancaire|difficultes? financieres?)\b",),
        unless=(*EQUALITY, r"\b(?:accompagn\w{1,6}|insertion|beneficiaires? (?:du rsa )?bienvenu|eligib\w{1,4}|assurance)\b"),
    ),
    Signs(
        "native_language",
        words=("langue maternelle", "natif", "native", "maternel", "accent", "mother tongue", "bilingue de naissance"),
        says=(
            r"\blangue maternelle",
            r"\b(?:anglais|francais|allemand|espagnol|italien|neerlandais|portugais|chinois|arabe|anglophone|francophone|germanophone|locuteur)\w{0,3} (?:natif|native)s?",
            r"\b(?:natif|native)s? (?:en |speaker|english|anglais|francais|anglophone|germanophone|allemand|espagnol|uniquement|french|german)",
            r"\b(?:sans|pas d'|aucun) ?accents?\b",
            r"\baccent~(?:<out>|etranger|marque)",
            r"\b(?:anglais|francais|allemand|espagnol|italien) maternel",
            r"\bmother tongue",
        ),
        asks=(r"\bd'ou vient votre accent", r"\bvotre accent", r"\blangues? parle\w{1,3} a la maison"),
        unless=(*EQUALITY, r"\b(?:application|applications|cloud|react|mobile|code|publicite|digital|ios|android)s?~nati", r"\bnati\w{1,3}~(?:ios|android|mobile|cloud|react|app)", r"\b(?:met\w{0,5}|mise?|mettant) l'accent", r"\bcloud.nativ",
                r"\bassistante? maternelle", r"\becole maternelle", r"\breact native"),
    ),
    Signs(
        "language_need",
        words=("anglais", "allemand", "espagnol", "italien", "neerlandais", "chinois", "mandarin", "arabe", "russe", "portugais", "polonais", "turc", "bilingue", "langue"),
        says=(
            r"\b(?:anglais|allemand|espagnol|italien|neerlandais|chinois|mandarin|arabe|russe|portugais|polonais|turc)\b[^.\n,]{0,30}?(?:exige\w{0,2}|obligatoire|imperati\w{1,6}|indispensable|requis\w{0,2})\b",
            r"\b(?:maitrise|pratique|connaissance) (?:parfaite |courante |imperative |obligatoire )?(?:de l'|du )(?:anglais|allemand|espagnol|italien|neerlandais|chinois|mandarin|arabe|russe|portugais|polonais|turc)~(?:exige|obligatoire|imperati|indispensable|requise)",
            r"\b(?:imperativement|obligatoirement) (?:bilingue|parler|trilingue)",
            r"\bbilingue~(?:exige|obligatoire|imperati|indispensable|requis)",
        ),
        unless=(*EQUALITY, r"\b(?:clients?|clientele|touriste|visiteur|fournisseur|international|export|etranger|voyageur|filiale|siege|partenaires?|equipes? (?:basees?|interna)|documentation|technique|frontal|frontiere|suisse|allemagne|traduc|interpret|professeur|enseign|cours|redig|repond|echang|interlocut|maison mere|equipage)\w{0,6}\b",
                r"\b(?:pas|non|n'est pas|sans etre) (?:exige|obligatoire|imperati|indispensable|requis)"),
    ),
)
