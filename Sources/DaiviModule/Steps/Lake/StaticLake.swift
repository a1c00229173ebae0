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

  let lake: Lake
  let iceberg: Iceberg
  /// Families of iac/shared/bucket-families.yaml, without the lake's name: `Data`, `Hive`, `Iceberg`, and others.
  let families: [String]
  let dataFamily: String
  /// Further buckets, after those of `families`.
  let moreBuckets: [any Step]
  let sourceKey: String
  let source: Upload.Source

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
    lake = Lake(name, guide: guide, files: files)
    self.iceberg = iceberg
    self.families = families
    self.dataFamily = dataFamily
    self.moreBuckets = moreBuckets
    self.sourceKey = sourceKey
    self.source = source
  }

  var name: String { lake.name }
  var guide: String { lake.guide }

  /// The modules that a lake's targets follow.
  public static let requires = Lake.requires
}
