#!/usr/bin/env bash
# antre: the program's commands as the service's own user, so that files and permissions stay right.
set -euo pipefail
here=/opt/antre/current

usage() {
  cat >&2 <<'END'
usage: antre server COMMAND...    such as: antre server add-account ratna --role admin
       antre pair ROLE CODE       let kiosk, display or station in by the code that the server's page Devices shows
       antre hardware COMMAND...  such as: antre hardware print-test --config /etc/antre/kiosk.toml
       antre status               what runs, and since when
       antre log [ROLE]           follow the log of server, kiosk, display, station or screen; without a role, of all
END
  exit 2
}

as_user() { # as_user NAME MODULE...
  local user="$1"
  shift
  if [ "$(id -u)" -ne 0 ]; then
    echo "antre: run this with sudo" >&2
    exit 1
  fi
  cd "$here"
  exec runuser -u "$user" -- "$here/.venv/bin/python" -m "$@"
}

pair_device() { # pair_device ROLE CODE
  local role="${1:-}" room="${1:-}"
  case "$role" in
    kiosk | display) ;;
    station) room=kiosk.station ;;
    *) usage ;;
  esac
  if [ "$(id -u)" -ne 0 ]; then
    echo "antre: run this with sudo" >&2
    exit 1
  fi
  cd "$here"
  .venv/bin/python -m "$room" pair "${2:-}" --config "/etc/antre/$role.toml"
  chown "antre-$role:antre-$role" "/etc/antre/$role.token"
  systemctl restart "antre-$role"
}

command="${1:-}"
shift || usage
case "$command" in
  server) as_user antre-server queue_server --config /etc/antre/queue_server.toml "$@" ;;
  pair) pair_device "$@" ;;
  hardware)
    LG_WD="$(mktemp -d)" # lgpio makes a FIFO where it is imported
    export LG_WD
    chown antre-kiosk "$LG_WD" 2>/dev/null || true
    as_user antre-kiosk hardware "$@"
    ;;
  status) exec systemctl --no-pager status 'antre-*' ;;
  log) exec journalctl --follow --lines 50 --unit "antre-${1:-*}" ;;
  *) usage ;;
esac
