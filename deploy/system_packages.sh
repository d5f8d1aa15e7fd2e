#!/usr/bin/env bash
# Check for the system's packages that pip cannot bring, and install what is missing where we may.
# Usage: deploy/system_packages.sh PURPOSE...
#   run     what every process needs              screen  a browser on a screen of its own (cage)
#   demo    run, and a voice for the wall         sound   a speaker at the sound card, and a voice
#   test    run, and what the tests need
#   gpio    the distribution's lgpio, for a Python that has no wheel of it
#   test-kernel, build-kernel  what the tests on a kernel need, and to build that kernel
#   test-arm64                 what the test in an emulated arm64 Debian needs
# DRY_RUN=1 only says what is missing.
set -euo pipefail

python="${PYTHON:-python3}"
missing=()

has_program() { command -v "$1" >/dev/null 2>&1; }
has_postgres() { has_program initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
has_file() { compgen -G "$1" >/dev/null; }
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
  need libusb-1.0-0 has_library libusb-1.0.so.0 # printers on USB
  need fonts-dejavu-core has_font 'dejavu/DejaVuSans.ttf'
}

venv_works() { "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; }
has_library() { [[ "$(ldconfig_path -p 2>/dev/null)" == *"$1"* ]]; }
ldconfig_path() { PATH="$PATH:/sbin:/usr/sbin" ldconfig "$@"; }

needs_a_voice() { need espeak-ng has_program espeak-ng; }

needs_to_test() {
  needs_a_voice
  need chromium has_program chromium
  is_raspberry_pi_os || need chromium-headless-shell has_program chromium-headless-shell
  need cage has_program cage
  need postgresql has_postgres
  need shellcheck has_program shellcheck
  need systemd has_program systemd-analyze
  need udev has_program udevadm
  need zbar-tools has_program zbarimg
  need fonts-noto-core has_font 'noto/NotoSans-Regular.ttf'
}

# It builds a Chromium of its own, without the shell that draws no frame around a page: the tests then take the whole.
is_raspberry_pi_os() { has_file /etc/rpi-issue; }

needs_to_test_the_kernel() {
  need busybox-static has_program busybox
}

needs_to_emulate_arm64() {
  need debootstrap has_program debootstrap
  need qemu-user-static has_program qemu-aarch64-static
  need iproute2 has_program ip
  need git has_program git
}

needs_to_build_the_kernel() {
  need gcc has_program gcc
  need make has_program make
  need flex has_program flex
  need bison has_program bison
  need bc has_program bc
  need xz-utils has_program xz
  need libc6-dev has_file '/usr/include/stdio.h'
}

needs_a_screen() {
  need cage has_program cage
  need chromium has_browser
  need libpam-systemd has_file '/usr/lib/*/security/pam_systemd.so' # gives cage its seat
  need fonts-noto-core has_font 'noto/NotoSans-Regular.ttf'
}
has_browser() { has_program chromium || has_program chromium-browser; }

has_lgpio() { "$python" -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("lgpio") is None)'; }

check() { # check PURPOSE
  case "$1" in
    run) needs_to_run ;;
    demo) needs_to_run && needs_a_voice ;;
    test) needs_to_run && needs_to_test ;;
    screen) needs_a_screen ;;
    sound) need alsa-utils has_program aplay && needs_a_voice ;;
    gpio) need python3-lgpio has_lgpio ;;
    test-kernel) needs_to_run && needs_to_test_the_kernel ;;
    build-kernel) needs_to_build_the_kernel ;;
    test-arm64) needs_to_emulate_arm64 ;;
    *)
      echo "usage: deploy/system_packages.sh run|demo|test|screen|sound|gpio|test-kernel|build-kernel|test-arm64 ..." >&2
      exit 2
      ;;
  esac
}

install_missing() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo -n)
  fi
  if ! has_program apt-get || ! "${as_root[@]}" true 2>/dev/null; then
    echo "Missing: ${missing[*]}. Install them, for instance with: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq || echo 'The lists of packages could not be renewed; going on with those there are.' >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null || cannot_install
}

cannot_install() {
  echo "Not installed: ${missing[*]}, see above; nothing else was changed. Mend that and run this again." >&2
  if [[ " ${missing[*]} " == *' python3-lgpio '* ]]; then
    echo 'python3-lgpio comes with Raspberry Pi OS. On plain Debian take Bookworm, whose Python needs no such package.' >&2
  fi
  exit 1
}

if [ "$#" -eq 0 ]; then
  check ''
fi
for purpose in "$@"; do
  check "$purpose"
done
if [ "${#missing[@]}" -gt 0 ]; then
  if [ -n "${DRY_RUN:-}" ]; then
    echo "would install the packages ${missing[*]}"
    exit 0
  fi
  install_missing
fi

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "$("$python" --version) is too old: Antre needs Python 3.11 or newer; name one with: make PYTHON=python3.13 ..." >&2
  exit 1
fi
