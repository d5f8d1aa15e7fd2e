# shellcheck shell=bash disable=SC2034,SC2154
# Read by deploy/install.sh: users, settings, devices.

readonly SYSTEM_FILES=(
  /etc/udev/rules.d/60-antre.rules /etc/modules-load.d/antre.conf
  /etc/systemd/journald.conf.d/antre.conf /etc/pam.d/antre-screen
)
readonly PIN="$SETTINGS/site-ca.pem" OWN_TLS="$DATA/server/tls"
declare -rA GROUPS_OF=(
  [server]='' [kiosk]='i2c gpio lp dialout audio' [display]='audio' [station]='gpio' [screen]='video render input audio'
)

add_user() { # add_user ROLE: a user of its own, in the groups of its devices and no others
  local user="antre-$1" group
  if ! id "$user" >/dev/null 2>&1; then
    run useradd --system --user-group --no-create-home --home-dir "$DATA/$1" --shell /usr/sbin/nologin "$user"
  fi
  for group in ${GROUPS_OF[$1]}; do
    getent group "$group" >/dev/null || run groupadd --system "$group"
    run usermod --append --groups "$group" "$user"
  done
  [ "$1" = screen ] || run install_folder "$DATA/$1" "$user"
}
install_folder() { # install_folder FOLDER USER
  mkdir -p "$1"
  chown "$2:$2" "$1"
  chmod 0750 "$1"
}
setting() { # setting KEY VALUE: an expression for sed
  printf 's|^%s = .*|%s = %s|;' "$1" "$1" "$2"
}
write_settings() { # write_settings ROLE: from the example, unless there are some already
  local address="${server%/}" file="$SETTINGS/$1.toml" tls='' where
  if [ -n "$ca" ] || marked "$pair" || { [ -z "$address" ] && own_tls; }; then
    tls="$(setting server_ca_file "\"$PIN\"")"
  fi
  [ -n "$address" ] || address="http${tls:+s}://127.0.0.1:8080"
  where="$(setting server_url "\"$address\"")$tls"
  case "$1" in
    server)
      [ -n "$plain" ] || tls="$(setting certificate_file "\"$OWN_TLS/server.pem\"")$(setting key_file "\"$OWN_TLS/server.key\"")$(setting phones_port 8090)"
      new_settings "$SETTINGS/queue_server.toml" queue_server antre-server \
        "$(setting data_dir "\"$DATA/server\"")$(setting host '"0.0.0.0"')$tls"
      ;;
    kiosk)
      new_settings "$file" kiosk antre-kiosk "$where$(setting listen_port 8081)"
      new_token kiosk
      ;;
    display)
      new_settings "$file" display antre-display "$where$(
        setting token_file "\"$SETTINGS/display.token\"")$(setting data_dir "\"$DATA/display\"")"
      new_token display
      ;;
    station)
      new_settings "$file" kiosk/station antre-station "$where"
      new_token station
      ;;
  esac
}
marked() { # marked CODE: it tells by what to know the server's certificate, which pairing then fetches
  local signs="${1//[- ]/}"
  [ "${#signs}" -gt 8 ]
}
own_tls() { grep -Eqs '^certificate_file = ".+"' "$SETTINGS/queue_server.toml"; } # the server here speaks TLS itself
bring_certificate() { # the one that was brought along; or the site's own, made once
  local asked=() address
  if [ -n "$ca" ]; then
    put "$PIN" 0644 root:root <"$ca"
  fi
  if ! has server || [ -n "$dry_run" ] || ! grep -qsF "$OWN_TLS/server.pem" "$SETTINGS/queue_server.toml"; then
    return
  fi
  if ! [ -e "$OWN_TLS/server.pem" ]; then
    for address in $(hostname -I 2>/dev/null || true); do
      asked+=(--address "$address")
    done
    queue_server make-certificate "${asked[@]}" || fail 'the certificate could not be made, see above'
  fi
  put "$PIN" 0644 root:root <"$OWN_TLS/site-ca.pem"
}
new_settings() { # new_settings FILE ROOM GROUP EDITS
  if [ ! -e "$1" ]; then
    sed "$4" "$here/$2/example.toml" | put "$1" 0640 "root:$3"
  fi
}
new_token() { # new_token ROLE: the one that was brought along
  if [ -n "$token" ] && [ "$role" = "$1" ]; then
    put "$SETTINGS/$1.token" 0600 "antre-$1:antre-$1" <"$token"
  fi
}
write_screen_settings() {
  local shows port file="$SETTINGS/screen.env"
  shows="$(shown)"
  if [ -z "$screen" ] && { [ "$shows" = none ] || [ -e "$file" ]; }; then
    return
  fi
  port="$(sed -nE 's/^(listen_)?port = ([0-9]+).*/\2/p' "$SETTINGS/$shows.toml" 2>/dev/null | head -n 1 || true)"
  put "$file" 0644 root:root <<END
# What this machine's screen shows: written by the installer's --screen, may be changed here.
ANTRE_SCREEN_SHOWS=$shows
ANTRE_SCREEN_URL=http://127.0.0.1:${port:-8081}/
# Further flags of the browser, such as --force-device-scale-factor=1.5
ANTRE_SCREEN_FLAGS=
END
}
write_system_files() {
  put /etc/systemd/journald.conf.d/antre.conf 0644 root:root <"$here/deploy/etc/antre-journald.conf"
  if has kiosk || has station; then
    put /etc/udev/rules.d/60-antre.rules 0644 root:root <"$here/deploy/etc/60-antre.rules"
  fi
  if has kiosk; then
    put /etc/modules-load.d/antre.conf 0644 root:root <"$here/deploy/etc/antre-modules.conf"
    ! command -v raspi-config >/dev/null || run raspi-config nonint do_i2c 0
  fi
  if [ "$(shown)" != none ]; then
    put /etc/pam.d/antre-screen 0644 root:root <"$here/deploy/etc/antre-screen.pam"
  fi
  run mkdir -p /usr/local/bin
  run ln -sfn "$PROGRAM/current/deploy/antre.sh" /usr/local/bin/antre
}
add_office_and_devices() {
  local known
  if ! has server || [ -n "$dry_run" ]; then
    return
  fi
  known="$(queue_server offices)"
  if [ -n "$office" ] && ! grep -q "^$office"$'\t' <<<"$known"; then
    queue_server add-office "$office" "$office_name" --timezone "$timezone"
    known="$office"
  fi
  if [ -n "$known" ]; then
    ! has kiosk || add_device kiosk 'Kiosk'
    ! has display || add_device display 'Display'
    ! has station || add_device station 'Station'
  fi
}
queue_server() { # queue_server COMMAND...: as its own user
  (cd "$PROGRAM/current" && runuser -u antre-server -- .venv/bin/python -m queue_server --config "$SETTINGS/queue_server.toml" "$@")
}
add_device() { # add_device ROLE NAME: a device beside the server needs nobody to carry a token
  local file="$SETTINGS/$1.token" made
  [ ! -e "$file" ] || return 0
  made="$(queue_server add-device "$2" "$1" ${office:+--office "$office"})" ||
    fail "cannot register the $1, see above; where there are several offices, name one with --office and --office-name"
  put "$file" 0600 "antre-$1:antre-$1" <<<"$made"
}
pair_device() { # by the code of --pair
  [ -n "$pair" ] || return 0
  local room="$role"
  [ "$role" != station ] || room=kiosk.station
  (cd "$PROGRAM/current" 2>/dev/null || true; run .venv/bin/python -m "$room" pair "$pair" --config "$SETTINGS/$role.toml") ||
    fail "the $role is installed but not paired, see above; then: antre pair $role CODE"
  run chown "antre-$role:antre-$role" "$SETTINGS/$role.token"
}
