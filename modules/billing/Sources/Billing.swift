import DaiviModule

/// Section 9 of the guide: the billing data lake with its static report, as a Hive table, an Iceberg table and an S3
/// table. It needs no other lake and no SageMaker domain.
@main
struct Billing: DaiviModule {
  static let module = Module(
    "billing", version: "0.1.0", title: "Billing data lake", files: EmbeddedFiles.all,
    requires: StaticLake.requires,
    parameters: [
      ParameterDeclaration(
        name: "staticReport", kind: .file, title: "a cost and usage report (CSV or CSV.gz) instead of the sample",
        format: "csv")
    ],
    permissions: StaticLake.permissions
  ) {
    lake.targets("Buckets, tables, jobs and the report of the billing lake")
  }

  /// Loaded from the user's own report, or from a generated sample.
  private static let lake = StaticLake(
    "billing", guide: "9", sourceKey: "cost-and-usage-report-00001.csv.gz",
    source: .parameter(
      "staticReport",
      otherwise: .generated(revision: SampleReport.revision) { SampleReport(rows: 20_000, seed: 1).gzip() }),
    files: EmbeddedFiles.all)
}
