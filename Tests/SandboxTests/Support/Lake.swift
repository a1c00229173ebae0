import Testing

/// What the billing tables of a project's environment hold, asked through `daivi-host query`.
struct Lake {
  struct Total: Hashable {
    var rows: String
    var cost: String
    var account: String
  }

  static let hive = "daivi_local_billing.daivi_local_billing_hive"
  static let iceberg = "daivi_local_billing.daivi_local_billing_iceberg_static"
  static let s3Table = #""s3tablescatalog/daivi-local-billing"."daivi"."billing""#

  let project: TestProject

  func total(_ table: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Total {
    let text = try await project.daivi(
      "query", "--format", "csv",
      """
      SELECT count(*) AS rows, sum(CAST(line_item_unblended_cost AS decimal(38,16))) AS cost,
        min(bill_payer_account_id) AS account FROM \(table)
      """
    ).status(0).run(sourceLocation: sourceLocation).stdout
    let cells = text.split(whereSeparator: \.isNewline).dropFirst().first?.split(separator: ",").map(String.init) ?? []
    try #require(cells.count == 3, "\(text)", sourceLocation: sourceLocation)
    return Total(rows: cells[0], cost: cells[1], account: cells[2])
  }
}
