#!/usr/bin/env bash
# Run the device tests in guests side by side, one for each processor and at most two, each with a part of the files.
# What fails beside the others is tried once more by itself: a guest that was stopped too long misses real deadlines.
# Usage: run_tests.sh PYTHON TESTS...
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${1:?}
shift
parts=1
if [ "$(nproc)" -gt 1 ] && { [ $# -gt 1 ] || [ -d "${1:?}" ]; }; then parts=2; fi

guest() { # PART PYTEST-ARGUMENTS...
  local part=$1
  shift
  "$here/boot_guest.sh" --writable build --processor "$((part - 1))" "$python" -m pytest \
    -o cache_dir="build/kernel-cache-$part" --part "$part/$parts" "$@" | sed -u "s/^/[guest $part] /"
}

mkdir -p build
"$here/build_kernel.sh" >/dev/null || exit
running=()
for part in $(seq "$parts"); do
  guest "$part" "$@" &
  running+=("$!")
done
failed=()
for part in $(seq "$parts"); do
  wait "${running[$((part - 1))]}" || failed+=("$part")
done
status=0
for part in "${failed[@]}"; do
  echo "guest $part had failures: they are tried once more by themselves"
  # what failed is its own, and is not shared out again
  guest "$part" --part 1/1 --last-failed --last-failed-no-failures none "$@" || status=1
done
exit "$status"
