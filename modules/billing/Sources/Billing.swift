import DaiviModule

/// Sections 9 and 10 of the guide: the billing data lake with its static report, as a Hive table, an Iceberg table and an
/// S3 table, and with reports that land and change the columns of a second Iceberg table. It needs no other lake and no SageMaker domain.
@main
struct Billing: DaiviModule {
  static let module = Module(
    "billing", version: "0.1.0", title: "Billing data lake", files: EmbeddedFiles.all,
    requires: StaticLake.requires,
    parameters: [
      ParameterDeclaration(
        name: "staticReport", kind: .file, title: "a cost and usage report (CSV or CSV.gz) instead of the sample",
        format: "csv"),
      ParameterDeclaration(
        name: "dynamicReport1", kind: .file, title: "a gzipped report (CSV.gz) that lands first, instead of the sample",
        format: "csv"),
      ParameterDeclaration(
        name: "dynamicReport2", kind: .file, title: "a gzipped report (CSV.gz) that lands next, instead of the sample",
        format: "csv"),
    ],
    permissions: StaticLake.permissions + DynamicLake.permissions
  ) {
    lake.targets(
      "Buckets, tables, jobs and the report of the billing lake", more: [dynamic.stack], moreInputs: dynamic.inputs)
    dynamic.targets()
  }

  /// Loaded from the user's own report, or from a generated sample.
  private static let lake = StaticLake(
    "billing", guide: "9", sourceKey: "cost-and-usage-report-00001.csv.gz",
    source: .parameter(
      "staticReport",
      otherwise: .generated(revision: SampleReport.revision) { SampleReport(rows: 20_000, seed: 1).gzip() }),
    files: EmbeddedFiles.all)

  /// The second report has a column more and one less than the first.
  private static let dynamic = DynamicLake(
    "billing", guide: "10", prefix: "billing/", folder: "{app}-{env}-cost-and-usage-report/manual/",
    reports: [
      .init("cost-and-usage-report-00002.csv.gz", from: report("dynamicReport1", seed: 2, era: .first)),
      .init("cost-and-usage-report-00003.csv.gz", from: report("dynamicReport2", seed: 3, era: .second)),
    ])

  private static func report(_ parameter: String, seed: UInt64, era: SampleReport.Era) -> Upload.Source {
    .parameter(
      parameter,
      otherwise: .generated(revision: "\(SampleReport.revision)-\(seed)") {
        SampleReport(rows: 20_000, seed: seed, era: era).gzip()
      })
  }
}
