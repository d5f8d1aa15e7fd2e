#!/usr/bin/env bash
# The first process of the guest, in namespaces of its own: make the Debian root, install Antre there and check it.
# Usage: guest.sh SUITE PROJECT CACHE WORK   (called by run.sh, which clears up after it)
set -euo pipefail
suite=$1
project=$2
cache=$3
root=$4/root
source=/usr/src/antre
# What Raspberry Pi OS Lite has of what we use; what else is needed is the installer's business.
packages=adduser,ca-certificates,dbus,iproute2,procps,python3,sudo,systemd,udev
layout=1 # raised by a change of what the cached root holds

step() { printf '\n[%3d s] %s\n' "$SECONDS" "$*"; }

# The root: made once, then copied

make_root() {
  local kept
  kept="$cache/root-$suite-$(printf '%s %s' "$packages" "$layout" | sha256sum | head -c 12)"
  if [ ! -d "$kept" ]; then
    step "making an arm64 $suite with debootstrap: some minutes, once; kept in $cache"
    rm -rf --one-file-system "$cache/root-$suite"-* "$cache/apt-$suite"
    debootstrap --arch=arm64 --variant=minbase --include="$packages" "$suite" "$kept.unfinished" |
      awk 'NR % 60 == 0 { print "        " $0; fflush() }' || give_up "$kept.unfinished"
    mv "$kept.unfinished" "$kept"
  fi
  step "copying the root of $suite"
  cp -a --reflink=auto "$kept" "$root"
}

give_up() {
  tail -n 20 "$1/debootstrap/debootstrap.log" >&2 || true
  echo "debootstrap could not make the root, see above" >&2
  exit 1
}

furnish_root() {
  mount -t proc proc "$root/proc"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -t tmpfs tmpfs "$root/run"
  mkdir -p "$root/dev/pts" "$root/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
  mount -t tmpfs tmpfs "$root/dev/shm"
  mkdir -p "$cache/apt-$suite"
  mount --bind "$cache/apt-$suite" "$root/var/cache/apt/archives"
  # The guest is in this machine's network: it asks the same name server, and trusts whom this machine trusts.
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # no package starts a service here
  chmod +x "$root/usr/sbin/policy-rc.d"
}

copy_project() {
  mkdir -p "$root$source"
  git -C "$project" -c safe.directory="$project" ls-files -z --cached --others --exclude-standard |
    tar -C "$project" --null --ignore-failed-read --warning=no-failed-read -T - -c |
    tar -C "$root$source" --no-same-owner -x
}

# Raspberry Pi OS has python3-lgpio for its Trixie, and Debian has not: a stand-in is where apt looks for it.
offer_lgpio() {
  local at=$root/srv/stand-in package
  package=$at/python3-lgpio
  mkdir -p "$package/DEBIAN" "$package/usr/lib/python3/dist-packages"
  cp "$project/tests/arm64/lgpio_stand_in.py" "$package/usr/lib/python3/dist-packages/lgpio.py"
  printf '%s\n' 'Package: python3-lgpio' 'Version: 0.2.2-1' 'Architecture: all' 'Depends: python3' \
    'Maintainer: Antre developers <root@localhost>' 'Description: stands in for that of Raspberry Pi OS' \
    >"$package/DEBIAN/control"
  dpkg-deb --build --root-owner-group "$package" "$package.deb" >/dev/null
  {
    dpkg-deb --field "$package.deb"
    printf 'Filename: ./python3-lgpio.deb\nSize: %s\nSHA256: %s\n' \
      "$(stat -c %s "$package.deb")" "$(sha256sum "$package.deb" | cut -d ' ' -f 1)"
  } >"$at/Packages"
  echo 'deb [trusted=yes] file:/srv/stand-in ./' >"$root/etc/apt/sources.list.d/stand-in.list"
}

inside() { # run a command in the guest, with nothing of this machine's environment but the way to the network
  chroot "$root" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    LANG=C.UTF-8 http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" no_proxy="${no_proxy:-}" \
    /bin/sh -c "cd $source && exec \"\$@\"" sh "$@"
}

inside_alone() { # the same without a network, but for a loopback of its own: no port is taken, nothing is reached
  unshare --net bash -euc "ip link set lo up; $(declare -f inside); root=$root source=$source; inside \"\$@\"" bash "$@"
}

# The checks

install_antre() {
  step 'installing: what a technician types on a new Pi'
  inside deploy/install.sh --role all --plain --screen none
  step 'an office, and the installer once more'
  inside antre server demo
  inside deploy/install.sh --role all --plain --screen none
}

check_antre() {
  step 'every pinned package: from a wheel, for this machine, and it loads'
  inside env LG_WD=/tmp /opt/antre/current/.venv/bin/python -m tests.arm64.check_packages requirements.txt
  step 'server, kiosk and display as their units start them, and a visitor'
  inside_alone python3 -m tests.arm64.check_office
}

make_root
furnish_root
copy_project
[ "$suite" = bookworm ] || offer_lgpio
step "$(inside python3 --version) on $(inside uname -m), Debian $(cat "$root/etc/debian_version")"
install_antre
check_antre
