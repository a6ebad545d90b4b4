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
aide-dom | Aide à domicile | 31555 | Ménage, courses et repas chez des personnes âgées.
avs | Auxiliaire de vie sociale | 35238 | Lever, toilette et compagnie de personnes dépendantes.
livr-vl | Chauffeur-livreur VL | 59350 | Colis le matin, permis B, tournée de centre-ville.
spl | Conducteur SPL | 76540 | Semi-remorque, frigo, départ le dimanche soir.
ripeur | Équipier de collecte | 13055 | Ramassage des ordures ménagères, tôt le matin.
facteur | Facteur | 87085 | Distribution du courrier et des colis, à vélo électrique.
ambul | Ambulancière diplômée d’État | 06088 | Transports sanitaires, gardes de week-end.
dentaire | Assistante dentaire | 67482 | Fauteuil, stérilisation et accueil des patients.
sec-med | Secrétaire médicale | 44109 | Agenda de quatre médecins, dossiers et téléphone.
ass-soc | Assistante de service social | 93066 | Accompagnement de familles, dossiers de droits.
educ | Éducateur spécialisé | 59350 | Foyer de douze adolescents, équipe de huit.
eje | Éducatrice de jeunes enfants | 33063 | Crèche de trente berceaux.
auxi-puer | Auxiliaire de puériculture | 33063 | Soins et éveil des tout-petits en crèche.
psycho | Psychologue | 35238 | Consultations en centre médico-psychologique.
opticien | Opticienne-lunetière | 80021 | Vente et montage, magasin de centre-ville.
recep | Réceptionniste de nuit | 06088 | Hôtel trois étoiles, clôture de caisse.
chambre | Femme de chambre ou valet de chambre | 06088 | Quinze chambres, hôtel en bord de mer.
pizza | Pizzaïolo | 13055 | Pâte maison et four à bois.
second | Second de cuisine | 33063 | Menu du jour, commandes, hygiène.
barista | Barista | 75056 | Cafés de spécialité, latte art.
gardien | Gardienne d’immeuble | 75056 | Loge, poubelles, courrier et petites réparations.
agent-immo | Négociateur immobilier | 34172 | Visites, mandats et compromis.
clientele-bq | Conseillère clientèle en banque | 69123 | Comptes et épargne de particuliers.
assur | Gestionnaire de sinistres | 87085 | Dégâts des eaux, expertises, indemnisation.
cdp-info | Cheffe de projet informatique | 31555 | Recueil des besoins, planning, recette.
webdev | Développeur web | distance | Sites en PHP et Symfony.
cm | Community manager | 75056 | Réseaux sociaux d’un musée, rédaction et images.
graph | Graphiste | 69123 | Affiches, mise en page et identité visuelle.
marketing-stage | Stage assistant marketing | 75056 | Études de marché et campagnes, six mois.
com-alt | Apprentie ou apprenti chargé de communication | 35238 | Journal et site, en alternance.
rh-alt | Assistant RH en alternance | 44109 | Annonces, dossiers du personnel, accueil des nouveaux.
platrier | Plaquiste | 97209 | Cloisons, doublages et bandes.
chantier | Chef de chantier | 69123 | Trois équipes de gros œuvre, logements collectifs.
cdt | Conductrice de travaux | 38185 | Budget, planning et sous-traitants de chantiers.
carreleur | Carreleuse | 34301 | Sols et faïences de maisons neuves.
fibre | Technicien fibre optique | 29019 | Raccordement chez l’abonné, habilitation électrique.
electromec | Électromécanicienne | 80021 | Machines d’emballage, préventif et curatif.
frigo | Frigoriste | 06088 | Chambres froides et climatisation.
qualite | Responsable qualité | 87085 | Audits, ISO 9001 et réclamations.
hse | Animatrice HSE | 76540 | Prévention, document unique, quarts d’heure sécurité.
acheteur | Acheteuse industrielle | 38185 | Consultations, contrats et suivi des fournisseurs.
logist | Responsable logistique | 80021 | Entrepôt de trente personnes, transport et stocks.
manut | Manutentionnaire | 59350 | Chargement et déchargement de camions.
usin | Opératrice sur commande numérique | 44109 | Réglage, usinage et contrôle de pièces.
couture | Couturière | 59350 | Retouches et prototypes, machine plate et surjeteuse.
auto-ecole | Enseignant de la conduite | 31555 | Permis B et conduite accompagnée.
coach | Coach sportif | 75056 | Cours collectifs et plateau de musculation.
bnssa | Maître-nageur sauveteur | 29019 | Surveillance du bassin et leçons de natation.
cyno | Agent cynophile | 76540 | Surveillance d’entrepôts avec son chien.
dir-assist | Assistante de direction | 75056 | Agenda, voyages et comptes rendus de deux directeurs.
juriste | Juriste en droit des affaires | 75056 | Contrats et contentieux.
notaire | Clerc de notaire | 34172 | Actes de vente et successions.
formateur | Formatrice en français langue étrangère | 93066 | Groupes d’adultes, du A1 au B1.
anim | Animatrice périscolaire | 97411 | Accueil du matin, cantine et ateliers.
fleur | Fleuriste | 67482 | Bouquets, deuil et mariages.
cordiste | Cordiste | 38185 | Travaux en hauteur, façades et falaises.
veto | Auxiliaire vétérinaire | 87085 | Accueil, consultations et bloc.
saison | Saisonnier en camping | 34301 | Accueil, ménage des mobil-homes, été.
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
aide a domicile |  | aide-dom | inf-lib compta
aide à domicile |  | aide-dom |
auxiliaire de vie |  | avs | auxi-puer veto
AVS |  | avs | veto
chauffeur livreur |  | livr-vl | mecano
chauffeuse livreuse |  | livr-vl |
chauffeur |  | livr-vl spl routier chauffeur-bus | plomb
chauffeur spl |  | spl | chauffeur-bus
chauffeur poids lourd |  | routier | chauffeur-bus livr-vl
conducteur super lourd |  | spl | chauffeur-bus
éboueur |  | ripeur |
postier |  | facteur |
factrice |  | facteur |
ambulancier |  | ambul |
assistant dentaire |  | dentaire | assist
secretaire medicale |  | sec-med | assist
secrétaire médical |  | sec-med |
assistante sociale |  | ass-soc | dentaire
educ spé |  | educ |
éducatrice spécialisée |  | educ | eje
eje |  | eje | educ
auxiliaire puéricultrice |  | auxi-puer | avs
psy |  | psycho |
receptionniste hotel |  | recep |
veilleur de nuit |  | recep | secu
femme de chambre |  | chambre |
valet de chambre |  | chambre |
femme de ménage |  | menage | chambre
pizzaiolo |  | pizza |
aide cuisine |  | commis | aide-compta
concierge |  | gardien |
agent immobilier |  | agent-immo |
conseiller bancaire |  | clientele-bq | dir-agence
chargé de clientèle |  | clientele-bq |
chef de projet informatique |  | cdp-info | chantier
dev web |  | webdev | cdp-info
développeur php |  | webdev | dev-java
graphiste |  | graph |
stage marketing |  | marketing-stage | cm
alternance communication |  | com-alt | rh-alt
alternance rh |  | rh-alt | com-alt
apprentissage |  | com-alt |
plaquiste |  | platrier | mac
plâtrier |  | platrier |
chef de chantier |  | chantier | cdp-info
conducteur de travaux |  | cdt | routier
carreleur |  | carreleur |
technicien fibre |  | fibre | tech-info
electromecanicien |  | electromec | mecano
frigoriste |  | frigo |
climaticien |  | frigo |
responsable qualité |  | qualite | resp-mag
qhse |  | hse |
acheteur |  | acheteur |
manutention |  | manut |
opérateur cn |  | usin |
tourneur fraiseur |  | usin |
couturier |  | couture |
moniteur auto école |  | auto-ecole | elec-auto
moniteur auto-ecole |  | auto-ecole |
coach sportif |  | coach |
maître nageur |  | bnssa |
maitre chien |  | cyno |
agent de securite |  | secu |
assistant de direction |  | dir-assist | dentaire
juriste |  | juriste |
formateur fle |  | formateur |
animateur périscolaire |  | anim | hse
travail de nuit |  | inf-nuit recep |
camping |  | saison |
job d’été |  | saison |
cuisto |  | cuisinier |
compta |  | compta aide-compta expert | compte-cle
infographiste |  | graph |
agente d'accueil |  | accueil assist | cuisinier
emploi vendeuse |  | vend-boul vend-pap | poisson
cherche emploi comptable |  | compta expert | compte-cle
poste de secrétaire |  | assist sec-med |
technicien de maintenance industrielle |  | maint | tech-info
livreur velo |  | livreur | routier
agent d'entretien |  | menage | secu
hotellerie |  | recep chambre |
soudeur alu |  |  | mecano
boucher charcutier |  | bouch | boul
infirmiere nuit montpellier |  | inf-nuit | inf-lib
comptable Limoges |  | aide-compta | compta expert
serveur Sète |  | serveur-salle | sysadmin
CDI lyon |  | dev-java expert | compta
développeur télétravail |  | webdev dev-js dev-node | dev-py
conducteur bus |  | chauffeur-bus | routier
conductrice poids lourds |  | routier | chauffeur-bus
prof de maths |  | prof-math | prof-ec
maitresse |  | prof-ec |
maître d'hôtel |  |  | prof-ec
hote de caisse |  | caisse | accueil
aide puéricultrice |  | auxi-puer | aide-compta
vigile |  | secu | menage
gestionnaire de paye |  | paie |
assistante rh |  | rh-alt | assist
ressource humaine |  | rh drh |
cuisinier Nice |  |  | cuisinier
nettoyage bureaux |  | menage | plongeur
graphisme |  | graph |
mecanique auto |  | mecano | elec-auto
ouvrier viticole |  | viti | agri
jardinier Alpes-Maritimes |  | jardin | viti
veilleur de nuit hotel |  | recep | secu
standardiste |  | assist | cuisinier
"""


def rows(table):
    """The lines of a table, each cut at its bars."""
    for line in table.strip("\n").splitlines():
        yield [cell.strip() for cell in line.split("|")]
