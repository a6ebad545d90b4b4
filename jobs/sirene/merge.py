"""What the files say, staged in temporary tables, then written where it differs.

Everything is set-based. A batch is a range of SIREN, so that a company and its places of work are
written together; each batch is a transaction, and running one again changes nothing. What a claimed
company wrote is never overwritten; that it or a place of work closed is a fact, and is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple

from django.db import connection, transaction

from .rows import Gone, Kept, Unit

BATCH = 20_000  # places of work in a transaction
TABLES = """
create temp table sirene_kept (
  siren text, siret text, company_name text, company_key text, company_slug text, name text,
  name_key text, naf text, headcount text, address text, postal_code text, commune_code text,
  is_head_office boolean, opened_on date);
create temp table sirene_gone (siren text, siret text, reason text, since date);
create temp table sirene_gone_chunk (like sirene_gone);
create temp table sirene_units (
  siren text primary key, name text, name_key text, slug text, naf text, headcount text);
create temp table sirene_units_chunk (like sirene_units);
"""
NAMES = ("sirene_kept", "sirene_gone", "sirene_gone_chunk", "sirene_units", "sirene_units_chunk")

# --- One batch: %(low)s < siren <= %(high)s -----------------------------------------------------
# One line per company: its own name first, else that of its head office, else of any place.
COMPANIES = """
create temp table sirene_company on commit drop as
select distinct on (k.siren) k.siren,
  coalesce(u.name, k.company_name) as name, coalesce(u.name_key, k.company_key) as name_key,
  coalesce(u.slug, k.company_slug) as slug, coalesce(nullif(u.naf, ''), k.naf) as naf,
  coalesce(nullif(u.headcount, ''), max(k.headcount) over (partition by k.siren)) as headcount
from sirene_kept k left join sirene_units u using (siren)
where k.siren > %(low)s and k.siren <= %(high)s
order by k.siren, (coalesce(u.name, k.company_name) = ''), k.is_head_office desc, k.siret
"""
NAMELESS = """
delete from sirene_company s where s.name = ''
  and not exists (select from jobs_company c where c.siren = s.siren)
"""
CREATE_COMPANIES = """
insert into jobs_company (siren, name, name_key, slug, naf, headcount, description, website, logo,
  verified_how, closed_reason, wanted_occupations, created_at)
select siren, name, name_key, slug, naf, headcount, '', '', '', '', '', '{}', now()
from sirene_company where name <> ''
on conflict (siren) do nothing
"""
UPDATE_COMPANIES = """
update jobs_company c
set name = s.name, name_key = s.name_key, naf = s.naf, headcount = s.headcount
from sirene_company s
where c.siren = s.siren and c.claimed_at is null and s.name <> ''
  and (c.name, c.naf, c.headcount) is distinct from (s.name, s.naf, s.headcount)
"""
# The same SIRET twice, or two head offices, are faults of the file: the first line counts.
PLACES = """
create temp table sirene_place on commit drop as
select distinct on (k.siret) k.*, c.id as company_id, c.claimed_at is not null as claimed,
  k.is_head_office and k.siret = min(k.siret) filter (where k.is_head_office)
    over (partition by k.siren) as head
from sirene_kept k join jobs_company c using (siren)
where k.siren > %(low)s and k.siren <= %(high)s
order by k.siret
"""
MOVE_HEAD_OFFICES = """
update jobs_establishment e set is_head_office = false
from sirene_place s
where e.company_id = s.company_id and s.head and e.siret <> s.siret and e.is_head_office
"""
CREATE_PLACES = """
insert into jobs_establishment (company_id, siret, name, name_key, naf, headcount, address,
  postal_code, commune_code, is_head_office, opened_on, closed_reason)
select company_id, siret, name, name_key, naf, headcount, address, postal_code, commune_code, head,
  opened_on, '' from sirene_place
on conflict (siret) do nothing
"""
UPDATE_PLACES = """
update jobs_establishment e
set name = s.name, name_key = s.name_key, naf = s.naf, headcount = s.headcount,
  address = s.address, postal_code = s.postal_code, commune_code = s.commune_code,
  opened_on = s.opened_on
from sirene_place s
where e.siret = s.siret and not s.claimed
  and (e.name, e.naf, e.headcount, e.address, e.postal_code, e.commune_code, e.opened_on)
    is distinct from
    (s.name, s.naf, s.headcount, s.address, s.postal_code, s.commune_code, s.opened_on)
"""
REOPEN_PLACES = """
update jobs_establishment e set closed_at = null, closed_reason = '', is_head_office = s.head
from sirene_place s
where e.siret = s.siret and e.company_id = s.company_id
  and (e.closed_at is not null or e.is_head_office <> s.head)
"""
CLOSE_PLACES = """
update jobs_establishment e
set closed_at = coalesce(g.since::timestamp at time zone 'Europe/Paris', now()),
  closed_reason = g.reason,
  name = case when g.reason = 'withheld' then '' else e.name end,
  name_key = case when g.reason = 'withheld' then '' else e.name_key end,
  address = case when g.reason = 'withheld' then '' else e.address end
