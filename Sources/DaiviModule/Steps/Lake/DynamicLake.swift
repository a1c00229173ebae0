import DaiviProtocol

/// The part of a lake that grows: a report lands, a workflow takes it into an Iceberg table whose columns follow the
/// reports. Its template is iac/shared/dynamic-lake.yaml, its job iac/shared/scripts/lake_iceberg_dynamic.py.
public struct DynamicLake: Sendable {
  /// A report and the name it lands under.
  public struct Report: Sendable {
    let name: String
    let source: Upload.Source

    public init(_ name: String, from source: Upload.Source) {
      self.name = name
      self.source = source
    }
  }

  let name: String
  let guide: String
  let dataFamily: String
  let prefix: Value
  /// Below `prefix`, where the reports of the targets land.
  let folder: String
  let reports: [Report]

  /// - Parameters:
  ///   - name: of the lake.
  ///   - dataFamily: family of the bucket that reports land in, without the lake's name.
  ///   - prefix: where in that bucket, with a slash at its end.
  ///   - reports: those of the targets, in the order in which they land.
  public init(
    _ name: String, guide: String, dataFamily: String = "Data", prefix: Value, folder: String = "",
    reports: [Report]
  ) {
    self.name = name
    self.guide = guide
    self.dataFamily = dataFamily
    self.prefix = prefix
    self.folder = folder
    self.reports = reports
  }

  private var triggerRole: String { "lambda\(name.prefix(1).uppercased())\(name.dropFirst())TriggerRoleArn" }

  /// What the stack needs beside the inputs of the static lake.
  public var inputs: [Input] { [Input(triggerRole, from: "foundation/deploy-iam-roles")] }

  /// Rule, function, workflow and job.
  public var stack: Stack {
    Stack(
      "dynamic", template: "shared/dynamic-lake.yaml",
      parameters: [
        "Lake": Value(name), "GlueKeyArn": "{inputs.glueKeyArn}", "GlueRoleArn": "{inputs.glueRoleArn}",
        "TriggerRoleArn": Value("{inputs.\(triggerRole)}"), "GlueScriptsBucket": "{inputs.glueScriptsBucket}",
        "GlueSparkLogsBucket": "{inputs.glueSparkLogsBucket}", "GlueTempBucket": "{inputs.glueTempBucket}",
        "DatabaseName": "{inputs.databaseName}", "SecurityConfigurationName": "{inputs.securityConfigurationName}",
        "DataBucket": Value("{inputs.\(name)\(dataFamily)Bucket}"),
        "IcebergBucket": Value("{inputs.\(name)IcebergBucket}"), "ReportPrefix": prefix,
        "DomainId": Lake.lineageDomain,
      ])
  }

  /// One target a report, each after the one before, and the administrators' rights on the table.
  public func targets() -> [Target] {
    reports.enumerated().map { ingest($0 + 1, $1) } + [grant]
  }

  private func ingest(_ number: Int, _ report: Report) -> Target {
    let location = "{inputs.reportLocation}\(folder)\(report.name)"
    let table = #""{inputs.databaseName}"."{inputs.dynamicTableName}" WHERE source_file = '\#(location)'"#
    return Target(
      "upload-\(name)-dynamic-report-\(number)", "Report \(number) lands and is taken into the growing table",
      guide: guide
    ) {
      After("lake-formation/drop-default-database")
      deployed("databaseName", "dynamicTableName", "dynamicJobName", "workflowName", "reportLocation", "scriptsDigest")
      Input("workgroupName", from: "athena/deploy-athena")
      if number > 1 { previous(number) }
      ObjectIngest(
        "land", "report \(number)", to: Value(location), from: report.source, workflow: "{inputs.workflowName}",
        job: "{inputs.dynamicJobName}", follows: ["{inputs.scriptsDigest}"],
        fills: TableRows(Value(table), workgroup: "{inputs.workgroupName}", output: "dynamicReport\(number)Rows"),
        runOutput: "dynamicReport\(number)RunId")
    }
  }

  /// The workflow takes one report at a time.
  private func previous(_ number: Int) -> After {
    After(TargetID(module: name, target: "upload-\(name)-dynamic-report-\(number - 1)"))
  }

  private var grant: Target {
    Target("grant-lake-formation-\(name)-iceberg-dynamic", "Administrators' rights on the growing table", guide: guide)
    {
      After(TargetID(module: name, target: "upload-\(name)-dynamic-report-1"))
      deployed("databaseName", "dynamicTableName")
      Grant(
        "admin", "growing table to the administrators", to: "arn:{partition}:iam::{account}:role/{adminRole}",
        on: .table(catalog: nil, database: "{inputs.databaseName}", name: "{inputs.dynamicTableName}"),
        permissions: ["ALL"], grantable: ["ALL"])
    }
  }

  private func deployed(_ names: String...) -> [Input] {
    names.map { Input($0, from: TargetID(module: name, target: "deploy-\(name)")) }
  }
}
