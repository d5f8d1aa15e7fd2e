#!/usr/bin/env bash
# Ask the index, without emulation, whether every pinned package has a wheel for a Pi with each supported Python.
# Usage: tests/arm64/check_wheels.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
uv=.venv/bin/uv
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT

for python in 3.11 3.12 3.13; do # Bookworm has 3.11 and glibc 2.36, Trixie 3.13 and a newer one
  "$uv" pip install --quiet --dry-run --target "$target" --python-platform aarch64-manylinux_2_36 \
    --python-version "$python" --only-binary :all: --require-hashes -r requirements.txt
  echo "Python $python on aarch64: every pinned package has a wheel"
done
