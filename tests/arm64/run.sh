#!/usr/bin/env bash
# Install Antre in an arm64 Debian, emulated on this machine, start what a Pi would start, and check a visitor in.
# Usage: tests/arm64/run.sh   as root, on Debian. Settings, from the environment:
#   SUITE=bookworm           or trixie, with a stand-in for the lgpio that Raspberry Pi OS has there and Debian has not
#   ARM64_SECONDS=2400       limit for everything
#   ARM64_CACHE=folder       what the next run need not fetch again (~/.cache/antre-arm64)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../.." && pwd)
suite=${SUITE:-bookworm}
limit=${ARM64_SECONDS:-2400}
cache=${ARM64_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/antre-arm64}
work=
guest=
watch=

fail() {
  echo "test-arm64: $*" >&2
  exit 1
}

check_machine() {
  [[ "$suite" =~ ^(bookworm|trixie)$ ]] || fail "SUITE is bookworm or trixie"
  [ "$(id -u)" -eq 0 ] || fail "making and entering a Debian root needs root: sudo make test-arm64"
  unshare --mount true 2>/dev/null || fail "this machine forbids namespaces (a container?): run it on one that does not"
  "$project/deploy/system_packages.sh" test-arm64
  [ -e "/usr/share/debootstrap/scripts/$suite" ] || fail "debootstrap here does not know $suite: a newer one is needed"
}

# The guest has processes, mounts and addresses of its own: when its first process ends, all of them are gone.
run_guest() {
  local ended=
  unshare --mount --propagation private --pid --fork --kill-child --mount-proc \
    "$here/guest.sh" "$suite" "$project" "$cache" "$work" </dev/null &
  guest=$!
  sleep "$limit" &
  watch=$!
  wait -n -p ended "$guest" "$watch" && [ "$ended" = "$guest" ] && return
  [ "$ended" = "$guest" ] || fail "not done after $limit s; ARM64_SECONDS gives more"
  fail "failed, see above"
}

end() {
  local process
  for process in $guest $watch; do
    kill -KILL "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  [ -z "$work" ] || rm -rf --one-file-system "$work"
  "$here/binfmt.sh" release
}

check_machine
"$here/check_wheels.sh" || fail "a pinned package has no wheel for a Pi, see above"
mkdir -p "$cache"
trap end EXIT
trap 'exit 130' INT TERM
"$here/binfmt.sh" claim || fail "this machine cannot run arm64 programs, see above"
work=$(mktemp -d "$cache/run.XXXXXX")
run_guest
echo "test-arm64: passed on $suite in $SECONDS s"
