import DaiviModule

/// Section 9 of the guide: the billing data lake with its static report, as a Hive table, an Iceberg table and an S3
/// table. It needs no other lake and no SageMaker domain.
@main
struct Billing: DaiviModule {
  static let module = Module(
    "billing", version: "0.1.0", title: "Billing data lake", files: EmbeddedFiles.all,
    requires: [
      "foundation": ">=0.1.0 <1.0.0", "lake-formation": ">=0.1.0 <1.0.0", "glue-jars": ">=0.1.0 <1.0.0",
      "athena": ">=0.1.0 <1.0.0",
    ],
    parameters: [
      ParameterDeclaration(
        name: "staticReport", kind: .file, title: "a cost and usage report (CSV or CSV.gz) instead of the sample",
        format: "csv")
    ],
    permissions: [
      "cloudformation:*", "s3:PutObject", "s3:GetObject", "glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns",
      "glue:StartDataQualityRulesetEvaluationRun", "glue:GetDataQualityRulesetEvaluationRun",
      "glue:GetDataQualityResult", "athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults",
      "lakeformation:GrantPermissions", "lakeformation:ListPermissions", "logs:GetLogEvents", "iam:PassRole",
    ]
  ) {
    Target("deploy-billing", "Buckets, tables, jobs and the report of the billing lake", guide: "9") {
      After("lake-formation/set-up-lake-formation-admin-role")
      Input("s3KeyArn", from: "foundation/deploy-kms-keys")
      Input("secondaryS3KeyArn", from: "foundation/deploy-kms-keys")
      Input("glueKeyArn", from: "foundation/deploy-kms-keys")
      Input("cloudwatchKeyArn", from: "foundation/deploy-kms-keys")
      Input("glueRoleArn", from: "foundation/deploy-iam-roles")
      Input("lakeformationServiceRoleArn", from: "foundation/deploy-iam-roles")
      Input("glueScriptsBucket", from: "foundation/deploy-buckets")
      Input("glueSparkLogsBucket", from: "foundation/deploy-buckets")
      Input("glueTempBucket", from: "foundation/deploy-buckets")
      BucketFamilies.steps(["BillingData", "BillingHive", "BillingIceberg"], usage: "billing")
      lake
      scripts
      report
    }
    Target("start-billing-hive-job", "Load the report into the Hive table", guide: "9") {
      After("lake-formation/drop-default-database")
      lakeInputs
      Input("hiveJobName", from: "billing/deploy-billing")
      Input("hiveTableName", from: "billing/deploy-billing")
      JobRun(
        "load", "Hive table", job: "{inputs.hiveJobName}",
        follows: ["{inputs.reportDigest}", "{inputs.scriptsDigest}"],
        fills: TableRows(
          #""{inputs.databaseName}"."{inputs.hiveTableName}""#, workgroup: "{inputs.workgroupName}", output: "hiveRows"),
        runOutput: "hiveRunId")
    }
    Target("start-billing-iceberg-static-job", "Load the report into the Iceberg table", guide: "9") {
      After("lake-formation/drop-default-database")
      lakeInputs
      Input("icebergStaticJobName", from: "billing/deploy-billing")
      Input("icebergStaticTableName", from: "billing/deploy-billing")
      JobRun(
        "load", "Iceberg table", job: "{inputs.icebergStaticJobName}",
        follows: ["{inputs.reportDigest}", "{inputs.scriptsDigest}"],
        fills: TableRows(
          #""{inputs.databaseName}"."{inputs.icebergStaticTableName}""#, workgroup: "{inputs.workgroupName}",
          output: "icebergStaticRows"),
        runOutput: "icebergStaticRunId")
    }
    Target("start-billing-s3table-create-job", "Make the S3 table", guide: "9") {
      After("glue-jars/deploy-glue-jars", "lake-formation/create-glue-s3tables-catalog")
      After("lake-formation/drop-default-database")
      lakeInputs
      Input("s3TableCreateJobName", from: "billing/deploy-billing")
      JobRun(
        "create", "S3 table", job: "{inputs.s3TableCreateJobName}", follows: ["{inputs.scriptsDigest}"],
        runOutput: "s3TableCreateRunId")
      tableExists
    }
    Target("start-billing-s3table-job", "Load the Hive table into the S3 table", guide: "9") {
      After("billing/start-billing-s3table-create-job")
      lakeInputs
      Input("s3TableJobName", from: "billing/deploy-billing")
      Input("hiveRunId", from: "billing/start-billing-hive-job")
      JobRun(
        "load", "S3 table", job: "{inputs.s3TableJobName}",
        follows: ["{inputs.hiveRunId}", "{inputs.scriptsDigest}"],
        fills: TableRows(
          #""s3tablescatalog/{inputs.tableBucketName}"."{inputs.namespace}"."{inputs.s3TableName}""#,
          workgroup: "{inputs.workgroupName}", output: "s3TableRows"),
        runOutput: "s3TableRunId")
    }
    Target("grant-lake-formation-billing-s3-table-catalog", "Administrators' rights on the S3 table", guide: "9") {
      After("billing/start-billing-s3table-create-job", "lake-formation/create-glue-s3tables-catalog")
      After("lake-formation/register-s3table-catalog-with-lake-formation")
      lakeInputs
      Grant(
        "admin", "S3 table to the administrators", to: "arn:{partition}:iam::{account}:role/{adminRole}",
        on: .table(
          catalog: "{account}:s3tablescatalog/{inputs.tableBucketName}", database: "{inputs.namespace}",
          name: "{inputs.s3TableName}"),
        permissions: ["ALL"], grantable: ["ALL"])
    }
    Target("start-billing-hive-data-quality-ruleset", "Data quality of the Hive table", guide: "9") {
      lakeInputs
      Input("glueRoleArn", from: "foundation/deploy-iam-roles")
      Input("hiveRulesetName", from: "billing/deploy-billing")
      Input("hiveTableName", from: "billing/deploy-billing")
      Input("hiveRunId", from: "billing/start-billing-hive-job")
      DataQualityRun(
        "rules", "ruleset of the Hive table", ruleset: "{inputs.hiveRulesetName}", database: "{inputs.databaseName}",
        table: "{inputs.hiveTableName}", role: "{inputs.glueRoleArn}", follows: ["{inputs.hiveRunId}"])
    }
  }
}
