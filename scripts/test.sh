#!/usr/bin/env bash
# Every test there is: the Swift ones, the sandbox's own, those of templates and scripts, and the guide's. All of them
# run, whatever fails, and beside each other where they can; the status says whether anything did.
set -euo pipefail
cd "$(dirname "$0")/.."

# Nothing of the person who runs this may decide what the tests see.
for name in "${!AWS_@}" "${!DAIVI_@}"; do [ "$name" = DAIVI_LARGE_ROWS ] || unset "$name"; done

scripts/prerequisites.sh
scripts/build.sh --product daivi-host
host=$PWD/.build/debug/daivi-host
# The Python packages come over the network while the rest is compiled. A copy installs them: the build writes the host anew.
mkdir -p .cache
cp "$host" .cache/daivi-host
.cache/daivi-host sandbox install &
installation=$!
scripts/build.sh --build-tests
wait "$installation"
# Made once, used by every sandbox that a test starts.
export DAIVI_SANDBOX_VENV=$PWD/.daivi/sandbox/venv PYTHONDONTWRITEBYTECODE=1
# What only the whole of them can tell is asked for.
export DAIVI_TEST_ALL=1

pids=()
# Whatever tests make lies below one directory, so that what they leave is found and counted as a failure.
TMPDIR=$(mktemp -d /tmp/daivi-test.XXXXXX)
export TMPDIR
# left_processes: those that tests started, by what they were given or where they are, whatever they call themselves.
left_processes() {
  local place
  for place in /proc/[0-9]*; do
    if grep -zqsxF "TMPDIR=$TMPDIR" "$place/environ" || [[ $(readlink "$place/cwd" || true) == "$TMPDIR"/* ]]; then
      echo "${place#/proc/}"
    fi
  done
}
finish() {
  if [ "${#pids[@]}" != 0 ]; then
    kill -KILL -- "${pids[@]/#/-}" 2>/dev/null || true
    wait "${pids[@]}" 2>/dev/null || true
  fi
  # Sandboxes have sessions of their own.
  local left
  left=$(left_processes)
  # shellcheck disable=SC2086 # numbers, one a word
  [ -z "$left" ] || kill -KILL $left 2>/dev/null || true
  rm -rf "$TMPDIR"
}
trap finish EXIT

names=() summary=() failed=0
# begin NAME COMMAND...: starts a part beside those that run, in a process group of its own; its output is kept.
begin() {
  names+=("$1")
  : >"$TMPDIR/$1.log"
  set -m
  "${@:2}" </dev/null >"$TMPDIR/$1.log" 2>&1 &
  pids+=($!)
  set +m
}
# finish_parts: shows what the parts print, one after the other, and keeps the last line of each that counts tests.
finish_parts() {
  local number name status counted
  for number in "${!names[@]}"; do
    name=${names[number]} status=0
    printf '\n== %s\n' "$name"
    tail -n +1 -s 0.2 --pid="${pids[number]}" -f "$TMPDIR/$name.log"
    wait "${pids[number]}" || status=$?
    counted=$(grep -aE 'Test run with [0-9]+ test|^[0-9]+ passed' "$TMPDIR/$name.log" | tail -1) || true
    counted=$(sed 's/^[^[:alnum:]]* *//' <<<"$counted")
    summary+=("$name: ${counted:-no tests were counted} (exit status $status)")
    [ "$status" = 0 ] && [ -n "$counted" ] || failed=1
  done
  names=() pids=()
}
python() { "$DAIVI_SANDBOX_VENV/bin/python" -W ignore scripts/unittests.py "$@"; }
# Those of templates and scripts, which need a running sandbox.
templates() {
  mkdir -p "$TMPDIR/sandbox/.daivi"
  AWS_ENDPOINT_URL=$(cd "$TMPDIR/sandbox" && "$host" sandbox start)
  export AWS_ENDPOINT_URL
  local status=0
  python Tests/iac || status=$?
  (cd "$TMPDIR/sandbox" && "$host" sandbox stop)
  return "$status"
}

begin "Swift" swift test --skip-build --manifest-cache none
begin "sandbox" python iac/sandbox/tests iac/sandbox
begin "templates and scripts" templates
finish_parts
# Alone, because its Swift walk builds into the directory whose lock the Swift tests hold.
begin "guide" python Tests/guide
finish_parts

left=$(for pid in $(left_processes); do printf '%s %s\n' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline")"; done)
if [ -n "$left" ]; then
  printf '\nstill running after the tests:\n%s\n' "$left"
  failed=1
fi
# Beside our own, SwiftPM's locks and directories.
left=$(find "$TMPDIR" -mindepth 1 -maxdepth 1 -not -name '*.log' -not -name sandbox -not -name '*.lock' \
  -not -name 'TemporaryDirectory.*')
if [ -n "$left" ]; then
  printf '\nleft behind by the tests:\n%s\n' "$left"
  failed=1
fi

printf '\n'
printf '%s\n' "${summary[@]}"
exit "$failed"
