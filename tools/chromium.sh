#!/bin/sh
# Make sure a Chromium is there for the browser tests: Debian's package, when we may install it.
set -eu
[ ! -x /usr/bin/chromium ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installation de Chromium (paquet Debian)…"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null
  exit 0
fi
echo "Chromium manque : installez le paquet « chromium » (sudo apt install chromium), puis recommencez." >&2
exit 1
