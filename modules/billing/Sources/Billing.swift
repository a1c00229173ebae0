import DaiviModule

/// Sections 9 to 11 of the guide: the billing data lake with its static report, as a Hive table, an Iceberg table and an
/// S3 table; with reports that land and change the columns of a second Iceberg table; and with the account's own
/// report, a day later. It needs no other lake and no SageMaker domain.
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
    permissions: CallActions.claim + ["ce:ListCostAllocationTags", "ce:UpdateCostAllocationTagsStatus"]
  ) {
    lake.targets(
      "Buckets, tables, jobs and the report of the billing lake", more: [dynamic.stack], moreInputs: dynamic.inputs)
    dynamic.targets()
    Target("wait-for-cost-explorer", "A day in which AWS gets to know the account's costs and tags", guide: "11") {
      // Resources carry the tags from here on.
      After("billing/deploy-billing")
      Gate.time(
        "day", "a day of costs", hours: 24,
        because: "Cost Explorer's first day, in which AWS lists tags and prepares costs; open Billing and Cost "
          + "Management > Cost Explorer once now, if nobody has yet")
    }
    Target("activate-cost-allocation-tags", "The platform's tags as columns of the bill", guide: "11") {
      After("billing/wait-for-cost-explorer")
      costAllocationTags
    }
    Target("deploy-billing-cur", "Daily cost and usage report, delivered to the lake", guide: "11") {
      After("billing/wait-for-cost-explorer")
      Input("billingDataBucket", from: "billing/deploy-billing")
      Stack(
        "cost-report", template: "billing/cost-report.yaml", region: .of("us-east-1"),
        parameters: ["DataBucket": "{inputs.billingDataBucket}"])
    }
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
