#!/usr/bin/env bash
# Check for the system's packages that pip cannot bring, and install what is missing where we may.
# Usage: deploy/system_packages.sh run|test   (run: what the product needs; test: that and what the tests need)
set -euo pipefail

purpose="${1:-}"
python="${PYTHON:-python3}"
missing=()

has_program() { command -v "$1" >/dev/null 2>&1; }
has_postgres() { has_program initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
has_font() { compgen -G "/usr/share/fonts/truetype/$1" >/dev/null; }
need() { # need PACKAGE CHECK...: the package is missing unless the check succeeds
  local package="$1"
  shift
  "$@" || missing+=("$package")
}

needs_to_run() {
  need python3 has_program "$python"
  need python3-venv venv_works
  need libfribidi0 has_library libfribidi.so.0 # Pillow lays out right-to-left scripts with it
  need fonts-dejavu-core has_font 'dejavu/DejaVuSans.ttf'
}

venv_works() { "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; }
has_library() { ldconfig_path -p 2>/dev/null | grep -q "$1"; }
ldconfig_path() { PATH="$PATH:/sbin:/usr/sbin" ldconfig "$@"; }

needs_to_test() {
  need chromium has_program chromium
  need postgresql has_postgres
  need zbar-tools has_program zbarimg
  need fonts-noto-core has_font 'noto/NotoSans-Regular.ttf'
}

case "$purpose" in
  run) needs_to_run ;;
  test) needs_to_run && needs_to_test ;;
  *)
    echo "usage: deploy/system_packages.sh run|test" >&2
    exit 2
    ;;
esac

if [ "${#missing[@]}" -gt 0 ]; then
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo -n)
  fi
  if ! has_program apt-get || ! "${as_root[@]}" true 2>/dev/null; then
    echo "Missing: ${missing[*]}. Install them, for instance with: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
fi

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "$("$python" --version) is too old: Antre needs Python 3.11 or newer; name one with: make PYTHON=python3.13 ..." >&2
  exit 1
fi
