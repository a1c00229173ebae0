import DaiviProtocol

extension StaticLake {
  /// The lake's targets, in the guide's order.
  /// - Parameters:
  ///   - title: of the target that deploys the lake.
  ///   - more: what else that target deploys, for instance what a report that lands starts.
  ///   - moreInputs: what those steps need.
  public func targets(_ title: String, more: [any Step] = [], moreInputs: [Input] = []) -> [Target] {
    [
      Target("deploy-\(name)", title, guide: guide) {
        After("lake-formation/set-up-lake-formation-admin-role")
        resourceInputs()
        moreInputs
        resources()
        more
      },
      Target("start-\(name)-hive-job", "Load the file into the Hive table", guide: guide) {
        After("lake-formation/drop-default-database")
        inputs("hiveJobName", "hiveTableName")
        load("Hive table", job: "{inputs.hiveJobName}", table: .hive)
      },
      Target("start-\(name)-\(iceberg.rawValue)-job", "Load the file into the Iceberg table", guide: guide) {
        After("lake-formation/drop-default-database")
        inputs("icebergJobName", "icebergTableName")
        load("Iceberg table", job: "{inputs.icebergJobName}", table: .iceberg)
      },
      Target("start-\(name)-s3table-create-job", "Make the S3 table", guide: guide) {
        After("glue-jars/deploy-glue-jars", "lake-formation/create-glue-s3tables-catalog")
        After("lake-formation/drop-default-database")
        inputs("s3TableCreateJobName")
        JobRun(
          "create", "S3 table", job: "{inputs.s3TableCreateJobName}", follows: ["{inputs.scriptsDigest}"],
          runOutput: "s3TableCreateRunId")
        s3TableExists
      },
      Target("start-\(name)-s3table-job", "Load the Hive table into the S3 table", guide: guide) {
        After(TargetID(module: name, target: "start-\(name)-s3table-create-job"))
        inputs("s3TableJobName")
        hiveRun
        load("S3 table", job: "{inputs.s3TableJobName}", table: .s3, follows: "{inputs.hiveRunId}")
      },
      Target("grant-lake-formation-\(name)-s3-table-catalog", "Administrators' rights on the S3 table", guide: guide) {
        After(
          TargetID(module: name, target: "start-\(name)-s3table-create-job"),
          "lake-formation/create-glue-s3tables-catalog")
        After("lake-formation/register-s3table-catalog-with-lake-formation")
        inputs()
        Grant(
          "admin", "S3 table to the administrators", to: "arn:{partition}:iam::{account}:role/{adminRole}",
          on: .table(
            catalog: "{account}:s3tablescatalog/{inputs.tableBucketName}", database: "{inputs.namespace}",
            name: "{inputs.s3TableName}"),
          permissions: ["ALL"], grantable: ["ALL"])
      },
      Target("start-\(name)-hive-data-quality-ruleset", "Data quality of the Hive table", guide: guide) {
        inputs("hiveRulesetName", "hiveTableName")
        Input("glueRoleArn", from: "foundation/deploy-iam-roles")
        hiveRun
        DataQualityRun(
          "rules", "ruleset of the Hive table", ruleset: "{inputs.hiveRulesetName}",
          database: "{inputs.databaseName}", table: "{inputs.hiveTableName}", role: "{inputs.glueRoleArn}",
          follows: ["{inputs.hiveRunId}"])
      },
    ]
  }

  private enum Table {
    case hive, iceberg, s3
  }

  /// What every target takes of the one that deploys the lake, and `more` of it.
  private func inputs(_ more: String...) -> [Input] {
    (["databaseName", "tableBucketName", "namespace", "s3TableName", "reportDigest", "scriptsDigest"] + more)
      .map { Input($0, from: TargetID(module: name, target: "deploy-\(name)")) }
      + [Input("workgroupName", from: "athena/deploy-athena")]
  }

  private var hiveRun: Input {
    Input("hiveRunId", from: TargetID(module: name, target: "start-\(name)-hive-job"))
  }

  private func load(_ title: String, job: Value, table: Table, follows: Value = "{inputs.reportDigest}") -> JobRun {
    let (sqlName, prefix): (Value, String) =
      switch table {
      case .hive: (#""{inputs.databaseName}"."{inputs.hiveTableName}""#, "hive")
      case .iceberg:
        (#""{inputs.databaseName}"."{inputs.icebergTableName}""#, iceberg == .fixed ? "icebergStatic" : "iceberg")
      case .s3:
        (#""s3tablescatalog/{inputs.tableBucketName}"."{inputs.namespace}"."{inputs.s3TableName}""#, "s3Table")
      }
    return JobRun(
      "load", title, job: job, follows: [follows, "{inputs.scriptsDigest}"],
      fills: TableRows(sqlName, workgroup: "{inputs.workgroupName}", output: "\(prefix)Rows"),
      runOutput: "\(prefix)RunId")
  }
}
