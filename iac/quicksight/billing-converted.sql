SELECT
  bill_payer_account_id AS payer_account,
  line_item_usage_account_id AS usage_account,
  product_service_name AS service,
  product_region_code AS region,
  line_item_line_item_type AS line_item_type,
  line_item_usage_type AS usage_type,
  line_item_resource_id AS resource_id,
  line_item_currency_code AS currency,
  TRY_CAST(replace(replace(line_item_usage_start_date, 'T', ' '), 'Z', '') AS timestamp) AS usage_start,
  TRY_CAST(replace(replace(line_item_usage_end_date, 'T', ' '), 'Z', '') AS timestamp) AS usage_end,
  TRY_CAST(NULLIF(line_item_usage_amount, '') AS decimal(38,12)) AS usage_amount,
  TRY_CAST(NULLIF(line_item_unblended_rate, '') AS decimal(38,12)) AS unblended_rate,
  TRY_CAST(NULLIF(line_item_unblended_cost, '') AS decimal(38,12)) AS unblended_cost,
  resource_tags_user_application AS tag_application,
  resource_tags_user_environment AS tag_environment,
  resource_tags_user_usage AS tag_usage,
  billing_period
FROM "{database}"."{table}"
