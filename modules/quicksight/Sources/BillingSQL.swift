import DaiviModule

/// The SQL that the dashboard and its preview share.
enum BillingSQL {
  /// The typed data set on the Hive table of the billing lake.
  static let converted = Value(
    (EmbeddedFiles.all["quicksight/billing-converted.sql"] ?? "")
      .split(separator: "{database}", omittingEmptySubsequences: false).joined(separator: "{inputs.databaseName}")
      .split(separator: "{table}", omittingEmptySubsequences: false).joined(separator: "{inputs.hiveTableName}"))
}

/// One of the dashboard's four visuals, as a question to the typed data set.
struct BillingVisual: Sendable {
  /// Its id in the dashboard.
  var id: String
  var title: String
  private var select: String

  /// - Parameter converted: SQL of the typed data set.
  func sql(over converted: String) -> String {
    let parts = select.split(separator: "{billing}", omittingEmptySubsequences: false)
    return parts.joined(separator: "(\n\(converted)\n) AS billing")
  }

  static let trend = BillingVisual(
    id: "CostTrendLine", title: "Cost by day and service",
    select: """
      SELECT CAST(CAST(usage_end AS date) AS varchar) AS day, COALESCE(service, '') AS service,
        sum(unblended_cost) AS cost
      FROM {billing} WHERE usage_end IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
      """)
  static let distribution = BillingVisual(
    id: "AccountDistribution", title: "Cost by account",
    select: """
      SELECT COALESCE(usage_account, '') AS account, sum(unblended_cost) AS cost
      FROM {billing} GROUP BY 1 ORDER BY 2 DESC
      """)
  static let usage = BillingVisual(
    id: "TopUsageAmount", title: "Usage by payer account",
    select: """
      SELECT COALESCE(payer_account, '') AS account, sum(usage_amount) AS amount
      FROM {billing} GROUP BY 1 ORDER BY 2 DESC
      """)
  static let resources = BillingVisual(
    id: "ResourceDetails", title: "Rate by resource",
    select: """
      SELECT COALESCE(resource_id, '') AS resource, sum(unblended_rate) AS rate
      FROM {billing} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 25
      """)

  static let all = [trend, distribution, usage, resources]
}
