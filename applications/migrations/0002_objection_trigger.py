"""The database itself refuses a letter to somebody on the objection list."""

from django.db import migrations

FORWARD = """
create function refuse_letter_to_objector() returns trigger language plpgsql as $$
begin
  if exists (
    select from applications_suppressionentry where digest = any (new.contact_keys)
  ) then
    raise exception 'somebody on the objection list'
      using errcode = 'check_violation', constraint = 'nobody_on_the_objection_list';
  end if;
  return new;
end $$;
create trigger nobody_on_the_objection_list
  before insert or update of contact_keys on applications_reservation
  for each row execute function refuse_letter_to_objector();
"""
BACKWARD = """
drop trigger nobody_on_the_objection_list on applications_reservation;
drop function refuse_letter_to_objector();
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
