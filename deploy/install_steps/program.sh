# shellcheck shell=bash disable=SC2034,SC2154
# Read by deploy/install.sh: the system's packages, and the program in a folder of its own for each version.

lacks_lgpio_wheel() { "$python" -c 'import platform, sys; sys.exit(sys.version_info < (3, 13) or platform.machine() != "aarch64")'; }
add_packages() {
  local purposes=(run)
  ! has display && ! has kiosk || purposes+=(sound)
  [ "$(shown)" = none ] || purposes+=(screen)
  PYTHON="$python" DRY_RUN="$dry_run" "$here/deploy/system_packages.sh" "${purposes[@]}" || exit 1
  if { has kiosk || has station; } && lacks_lgpio_wheel 2>/dev/null; then
    PYTHON="$python" DRY_RUN="$dry_run" "$here/deploy/system_packages.sh" gpio || exit 1
  fi
}
release_name() { # the version and a digest of everything that a release is made from
  local version digest
  version="$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/pyproject.toml")"
  digest="$(cd "$here" && { source_files | xargs -0 sha256sum; "$python" --version; } | sha256sum | cut -c1-8)"
  echo "$version-$digest"
}
source_files() {
  find "${COPIED[@]}" -type f -not -path '*/__pycache__/*' -not -name '*.mo' -print0 | LC_ALL=C sort -z
}
remove_unfinished() { # left by a power cut
  local folder
  for folder in "$PROGRAM"/releases/*/; do
    [ ! -d "$folder" ] || [ -e "$folder/.complete" ] || run rm -rf "$folder"
  done
}
build_release() {
  say "Building $release"
  [ -z "$dry_run" ] || return 0
  unfinished="$release"
  mkdir -p "$release"
  (cd "$here" && source_files | tar -cf - --null --files-from=-) | tar -xf - -C "$release" --no-same-owner
  (
    cd "$release" || exit
    make_environment
    compile_words
    .venv/bin/python -m compileall -q "${COPIED[@]:0:5}"
    chmod -R u+rwX,go+rX,go-w .
    # as anybody: the services are not root, and a Python in somebody's home would be closed to them
    runuser -u nobody -- .venv/bin/python -c 'import display.service, kiosk.bootstrap, queue_server.cli'
  )
  touch "$release/.complete"
  sync -f "$release"
  unfinished=''
}
make_environment() {
  local site=() again=()
  # lgpio has no wheel for this Python: the distribution's is seen through, and all else is installed inside.
  ! lacks_lgpio_wheel || { site=(--system-site-packages) && again=(--ignore-installed); }
  [ -z "$wheels" ] || export PIP_NO_INDEX=1 PIP_FIND_LINKS="$wheels"
  "$python" -m venv "${site[@]}" .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-cache-dir "${again[@]}" \
    --require-hashes --only-binary :all: -r requirements.txt
}
compile_words() {
  local words
  find kiosk queue_server display -path '*/translations/*' -name '*.po' -print0 | while IFS= read -r -d '' words; do
    .venv/bin/pybabel --quiet compile --input-file="$words" --output-file="${words%.po}.mo"
  done
}
switch_release() {
  local before
  before="$(readlink "$PROGRAM/current" || true)"
  stop_units
  if [ -n "$before" ]; then
    keep_copy_of_data "$before"
    run ln -sfn "$before" "$PROGRAM/previous"
  fi
  run ln -sfn "$release" "$PROGRAM/current.new"
  run mv -T "$PROGRAM/current.new" "$PROGRAM/current"
}
keep_copy_of_data() { # keep_copy_of_data RELEASE: for going back to it; a newer version may change the tables
  local copy
  copy="$DATA/server/before-upgrade/$(basename "$1").db"
  if ! [ -e "$DATA/server/antre.db" ] || [ -n "$dry_run" ]; then
    return
  fi
  runuser -u antre-server -- mkdir -p "$(dirname "$copy")"
  rm -f "$copy.new"
  (
    cd "$release" || exit # the new version's command: it leaves temperatures out, which a copy must not keep
    runuser -u antre-server -- env "ANTRE_DATABASE_URL=sqlite:///$DATA/server/antre.db" ANTRE_LOG_LEVEL=warning \
      .venv/bin/python -m queue_server backup "$copy.new" >/dev/null
  ) || exit 1
  mv "$copy.new" "$copy"
  say "A copy of the data as it was, without temperatures: $copy"
}
remove_old_releases() {
  local folder
  for folder in "$PROGRAM"/releases/*/; do
    folder="${folder%/}"
    case "$folder" in
      "$(readlink "$PROGRAM/current")" | "$(readlink "$PROGRAM/previous")" | *'*') ;;
      *) run rm -rf "$folder" ;;
    esac
  done
}
