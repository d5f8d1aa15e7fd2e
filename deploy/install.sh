#!/usr/bin/env bash
# Install, upgrade, roll back or remove Antre on Raspberry Pi OS and Debian (Bookworm, Trixie). Safe to run again.
set -euo pipefail
umask 022

usage() {
  cat <<'END'
usage: deploy/install.sh --role server|kiosk|display|station|all [options]   install, or upgrade to this version
       deploy/install.sh --rollback                                          back to the version before
       deploy/install.sh --uninstall [--purge]                               remove; --purge: settings, data, users

  --role all            server, kiosk and display on one machine; station is a lamp and buzzer at the guards' post
  --server URL          where the server is, for a kiosk, display or station without one (https://192.168.1.10:8080)
  --ca FILE             the certificate that this server must show: its /etc/antre/site-ca.pem, brought along (--pair fetches it)
  --pair CODE           let this device in by the code that the server's page Devices shows (or: antre server pair NAME ROLE)
  --token FILE          in place of a code, the device's token, made at the server with: antre server add-device
  --office CODE --office-name NAME [--timezone ZONE]   the first office, for role server or all (Asia/Jakarta)
  --plain               no certificate for the server: http, behind a reverse proxy or for a trial
  --screen kiosk|display|none   what this machine's screen shows (kiosk where there is one, else display)
  --wheels DIR          Python packages from this folder and not from the network
  --python PROGRAM      the system's Python (/usr/bin/python3)
  --no-start            do not start the services
  --dry-run             only say what would be done
END
}

readonly PROGRAM=/opt/antre SETTINGS=/etc/antre DATA=/var/lib/antre UNITS=/etc/systemd/system
readonly NEEDED_MB=600
readonly COPIED=(kiosk queue_server display hardware deploy requirements.txt pyproject.toml LICENSE CHANGELOG.md)
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
action=install role='' server='' pair='' token='' office='' office_name='' timezone=Asia/Jakarta screen=''
ca='' plain='' wheels='' python=/usr/bin/python3 start=yes dry_run='' purge='' release='' unfinished=''

# shellcheck source=deploy/install_steps/ground.sh
. "$here/deploy/install_steps/ground.sh"
# shellcheck source=deploy/install_steps/program.sh
. "$here/deploy/install_steps/program.sh"
# shellcheck source=deploy/install_steps/machine.sh
. "$here/deploy/install_steps/machine.sh"
# shellcheck source=deploy/install_steps/units.sh
. "$here/deploy/install_steps/units.sh"

read_arguments() {
  while [ "$#" -gt 0 ]; do
    case "$1" in
      --role | --server | --ca | --pair | --token | --office | --office-name | --timezone | --screen | --wheels | --python)
        [ -n "${2:-}" ] || wrong_usage "$1 needs a value"
        local name="${1#--}"
        printf -v "${name//-/_}" '%s' "$2"
        shift
        ;;
      --rollback) action=rollback ;;
      --uninstall) action=uninstall ;;
      --purge) purge=yes ;;
      --plain) plain=yes ;;
      --no-start) start='' ;;
      --dry-run) dry_run=yes ;;
      --help | -h) usage && exit 0 ;;
      *) wrong_usage "unknown argument $1" ;;
    esac
    shift
  done
}

