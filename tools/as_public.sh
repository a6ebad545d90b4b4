#!/bin/sh
# tools/as_public.sh COMMAND…: run `manage.py COMMAND…` with the settings of a public site.
# The keys are made for this run, and every server named here is one that nobody runs.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
random() { "$python" -c "import base64, os; print(base64.b64encode(os.urandom($1)).decode())"; }

env -i PATH="$PATH" HOME="${HOME:-/}" LANG=C.UTF-8 \
  SECRET_KEY="$(random 60)" \
  FIELD_KEYS="check:$(random 32)" \
  SITE_URL=https://www.example.fr \
  TRUSTED_PROXIES=1 \
  DATABASE_URL=postgres://mj_app@127.0.0.1:1/mj \
  RETENTION_DATABASE_URL=postgres://mj_retention@127.0.0.1:1/mj \
  MIGRATE_DATABASE_URL=postgres://mj_migrate@127.0.0.1:1/mj \
  CACHE_URL=redis://127.0.0.1:1/0 \
  CELERY_BROKER_URL=redis://127.0.0.1:1/0 \
  EMAIL_URL=smtp+tls://user:password@mail.example.fr:587 \
  STORAGE_URL=/srv/files \
  ERASURE_LEDGER_URL=/srv/ledger/erasures.jsonl \
  COMPANY_SIREN=000000000 COMPANY_REGISTER="RCS Exemple" COMPANY_CAPITAL="1 €" \
  COMPANY_PHONE="04 00 00 00 00" PUBLICATION_DIRECTOR=Exemple \
  HOSTING_NAME=Exemple HOSTING_ADDRESS=Exemple HOSTING_PHONE="04 00 00 00 00" \
  HOSTING_COUNTRY=France MAIL_PROVIDER_NAME=Exemple \
  GOOGLE_LOGIN_CLIENT_ID=login.example GOOGLE_LOGIN_CLIENT_SECRET=secret \
  GOOGLE_GMAIL_CLIENT_ID=gmail.example GOOGLE_GMAIL_CLIENT_SECRET=secret \
  "$python" -W ignore::RuntimeWarning manage.py "$@" # no database to ask about its history
