"""Offers and questions written by hand: what a person means, and what must not come instead.

OFFERS: key | title | INSEE code of the place, or "distance" | text.
QUESTIONS: question | place and radius, if any | keys that must come | keys that must not.
"""

OFFERS = """
inf-nuit | Infirmière de nuit | 34172 | Soins et surveillance dans un service de cardiologie.
inf-lib | Infirmier libéral | 59350 | Tournées de soins à domicile, véhicule fourni.
aide-soin | Aide-soignant(e) en EHPAD | 34172 | Toilette, repas et écoute des résidents.
ash | Agent de service hospitalier | 69123 | Bionettoyage des chambres et distribution des plateaux.
sage | Sage-femme | 75056 | Suivi de grossesse et accouchements en maternité.
med | Médecin généraliste | 97411 | Consultations au centre de santé.
kine | Masseur-kinésithérapeute | 33063 | Rééducation après une opération du genou.
pharma | Préparatrice en pharmacie | 13055 | Préparation des ordonnances et conseil.
dev-py | Développeuse ou développeur Python | 34172 | Des outils pour les musées, avec Django.
dev-java | Développeur Java | 69123 | Des services bancaires en Java 21 et Spring.
dev-js | Développeur JavaScript front | distance | Des interfaces en TypeScript et React.
dev-c | Développeur C embarqué | 31555 | Pilotes pour cartes électroniques.
dev-cpp | Ingénieur C++ | 38185 | Calcul de trajectoires, temps réel.
dev-cs | Développeur C# .NET | 44109 | Des logiciels de gestion pour l’industrie.
dev-node | Développeur Node.js | distance | Des API en Node.js et PostgreSQL.
sysadmin | Ingénieur systèmes et réseaux | 35238 | Déployer et superviser les serveurs.
tech-info | Technicien informatique | 80021 | Dépannage des postes et aide aux collègues.
data | Analyste de données | 75056 | Tableaux de bord, SQL et Python.
compta | Comptable | 34172 | Tenue des comptes, déclarations de TVA et bilans.
aide-compta | Aide-comptable | 87085 | Saisie des factures et rapprochements bancaires.
expert | Expert-comptable | 69123 | Révision des comptes et conseil aux dirigeants.
paie | Gestionnaire de paie | 44109 | Bulletins, charges sociales, départs.
compte-cle | Responsable de comptes clés | 75056 | Développer les ventes aux enseignes.
audit | Auditrice financière | 75056 | Missions chez des clients de toutes tailles.
rh | Chargé de ressources humaines | 59350 | Recrutement, formation et suivi des contrats.
drh | Directrice des ressources humaines | 13055 | Politique sociale d’un groupe de transport.
assist | Assistante administrative | 34172 | Accueil téléphonique, courrier, agendas.
accueil | Hôtesse d’accueil | 75056 | Accueil des visiteurs au siège.
serveur-salle | Serveuse en salle | 34301 | Service de quarante couverts, terrasse l’été.
chef-rang | Chef de rang | 06088 | Service à l’assiette dans un restaurant gastronomique.
cuisinier | Cuisinier | 34172 | Carte courte, produits du marché.
commis | Commis de cuisine | 33063 | Épluchage, mise en place et dressage.
plongeur | Plongeur | 06088 | Vaisselle et propreté de la cuisine.
plongeur-sc | Scaphandrier | 34301 | Travaux sous-marins dans les ports.
barman | Barmaid | 59350 | Cocktails et service au comptoir.
boul | Boulanger·ère | 67482 | Pétrissage, façonnage et cuisson de nuit.
patis | Pâtissière | 67482 | Entremets, viennoiseries, chocolats.
bouch | Boucher | 29019 | Découpe, préparation et vente au comptoir.
poisson | Poissonnière | 29019 | Filetage et vente sur les marchés.
vend-boul | Vendeur(se) en boulangerie | 67482 | Vente, encaissement et réassort.
vend-pap | Vendeuse en prêt-à-porter | 75056 | Conseil, cabines et vitrines.
caisse | Hôte de caisse | 59350 | Encaissement et accueil en supermarché.
rayon | Employé de rayon 35 h | 59350 | Mise en rayon tôt le matin.
resp-mag | Responsable de magasin | 76540 | Équipe de huit, commandes et marges.
magasinier | Magasinier cariste | 80021 | Réception, stockage, CACES 1, 3 et 5.
prep | Préparateur de commandes | 69123 | Préparation au casque vocal, horaires en 2x8.
routier | Conducteur poids lourd | 76540 | Livraisons régionales, permis CE.
chauffeur-bus | Conductrice de bus | 35238 | Lignes urbaines, roulements.
livreur | Livreur à vélo | 44109 | Livraison de paniers, vélo-cargo fourni.
mac | Maçon | 97209 | Fondations, murs et dalles de maisons.
elec | Électricien du bâtiment | 34172 | Câblage de logements neufs.
elec-auto | Électricien automobile | 87085 | Diagnostic et faisceaux.
plomb | Plombier chauffagiste | 38185 | Pose et dépannage de chaudières.
menuis | Menuisière d’atelier | 34301 | Fenêtres en chêne, du débit à la pose.
menuis-alu | Menuisier aluminium | 13055 | Fabrication de vérandas.
peintre | Peintre en bâtiment | 33063 | Préparation des murs et finitions.
couvreur | Couvreur zingueur | 29019 | Ardoise et zinc.
sold | Soudeur TIG | 44109 | Tuyauteries inox.
mecano | Mécanicien automobile | 31555 | Entretien et réparation de véhicules.
ouvrier-38 | Ouvrier de production en 3×8 | 80021 | Conduite d’une ligne d’embouteillage.
maint | Technicienne de maintenance | 31555 | Dépannage électrique et mécanique des machines.
prof-math | Professeur de mathématiques | 93066 | Classes de seconde et première.
prof-ec | Professeure des écoles | 97411 | Classe de CM1.
atsem | Agent spécialisé des écoles maternelles | 34172 | Aide à l’enseignante, goûters et siestes.
aesh | Accompagnant éducatif et social | 35238 | Accompagnement d’élèves en situation de handicap.
nounou | Assistante maternelle | 69123 | Garde de trois enfants à domicile.
garde | Garde d’enfants à domicile | 75056 | Sortie d’école, bain et dîner.
menage | Agent de nettoyage | 13055 | Bureaux, tôt le matin.
jardin | Jardinier paysagiste | 06088 | Taille, plantations, arrosage.
viti | Ouvrière viticole | 33063 | Taille, palissage et vendanges.
agri | Ouvrier agricole | 29019 | Élevage laitier, traite et cultures.
secu | Agent de sécurité | 75056 | Rondes de nuit, carte professionnelle.
coif | Coiffeuse | 67482 | Coupe, couleur, conseil.
estheti | Esthéticienne | 06088 | Soins du visage et épilation.
dir-agence | Directrice d’agence bancaire | 38185 | Équipe de douze conseillers.
commercial | Commerciale itinérante | 69123 | Portefeuille de restaurants.
teleconseil | Téléconseiller | 87085 | Appels entrants d’assurés.
archi | Architecte d’intérieur | 75056 | Rénovation d’appartements.
avocat | Avocate en droit du travail | 75056 | Conseil et contentieux.
traduct | Traductrice anglais-français | distance | Manuels techniques.
biblio | Bibliothécaire | 93066 | Animations et acquisitions.
"""

