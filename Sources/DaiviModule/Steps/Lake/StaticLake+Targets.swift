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
        lake.inputs
        moreInputs
        resources()
        more
      },
      Target("start-\(name)-hive-job", "Load the file into the Hive table", guide: guide) {
        After("lake-formation/drop-default-database")
        inputs("hiveJobName", "hiveTableName")
        lake.load(
          "Hive table", job: "{inputs.hiveJobName}", table: #""{inputs.databaseName}"."{inputs.hiveTableName}""#,
          outputs: "hive", follows: ["{inputs.reportDigest}"])
      },
      Target("start-\(name)-\(iceberg.rawValue)-job", "Load the file into the Iceberg table", guide: guide) {
        After("lake-formation/drop-default-database")
        inputs("icebergJobName", "icebergTableName")
        lake.load(
          "Iceberg table", job: "{inputs.icebergJobName}",
          table: #""{inputs.databaseName}"."{inputs.icebergTableName}""#,
          outputs: iceberg == .fixed ? "icebergStatic" : "iceberg", follows: ["{inputs.reportDigest}"])
      },
      lake.makeS3Table,
      Target("start-\(name)-s3table-job", "Load the Hive table into the S3 table", guide: guide) {
        After(TargetID(module: name, target: "start-\(name)-s3table-create-job"))
        lake.s3TableRights
        inputs("s3TableJobName")
        hiveRun
        lake.load(
          "S3 table", job: "{inputs.s3TableJobName}", table: lake.s3Table, outputs: "s3Table",
          follows: ["{inputs.hiveRunId}"])
      },
      lake.grantS3Table,
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

  /// What a target takes of the one that deploys the lake.
  private func inputs(_ more: String...) -> [Input] { lake.deployed(["reportDigest"] + more) }

  private var hiveRun: Input {
    Input("hiveRunId", from: TargetID(module: name, target: "start-\(name)-hive-job"))
  }
}
