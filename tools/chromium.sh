#!/bin/sh
# Make sure that what `make test-browser` runs is there: Chromium, and pdftotext, which many tools
# that sort CVs read with. Debian's packages, when we may install them.
set -eu
missing=
[ -x /usr/bin/chromium ] || missing=chromium
[ -x /usr/bin/pdftotext ] || missing="${missing:+$missing }poppler-utils"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installation de paquets Debian : $missing…"
  apt-get update -qq
  # shellcheck disable=SC2086 # one word a package
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null
  exit 0
fi
echo "Il manque des paquets : installez-les (sudo apt install $missing), puis recommencez." >&2
exit 1
