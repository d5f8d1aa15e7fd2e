# shellcheck shell=bash disable=SC2034,SC2154
# Read by deploy/install.sh: the services.

write_unit() { put "$UNITS/antre-$1.service" 0644 root:root <"$here/deploy/systemd/antre-$1.service"; }
installed_units() {
  local file
  for file in "$UNITS"/antre-*.service; do
    [ ! -e "$file" ] || basename "$file"
  done
}
reload_system() {
  systemd_runs || return 0
  run systemctl daemon-reload
  run systemctl try-restart systemd-journald
  run udevadm control --reload
  run udevadm trigger --subsystem-match=i2c-dev --subsystem-match=gpio --subsystem-match=usb --subsystem-match=usbmisc
}
enable_units() {
  reload_system
  ! systemd_runs || ! has kiosk || run modprobe i2c-dev || true
  if command -v systemctl >/dev/null; then
    each_role enable_unit
  else
    say 'There is no systemctl here: the units are written, but not enabled.'
  fi
}
enable_unit() { run systemctl --quiet enable "antre-$1.service"; }
start_units() {
  local unit
  if ! systemd_runs || [ -z "$start" ]; then
    return
  fi
  give_way_to_screen
  for unit in $(installed_units); do
    run systemctl restart "$unit" || fail "$unit does not start: journalctl -u $unit. To go back: $0 --rollback"
  done
}
give_way_to_screen() { # a desktop would hold the screen
  [ -e "$UNITS/antre-screen.service" ] || return 0
  if [ "$(systemctl get-default)" = graphical.target ]; then
    run systemctl set-default multi-user.target
    ! systemctl --quiet is-active display-manager.service || run systemctl stop display-manager.service
    say 'The desktop no longer starts by itself. To have it back: systemctl set-default graphical.target'
  fi
}
stop_units() {
  local unit
  systemd_runs || return 0
  for unit in $(installed_units); do
    run systemctl stop "$unit"
  done
}
remove_units() {
  local unit
  for unit in $(installed_units); do
    remove_unit "$unit"
  done
}
remove_unit() { # remove_unit UNIT: if it is there
  [ -e "$UNITS/$1" ] || return 0
  ! systemd_runs || run systemctl stop "$1"
  ! command -v systemctl >/dev/null || run systemctl --quiet disable "$1"
  run rm -f "$UNITS/$1"
}

say_what_is_next() {
  [ -z "$dry_run" ] || return 0
  say "Installed: $(basename "$release"), with $(roles | tr '\n' ' ')"
  if has server; then
    [ -n "$(queue_server offices)" ] || say 'Next, the office: antre server add-office CODE "NAME" --timezone Asia/Jakarta'
    say 'The first admin:  antre server add-account NAME --role admin'
    say 'A kiosk, display or station elsewhere:  antre server pair NAME kiosk  shows a code for it'
  fi
  ! has server || ! own_tls || say "What devices elsewhere must believe (--ca): $PIN. When it ends: antre server certificate"
  local name
  for name in kiosk display station; do
    if has "$name" && [ ! -e "$SETTINGS/$name.token" ]; then
      say "The $name waits for its token: get a code from the server's page Devices, then: antre pair $name CODE"
    fi
  done
}
