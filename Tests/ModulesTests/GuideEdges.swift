/// What the deployment guide asks to be there before each target, for the targets of the modules tested here. Only
/// needs are listed that hold on AWS: the guide's own order beyond them is no edge.
enum GuideEdges {
  static let all: [(target: String, needs: [String])] = [
    ("deploy-kms-keys", []),
    ("deploy-iam-roles", ["deploy-kms-keys"]),
    ("deploy-buckets", ["deploy-kms-keys"]),
    ("deploy-vpc", ["deploy-kms-keys"]),
    ("deploy-idc-acc", ["deploy-kms-keys"]),
    ("deploy-idc-org", ["deploy-kms-keys"]),
    ("deploy-dyo-idc", []),
    ("deploy-byo-idc", []),
    ("build-lambda-layer", []),
    ("deploy-msk", ["deploy-vpc", "build-lambda-layer"]),
    ("deploy-glue-jars", ["deploy-buckets"]),
    ("set-up-lake-formation-admin-role", ["deploy-iam-roles"]),
    ("create-glue-s3tables-catalog", ["deploy-iam-roles"]),
    ("register-s3table-catalog-with-lake-formation", ["deploy-iam-roles"]),
    ("grant-default-database-permissions", ["deploy-iam-roles"]),
    ("drop-default-database", ["grant-default-database-permissions"]),
    ("deploy-athena", ["deploy-buckets", "deploy-kms-keys"]),
    // Its stack grants rights, which an administrator of Lake Formation can.
    ("deploy-billing", ["deploy-iam-roles", "deploy-buckets", "set-up-lake-formation-admin-role"]),
    ("start-billing-hive-job", ["deploy-billing", "drop-default-database"]),
    ("start-billing-iceberg-static-job", ["deploy-billing", "drop-default-database"]),
    ("start-billing-s3table-create-job", ["deploy-billing", "deploy-glue-jars", "drop-default-database"]),
    (
      "start-billing-s3table-job",
      [
        "start-billing-s3table-create-job", "start-billing-hive-job",
        // Its rows are counted by whoever deploys, who has to be let first.
        "grant-lake-formation-billing-s3-table-catalog",
      ]
    ),
    (
      "grant-lake-formation-billing-s3-table-catalog",
      [
        "start-billing-s3table-create-job", "create-glue-s3tables-catalog",
        "register-s3table-catalog-with-lake-formation",
      ]
    ),
    ("start-billing-hive-data-quality-ruleset", ["start-billing-hive-job"]),
    ("deploy-datazone-domain", ["deploy-iam-roles"]),
    ("deploy-datazone-project-prereq", ["deploy-datazone-domain", "deploy-buckets"]),
    ("deploy-datazone-producer-project", ["deploy-datazone-project-prereq", "deploy-billing"]),
    ("deploy-datazone-consumer-project", ["deploy-datazone-project-prereq"]),
    ("deploy-datazone-custom-project", ["deploy-datazone-project-prereq", "deploy-billing"]),
    ("deploy-domain-prereq", ["deploy-kms-keys"]),
    ("deploy-domain", ["deploy-domain-prereq"]),
    ("deploy-project-prereq", ["deploy-domain"]),
    ("deploy-producer-project", ["deploy-domain", "deploy-project-prereq"]),
    ("deploy-consumer-project", ["deploy-domain", "deploy-project-prereq"]),
    ("extract-producer-info", ["deploy-producer-project"]),
    ("extract-consumer-info", ["deploy-consumer-project"]),
    ("deploy-project-config", ["extract-producer-info", "extract-consumer-info"]),
    (
      "billing-grant-producer-s3tables-catalog-permissions",
      [
        "extract-producer-info", "start-billing-s3table-create-job", "create-glue-s3tables-catalog",
        "register-s3table-catalog-with-lake-formation",
      ]
    ),
    ("post-lineage-events", ["deploy-lineage-assets", "grant-custom-asset-type-creation", "extract-producer-info"]),
    ("run-emr-billing-query", ["start-billing-hive-job", "drop-default-database"]),
    ("deploy-z-etl-dynamodb-data-prereq", ["deploy-kms-keys"]),
    (
      "deploy-z-etl-dynamodb",
      ["deploy-z-etl-dynamodb-data-prereq", "deploy-iam-roles", "set-up-lake-formation-admin-role"]
    ),
    ("deploy-trade", ["deploy-iam-roles", "deploy-buckets", "deploy-msk", "deploy-vpc"]),
    ("start-trade-job", ["deploy-trade", "drop-default-database"]),
    ("run-test-harness-trade", ["deploy-msk", "start-trade-job"]),
    ("build-flink-app", []),
    ("deploy-stocks", ["build-flink-app", "deploy-msk"]),
    ("run-test-harness-stock", ["deploy-stocks"]),
    ("deploy-splunk", ["deploy-iam-roles", "deploy-buckets", "deploy-vpc", "set-up-lake-formation-admin-role"]),
    ("start-splunk-iceberg-static-job", ["deploy-splunk", "wait-for-splunk", "drop-default-database"]),
    ("start-splunk-s3table-create-job", ["deploy-splunk", "deploy-glue-jars", "drop-default-database"]),
    (
      "start-splunk-s3table-job",
      ["start-splunk-s3table-create-job", "wait-for-splunk", "grant-lake-formation-splunk-s3-table-catalog"]
    ),
    (
      "grant-lake-formation-splunk-s3-table-catalog",
      [
        "start-splunk-s3table-create-job", "create-glue-s3tables-catalog",
        "register-s3table-catalog-with-lake-formation",
      ]
    ),
    ("activate-cost-allocation-tags", ["wait-for-cost-explorer"]),
    ("deploy-billing-cur", ["deploy-billing", "wait-for-cost-explorer"]),
    ("deploy-snowflake-connection", ["extract-producer-info", "deploy-domain-prereq"]),
    ("deploy-z-etl-snowflake", ["deploy-snowflake-connection", "deploy-iam-roles", "deploy-buckets"]),
    ("start-trading-data-generator-job", ["deploy-z-etl-snowflake"]),
    ("grant-lake-formation-snowflake-catalog", ["deploy-snowflake-connection"]),
    ("update-kms-policy-for-lakehouse", ["deploy-kms-keys", "extract-producer-info"]),
    ("deploy-quicksight-subscription", []),
    (
      "deploy-quicksight-dataset",
      [
        "deploy-quicksight-subscription", "deploy-iam-roles", "deploy-athena", "deploy-billing",
        "start-billing-hive-job",
      ]
    ),
  ]
}