from sirene_gone g, jobs_company c
where e.siret = g.siret and c.id = e.company_id and e.closed_reason <> g.reason
  and (g.reason <> 'withheld' or c.claimed_at is null)
  and g.siren > %(low)s and g.siren <= %(high)s
"""
FORGET_ADDRESSES = """
delete from jobs_applicationaddress a using jobs_establishment e
where a.establishment_id = e.id and e.closed_reason = 'withheld'
  and left(e.siret, 9) > %(low)s and left(e.siret, 9) <= %(high)s
  and e.siret in (select siret from sirene_gone)
"""
REOPEN_COMPANIES = """
update jobs_company c set closed_at = null, closed_reason = ''
from sirene_company s
where c.siren = s.siren and c.closed_at is not null
"""
CLOSE_COMPANIES = """
with last as (
  select e.company_id, max(e.closed_at) as closed_at,
    max(e.closed_reason) as reason  -- their alphabet serves us: closed < no_staff < withheld
  from jobs_establishment e
  where e.company_id in (
    select e2.company_id from sirene_gone g join jobs_establishment e2 using (siret)
    where g.siren > %(low)s and g.siren <= %(high)s)
  group by e.company_id having bool_and(e.closed_at is not null))
update jobs_company c
set closed_at = last.closed_at, closed_reason = last.reason
from last where c.id = last.company_id and c.closed_reason <> last.reason
"""
# What objects to being published leaves nothing but its number.
FORGET_COMPANIES = """
update jobs_company set name = 'Entreprise non diffusible', name_key = 'entreprise non diffusible',
  slug = 'entreprise-' || siren, description = '', website = ''
where closed_reason = 'withheld' and siren > %(low)s and siren <= %(high)s
  and slug <> 'entreprise-' || siren
"""
STEPS = (
    (COMPANIES, None),
    (NAMELESS, "sans nom commercial"),
    (CREATE_COMPANIES, "entreprises créées"),
    (UPDATE_COMPANIES, "entreprises mises à jour"),
    (PLACES, None),
    (MOVE_HEAD_OFFICES, None),
    (CREATE_PLACES, "établissements créés"),
    (UPDATE_PLACES, "établissements mis à jour"),
    (REOPEN_PLACES, None),
    (CLOSE_PLACES, "établissements retirés"),
    (FORGET_ADDRESSES, None),
    (REOPEN_COMPANIES, "entreprises rouvertes"),
    (CLOSE_COMPANIES, "entreprises retirées"),
    (FORGET_COMPANIES, None),
)


def prepare() -> None:
    """Make the staging tables, empty. Long statements are allowed until `discard()`."""
    discard()
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = '10min'")  # no visitor waits for them
        cursor.execute(TABLES)


def discard() -> None:
    """Drop the staging tables, if they are there."""
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists {', '.join(f'pg_temp.{n}' for n in NAMES)}")
        cursor.execute("reset statement_timeout")


def _copy(table: str, rows: Iterable[Kept | Gone | Unit]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy pg_temp.{table} from stdin") as copy:
        for row in rows:
            copy.write_row(astuple(row))


def stage(kept: list[Kept], gone: list[Gone]) -> None:
    """Add a chunk of establishments. Of those gone, only the ones we hold matter."""
    _copy("sirene_kept", kept)
    _copy("sirene_gone_chunk", gone)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sirene_gone select g.* from sirene_gone_chunk g "
            "where exists (select from jobs_establishment e where e.siret = g.siret)"
        )
        cursor.execute("truncate sirene_gone_chunk")


def index_staged() -> None:
    """Index what was staged, once it is all there."""
    with connection.cursor() as cursor:
        cursor.execute("create index on sirene_kept (siren, siret)")
        cursor.execute("create index on sirene_gone (siren)")
        cursor.execute("analyze sirene_kept")
        cursor.execute("analyze sirene_gone")


def stage_units(units: list[Unit]) -> None:
    """Add a chunk of legal units; only those of staged establishments matter."""
    _copy("sirene_units_chunk", units)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sirene_units select u.* from sirene_units_chunk u "
            "where exists (select from sirene_kept k where k.siren = u.siren) "
            "on conflict (siren) do nothing"
        )
        cursor.execute("truncate sirene_units_chunk")


def ranges(after: str = "") -> Iterator[tuple[str, str]]:
    """The batches: (low, high] bounds of SIREN beyond `after`, covering all that was staged."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select distinct siren from (
              select siren, row_number() over (order by siren) as place from (
                select siren from sirene_kept union all select siren from sirene_gone) a
              where siren > %s) b
            where place %% %s = 0 order by siren
            """,
            [after, BATCH],
        )
        bounds = [row[0] for row in cursor.fetchall()]
    yield from zip([after, *bounds], [*bounds, "999999999"], strict=True)


def merge(low: str, high: str, *, dry_run: bool, counts: Counter[str]) -> None:
    """Write one batch in one transaction, or, dry, undo it; add what changed to `counts`."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, counted in STEPS:
            cursor.execute(statement, {"low": low, "high": high})
            if counted:
                counts[counted] += cursor.rowcount
        cursor.execute("drop table sirene_company, sirene_place")
        transaction.set_rollback(dry_run)
