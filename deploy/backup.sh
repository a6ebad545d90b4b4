#!/bin/sh
# deploy/backup.sh FILE: a dump of the database without the letters that wait to be sent.
#
# The text of a delivery lives in its content table for minutes and must not live on in a backup:
# its rows are left out. Do not archive WAL or copy the data folder: both would hold the letters.
# After a restore, replay the erasure ledger and run `outbox quarantine`: see deploy/README.md.
set -eu
cd "$(dirname "$0")/.."
umask 077
docker compose exec -T database pg_dump --username postgres --format custom \
  --exclude-table-data gmail_send_deliverycontent mj > "$1.partial"
mv "$1.partial" "$1"
