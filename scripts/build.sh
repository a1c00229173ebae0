#!/usr/bin/env bash
# swift build, with what it is given; and it plans anew when files of iac/ or directories of modules/ came or went, which
# it does not notice itself: a new template would be missing in the module's binary, one that is gone would stop the
# build, and a new module would not be built at all.
set -euo pipefail
cd "$(dirname "$0")/.."

list=.build/planned-files
files=$(find iac -type f -not -path '*/__pycache__/*'; find modules -mindepth 2 -maxdepth 2 -name Sources)
files=$(LC_ALL=C sort <<<"$files")
# SwiftPM remembers what Package.swift said by its text alone, for every checkout there is.
plan=(--manifest-cache none)
[ "$(cat "$list" 2>/dev/null)" = "$files" ] || plan+=(--disable-build-manifest-caching)
swift build "${plan[@]}" "$@"
mkdir -p .build
printf '%s\n' "$files" >"$list"
