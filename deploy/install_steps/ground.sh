# shellcheck shell=bash disable=SC2034,SC2154
# Read by deploy/install.sh: what every step stands on. Whatever changes the system goes through run or put.

say() { printf '%s\n' "$*"; }
fail() {
  printf 'install: %s\n' "$*" >&2
  exit 1
}
wrong_usage() {
  printf 'install: %s\n\n' "$*" >&2
  usage >&2
  exit 2
}
run() {
  if [ -n "$dry_run" ]; then say "would run: $*"; else "$@"; fi
}
put() { # put FILE MODE OWNER[:GROUP]: writes standard input; the file appears whole, or not at all
  if [ -n "$dry_run" ]; then
    cat >/dev/null
    say "would write: $1 ($2, $3)"
    return
  fi
  mkdir -p "$(dirname "$1")"
  (umask 077 && cat >"$1.new")
  chown "$3" "$1.new"
  chmod "$2" "$1.new"
  mv "$1.new" "$1"
}
only_one_at_a_time() {
  exec 9>/run/antre-install.lock
  flock -n 9 || fail 'another run of the installer is at work'
}
undo() { # at the end, however it came: a release that is not whole goes away
  if [ -n "$unfinished" ]; then
    rm -rf "$unfinished"
    echo 'install: the program could not be built, see above; what was installed before is as it was' >&2
  fi
}

# What is here

has() { # has ROLE: asked for now, or installed before
  case "$role/$1" in
    all/server | all/kiosk | all/display) return 0 ;;
    *) [ "$role" = "$1" ] || [ -e "$UNITS/antre-$1.service" ] ;;
  esac
}
shown() { # the page for this machine's screen
  local asked="$screen"
  [ -n "$asked" ] || asked="$(sed -n 's/^ANTRE_SCREEN_SHOWS=//p' "$SETTINGS/screen.env" 2>/dev/null || true)"
  if [ -n "$asked" ]; then
    echo "$asked"
  elif has kiosk; then
    echo kiosk
  elif has display; then
    echo display
  else
    echo none
  fi
}
roles() {
  local name
  for name in server kiosk display station; do
    ! has "$name" || echo "$name"
  done
  [ "$(shown)" = none ] || echo screen
}
each_role() { # each_role STEP: carries it out for each role of this machine
  local name
  for name in $(roles); do
    "$1" "$name"
  done
}
os_release() { sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}$/\1/p" /etc/os-release 2>/dev/null || echo 'an unknown system'; }
systemd_runs() { [ -d /run/systemd/system ]; }
