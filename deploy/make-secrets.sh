#!/bin/sh
# Make the secrets of a deployment in deploy/secrets, once. Existing files are never touched:
# a lost field key makes every encrypted field unreadable, so keep a copy apart from the backups.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
cd secrets

random() { head -c "$1" /dev/urandom | base64 | tr -d '\n='; }
keep() { [ -e "$1" ] || printf '%s' "$2" > "$1"; }

keep secret_key "$(random 60)"
keep field_keys "$(date +k%Y%m):$(head -c 32 /dev/urandom | base64 | tr -d '\n')"
keep password_postgres "$(random 24 | tr '+/' '-_')"
for role in app migrate retention; do
  keep "password_$role" "$(random 24 | tr '+/' '-_')"
  keep "database_url_$role" "postgres://mj_$role:$(cat "password_$role")@database:5432/mj"
done
for name in email_url google_login_client_secret google_gmail_client_secret; do
  [ -e "$name" ] || { : > "$name"; echo "À remplir : deploy/secrets/$name"; }
done
# The containers read them as other users than the one who made them.
chmod 0444 ./*
