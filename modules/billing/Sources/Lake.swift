import DaiviModule

/// The lake's own stack: database, tables, jobs, ruleset, Lake Formation locations and grants.
let lake = Stack(
  "lake", template: "billing/lake.yaml",
  parameters: [
    "S3KeyArn": "{inputs.s3KeyArn}", "GlueKeyArn": "{inputs.glueKeyArn}",
    "CloudwatchKeyArn": "{inputs.cloudwatchKeyArn}", "GlueRoleArn": "{inputs.glueRoleArn}",
    "LakeformationServiceRoleArn": "{inputs.lakeformationServiceRoleArn}",
    "GlueScriptsBucket": "{inputs.glueScriptsBucket}", "GlueSparkLogsBucket": "{inputs.glueSparkLogsBucket}",
    "GlueTempBucket": "{inputs.glueTempBucket}", "BillingDataBucket": "{inputs.billingDataBucket}",
    "BillingHiveBucket": "{inputs.billingHiveBucket}", "BillingIcebergBucket": "{inputs.billingIcebergBucket}",
    "SourceKey": Value(reportKey),
  ],
  // A report with more columns than the template declares adds them to the table.
  expectedDrift: ["HiveTable": ["/TableInput/StorageDescriptor/Columns", "/TableInput/Parameters"]])

/// What the jobs run and import, at the root of the scripts bucket where the job definitions look for it.
let scripts = Upload(
  "scripts", "job scripts", to: "{inputs.glueScriptsBucket}", digestOutput: "scriptsDigest",
  items: EmbeddedFiles.all.keys.sorted().filter { $0.hasSuffix(".py") }.map { path in
    Upload.Item(Value(String(path.split(separator: "/").last ?? "")), from: .file(path))
  })

private let reportKey = "cost-and-usage-report-00001.csv.gz"

/// The report the static tables are loaded from: the user's own, or a generated sample.
let report = Upload(
  "report", "cost and usage report", to: "{inputs.billingDataBucket}", digestOutput: "reportDigest",
  items: [
    Upload.Item(
      Value(reportKey),
      from: .parameter(
        "staticReport",
        otherwise: .generated(revision: SampleReport.revision) { SampleReport(rows: 20_000, seed: 1).gzip() }))
  ])

/// What every target after deploy-billing takes from it and from the workgroup.
let lakeInputs: [Input] =
  ["databaseName", "tableBucketName", "namespace", "s3TableName", "reportDigest", "scriptsDigest"]
  .map { Input($0, from: "billing/deploy-billing") } + [Input("workgroupName", from: "athena/deploy-athena")]
