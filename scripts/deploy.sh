#!/usr/bin/env bash
# Builds, deploys everything and shows rows of a table that was made: to the local sandbox, which the host installs and
# starts, or to the environment that daivi.yaml names.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh
scripts/build.sh

host=.build/debug/daivi-host
status=0
"$host" deploy || status=$?
# 8: all that is left waits for a time or a person.
[ "$status" = 0 ] || [ "$status" = 8 ] || exit "$status"

output() { "$host" outputs billing/deploy-billing --json |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["targets"][0]["outputs"][sys.argv[1]])' "$1"; }
table="\"$(output databaseName)\".\"$(output icebergStaticTableName)\""
query="SELECT line_item_product_code AS product, count(*) AS lines, sum(line_item_unblended_cost) AS cost
  FROM $table GROUP BY line_item_product_code ORDER BY cost DESC"
printf '\ndaivi-host query '"'%s'"'\n\n' "$query"
"$host" query "$query"
