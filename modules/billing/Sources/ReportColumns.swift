import DaiviModule
import Glibc

/// The 105 columns of the static report, in order (AWS Cost and Usage Report, column names as Athena has them).
enum ReportColumns {
  static let all: [String] = """
    identity_line_item_id identity_time_interval bill_invoice_id bill_invoicing_entity bill_billing_entity
    bill_bill_type bill_payer_account_id bill_billing_period_start_date bill_billing_period_end_date
    line_item_usage_account_id line_item_line_item_type line_item_usage_start_date line_item_usage_end_date
    line_item_product_code line_item_usage_type line_item_operation line_item_availability_zone
    line_item_resource_id line_item_usage_amount line_item_normalization_factor line_item_normalized_usage_amount
    line_item_currency_code line_item_unblended_rate line_item_unblended_cost line_item_blended_rate
    line_item_blended_cost line_item_line_item_description line_item_tax_type line_item_legal_entity
    product_product_name product_availability product_category product_ci_type
    product_cloud_formation_resource_provider product_description product_durability product_endpoint_type
    product_event_type product_fee_code product_fee_description product_free_query_types product_from_location
    product_from_location_type product_from_region_code product_group product_group_description product_location
    product_location_type product_logs_destination product_message_delivery_frequency
    product_message_delivery_order product_operation product_plato_pricing_type product_product_family
    product_queue_type product_region product_region_code product_request_type product_service_code
    product_service_name product_sku product_storage_class product_storage_media product_to_location
    product_to_location_type product_to_region_code product_transfer_type product_usage_type product_version
    product_volume_type pricing_rate_code pricing_rate_id pricing_currency pricing_public_on_demand_cost
    pricing_public_on_demand_rate pricing_term pricing_unit reservation_amortized_upfront_cost_for_usage
    reservation_amortized_upfront_fee_for_billing_period reservation_effective_cost reservation_end_time
    reservation_modification_status reservation_normalized_units_per_reservation reservation_number_of_reservations
    reservation_recurring_fee_for_usage reservation_start_time reservation_subscription_id
    reservation_total_reserved_normalized_units reservation_total_reserved_units reservation_units_per_reservation
    reservation_unused_amortized_upfront_fee_for_billing_period reservation_unused_normalized_unit_quantity
    reservation_unused_quantity reservation_unused_recurring_fee reservation_upfront_value
    savings_plan_total_commitment_to_date savings_plan_savings_plan_arn savings_plan_savings_plan_rate
    savings_plan_used_commitment savings_plan_savings_plan_effective_cost
    savings_plan_amortized_upfront_commitment_for_billing_period
    savings_plan_recurring_commitment_for_billing_period resource_tags_user_application
    resource_tags_user_environment resource_tags_user_usage
    """.split(whereSeparator: \.isWhitespace).map(String.init)

  /// A column that reports have only since the account asked for it.
  static let netCost = "line_item_net_unblended_cost"
  /// A column that reports have no more.
  static let volumeType = "product_volume_type"

  /// What not every report has.
  static let others: Set = [netCost, volumeType]
}

/// One row of a report, by column name; what is not set is empty.
struct ReportRow {
  private let places: [String: Int]
  private var values: [String]

  /// - Parameter places: where each column of the report stands.
  init(_ places: [String: Int]) {
    self.places = places
    values = [String](repeating: "", count: places.count)
  }

  /// A column; setting one that only other reports have does nothing.
  subscript(column: String) -> String {
    get { places[column].map { values[$0] } ?? "" }
    set {
      guard let place = places[column] else {
        return precondition(ReportColumns.others.contains(column), "no report has a column \(column)")
      }
      let hasComma = newValue.withCString { strchr($0, Int32(UInt8(ascii: ","))) } != nil
      values[place] = hasComma ? "\"\(newValue)\"" : newValue
    }
  }

  /// The row as a line of CSV, LF at its end.
  var line: String { values.joined(separator: ",") + "\n" }
}
