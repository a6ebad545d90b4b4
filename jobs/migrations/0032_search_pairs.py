"""Marks for the day and the pay of an offer, and pairs of common words that follow each other.

A phrase of two words that most offers have (« équipe de nuit ») was read in each of them. The pairs
are not among the words of a row, which they would double: an index alone holds them.
"""

import unicodedata

from django.db import migrations

# What more than one advertisement in ten or twenty says, as we know them and as our own invented
# ones do; what is missing costs time, never an answer. Little words (« les », « à ») are left out:
# they are in all of them. Another list takes another function and another index.
COMMON = """
accompagner accueil accueillir activité administratif agent aide améliorer animer appel assistant
assurer atelier autonome autre avancer avantage bac base besoin bon brut bureau candidat candidature
caisse cadre cdd cdi centre chantier chaque charge chef choix client collaborateur collègue commande
commencer commercial communication compétence compter confiance confier conduire conduite
connaissance connaître conseil conseiller contact contrat contrôle contrôler cours créer début
débutant accepter demande déplacement développement développer deux diplôme direction directeur
disponible domaine domicile dossier durée échange embauche employé emploi encadrer enfant ensemble
entreprise entretenir entretien environnement équipe équipement établissement évoluer évolution
exigence exiger expérience expliquer faire famille fin fonction formation former français gérer
gestion grand groupe heure horaire immédiat indemnité industrie information informatique
installation intégrer intérim jeune jour journée lieu ligne livraison local logiciel long machine
magasin main maintenance maîtrise maîtriser manquer marché matériel matin mettre mise mission mois
motivation moyen net nettoyage niveau norme nouveau nuit offrir organisation organiser outil paie
partager participer partiel passer patient payer permettre permis personne personnel place plan
planning plein plus poste premier prendre préparation préparer présence prime principal prise
procédure produire production produit professionnel profil projet proposer public qualité rapport
réalisation réaliser recevoir recherche rechercher récupérer région règle rejoindre relation
remplacement rémunération rendre rencontrer répondre respect respecter responsable restaurant
résultat rigueur rigoureux route salaire salarié santé savoir secteur sécurité semaine sens service
simple site situation société soin soir soutien souhaiter stage stock structure suivi suivre
supplémentaire surface système tâche technicien technique téléphone temps tenir tenue terrain titre
toute transmettre travail travailler usage utilisation véhicule veiller vente vie ville week
"""
MARKED = """
create function search_marked(
  words tsvector, title tsvector, department text, contract text, working_time text, remote text,
  hours text[], is_agency boolean, published_at timestamptz, pay_year integer
) returns tsvector language sql immutable parallel safe
return
  search_marked(words, title, department, contract, working_time, remote, hours, is_agency)
  || array_to_tsvector(array[
    'j:' || floor(extract(epoch from published_at) / 86400)::integer,
    'p:' || least(pay_year / 5000, 20)
  ]);
create or replace function search_marks() returns trigger language plpgsql as $$
begin
  new.full_vector := search_marked(
    new.full_vector, new.title_vector, new.department, new.contract, new.working_time, new.remote,
    new.hours, new.is_agency, new.published_at, new.pay_year
  );
  return new;
end $$;
"""
UNMARKED = """
create or replace function search_marks() returns trigger language plpgsql as $$
begin
  new.full_vector := search_marked(
    new.full_vector, new.title_vector, new.department, new.contract, new.working_time, new.remote,
    new.hours, new.is_agency
  );
  return new;
end $$;
drop function search_marked(
  tsvector, tsvector, text, text, text, text, text[], boolean, timestamptz, integer
);
"""
# Each pair as « before distance after », one stop word at most between: « équip 2 nuit ».
PAIRS = """
create function search_pairs(words tsvector) returns text[]
language sql immutable parallel safe cost 20000
return array(
  select pair from (
    select
      case when place - lag(place) over following <= 2
        then lag(word) over following || ' ' || place - lag(place) over following || ' ' || word
      end near,
      case when place - lag(place, 2) over following <= 2
        then lag(word, 2) over following || ' 2 ' || word
      end far
    from (
      select lexeme word, unnest(positions) place from unnest(words)
      where lexeme = any ('{%s}'::text[])
    ) common
    window following as (order by place)
  ) pairs, unnest(array[near, far]) pair
  where pair is not null
);
"""


def create_pairs(apps, schema_editor):
    """The words as the dictionary of this database stems them, as written and without accents."""
    bare = unicodedata.normalize("NFD", COMMON).encode("ascii", "ignore").decode()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select tsvector_to_array(to_tsvector('french', %s))", [f"{COMMON} {bare}"])
        [(stems,)] = cursor.fetchall()
        cursor.execute(PAIRS % ",".join(stems))


class Migration(migrations.Migration):
    dependencies = [("jobs", "0031_alert_questions")]
    operations = [
        migrations.RunSQL(MARKED, UNMARKED),
        migrations.RunPython(create_pairs, migrations.RunPython.noop),
        migrations.RunSQL("", "drop function search_pairs(tsvector)"),
    ]
