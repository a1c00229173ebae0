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

outputs=$("$host" outputs billing/deploy-billing --json)
output() {
  python3 -c 'import json, sys; print(json.loads(sys.argv[1])["targets"][0]["outputs"][sys.argv[2]])' "$outputs" "$1"
}
rows() {
  printf "SELECT '%s' AS lake_table, count(*) AS line_items, sum(CAST(line_item_unblended_cost AS decimal(38,12))) AS cost FROM %s" \
    "$1" "$2"
}
database=$(output databaseName)
query="$(rows Hive "$database.$(output hiveTableName)")
  UNION ALL $(rows Iceberg "$database.$(output icebergTableName)")
  UNION ALL $(rows 'S3 table' "\"s3tablescatalog/$(output tableBucketName)\".\"$(output namespace)\".\"$(output s3TableName)\"")
  ORDER BY lake_table"
printf '\ndaivi-host query "%s"\n\n' "$query"
"$host" query "$query"