QUESTIONS = """
infirmière | | inf-nuit inf-lib | aide-soin
infirmier | | inf-nuit inf-lib | aide-soin
infirmiere | | inf-nuit inf-lib |
infirmiers | | inf-nuit inf-lib |
INFIRMIÈRE DE NUIT | | inf-nuit | inf-lib
"infirmière de nuit" | | inf-nuit | inf-lib secu
infirmier -nuit | | inf-lib | inf-nuit
infirmier libéral | | inf-lib | inf-nuit
infirmier liberal | | inf-lib |
ide | | inf-nuit inf-lib |
aide soignant | | aide-soin | inf-nuit aide-compta
aide-soignante | | aide-soin | aide-compta
aide soignante ehpad | | aide-soin |
ash | | ash | aide-soin
agent hospitalier | | ash | secu menage
sage femme | | sage | inf-nuit
sage-femme | | sage |
médecin | | med | kine
medecin generaliste | | med |
kinésithérapeute | | kine |
kinesitherapeute | | kine | med
préparatrice pharmacie | | pharma | prep
préparateur en pharmacie | | pharma | prep
pharmacie | | pharma |
développeur | | dev-py dev-java dev-js dev-c dev-cs dev-node | dev-cpp compta
développeuse | | dev-py dev-java dev-js dev-node |
developpeur | | dev-py dev-java |
développeurs | | dev-py dev-java |
dev | | dev-py dev-java dev-node | data
développeur python | | dev-py | dev-java data
dev python | | dev-py | dev-java
python | | dev-py data | dev-java
django | | dev-py | dev-node
java | | dev-java | dev-js
javascript | | dev-js | dev-java
développeur java | | dev-java | dev-js
c++ | | dev-cpp | dev-c dev-cs
C++ | | dev-cpp | dev-cs
c# | | dev-cs | dev-c dev-cpp
C# | | dev-cs |
.net | | dev-cs | dev-node
.NET | | dev-cs |
node.js | | dev-node | dev-js
nodejs | | dev-node |
react typescript | | dev-js | dev-node
postgresql | | dev-node |
devops | | sysadmin | dev-py
ingénieur systèmes | | sysadmin | dev-cpp
informaticien | | tech-info dev-java | compta
technicien informatique | | tech-info | maint
sql | | data | dev-node
analyste données | | data | audit
comptable | | compta aide-compta expert | compte-cle paie
comptables | | compta expert | compte-cle
"expert comptable" | | expert | compta aide-compta
expert-comptable | | expert | compta
aide comptable | | aide-compta | aide-soin
comptes clés | | compte-cle | compta
tva | | compta | expert
comptable -aide | | compta expert | aide-compta
gestionnaire paie | | paie | compta
paie | | paie | compta
auditeur financier | | audit | compta
auditrice | | audit |
rh | | rh drh | paie
ressources humaines | | rh drh |
drh | | drh |
directeur ressources humaines | | drh | dir-agence
directrice rh | | drh | dir-agence
secrétaire | | assist | accueil
secretaire | | assist |
assistant administratif | | assist | nounou
accueil | | assist accueil | cuisinier
hôte d’accueil | | accueil | caisse
hotesse accueil | | accueil |
serveur | | serveur-salle | sysadmin
serveuse | | serveur-salle | barman
serveur -salle | | | serveur-salle
"chef de rang" | | chef-rang | cuisinier commis
chef de rang | | chef-rang |
cuisinière | | cuisinier | commis
cuisinier | | cuisinier | plongeur
cuisine | | commis plongeur | dev-py
commis | | commis |
plonge | | plongeur | menage
plongeur | | plongeur | cuisinier
scaphandrier | | plongeur-sc | plongeur
sous-marin | | plongeur-sc |
barman | | barman | serveur-salle
boulanger | | boul | bouch
boulangère | | boul | patis
boulangerie | | vend-boul | bouch
vendeur boulangerie | | vend-boul | vend-pap
vendeuse | | vend-boul vend-pap | poisson
vendeur | | vend-boul vend-pap |
vendeur -boulangerie | | vend-pap | vend-boul
prêt-à-porter | | vend-pap | livreur
pret a porter | | vend-pap |
pâtissier | | patis | boul
patissiere | | patis |
bouchère | | bouch | boul
boucher | | bouch |
poissonnier | | poisson | bouch
caissier | | caisse | vend-boul
caissière | | caisse |
hôtesse de caisse | | caisse | accueil
35h | | rayon | ouvrier-38
35 h | | rayon |
employé rayon | | rayon | resp-mag
responsable magasin | | resp-mag | magasinier
magasinier | | magasinier | resp-mag
cariste | | magasinier | prep
caces | | magasinier |
préparateur de commandes | | prep | pharma
preparatrice commandes | | prep | pharma
2x8 | | prep | ouvrier-38
3x8 | | ouvrier-38 | prep
3×8 | | ouvrier-38 |
routier | | routier | chauffeur-bus
camionneur | | routier |
conducteur poids lourd | | routier | chauffeur-bus
conducteur de bus | | chauffeur-bus | routier
conductrice | | chauffeur-bus routier |
livreur | | livreur | routier
livreuse à vélo | | livreur |
maçon | | mac | peintre
macon | | mac |
électricien | | elec elec-auto | maint
electricienne | | elec elec-auto |
électricien bâtiment | | elec | elec-auto
électricien -automobile | | elec | elec-auto
plombière | | plomb | elec
plombier chauffagiste | | plomb |
menuisier | | menuis menuis-alu | mac
menuisière | | menuis menuis-alu |
menuisier -aluminium | | menuis | menuis-alu
chêne | | menuis | couvreur
peintre bâtiment | | peintre | elec
couvreuse | | couvreur | peintre
soudeur | | sold | mecano
soudeuse tig | | sold |
mécanicienne | | mecano | maint
mecanicien auto | | mecano |
mécanicien automobile | | mecano | elec-auto
technicien maintenance | | maint | tech-info
maintenance | | maint | sysadmin
prof | | prof-math | atsem
professeur mathématiques | | prof-math | prof-ec
instituteur | | prof-ec | prof-math
institutrice | | prof-ec |
professeur des écoles | | prof-ec | prof-math
atsem | | atsem | prof-ec
aes | | aesh | aide-soin
nounou | | nounou garde | atsem
garde enfants | | garde nounou | secu
assistant maternel | | nounou | assist
ménage | | menage | jardin
nettoyage | | menage | plongeur
jardinière | | jardin | viti
paysagiste | | jardin | archi
vendanges | | viti | agri
ouvrier agricole | | agri | viti
agent sécurité | | secu | menage
coiffeur | | coif | estheti
coiffeuse | | coif |
esthéticien | | estheti | coif
directeur d’agence | | dir-agence | drh
commercial | | commercial | resp-mag
vrp | | commercial |
téléconseillère | | teleconseil | estheti
teleconseiller | | teleconseil |
architecte | | archi | jardin
avocat | | avocat | archi
avocate droit travail | | avocat |
traducteur | | traduct | biblio
anglais | | traduct |
bibliothécaire | | biblio | teleconseil
télétravail | | | archi
 | lieu=34172 | compta elec aide-soin | inf-lib expert
 | lieu=34301&rayon=0 | serveur-salle menuis plongeur-sc | compta
 | lieu=34301&rayon=30 | serveur-salle menuis compta elec | mac
infirmier | lieu=34172 | inf-nuit | inf-lib
menuisier | lieu=13055 | menuis-alu | menuis
comptable | lieu=69123 | expert | compta aide-compta
développeur | lieu=69123 | dev-java | dev-py
 | lieu=75056 | audit secu archi | commercial
avocat | lieu=75101 | avocat | expert
pharmacie | lieu=13201 | pharma |
 | lieu=saint-denis-97411 | med prof-ec | mac
 | lieu=97209 | mac | med
professeur | lieu=93066 | prof-math | prof-ec
 | lieu=93066 | prof-math biblio | prof-ec
professeur | lieu=saint-denis-97411 | prof-ec | prof-math
"""


def rows(table):
    """The lines of a table, each cut at its bars."""
    for line in table.strip("\n").splitlines():
        yield [cell.strip() for cell in line.split("|")]
