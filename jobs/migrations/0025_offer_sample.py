"""A sixteenth of the search's table, kept by triggers: it tells what many offers are like."""

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models

COLUMNS = """id, slot, company_id, published_at, commune_code, department, occupation, contract,
 working_time, remote, pay_year, experience_years, diploma, is_agency, licences, hours,
 title_vector, full_vector, offer_id"""
DRAWN = "hashint8({row}.offer_id) & 15 = 0"  # numbers that follow each other may be alike
FORWARD = f"""
create function search_sample() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    delete from jobs_offersample where id = old.id;
  end if;
  if tg_op <> 'DELETE' then
    insert into jobs_offersample ({COLUMNS})
      values ({", ".join(f"new.{name.strip()}" for name in COLUMNS.split(","))});
  end if;
  return null;
end $$;
create trigger search_sample_written after insert or update on jobs_offersearch
  for each row when ({DRAWN.format(row="new")}) execute function search_sample();
create trigger search_sample_deleted after delete on jobs_offersearch
  for each row when ({DRAWN.format(row="old")}) execute function search_sample();
"""  # noqa: S608 our own names
BACKWARD = """
drop trigger search_sample_written on jobs_offersearch;
drop trigger search_sample_deleted on jobs_offersearch;
drop function search_sample();
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0024_alert_follows")]
    operations = [
        migrations.CreateModel(
            name="OfferSample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slot", models.PositiveSmallIntegerField()),
                ("company_id", models.BigIntegerField()),
                ("published_at", models.DateTimeField()),
                ("commune_code", models.CharField(max_length=5)),
                ("department", models.CharField(max_length=3)),
                ("occupation", models.CharField(max_length=5)),
                ("contract", models.CharField(max_length=20)),
                ("working_time", models.CharField(max_length=7)),
                ("remote", models.CharField(max_length=7)),
                ("pay_year", models.IntegerField()),
                ("experience_years", models.PositiveSmallIntegerField()),
                ("diploma", models.PositiveSmallIntegerField()),
                ("is_agency", models.BooleanField()),
                ("licences", ArrayField(models.CharField(max_length=5))),
                ("hours", ArrayField(models.CharField(max_length=10))),
                ("title_vector", SearchVectorField()),
                ("full_vector", SearchVectorField()),
                (
                    "offer",
                    models.ForeignKey(
                        "jobs.offer",
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                    ),
                ),
            ],
            options={
                "verbose_name": "sample of the projection",
                "verbose_name_plural": "sample of the projection",
                "indexes": [
                    GinIndex(fields=["title_vector"], fastupdate=False, name="sample_title"),
                    GinIndex(fields=["full_vector"], fastupdate=False, name="sample_full"),
                    models.Index(fields=["-published_at", "-offer"], name="sample_newest"),
                    models.Index(fields=["-pay_year", "-offer"], name="sample_best_paid"),
                    models.Index(fields=["commune_code", "-published_at"], name="sample_commune"),
                    models.Index(fields=["department", "-published_at"], name="sample_department"),
                    models.Index(fields=["occupation", "-published_at"], name="sample_occupation"),
                    models.Index(fields=["company_id"], name="sample_company"),
                    models.Index(
                        fields=["contract", "working_time", "remote"], name="sample_kind"
                    ),
                    models.Index(fields=["remote"], name="sample_remote"),
                    models.Index(fields=["working_time"], name="sample_working_time"),
                    models.Index(fields=["is_agency"], name="sample_agency"),
                    GinIndex(fields=["hours"], name="sample_hours"),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
