/// A data lake that is loaded from one file: a Hive table, an Iceberg table and an S3 table with the same rows.
///
/// Its templates are iac/shared/lake.yaml and iac/<name>/tables.yaml, its jobs iac/shared/scripts/lake_*.py with the
/// columns of iac/<name>/scripts/<name>_columns.py. It needs no other lake and no SageMaker domain.
public struct StaticLake: Sendable {
  /// Which name the guide gives the Iceberg table and its job.
  public enum Iceberg: String, Sendable {
    case plain = "iceberg"
    case fixed = "iceberg-static"
  }

  public let name: String
  let guide: String
  let iceberg: Iceberg
  /// Families of iac/shared/bucket-families.yaml, without the lake's name: `Data`, `Hive`, `Iceberg`, and others.
  let families: [String]
  let dataFamily: String
  /// Further buckets, after those of `families`.
  let moreBuckets: [any Step]
  let sourceKey: String
  let source: Upload.Source
  let files: [String: String]

  /// - Parameters:
  ///   - name: of the lake, as in its directory and its resources: `billing`.
  ///   - guide: section of the deployment guide.
  ///   - families: its buckets, without the lake's name.
  ///   - dataFamily: the one of them that the file lands in.
  ///   - moreBuckets: buckets that need one of those to be there.
  ///   - sourceKey: the file's name there.
  ///   - source: the file: usually the user's own, or else a generated sample.
  ///   - files: `EmbeddedFiles.all` of the module.
  public init(
    _ name: String, guide: String, iceberg: Iceberg = .fixed, families: [String] = ["Data", "Hive", "Iceberg"],
    dataFamily: String = "Data", moreBuckets: [any Step] = [], sourceKey: String, source: Upload.Source,
    files: [String: String]
  ) {
    self.name = name
    self.guide = guide
    self.iceberg = iceberg
    self.families = families
    self.dataFamily = dataFamily
    self.moreBuckets = moreBuckets
    self.sourceKey = sourceKey
    self.source = source
    self.files = files
  }

  /// IAM actions that the targets' own calls need.
  public static let permissions = [
    "cloudformation:*", "s3:PutObject", "s3:GetObject", "glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns",
    "glue:StartDataQualityRulesetEvaluationRun", "glue:GetDataQualityRulesetEvaluationRun",
    "glue:GetDataQualityResult", "athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults",
    "lakeformation:GrantPermissions", "lakeformation:ListPermissions", "logs:GetLogEvents", "iam:PassRole",
  ]

  /// The modules that a lake's targets follow.
  public static let requires = [
    "foundation": ">=0.1.0 <1.0.0", "lake-formation": ">=0.1.0 <1.0.0", "glue-jars": ">=0.1.0 <1.0.0",
    "athena": ">=0.1.0 <1.0.0",
  ]

  /// Output of the deploying target with the name of a family's bucket in the primary region.
  func bucket(_ family: String) -> Value { Value("{inputs.\(name)\(family)Bucket}") }

  /// Families as iac/shared/bucket-families.yaml names them.
  var familyNames: [String] {
    families.map { "\(name.prefix(1).uppercased())\(name.dropFirst())\($0)" }
  }
}
