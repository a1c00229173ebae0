import DaiviProtocol

extension StaticLake {
  /// What the lake has before a job fills it: buckets, stacks, scripts and the file.
  func resources() -> [any Step] {
    BucketFamilies.steps(familyNames, usage: Value(name)) + moreBuckets + [stack, tables, scripts, upload]
  }

  /// What `resources` needs of the foundation.
  func resourceInputs() -> [Input] {
    ["s3KeyArn", "secondaryS3KeyArn", "glueKeyArn", "cloudwatchKeyArn"]
      .map { Input($0, from: "foundation/deploy-kms-keys") }
      + ["glueRoleArn", "lakeformationServiceRoleArn"].map { Input($0, from: "foundation/deploy-iam-roles") }
      + ["glueScriptsBucket", "glueSparkLogsBucket", "glueTempBucket"]
      .map { Input($0, from: "foundation/deploy-buckets") }
      + [Input("domainId", from: "sagemaker-domain/deploy-domain", optional: true)]
  }

  /// Where the jobs send their lineage: nowhere without a domain, so that a lake alone deploys too.
  static let lineageDomain: Value = "{inputs.domainId?}"

  /// Database, table bucket, jobs, Lake Formation locations and grants.
  private var stack: Stack {
    let shared = [
      "S3KeyArn", "GlueKeyArn", "CloudwatchKeyArn", "GlueRoleArn", "LakeformationServiceRoleArn", "GlueScriptsBucket",
      "GlueSparkLogsBucket", "GlueTempBucket",
    ].map { ($0, Value("{inputs.\($0.prefix(1).lowercased())\($0.dropFirst())}")) }
    return Stack(
      "lake", template: "shared/lake.yaml",
      parameters: Dictionary(uniqueKeysWithValues: shared).merging([
        "Lake": Value(name), "IcebergJob": Value(iceberg.rawValue),
        // The billing lake's security configuration has the guide's plain name.
        "SecurityConfigurationSuffix": Value(name == "billing" ? "" : "-\(name)"),
        "DataBucket": bucket(dataFamily), "HiveBucket": bucket("Hive"), "IcebergBucket": bucket("Iceberg"),
        "SourceKey": Value(sourceKey), "DomainId": Self.lineageDomain,
      ]) { $1 })
  }

  /// The tables, who may use them, and the ruleset.
  private var tables: Stack {
    Stack(
      "tables", template: "\(name)/tables.yaml",
      parameters: [
        "GlueRoleArn": "{inputs.glueRoleArn}", "DatabaseName": "{inputs.databaseName}",
        "HiveBucket": bucket("Hive"), "IcebergBucket": bucket("Iceberg"),
      ],
      // A file with more columns than the template declares adds them to the table.
      expectedDrift: ["HiveTable": ["/TableInput/StorageDescriptor/Columns", "/TableInput/Parameters"]])
  }

  /// What the jobs run and import. Each lake has its own copy, so that one that is taken away breaks no other.
  private var scripts: Upload {
    Upload(
      "scripts", "job scripts", to: "{inputs.glueScriptsBucket}", digestOutput: "scriptsDigest",
      items: files.keys.sorted().filter { $0.hasSuffix(".py") && $0.contains("/scripts/") }.map { path in
        Upload.Item(Value("\(name)/\(path.split(separator: "/").last ?? "")"), from: .file(path))
      })
  }

  /// The file the tables are loaded from.
  private var upload: Upload {
    Upload(
      "report", "file to load", to: bucket(dataFamily), digestOutput: "reportDigest",
      items: [Upload.Item(Value(sourceKey), from: source)])
  }
}
