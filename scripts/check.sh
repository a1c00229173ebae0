#!/usr/bin/env bash
# What a reviewer would ask for: formatting, linters, no warnings, nothing of one person's machine. Every part is run,
# whatever the others find; the status says whether any did.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh
mkdir -p .cache
failed=0
# part NAME COMMAND...; in here `set -e` is off, so each command says itself whether it failed.
part() {
  local name=$1
  shift
  if "$@" >.cache/check.log 2>&1; then
    echo "ok      $name"
  else
    failed=1
    echo "FAILED  $name"
    sed 's/^/        /' .cache/check.log
  fi
}

formatting() {
  local sources=(Package.swift Plugins Sources Tests modules Benchmarks)
  swift format lint --strict --recursive --parallel "${sources[@]}"
}

# Our targets make errors of warnings; manifest and plugins cannot, so what they say is read.
no_warnings() {
  scripts/build.sh --build-tests >.cache/build.log 2>&1 || { cat .cache/build.log; return 1; }
  ! grep -a 'warning:' .cache/build.log
}

# A target added without the settings that the others have would slip through the build.
strict_targets() {
  swift package dump-package | python3 -c '
import json, sys
targets = json.load(sys.stdin)["targets"]
loose = [target["name"] for target in targets if target["type"] in ("regular", "executable", "test")
         and "treatAllWarnings" not in json.dumps(target["settings"]) and not target["name"].startswith("C")]
print("without swiftSettings: strict:", *loose)
sys.exit(bool(loose))'
}

c_warnings() {
  local file
  for file in Sources/C*/*.c; do
    "$(dirname "$(readlink -f "$(command -v swift)")")/clang" -fsyntax-only -Wall -Wextra -Werror \
      -I "$(dirname "$file")/include" "$file" || return 1
  done
}

# Every rule, in both of the default regions, none ignored.
# Report definitions and groups of QuickSight are kept in one region for the whole account.
one_region=(iac/billing/cost-report.yaml iac/quicksight/readers.yaml)
templates() {
  .build/debug/daivi-host sandbox install || return 1
  local lint=.daivi/sandbox/venv/bin/cfn-lint
  "$lint" --regions us-east-1 -- "${one_region[@]}" || return 1
  git ls-files 'iac/*.yaml' | grep -v '^iac/sandbox/' | grep -vxFf <(printf '%s\n' "${one_region[@]}") |
    xargs "$lint" --regions us-east-1 us-west-2 --
}

python_compiles() {
  git ls-files '*.py' | python3 -c '
import sys
for path in sys.stdin.read().split():
    compile(open(path, encoding="utf-8").read(), path, "exec")'
}

shell_parses() {
  local file
  for file in scripts/*.sh .ci/run; do bash -n "$file" || return 1; done
}

# Examples live in the homes of "me" and "kim".
machine_paths() {
  ! git grep -nIE "(^|[^A-Za-z0-9_.\$}*-])(${PWD}|${HOME%/}|/home/[a-z]+|/Users/[A-Za-z]+)(/|\$|[^A-Za-z0-9_-])" \
    -- . ':!scripts/check.sh' | grep -vE '/home/(me|kim)\b'
}

# pip-compile copies a directory of wheels that this machine's pip is set to look into.
machine_wheels() { ! git grep -nE -e '^--(find-links|index-url|extra-index-url|trusted-host)' -- '*.txt' '*.in'; }

tidy_lines() { ! git grep -nIE '[[:blank:]]+$' -- . ':!*.csv' ':!*.md'; }

part "Swift formatting" formatting
part "no warnings" no_warnings
part "every target makes errors of warnings" strict_targets
part "C without warnings" c_warnings
part "CloudFormation templates" templates
part "Python compiles" python_compiles
part "shell scripts parse" shell_parses
part "no paths of one machine" machine_paths
part "no wheels of one machine" machine_wheels
part "no trailing blanks" tidy_lines
exit "$failed"
