-- Transactions of one topic, added up per security and window: into another topic, and into the lake.
-- main.py fills in what stands in braces after a dollar sign. A statement ends with a semicolon at the end of its line.

CREATE TABLE transactions (
  account STRING,
  eventCreationTime TIMESTAMP_LTZ(3),
  payload ROW<security STRING, transactionType STRING, tradeQuantity STRING, settleAmount STRING>,
  quantity AS TRY_CAST(payload.tradeQuantity AS BIGINT),
  amount AS TRY_CAST(payload.settleAmount AS DECIMAL(18, 2)),
  WATERMARK FOR eventCreationTime AS eventCreationTime - INTERVAL '${delay_seconds}' SECOND
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

-- What has no account, no security or no number is no transaction that can be booked.
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
FROM TABLE(TUMBLE(TABLE transactions, DESCRIPTOR(eventCreationTime), INTERVAL '${window_seconds}' SECOND))
WHERE account IS NOT NULL AND account <> '' AND payload.security IS NOT NULL AND quantity IS NOT NULL
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
