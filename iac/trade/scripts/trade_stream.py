"""Takes trades from a Kafka topic into a Hive and an Iceberg table, as long as it runs; what is no trade, or comes too
late, goes to a table of dead letters with the reason.

Each message is in the tables once. Its place in the topic and the time of its record name it: a batch that is begun again
after a crash, or is read again because the checkpoint was lost, adds only what is missing. Spark writes the offsets of a batch
into the checkpoint before the batch begins, and begins with the same one after a restart.
"""

import hashlib
import json
import sys

import boto3
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

import trade_records

OPTIONS = ("JOB_NAME", "DATABASE_NAME", "HIVE_TABLE", "ICEBERG_TABLE", "DEAD_LETTER_TABLE", "BOOTSTRAP_SERVERS",
           "SECURITY_PROTOCOL", "TOPIC_NAME", "CHECKPOINT", "STATUS", "TRIGGER_SECONDS", "LATE_SECONDS")
PLACE = ("kafka_partition", "kafka_offset", "kafka_timestamp")


class Tables:
    """The three tables, and what of a batch is in them already."""

    def __init__(self, spark, options: dict):
        database = options["DATABASE_NAME"]
        self.spark = spark
        self.hive = f"{database}.{options['HIVE_TABLE']}"
        self.iceberg = f"glue_catalog.{database}.{options['ICEBERG_TABLE']}"
        self.dead = f"glue_catalog.{database}.{options['DEAD_LETTER_TABLE']}"
        # Nothing that was sent later can be in a table: only batches that reach back to here are compared with them.
        self.newest = max(filter(None, map(self._newest, (self.hive, self.iceberg, self.dead))), default=None)

    def _newest(self, table: str):
        rows = self.spark.table(table)
        day = rows.agg(F.max("ingestion_date")).first()[0]
        return day and rows.where(F.col("ingestion_date") == day).agg(F.max("kafka_timestamp")).first()[0]

    def missing(self, rows, table: str, oldest):
        """The rows that the table does not have yet."""
        if self.newest is None or oldest > self.newest:
            return rows
        known = self.spark.table(table).where(F.col("kafka_timestamp") >= F.lit(oldest)).select(*PLACE)
        return rows.join(known, list(PLACE), "left_anti")

    def add_to_iceberg(self, rows, table: str) -> None:
        rows.select(*self.spark.table(table).columns).coalesce(1).writeTo(table).append()

    def add_to_hive(self, rows) -> None:
        rows.select(*self.spark.table(self.hive).columns).coalesce(1).write.insertInto(self.hive)


def judged(batch, late_seconds: int):
    """The messages of a batch with where they were, what they say, and what is wrong with them."""
    return (
        batch.selectExpr(
            "CAST(value AS string) AS message",
            "topic AS kafka_topic",
            "partition AS kafka_partition",
            "offset AS kafka_offset",
            "timestamp AS kafka_timestamp",
            "timestamp AS sent",
            "CAST(CAST(timestamp AS date) AS string) AS ingestion_date",
            "CAST(get(filter(headers, h -> h.key = 'run'), 0).value AS string) AS run_id",
            f"from_json(CAST(value AS string), '{trade_records.SCHEMA}') AS trade",
        )
        .withColumn("fault", F.expr(trade_records.fault()))
        .withColumn("lateness", F.expr(f"CASE WHEN fault IS NULL THEN {trade_records.lateness(late_seconds)} END"))
    )


def trades(rows):
    """The sound ones, every value as it came (Hive)."""
    return rows.where("fault IS NULL AND lateness IS NULL").select("trade.*", "run_id", *PLACE, "ingestion_date")


def typed(rows):
    """The sound ones, numbers as numbers and the time as a time (Iceberg)."""
    numbers = [f"CAST(trade.`{name}` AS {kind}) AS {name}" for name, kind in trade_records.NUMBERS.items()]
    texts = [f"trade.`{name}` AS {name}" for name in ("message_type", "symbol", "market_center", "execution_id", "flags")]
    return rows.where("fault IS NULL AND lateness IS NULL").selectExpr(
        *texts, *numbers, f"{trade_records.EVENT_TIME} AS event_time", "run_id", *PLACE, "ingestion_date"
    )


def dead_letters(rows):
    return rows.where("fault IS NOT NULL OR lateness IS NOT NULL").selectExpr(
        "CASE WHEN fault IS NULL THEN 'late' ELSE 'malformed' END AS kind",
        "coalesce(fault, lateness) AS reason", "message", "kafka_topic", "run_id", *PLACE, "ingestion_date",
    )


def kafka_options(options: dict) -> dict:
    found = {
        "kafka.bootstrap.servers": options["BOOTSTRAP_SERVERS"],
        "subscribe": options["TOPIC_NAME"],
        "startingOffsets": "earliest",
        "failOnDataLoss": "false",
        "includeHeaders": "true",
        # A backlog comes in pieces that two workers carry.
        "maxOffsetsPerTrigger": "200000",
    }
    if options["SECURITY_PROTOCOL"] == "SASL_SSL":
        found.update({
            "kafka.security.protocol": "SASL_SSL",
            "kafka.sasl.mechanism": "AWS_MSK_IAM",
            "kafka.sasl.jaas.config": "software.amazon.msk.auth.iam.IAMLoginModule required;",
            "kafka.sasl.client.callback.handler.class": "software.amazon.msk.auth.iam.IAMClientCallbackHandler",
        })
    return found


def tell_what_runs(spark, options: dict) -> None:
    """Leaves word of which script this is, by its bytes, and of what reads Kafka for it."""
    with open(sys.argv[0], "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    bucket, _, key = options["STATUS"].removeprefix("s3://").partition("/")
    status = {
        "run": options.get("JOB_RUN_ID", ""),
        "scriptSha256": digest,
        "spark": spark.version,
        "source": spark.conf.get("spark.daivi.kafkaSource", "Spark's own Kafka source"),
    }
    boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=json.dumps(status).encode())
    print(f"runs: {status}")


def main() -> None:
    options = getResolvedOptions(sys.argv, list(OPTIONS))
    glue = GlueContext(SparkContext.getOrCreate())
    spark = glue.spark_session
    spark.conf.set("hive.exec.dynamic.partition.mode", "nonstrict")
    job = Job(glue)
    job.init(options["JOB_NAME"], options)
    tables = Tables(spark, options)
    tell_what_runs(spark, options)

    def process(batch, number: int) -> None:
        rows = judged(batch, int(options["LATE_SECONDS"])).cache()
        found = rows.agg(
            F.count(F.lit(1)), F.count(F.coalesce("fault", "lateness")), F.min("kafka_timestamp")
        ).first()
        count, odd, oldest = found[0], found[1], found[2]
        if odd:
            tables.add_to_iceberg(tables.missing(dead_letters(rows), tables.dead, oldest), tables.dead)
        if count > odd:
            tables.add_to_iceberg(tables.missing(typed(rows), tables.iceberg, oldest), tables.iceberg)
            tables.add_to_hive(tables.missing(trades(rows), tables.hive, oldest))
        rows.unpersist()
        print(f"batch {number}: {count} messages, {odd} of them set aside")

    query = (
        spark.readStream.format("kafka")
        .options(**kafka_options(options))
        .load()
        .writeStream.foreachBatch(process)
        .option("checkpointLocation", options["CHECKPOINT"])
        .trigger(processingTime=f"{options['TRIGGER_SECONDS']} seconds")
        .start()
    )
    query.awaitTermination()


main()
