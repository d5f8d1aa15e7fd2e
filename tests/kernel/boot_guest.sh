#!/usr/bin/env bash
# Boot the kernel of the device tests on this machine's own root filesystem, read-only, run a command in it, and exit
# with the command's status; 99 when the guest died or was ended because the time was over.
# Usage: boot_guest.sh [--seconds N] [--writable FOLDER] [--processor N] COMMAND...
#   --seconds N         limit for the whole guest (1800)
#   --writable FOLDER   a folder of this machine in which the guest may write, besides /run, /dev/shm and /mnt
#   --processor N       the N-th from the end of those that this process may use (0)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
seconds=1800
writable=
processor=0
memory_mb=1024
guest_died=99

usage() {
  sed -n 's/^# \(Usage.*\)/\1/p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

while [[ "${1:-}" == --* ]]; do
  case "$1" in
    --seconds) seconds=${2:?} ;;
    --writable) writable=$(realpath "${2:?}") ;;
    --processor) processor=${2:?} ;;
    *) usage ;;
  esac
  shift 2
done
[ $# -gt 0 ] || usage

# Handing over between the guest's processes is ten times slower across processors.
own_cpu() {
  python3 -c 'import os, sys; cpus = sorted(os.sched_getaffinity(0)); print(cpus[-1 - int(sys.argv[1]) % len(cpus)])' "$processor"
}

write_command() { # what the guest's init runs
  printf 'cd %q\n' "$PWD"
  printf '%q ' "$@"
}

# The guest's memory is a file; a container's /dev/shm can be too small for it.
memory_folder() {
  local free_mb
  free_mb=$(df --output=avail -m /dev/shm 2>/dev/null | tail -n 1)
  if [ "${free_mb:-0}" -gt "$memory_mb" ]; then echo /dev/shm; else echo "$control"; fi
}

boot() {
  TMPDIR=$(memory_folder) timeout --kill-after=10 "$seconds" taskset -c "$(own_cpu)" "$kernel" \
    mem="${memory_mb}M" uml_dir="$control/" root=none rootfstype=hostfs rootflags=/ ro init="$here/guest_init.sh" \
    CONTROL="$control" WRITABLE="$writable" con=null con0=null,fd:1 quiet </dev/null 2>&1
}

readable() { sed -u -e 's/\r$//' -e '/^reboot: Power down$/d' -e '/vhci_hcd: vhci_device speed not set/d'; }

kernel=$("$here/build_kernel.sh")
control=$(mktemp -d)
trap 'rm -rf "$control"' EXIT
write_command "$@" >"$control/command"
echo "$guest_died" >"$control/status"
ended=0
boot | readable || ended=${PIPESTATUS[0]}
status=$(cat "$control/status")
if [ "$status" -eq "$guest_died" ]; then
  echo "The guest did not reach its end: $([ "$ended" -eq 124 ] && echo "$seconds s are over" || echo "it died")" >&2
fi
exit "$status"
