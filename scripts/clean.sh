#!/usr/bin/env bash
# Stops the sandbox and removes what a build can make again: .build*, dist/, .cache/ and the sandbox's Python packages. The
# sandbox's state and the ledgers of .daivi/ are what somebody deployed: they stay, and go with `rm -r .daivi`.
set -euo pipefail
cd "$(dirname "$0")/.."

host=.build/debug/daivi-host
[ ! -x "$host" ] || "$host" sandbox stop
rm -rf .build .build-* .cache dist .daivi/sandbox/venv .daivi/sandbox/runtime .daivi/cache
echo "removed .build*, dist, .cache, .daivi/cache and the sandbox's packages"
[ ! -d .daivi ] || echo "kept .daivi: what is deployed to the sandbox, and ledgers; 'rm -r .daivi' removes them too"
