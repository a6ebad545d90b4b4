#!/bin/sh
# Runs once, when PostgreSQL's container makes its cluster, after roles.sql: gives the three roles
# their passwords. The superuser's own stays inside the container.
set -eu
for role in app migrate retention; do
  psql -v ON_ERROR_STOP=1 -v role="mj_$role" -v password="$(cat "/run/secrets/password_$role")" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
ALTER ROLE :"role" PASSWORD :'password';
SQL
done
