"""Marks among the words of the search's rows: what is counted on fingers, and the title's words.

A mark is a word that no text has, since texts have no « : » and no « = » within their words.
Regions as they are since 2016 (Code officiel géographique, INSEE); elsewhere a department is one.
"""

from django.db import migrations

REGIONS = {
    "11": "75 77 78 91 92 93 94 95",
    "24": "18 28 36 37 41 45",
    "27": "21 25 39 58 70 71 89 90",
    "28": "14 27 50 61 76",
    "32": "02 59 60 62 80",
    "44": "08 10 51 52 54 55 57 67 68 88",
    "52": "44 49 53 72 85",
    "53": "22 29 35 56",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "84": "01 03 07 15 26 38 42 43 63 69 73 74",
    "93": "04 05 06 13 83 84",
    "94": "2A 2B",
}
REGION = "\n".join(
    "      when department in ('{}') then 'a:{}'".format("', '".join(codes.split()), region)
    for region, codes in REGIONS.items()
)
FORWARD = rf"""
create function search_marked(
  words tsvector, title tsvector, department text, contract text, working_time text, remote text,
  hours text[], is_agency boolean
) returns tsvector language sql immutable parallel safe
return
  ts_delete(words, array(
    select word from unnest(tsvector_to_array(words)) word where word ~ '^(=|[a-z]:)'
  ))
  || regexp_replace(title::text, '''((?:[^'']|'''')+)''', '''=\1''', 'g')::tsvector
  || array_to_tsvector(array_remove(
    array(select 'h:' || one from unnest(hours) one) || array[
      'd:' || department, 'c:' || contract, 't:' || working_time, 'r:' || remote,
      case when is_agency then 'e:agence' else 'e:direct' end,
      case
{REGION}
      end
    ], null
  ));
create function search_marks() returns trigger language plpgsql as $$
begin
  new.full_vector := search_marked(
    new.full_vector, new.title_vector, new.department, new.contract, new.working_time, new.remote,
    new.hours, new.is_agency
  );
  return new;
end $$;
create trigger search_marks before insert or update on jobs_offersearch
  for each row execute function search_marks();
"""
BACKWARD = """
drop trigger search_marks on jobs_offersearch;
drop function search_marks();
drop function search_marked(tsvector, tsvector, text, text, text, text, text[], boolean);
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0028_claim_first_offer")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
