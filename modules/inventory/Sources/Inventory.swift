import DaiviModule

/// Sections 12 and 13 of the guide: the inventory data lake with its static report, as a Hive table, an Iceberg table and
/// an S3 table, and with reports that land and change the columns of a second Iceberg table. S3 itself writes a report of the bucket `inventory-data-source` into `inventory-data-destination` each day. It
/// needs no other lake and no SageMaker domain.
@main
struct Inventory: DaiviModule {
  static let module = Module(
    "inventory", version: "0.1.0", title: "Inventory data lake", files: EmbeddedFiles.all,
    requires: StaticLake.requires,
    parameters: [
      ParameterDeclaration(
        name: "staticReport", kind: .file, title: "an inventory report (CSV or CSV.gz) instead of the sample"),
      ParameterDeclaration(
        name: "dynamicReport1", kind: .file, title: "a gzipped report (CSV.gz) that lands first, instead of the sample"),
      ParameterDeclaration(
        name: "dynamicReport2", kind: .file, title: "a gzipped report (CSV.gz) that lands next, instead of the sample"),
    ]
  ) {
    lake.targets(
      "Buckets, tables, jobs and the report of the inventory lake", more: [dynamic.stack], moreInputs: dynamic.inputs)
    dynamic.targets()
  }

  /// Loaded from the user's own report, or from a generated sample.
  private static let lake = StaticLake(
    "inventory", guide: "12", families: ["DataDestination", "Hive", "Iceberg"], dataFamily: "DataDestination",
    // A bucket's inventory goes to a bucket that exists.
    moreBuckets: BucketFamilies.steps(
      ["InventoryDataSource"], usage: "inventory", prefix: "source-",
      more: ["InventoryTo": "{inputs.inventoryDataDestinationBucket}"]),
    sourceKey: "initial-inventory-report.csv.gz",
    source: .parameter(
      "staticReport",
      otherwise: .generated(revision: SampleInventory.revision) { SampleInventory(rows: 20_000, seed: 1).gzip() }),
    files: EmbeddedFiles.all)

  /// The second report has a column more and one less than the first. They land where S3 puts its own.
  private static let dynamic = DynamicLake(
    "inventory", guide: "13", dataFamily: "DataDestination",
    prefix: "{app}-{env}-inventory-data-source-primary/InventoryConfig/data/",
    reports: [
      .init("bc8bbf78-546e-4a5b-ac3d-d5dae9ffadab.csv.gz", from: report("dynamicReport1", seed: 2, era: .first)),
      .init("b359c3d9-b58e-4f23-aee4-4b75ab78b3bb.csv.gz", from: report("dynamicReport2", seed: 3, era: .second)),
    ])

  private static func report(_ parameter: String, seed: UInt64, era: SampleInventory.Era) -> Upload.Source {
    .parameter(
      parameter,
      otherwise: .generated(revision: "\(SampleInventory.revision)-\(seed)") {
        SampleInventory(rows: 20_000, seed: seed, era: era).gzip()
      })
  }
}
