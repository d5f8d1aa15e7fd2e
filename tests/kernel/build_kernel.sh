#!/usr/bin/env bash
# Build the kernel of the device tests, once, and print its path.
# It is kept in ${XDG_CACHE_HOME:-~/.cache}/antre-kernel by the version of Debian's source and a hash of how it is built.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
package=linux-source-6.12
config=$here/kernel.config
cache=${XDG_CACHE_HOME:-$HOME/.cache}/antre-kernel
objects_in_all=690 # for the progress only
exec 3>&1 1>&2      # only the kernel's path goes to the standard output

fail() {
  echo "The kernel of the device tests could not be built: $*" >&2
  exit 1
}

source_version() { apt-cache show --no-all-versions "$package" 2>/dev/null | sed -n 's/^Version: //p'; }

download() {
  echo "Downloading $package $version (about 140 MB)"
  apt-get -qq download "$package=$version" >download.log 2>&1 ||
    fail "the download of $package $version failed: $(tail -n 1 download.log)"
}

# Only what a kernel of this configuration reads: a tenth of the time goes into unpacking as it is.
unpack() {
  echo "Unpacking"
  dpkg-deb --fsys-tarfile "$package"_*.deb | tar -xO --wildcards '*/linux-source-*.tar.xz' | xz -dc -T0 |
    tar -x --exclude="$package/Documentation/[a-jl-z]*" --exclude="$package/tools/testing" \
      --exclude="$package/tools/perf" --exclude="$package/drivers/gpu/*.[chS]" --exclude="$package/sound/*.[ch]" \
      --exclude="$package/drivers/media/*.[ch]" --exclude="$package/drivers/net/ethernet/*.[ch]" \
      --exclude="$package/drivers/net/wireless/*.[ch]" --exclude="$package/drivers/staging/*.[ch]" \
      --exclude="$package/drivers/scsi/*.[ch]" --exclude="$package/drivers/infiniband/*.[ch]" \
      --exclude="$package/arch/*.dts" --exclude="$package/arch/*.dtsi" || fail "the source cannot be unpacked"
  rm "$package"_*.deb
}

# The host takes its floating-point registers back only as a whole: those of AMX are 11,008 bytes, and Debian's source
# makes room for 2,696. Without them no guest boots on such a machine.
make_room_for_registers() {
  local offsets=$package/arch/x86/um/user-offsets.c
  sed -i 's/DEFINE_LONGS(HOST_FP_SIZE, 2696);/DEFINE_LONGS(HOST_FP_SIZE, 12288);/' "$offsets"
  grep -q 'HOST_FP_SIZE, 12288' "$offsets" || fail "the source defines the size of the registers elsewhere now"
}

configure() {
  mkdir objects
  make -s -C "$package" ARCH=um O=../objects allnoconfig KCONFIG_ALLCONFIG="$config" >configure.log 2>&1 ||
    fail "kernel.config is not accepted: $(tail -n 3 configure.log)"
  local line
  while read -r line; do # an option whose conditions are not met is dropped without a word
    grep -qxF "$line" objects/.config || fail "kernel.config asks for $line, and the kernel does not take it"
  done < <(grep -v -e '=n$' -e '^#' -e '^$' "$config")
}

compile() {
  make -s -C "$package" ARCH=um O=../objects KCFLAGS=-w -j"$(nproc)" linux >build.log 2>&1 &
  local make_id=$!
  while sleep 5 && kill -0 "$make_id" 2>/dev/null; do
    echo "  $(find objects -name '*.o' | wc -l) of about $objects_in_all objects, $SECONDS s"
  done
  wait "$make_id" || fail "it does not compile:"$'\n'"$(tail -n 20 build.log)"
}

keep() { # a name appears in the cache only with a whole kernel behind it
  strip -o "$cache/.new.$$" objects/linux
  mv "$cache/.new.$$" "$kernel"
}

mkdir -p "$cache"
exec 9>"$cache/.lock"
flock 9 # a second run waits for the first and finds its kernel
hash=$(cat "$config" "$here/build_kernel.sh" | sha256sum | cut -c1-12)
version=$(source_version)
if [ -z "$version" ] || [ ! -x "$cache/linux-$version-$hash" ]; then
  "$here/../../deploy/system_packages.sh" build-kernel
  version=$(source_version)
  [ -n "$version" ] || fail "apt knows no package $package: it is in Debian 12 with its security updates, and in 13"
fi
kernel=$cache/linux-$version-$hash
if [ ! -x "$kernel" ]; then
  echo "Building the kernel of the device tests: 2 to 8 minutes, once. It is kept in $cache"
  work=$(mktemp -d "$cache/build.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  download
  unpack
  make_room_for_registers
  configure
  compile
  keep
  echo "The kernel was built in $SECONDS s"
fi
echo "$kernel" >&3
