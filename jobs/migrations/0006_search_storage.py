"""How the search's table is kept, and the companies that leave it at once."""

from django.db import migrations

# Long vectors lie apart, so that a row stays narrow (design: search.md).
FORWARD = """
alter table jobs_offersearch set (toast_tuple_target = 128);
create function search_forgets_company() returns trigger language plpgsql as $$
begin
  delete from jobs_offersearch where company_id = new.id;
  return null;
end $$;
create trigger search_forgets_company after update of suspended_at, closed_at on jobs_company
  for each row when (new.suspended_at is not null or new.closed_at is not null)
  execute function search_forgets_company();
"""
BACKWARD = """
drop trigger search_forgets_company on jobs_company;
drop function search_forgets_company();
alter table jobs_offersearch reset (toast_tuple_target);
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0005_search")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
