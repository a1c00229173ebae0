#!/usr/bin/env bash
# swift build, with what it is given; and it plans anew when files of iac/ came or went, which it does not notice itself:
# a new template would be missing in the module's binary, and one that is gone would stop the build.
set -euo pipefail
cd "$(dirname "$0")/.."

list=.build/iac-files
files=$(find iac -type f -not -path '*/__pycache__/*' | LC_ALL=C sort)
plan=()
[ "$(cat "$list" 2>/dev/null)" = "$files" ] || plan=(--disable-build-manifest-caching)
swift build ${plan[@]+"${plan[@]}"} "$@"
mkdir -p .build
printf '%s\n' "$files" >"$list"
