#!/bin/sh
# tools/venv.sh demo|dev: bring .venv to the locked packages of a group; nothing to do, nothing done.
# dev holds all of demo, so a dev environment serves `make run` as well.
set -eu
cd "$(dirname "$0")/.."
GROUP=${1:-dev}
PY=${PYTHON:-python3}
STAMP=.venv/.stamp

"$PY" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  echo "Il faut Python 3.11 ou plus récent ($PY ne convient pas ; essayez « make PYTHON=python3.12 … »)." >&2
  exit 1
}
INTERPRETER=$("$PY" -c 'import sys; print(sys.executable, sys.version.replace("\n", " "))')

wanted() { # group -> what the stamp says when that group is installed
  printf '%s\n%s %s\n' "$INTERPRETER" "$1" "$(cat "requirements/$1.txt" requirements/bootstrap.txt | cksum)"
}

FOUND=$(cat "$STAMP" 2>/dev/null || true)
for group in "$GROUP" dev; do
  if [ "$FOUND" = "$(wanted "$group")" ] && [ -x .venv/bin/python ]; then exit 0; fi
done

echo "Installation des paquets Python ($GROUP)…"
if [ "$(printf '%s\n' "$FOUND" | head -n 1)" != "$INTERPRETER" ] || [ ! -x .venv/bin/python ]; then
  "$PY" -m venv --clear .venv || {
    echo "Le module venv de Python manque (paquet python3-venv sous Debian et Ubuntu)." >&2
    exit 1
  }
fi
# Kept up to date before the change: an interrupted one is noticed, and the environment mended.
printf '%s\nunfinished\n' "$INTERPRETER" > "$STAMP"
[ -w "${HOME:-/nonexistent}" ] || export UV_NO_CACHE=1
.venv/bin/python -m pip install -q --disable-pip-version-check --no-input --require-hashes \
  --only-binary :all: -r requirements/bootstrap.txt
.venv/bin/uv pip sync -q --python .venv/bin/python --require-hashes --only-binary :all: \
  "requirements/$GROUP.txt"
# Lets a bare `pytest` find the plugin tests.servers, as `python -m pytest` does.
pwd > "$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/meilleursjobs.pth"
wanted "$GROUP" > "$STAMP"
