#!/usr/bin/env bash
# Every test there is: the Swift ones, the sandbox's own, and those of templates and scripts, last the ones that need a
# running sandbox. All of them run, whatever fails; the status says whether anything did.
set -euo pipefail
cd "$(dirname "$0")/.."

# Nothing of the person who runs this may decide what the tests see.
for name in "${!AWS_@}" "${!DAIVI_@}"; do unset "$name"; done

scripts/prerequisites.sh
scripts/build.sh --build-tests
host=$PWD/.build/debug/daivi-host
"$host" sandbox install
# Made once, used by every sandbox that a test starts.
export DAIVI_SANDBOX_VENV=$PWD/.daivi/sandbox/venv PYTHONDONTWRITEBYTECODE=1

# Whatever tests leave lies below one directory, so that it can be found and counted as a failure.
TMPDIR=$(mktemp -d /tmp/daivi-test.XXXXXX)
export TMPDIR
finish() {
  (cd "$TMPDIR/sandbox" 2>/dev/null && "$host" sandbox stop 2>/dev/null) || true
  rm -rf "$TMPDIR"
}
trap finish EXIT

summary=() failed=0
# part NAME COMMAND...: runs a part and keeps its last line that counts tests.
part() {
  local name=$1 status=0
  shift
  printf '\n== %s\n' "$name"
  "$@" 2>&1 | tee "$TMPDIR/output" || status=$?
  [ "$status" = 0 ] || failed=1
  local counted
  counted=$(grep -aE 'Test run with [0-9]+ test|^[0-9]+ passed' "$TMPDIR/output" | tail -1 | sed 's/^[^[:alnum:]]* *//') || true
  summary+=("$name: ${counted:-no tests were counted} (exit status $status)")
  [ -n "$counted" ] || failed=1
}
python() { "$DAIVI_SANDBOX_VENV/bin/python" -W ignore scripts/unittests.py "$@"; }

part "Swift" swift test --skip-build --manifest-cache none
part "sandbox" python iac/sandbox/tests iac/sandbox

# After the Swift tests, because it builds into the same directory.
part "guide" python Tests/guide

mkdir -p "$TMPDIR/sandbox/.daivi"
AWS_ENDPOINT_URL=$(cd "$TMPDIR/sandbox" && "$host" sandbox start)
export AWS_ENDPOINT_URL
part "templates and scripts" python Tests/iac
(cd "$TMPDIR/sandbox" && "$host" sandbox stop)

left=$(pgrep -af -- "$TMPDIR" || true)
if [ -n "$left" ]; then
  printf '\nstill running after the tests:\n%s\n' "$left"
  failed=1
fi

printf '\n'
printf '%s\n' "${summary[@]}"
exit "$failed"
