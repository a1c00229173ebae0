import DaiviModule

/// Section 26 of the guide: Spark on EMR Serverless reads the billing lake. What the guide does by hand in a notebook is
/// a job run here, with the same query; the notebook itself is described in docs/notebooks.md.
@main
struct EMR: DaiviModule {
  static let module = Module(
    "emr", version: "0.1.0", title: "Spark queries on EMR Serverless", files: EmbeddedFiles.all,
    requires: [
      "foundation": ">=0.1.0 <1.0.0", "billing": ">=0.1.0 <1.0.0", "lake-formation": ">=0.1.0 <1.0.0",
      "athena": ">=0.1.0 <1.0.0",
    ],
    permissions: CallActions.athenaQuery + [
      "emr-serverless:GetApplication", "emr-serverless:StopApplication", "emr-serverless:StartJobRun",
      "emr-serverless:GetJobRun", "emr-serverless:ListJobRuns", "emr-serverless:CancelJobRun",
      "lakeformation:GrantPermissions", "lakeformation:ListPermissions", "lakeformation:RevokePermissions",
      "logs:DescribeLogStreams", "logs:GetLogEvents",
    ]
  ) {
    Target("deploy-emr-application", "EMR Serverless application for Spark, and the role of its jobs", guide: "26") {
      After("lake-formation/set-up-lake-formation-admin-role")
      Input("s3KeyArn", from: "foundation/deploy-kms-keys")
      Input("cloudwatchKeyArn", from: "foundation/deploy-kms-keys")
      Input("glueScriptsBucket", from: "foundation/deploy-buckets")
      Input("glueTempBucket", from: "foundation/deploy-buckets")
      Input("billingHiveBucket", from: "billing/deploy-billing")
      Input("databaseName", from: "billing/deploy-billing")
      Input("hiveTableName", from: "billing/deploy-billing")
      Upload(
        "scripts", "Spark scripts", to: "{inputs.glueScriptsBucket}", digestOutput: "emrScriptsDigest",
        items: [.init("emr/query_table.py", from: .file("emr/scripts/query_table.py"))])
      Stack(
        "application", template: "emr/application.yaml",
        parameters: [
          "S3KeyArn": "{inputs.s3KeyArn}", "CloudwatchKeyArn": "{inputs.cloudwatchKeyArn}",
          "GlueScriptsBucket": "{inputs.glueScriptsBucket}", "GlueTempBucket": "{inputs.glueTempBucket}",
          "BillingHiveBucket": "{inputs.billingHiveBucket}", "DatabaseName": "{inputs.databaseName}",
          "HiveTableName": "{inputs.hiveTableName}",
        ])
      applicationState
    }
    Target("run-emr-billing-query", "The guide's query over the billing table, by Spark on EMR", guide: "26") {
      After("lake-formation/drop-default-database")
      Input("applicationId", from: "emr/deploy-emr-application")
      Input("jobRoleArn", from: "emr/deploy-emr-application")
      Input("logGroupName", from: "emr/deploy-emr-application")
      Input("emrScriptsDigest", from: "emr/deploy-emr-application")
      Input("glueScriptsBucket", from: "foundation/deploy-buckets")
      Input("glueTempBucket", from: "foundation/deploy-buckets")
      Input("databaseName", from: "billing/deploy-billing")
      Input("hiveTableName", from: "billing/deploy-billing")
      // The rows: a new load is a new query.
      Input("hiveRunId", from: "billing/start-billing-hive-job")
      Input("workgroupName", from: "athena/deploy-athena")
      defaultDatabase
      SparkQuery(
        "query", "query of the billing table", script: "emr/query_table.py", result: "emr/billing-query",
        follows: ["{inputs.hiveRunId}", "{inputs.emrScriptsDigest}"])
    }
  }
}
