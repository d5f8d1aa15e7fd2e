#!/usr/bin/env bash
# Show one page on this machine's screen, and nothing else: a browser in kiosk mode under cage. Ends when the browser
# ends; the service manager starts it anew.
#   ANTRE_SCREEN_URL    the page, http://HOST:PORT/...
#   ANTRE_SCREEN_FLAGS  further flags of the browser, separated by spaces
#   RUNTIME_DIRECTORY   where the browser keeps its profile
set -euo pipefail
url="${ANTRE_SCREEN_URL:?set it in /etc/antre/screen.env}"
profile="${RUNTIME_DIRECTORY:?}/profile"
read -ra more_flags <<<"${ANTRE_SCREEN_FLAGS:-}"

answers() { # answers HOST PORT: whether a page comes from there; a browser shown an error would stay with it
  local status
  exec 3<>"/dev/tcp/$1/$2" || return 1
  printf 'GET / HTTP/1.0\r\nHost: %s:%s\r\n\r\n' "$1" "$2" >&3
  read -r -t 5 _ status _ <&3 || status=none
  exec 3>&-
  [ "$status" = 200 ]
}

wait_for_page() {
  local host_port host port
  host_port="${url#*://}"
  host_port="${host_port%%/*}"
  host="${host_port%:*}"
  port="${host_port##*:}"
  [ "$port" != "$host_port" ] || port=80
  until (answers "$host" "$port") 2>/dev/null; do
    sleep 1
  done
}

browser() {
  command -v chromium || command -v chromium-browser || {
    echo "screen: no browser; install chromium" >&2
    exit 1
  }
}

flags=(
  --kiosk --start-fullscreen --ozone-platform=wayland
  --no-first-run --no-default-browser-check --noerrdialogs --disable-infobars --disable-session-crashed-bubble
  '--disable-features=Translate,TranslateUI,MediaRouter' --disable-component-update --disable-sync
  --disable-pinch --overscroll-history-navigation=0 --password-store=basic
  --autoplay-policy=no-user-gesture-required # the board's chime needs no touch
  --disk-cache-size=10485760
  --user-data-dir="$profile"
)

chromium="$(browser)"
wait_for_page
mkdir -p "$profile"
rm -f "$profile"/Singleton* # left by a browser that was killed: the next one would refuse to start
exec cage -s -- "$chromium" "${flags[@]}" "${more_flags[@]}" "$url"
