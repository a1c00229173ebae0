import DaiviProtocol

extension StaticLake {
  /// What the lake has before a job fills it: buckets, stacks, scripts and the file.
  func resources() -> [any Step] {
    lake.buckets(families) + moreBuckets + [lake.jobLogs, stack, tables, lake.scripts, upload]
  }

  private var stack: Stack {
    lake.stack([
      "IcebergJob": Value(iceberg.rawValue), "DataBucket": lake.bucket(dataFamily), "HiveBucket": lake.bucket("Hive"),
      "SourceKey": Value(sourceKey),
    ])
  }

  /// The tables, who may use them, and the ruleset.
  private var tables: Stack {
    Stack(
      "tables", template: "\(name)/tables.yaml",
      parameters: [
        "GlueRoleArn": "{inputs.glueRoleArn}", "DatabaseName": "{inputs.databaseName}",
        "HiveBucket": lake.bucket("Hive"), "IcebergBucket": lake.bucket("Iceberg"),
      ],
      // A file with more columns than the template declares adds them to the table.
      expectedDrift: ["HiveTable": ["/TableInput/StorageDescriptor/Columns", "/TableInput/Parameters"]])
  }

  /// The file the tables are loaded from.
  private var upload: Upload {
    Upload(
      "report", "file to load", to: lake.bucket(dataFamily), digestOutput: "reportDigest",
      items: [Upload.Item(Value(sourceKey), from: source)])
  }
}
