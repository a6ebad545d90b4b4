-- The three database roles, and what each may do with tables to come. Superuser, once per cluster,
-- inside the site's database. No role is a superuser; none but mj_migrate owns a table.
--   mj_migrate    owns the tables: migrations only
--   mj_app        web and workers: reads and writes rows, alters nothing
--   mj_retention  the purge: may delete from append-only tables what is past its time
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['mj_migrate', 'mj_app', 'mj_retention'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', name);
    END IF;
  END LOOP;
  EXECUTE format('ALTER DATABASE %I OWNER TO mj_migrate', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO mj_app, mj_retention', current_database());
END $$;

ALTER SCHEMA public OWNER TO mj_migrate;
GRANT USAGE ON SCHEMA public TO mj_app, mj_retention;
ALTER DEFAULT PRIVILEGES FOR ROLE mj_migrate IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mj_app, mj_retention;
ALTER DEFAULT PRIVILEGES FOR ROLE mj_migrate IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO mj_app, mj_retention;
