"""The columns of a cost and usage report that the tables of the billing lake start with, and the types of some.

The names are those of the report (`lineItem/UsageAmount`) as daivi_report.normalise writes them. The declared columns
of the tables in billing/tables.yaml are the same; a test compares the two.
"""

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

COLUMNS = """
    identity_line_item_id identity_time_interval
    bill_invoice_id bill_invoicing_entity bill_billing_entity bill_bill_type bill_payer_account_id
    bill_billing_period_start_date bill_billing_period_end_date
    line_item_usage_account_id line_item_line_item_type line_item_usage_start_date line_item_usage_end_date
    line_item_product_code line_item_usage_type line_item_operation line_item_availability_zone
    line_item_resource_id line_item_usage_amount line_item_normalization_factor
    line_item_normalized_usage_amount line_item_currency_code line_item_unblended_rate line_item_unblended_cost
    line_item_blended_rate line_item_blended_cost line_item_line_item_description line_item_tax_type
    line_item_legal_entity
    product_product_name product_availability product_category product_ci_type
    product_cloud_formation_resource_provider product_description product_durability product_endpoint_type
    product_event_type product_fee_code product_fee_description product_free_query_types product_from_location
    product_from_location_type product_from_region_code product_group product_group_description product_location
    product_location_type product_logs_destination product_message_delivery_frequency
    product_message_delivery_order product_operation product_plato_pricing_type product_product_family
    product_queue_type product_region product_region_code product_request_type product_service_code
    product_service_name product_sku product_storage_class product_storage_media product_to_location
    product_to_location_type product_to_region_code product_transfer_type product_usage_type product_version
    product_volume_type
    pricing_rate_code pricing_rate_id pricing_currency pricing_public_on_demand_cost
    pricing_public_on_demand_rate pricing_term pricing_unit
    reservation_amortized_upfront_cost_for_usage reservation_amortized_upfront_fee_for_billing_period
    reservation_effective_cost reservation_end_time reservation_modification_status
    reservation_normalized_units_per_reservation reservation_number_of_reservations
    reservation_recurring_fee_for_usage reservation_start_time reservation_subscription_id
    reservation_total_reserved_normalized_units reservation_total_reserved_units
    reservation_units_per_reservation reservation_unused_amortized_upfront_fee_for_billing_period
    reservation_unused_normalized_unit_quantity reservation_unused_quantity reservation_unused_recurring_fee
    reservation_upfront_value
    savings_plan_total_commitment_to_date savings_plan_savings_plan_arn savings_plan_savings_plan_rate
    savings_plan_used_commitment savings_plan_savings_plan_effective_cost
    savings_plan_amortized_upfront_commitment_for_billing_period
    savings_plan_recurring_commitment_for_billing_period
    resource_tags_user_application resource_tags_user_environment resource_tags_user_usage
""".split()

PARTITION = "billing_period"
"""The partition column of every table: the month of the bill, YYYY-MM."""

PARTITION_DATE = "bill_billing_period_start_date"

DATES = frozenset("""
    bill_billing_period_start_date bill_billing_period_end_date line_item_usage_start_date
    line_item_usage_end_date reservation_end_time reservation_start_time
""".split())

AMOUNTS = frozenset("""
    line_item_usage_amount line_item_normalization_factor line_item_normalized_usage_amount
    line_item_unblended_rate line_item_unblended_cost line_item_blended_rate line_item_blended_cost
    pricing_public_on_demand_cost pricing_public_on_demand_rate reservation_amortized_upfront_cost_for_usage
    reservation_amortized_upfront_fee_for_billing_period reservation_effective_cost
    reservation_normalized_units_per_reservation reservation_number_of_reservations
    reservation_recurring_fee_for_usage reservation_total_reserved_normalized_units
    reservation_total_reserved_units reservation_units_per_reservation
    reservation_unused_amortized_upfront_fee_for_billing_period reservation_unused_normalized_unit_quantity
    reservation_unused_quantity reservation_unused_recurring_fee reservation_upfront_value
    savings_plan_total_commitment_to_date savings_plan_savings_plan_rate savings_plan_used_commitment
    savings_plan_savings_plan_effective_cost savings_plan_amortized_upfront_commitment_for_billing_period
    savings_plan_recurring_commitment_for_billing_period
""".split())


@lru_cache(maxsize=100_000)
def not_an_amount(text: str) -> str | None:
    """What keeps `text` from being a decimal(38,16): an exponent is fine, more than 22 digits before the point not."""
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text, re.ASCII):
        return "which is no number"
    if abs(Decimal(text)) >= 10**22:
        return "which has more than 22 digits before the point"
    return None


@lru_cache(maxsize=100_000)
def not_a_date(text: str) -> str | None:
    """What keeps `text` from being a UTC time stamp such as `2025-03-01T00:00:00Z` or `2025-03-01 00:00:00.0`."""
    found = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:\.\d+)?)?(?:Z|\+00:?00)?", text, re.ASCII)
    try:
        if found:
            datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00:00'}")
            return None
    except ValueError:
        pass
    return "which is no date and time in UTC"


TYPES = {**dict.fromkeys(AMOUNTS, "decimal(38,16)"), **dict.fromkeys(DATES, "timestamp")}
"""SQL types of the columns that are no strings, where a table is typed."""

REQUIRED = ["bill_billing_period_start_date", "line_item_product_code", "line_item_unblended_cost"]
"""Columns that a report must have: when, what for and how much. Its maker chooses the others; the ruleset says what a
bill lacks."""

HEADERLESS: list[str] = []
"""Names for a file without a header: there must be one."""

URL_ENCODED: list[str] = []
"""Columns that a file without a header has URL-encoded."""

AMOUNT_FAMILIES = (
    "discount_", "line_item_net_", "pricing_", "reservation_", "savings_plan_", "split_line_item_")
"""What the names of columns begin with that may hold amounts beyond the known ones. Everything else stays text: tags and
cost categories are what people write, products have attributes that are a number for one and a word for another."""

HIVE_CHECKS: dict = {}
"""The Hive table keeps what the report says, letter by letter."""

CHECKS = {**dict.fromkeys(AMOUNTS, not_an_amount), **dict.fromkeys(DATES, not_a_date)}
