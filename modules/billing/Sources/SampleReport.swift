import DaiviModule
import DaiviSystem

/// A cost and usage report like the guide's sample, from a seed: the same rows on every machine.
///
/// Better than that sample where it could not be used: a handful of accounts (one with a leading zero), resource ids,
/// usage that ends after it starts, cost = rate x amount, and the service's own description on every row.
struct SampleReport {
  /// Names what `gzip()` gives; change it with the rows, so that the sample is sent again.
  static let revision = "sample-report-1"

  /// Reports change: the second era has the net cost and no volume type any more.
  enum Era {
    case first, second
  }

  private let rows: Int
  private let era: Era
  private var random: SplitMix64

  init(rows: Int, seed: UInt64, era: Era = .first) {
    self.rows = rows
    self.era = era
    random = SplitMix64(seed: seed)
  }

  /// The whole file, compressed.
  func gzip() -> [UInt8] { Gzip.compress(csv(), level: Gzip.fast) }

  /// Header and rows, comma separated, LF, quoted only where a comma stands.
  func csv() -> [UInt8] {
    var maker = self
    var text = columns.joined(separator: ",") + "\n"
    text.reserveCapacity(rows * 900)
    let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    for index in 0..<rows {
      var row = ReportRow(places)
      maker.fill(&row, index)
      text += row.line
    }
    return Array(text.utf8)
  }

  /// The header of this era.
  var columns: [String] {
    switch era {
    case .first: ReportColumns.all
    case .second: ReportColumns.all.filter { $0 != ReportColumns.volumeType } + [ReportColumns.netCost]
    }
  }

  private mutating func fill(_ row: inout ReportRow, _ index: Int) {
    let product = SampleProduct.all[index % SampleProduct.all.count]
    let payer = SampleAccount.payers[random.below(SampleAccount.payers.count)]
    let usage = SampleAccount.usage[random.below(SampleAccount.usage.count)]
    identity(&row, payer: payer)
    lineItem(&row, product, account: usage)
    self.product(&row, product)
    pricing(&row, product)
    if random.below(25) == 0 { reservation(&row) }
    if random.below(17) == 0 { savingsPlan(&row) }
    tags(&row)
  }

  private mutating func identity(_ row: inout ReportRow, payer: String) {
    row["identity_line_item_id"] = random.text(32)
    let first = random.below(30) + 1
    row["identity_time_interval"] =
      "2025-03-\(Self.two(first))T00:00:00Z/2025-03-\(Self.two(first + 1))T00:00:00Z"
    row["bill_invoice_id"] = String(2_000_000_000 + random.below(1_000_000_000))
    row["bill_invoicing_entity"] = "Amazon Web Services, Inc."
    row["bill_billing_entity"] = "AWS"
    row["bill_bill_type"] = "Anniversary"
    row["bill_payer_account_id"] = payer
    row["bill_billing_period_start_date"] = "2025-03-01 00:00:00.0"
    row["bill_billing_period_end_date"] = "2025-04-01 00:00:00.0"
  }

  private mutating func lineItem(_ row: inout ReportRow, _ product: SampleProduct, account: String) {
    let start = random.below(30) + 1
    let end = start + 1 + random.below(31 - start)
    let amount = random.decimal(500_000, 5_000_000, digits: 6)
    let rate = random.decimal(1_000, 100_000, digits: 6)
    let cost = Self.product(amount, rate)
    row["line_item_usage_account_id"] = account
    row["line_item_line_item_type"] = "Usage"
    row["line_item_usage_start_date"] = "2025-03-\(Self.two(start)) 00:00:00.0"
    row["line_item_usage_end_date"] = "2025-03-\(Self.two(end)) 00:00:00.0"
    row["line_item_product_code"] = product.code
    row["line_item_usage_type"] = product.usageType
    row["line_item_operation"] = product.operation
    row["line_item_resource_id"] = product.resource(region: product.region, account: account, id: random.text(12))
    row["line_item_usage_amount"] = amount.text
    row["line_item_currency_code"] = "USD"
    row["line_item_unblended_rate"] = rate.text
    row["line_item_unblended_cost"] = cost
    row["line_item_blended_rate"] = rate.text
    row["line_item_blended_cost"] = cost
    row[ReportColumns.netCost] = cost
    row["line_item_line_item_description"] = product.description
    row["line_item_legal_entity"] = "Amazon Web Services, Inc."
  }

