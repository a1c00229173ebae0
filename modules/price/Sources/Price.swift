import DaiviModule

/// Section 15 of the guide: opening and closing prices as a Hive table, an Iceberg table and an S3 table. It needs no
/// other lake and no SageMaker domain.
@main
struct Price: DaiviModule {
  static let module = Module(
    "price", version: "0.1.0", title: "Price data lake", files: EmbeddedFiles.all,
    requires: StaticLake.requires,
    parameters: [
      ParameterDeclaration(
        name: "priceFile", kind: .file, title: "a price file (CSV or CSV.gz) instead of the sample", format: "csv")
    ]
  ) {
    lake.targets("Buckets, tables, jobs and the file of the price lake")
  }

  /// Loaded from the user's own file, or from a generated sample.
  private static let lake = StaticLake(
    "price", guide: "15", iceberg: .plain, sourceKey: "price.csv",
    source: .parameter(
      "priceFile", otherwise: .generated(revision: SamplePrices.revision) { SamplePrices(rows: 20_000, seed: 1).csv() }
    ),
    files: EmbeddedFiles.all)
}
