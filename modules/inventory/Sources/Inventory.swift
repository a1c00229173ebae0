import DaiviModule

/// Section 12 of the guide: the inventory data lake with its static report, as a Hive table, an Iceberg table and an S3
/// table. S3 itself writes a report of the bucket `inventory-data-source` into `inventory-data-destination` each day. It
/// needs no other lake and no SageMaker domain.
@main
struct Inventory: DaiviModule {
  static let module = Module(
    "inventory", version: "0.1.0", title: "Inventory data lake", files: EmbeddedFiles.all,
    requires: StaticLake.requires,
    parameters: [
      ParameterDeclaration(
        name: "staticReport", kind: .file, title: "an inventory report (CSV or CSV.gz) instead of the sample")
    ],
    permissions: StaticLake.permissions
  ) {
    lake.targets("Buckets, tables, jobs and the report of the inventory lake")
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
}
