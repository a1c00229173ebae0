-- Transactions of one topic, added up per security and window: into another topic, and into the lake.
-- main.py fills in what stands in braces after a dollar sign. A statement ends with a semicolon at the end of its line.

CREATE TABLE transactions (
  account STRING,
  eventCreationTime TIMESTAMP_LTZ(3),
  payload ROW<security STRING, transactionType STRING, tradeQuantity STRING, settleAmount STRING>,
  quantity AS TRY_CAST(payload.tradeQuantity AS BIGINT),
  amount AS TRY_CAST(payload.settleAmount AS DECIMAL(18, 2)),
  -- What has no time that can be read, or one to come (clocks differ by up to a minute), is of 1970: Flink stops at a
  -- row without a time, and after one of next year all others would be late.
  eventTime AS CASE WHEN eventCreationTime <= CURRENT_TIMESTAMP + INTERVAL '60' SECOND
    THEN eventCreationTime ELSE TO_TIMESTAMP_LTZ(0, 3) END,
  WATERMARK FOR eventTime AS eventTime - INTERVAL '${delay_seconds}' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = '${source_topic}',
  'properties.bootstrap.servers' = '${bootstrap_servers}',
  'properties.group.id' = '${consumer_group}',
  ${kafka_security},
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601',
  'json.ignore-parse-errors' = 'true'
);

-- What has no time, no account, no security or no numbers is no transaction that can be booked.
CREATE TEMPORARY VIEW windows AS
SELECT
  payload.security AS symbol,
  window_start,
  window_end,
  COUNT(*) AS transactions,
  CAST(SUM(CASE WHEN payload.transactionType = 'BUY' THEN 1 ELSE 0 END) AS BIGINT) AS buys,
  CAST(SUM(CASE WHEN payload.transactionType = 'SELL' THEN 1 ELSE 0 END) AS BIGINT) AS sells,
  CAST(SUM(quantity) AS BIGINT) AS quantity,
  CAST(SUM(amount) AS DECIMAL(18, 2)) AS amount
FROM TABLE(TUMBLE(TABLE transactions, DESCRIPTOR(eventTime), INTERVAL '${window_seconds}' SECOND))
WHERE eventTime > TO_TIMESTAMP_LTZ(0, 3) AND account IS NOT NULL AND account <> '' AND payload.security IS NOT NULL
  AND quantity IS NOT NULL AND amount IS NOT NULL
GROUP BY payload.security, window_start, window_end;

CREATE TABLE windows_topic (
  symbol STRING,
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  transactions BIGINT,
  buys BIGINT,
  sells BIGINT,
  quantity BIGINT,
  amount DECIMAL(18, 2)
) WITH (
  'connector' = 'kafka',
  'topic' = '${sink_topic}',
  'properties.bootstrap.servers' = '${bootstrap_servers}',
  ${kafka_security},
  'key.format' = 'raw',
  'key.fields' = 'symbol',
  'value.format' = 'json',
  'sink.delivery-guarantee' = 'at-least-once'
);

-- Files appear whole, with a checkpoint. JSON, because Flink's Parquet needs Hadoop's classes, which Managed Flink has not.
CREATE TABLE windows_lake (
  symbol STRING,
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  transactions BIGINT,
  buys BIGINT,
  sells BIGINT,
  quantity BIGINT,
  amount DECIMAL(18, 2)
) WITH (
  'connector' = 'filesystem',
  'path' = '${lake_location}',
  'format' = 'json',
  'sink.rolling-policy.rollover-interval' = '1 min'
);

INSERT INTO windows_topic SELECT * FROM windows;

INSERT INTO windows_lake SELECT * FROM windows;