check_arguments() {
  [ -z "$purge" ] || [ "$action" = uninstall ] || wrong_usage '--purge goes with --uninstall'
  [ "$action" = install ] || return 0
  [[ "$role" =~ ^(server|kiosk|display|station|all)$ ]] || wrong_usage '--role is one of server, kiosk, display, station, all'
  [[ "$screen" =~ ^(kiosk|display|none|)$ ]] || wrong_usage '--screen is one of kiosk, display, none'
  [[ "$server" =~ ^(https?://[^/]+/?|)$ ]] || wrong_usage "--server $server is no address; write http://HOST:PORT"
  [ -z "$token" ] || [[ "$role" =~ ^(kiosk|display|station)$ ]] || wrong_usage '--token goes with --role kiosk, display or station'
  [ -z "$token" ] || [ -s "$token" ] || fail "the token file $token is missing or empty"
  [ -z "$pair" ] || [[ "$role" =~ ^(kiosk|display|station)$ ]] || wrong_usage '--pair goes with --role kiosk, display or station'
  [ -z "$pair" ] || [ -z "$token" ] || wrong_usage '--pair and --token are two ways to the same: choose one'
  [ -z "$ca" ] || [[ "$role" =~ ^(kiosk|display|station)$ ]] || wrong_usage '--ca goes with --role kiosk, display or station'
  [ -z "$ca" ] || [[ "$server" =~ ^(https://.*|)$ ]] || wrong_usage '--ca goes with --server https://HOST:PORT'
  [ -z "$ca" ] || grep -qs 'BEGIN CERTIFICATE' "$ca" || fail "$ca is no certificate (PEM)"
  [ -z "$plain" ] || [[ "$role" =~ ^(server|all)$ ]] || wrong_usage '--plain goes with --role server or all'
  [ -z "$wheels" ] || [ -d "$wheels" ] || fail "the folder $wheels does not exist"
  [ -z "$office" ] || [[ "$role" =~ ^(server|all)$ ]] || wrong_usage '--office goes with --role server or all'
  [ -z "$office" ] || [ -n "$office_name" ] || wrong_usage '--office needs --office-name, as printed on tickets'
  if [[ "$role" =~ ^(kiosk|display|station)$ ]] && [ -z "$server" ] && ! [ -e "$SETTINGS/$role.toml" ] && ! has server; then
    wrong_usage "a $role needs --server https://ADDRESS:8080, the address of the queue server"
  fi
}

check_machine() {
  local system
  system="$(os_release ID) $(os_release ID_LIKE) $(os_release VERSION_CODENAME)"
  [[ "$system" =~ debian.*\ (bookworm|trixie)$ ]] ||
    fail "this is $(os_release PRETTY_NAME); Antre installs on Raspberry Pi OS or Debian, Bookworm or Trixie"
  case "$(uname -m)/$(getconf LONG_BIT)" in
    aarch64/64 | x86_64/64) ;;
    *) fail "$(uname -m), $(getconf LONG_BIT) bit: Antre needs a 64-bit system; choose the 64-bit Raspberry Pi OS" ;;
  esac
}

check_disk() {
  local folder free_mb
  for folder in /opt /var/lib; do
    free_mb="$(df --output=avail -m "$folder" | tail -n 1)"
    [ "$free_mb" -ge "$NEEDED_MB" ] || fail "only $free_mb MB free in $folder; Antre needs $NEEDED_MB MB"
  done
}

install() {
  check_machine
  check_disk
  add_packages
  release="$PROGRAM/releases/$(release_name)"
  remove_unfinished
  [ -e "$release/.complete" ] || build_release
  each_role add_user
  each_role write_settings
  write_screen_settings
  [ "$(readlink -f "$PROGRAM/current")" = "$release" ] || switch_release
  write_system_files
  bring_certificate
  add_office_and_devices
  pair_device
  each_role write_unit
  [ "$(shown)" != none ] || remove_unit antre-screen.service
  enable_units
  start_units
  remove_old_releases
  say_what_is_next
}

rollback() {
  local before
  before="$(readlink "$PROGRAM/previous" || true)"
  [ -e "${before:-none}/.complete" ] || fail 'there is no version before this one to go back to'
  run ln -sfn "$(readlink "$PROGRAM/current")" "$PROGRAM/previous"
  run ln -sfn "$before" "$PROGRAM/current"
  start_units
  say "Back to $(basename "$before"). If the server now says that its data is newer, see docs/operations.md, \"Install, upgrade, go back, remove\"."
}

uninstall() {
  [ -d "$PROGRAM" ] || [ -n "$purge" ] || fail "nothing is installed in $PROGRAM"
  remove_units
  run rm -rf "$PROGRAM" /usr/local/bin/antre "${SYSTEM_FILES[@]}"
  reload_system
  if [ -z "$purge" ]; then
    say "Removed. Settings are kept in $SETTINGS and data in $DATA; to remove them: --uninstall --purge"
    return
  fi
  run rm -rf "$SETTINGS" "$DATA" /var/cache/antre
  local name
  for name in server kiosk display station screen; do
    ! id "antre-$name" >/dev/null 2>&1 || run userdel "antre-$name"
  done
  say 'Removed, with settings, data and users.'
}

main() {
  read_arguments "$@"
  check_arguments
  [ -n "$dry_run" ] || [ "$(id -u)" -eq 0 ] || fail 'this changes the system: run it with sudo'
  [ -n "$dry_run" ] || only_one_at_a_time
  trap undo EXIT
  case "$action" in
    install) install ;;
    rollback) rollback ;;
    uninstall) uninstall ;;
  esac
  exit 0 # the script itself may be gone now
}

main "$@"
