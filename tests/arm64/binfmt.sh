#!/usr/bin/env bash
# Let this machine's kernel run arm64 programs through qemu, and undo it.
# Usage: binfmt.sh claim|release   A registration that was there before is used and left.
set -euo pipefail
name=antre-arm64
emulator=/usr/bin/qemu-aarch64-static
folder=/proc/sys/fs/binfmt_misc
# The first 20 bytes of an ELF file: 64 bits, little-endian, any system, a program or library, for AArch64.
magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'

mounted() { [ -e "$folder/register" ]; }

# With the flag F the emulator is opened now: it need not exist in the roots where it will be used.
registered() {
  local entry
  for entry in "$folder"/*aarch64* "$folder/$name"; do
    if [ -e "$entry" ] && grep -q '^enabled' "$entry" && grep -q '^flags:.*F' "$entry"; then return; fi
  done
  return 1
}

claim() {
  uname -m | grep -q '^aarch64' && return
  if ! mounted; then
    modprobe binfmt_misc 2>/dev/null || true
    mount -t binfmt_misc binfmt_misc "$folder" || {
      echo "the kernel has no binfmt_misc (CONFIG_BINFMT_MISC), which arm64 programs need here" >&2
      exit 1
    }
  fi
  registered || printf ':%s:M::%s:%s:%s:F' "$name" "$magic" "$mask" "$emulator" >"$folder/register"
}

release() {
  [ ! -e "$folder/$name" ] || echo -1 >"$folder/$name"
}

case "${1:-}" in
  claim | release) "$1" ;;
  *)
    echo "usage: binfmt.sh claim|release" >&2
    exit 2
    ;;
esac