  private func product(_ row: inout ReportRow, _ product: SampleProduct) {
    row["product_product_name"] = product.name
    row["product_group"] = product.group
    row["product_group_description"] = product.groupDescription
    row["product_location"] = product.location
    row["product_location_type"] = "AWS Region"
    row["product_product_family"] = product.family
    row["product_region"] = product.region
    row["product_region_code"] = product.region
    row["product_service_code"] = product.code
    row["product_service_name"] = product.serviceName
    row["product_sku"] = product.sku
    row["product_storage_media"] = product.storageMedia
    row["product_usage_type"] = product.usageType
  }

  private mutating func pricing(_ row: inout ReportRow, _ product: SampleProduct) {
    row["pricing_rate_code"] = "\(product.sku).A429C66SYZ.6YS6EN2CT7"
    row["pricing_rate_id"] =
      "\(100 + random.below(900))-\(10 + random.below(90))-\(1000 + random.below(9000))-\(1000 + random.below(9000))"
    row["pricing_currency"] = "USD"
    row["pricing_public_on_demand_cost"] = random.decimal(1_000, 100_000, digits: 6).text
    row["pricing_public_on_demand_rate"] = random.decimal(1_000, 100_000, digits: 6).text
    row["pricing_unit"] = "Requests"
  }

  private mutating func reservation(_ row: inout ReportRow) {
    row["reservation_amortized_upfront_cost_for_usage"] = random.decimal(1, 50, digits: 2).text
    row["reservation_effective_cost"] = random.decimal(5, 500, digits: 2).text
    row["reservation_end_time"] = "2026-\(Self.two(3 + random.below(10)))-01"
    row["reservation_normalized_units_per_reservation"] = String(1 + random.below(10))
    row["reservation_number_of_reservations"] = String(1 + random.below(3))
    row["reservation_recurring_fee_for_usage"] = random.decimal(1, 100, digits: 2).text
    row["reservation_start_time"] = "2025-0\(1 + random.below(3))-01"
    row["reservation_subscription_id"] = "r-\(random.text(8))"
    row["reservation_total_reserved_units"] = String(5 + random.below(46))
    row["reservation_units_per_reservation"] = String(1 + random.below(10))
    row["reservation_unused_quantity"] = random.decimal(0, 500, digits: 2).text
    row["reservation_upfront_value"] = String(100 + random.below(901))
  }

  private mutating func savingsPlan(_ row: inout ReportRow) {
    row["savings_plan_total_commitment_to_date"] = String(500 + random.below(4501))
    row["savings_plan_savings_plan_arn"] = "arn:aws:savingsplans::123456789012:savingsplan/\(random.text(8))"
    row["savings_plan_savings_plan_rate"] = random.decimal(1, 10, digits: 2).text
    row["savings_plan_used_commitment"] = String(10 + random.below(91))
    row["savings_plan_savings_plan_effective_cost"] = random.decimal(500, 5000, digits: 2).text
    row["savings_plan_amortized_upfront_commitment_for_billing_period"] = String(10 + random.below(91))
    row["savings_plan_recurring_commitment_for_billing_period"] = String(10 + random.below(91))
  }

  private mutating func tags(_ row: inout ReportRow) {
    func pick(_ values: [String]) -> String { random.below(10) < 4 ? "" : values[random.below(values.count)] }
    row["resource_tags_user_application"] = pick([
      "Testing", "Production", "QA", "Development", "UAT", "Demo", "Staging",
    ])
    row["resource_tags_user_environment"] = pick(["prod", "uat", "dev", "qa", "staging", "demo", "test"])
    row["resource_tags_user_usage"] = pick(["ml", "batch", "web", "db", "analytics", "cache", "api", "app", "auth"])
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

  /// Exact product of two decimals of six digits, with twelve.
  private static func product(_ a: SampleDecimal, _ b: SampleDecimal) -> String {
    SampleDecimal(units: a.units * b.units, digits: a.digits + b.digits).text
  }
}
