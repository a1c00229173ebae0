#!/usr/bin/env bash
# Builds for release beside the build of `make deploy`, and measures: Benchmarks/README.md says what and how.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh
swift build -c release --scratch-path .build-release --manifest-cache none --disable-build-manifest-caching
.build-release/release/daivi-host sandbox install

venv=.cache/bench-venv
wanted=$(sha256sum <Benchmarks/requirements.txt)
if [ "$(cat "$venv/requirements.sha256" 2>/dev/null)" != "$wanted" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r Benchmarks/requirements.txt
  echo "$wanted" >"$venv/requirements.sha256"
fi
exec python3 Benchmarks/bench.py
