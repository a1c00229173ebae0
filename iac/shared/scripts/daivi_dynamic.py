"""What a job does whose table grows with its reports: widen the table, replace the report's rows."""

from datetime import datetime, timedelta, timezone

import daivi_lake
from daivi_inference import Inference
from daivi_report import Report, ReportError
from pyspark.sql import functions as F

SOURCE = "source_file"
"""The column that says which object a row came from."""

DAYS = 30
"""Days for which each version of the table can be queried, as of the other Iceberg tables."""


def make_or_widen(spark, table: str, location: str, lake, report: Report, seen: Inference) -> None:
    """Make the table for the report's columns, or add those it lacks; refuse text where the table has numbers."""
    types = seen.types(report.columns)
    exists = spark.catalog.tableExists(table)
    present = dict(spark.table(table).dtypes) if exists else {}
    untyped = [name for name in report.columns if name not in types and name not in present]
    if untyped:
        print(f"{table}: {', '.join(untyped)} left out until a report has a value there, which says the type")
    if not exists:
        columns = ", ".join(f"`{name}` {kind}" for name, kind in types.items())
        spark.sql(
            f"CREATE TABLE {table} ({columns}, `{SOURCE}` string, `{lake.PARTITION}` string) USING iceberg "
            f"PARTITIONED BY ({lake.PARTITION}, {SOURCE}) LOCATION '{location}'")
        print(f"{table}: made with {len(types)} columns")
        return
    for name in report.columns:
        if present.get(name, "string") != "string" and seen.has_text(name):
            raise ReportError(f"{report.source}: {name} is {present[name]} in {table}, and text in this report")
    missing = [name for name in types if name not in present]
    if missing:
        added = ", ".join(f"`{name}` {types[name]}" for name in missing)
        spark.sql(f"ALTER TABLE {table} ADD COLUMNS ({added})")
        print(f"{table}: added {added}")
    lacking = [name for name in present if name not in report.columns and name not in (SOURCE, lake.PARTITION)]
    if lacking:
        print(f"{table}: {report.source} has no {', '.join(lacking)}; null in its rows")


def with_origin(rows, lake, report: Report):
    """The rows with where and when they are from."""
    partition = daivi_lake.partition(lake, report)
    return rows.withColumn(lake.PARTITION, partition).withColumn(SOURCE, F.lit(report.source))


def literal(text: str) -> str:
    """A text as Spark's SQL writes it: whoever names an object chooses its characters."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def replace_rows(spark, table: str, lake, report: Report, rows) -> None:
    """Make `rows` the only ones of their report, in one commit unless a corrected report left a partition."""
    mine = F.col(SOURCE) == F.lit(report.source)
    now = {row[0] for row in rows.select(lake.PARTITION).distinct().collect()}
    before = {row[0] for row in spark.table(table).where(mine).select(lake.PARTITION).distinct().collect()}
    daivi_lake.fitted(spark, table, rows).writeTo(table).overwritePartitions()
    for left in sorted(before - now):
        spark.sql(
            f"DELETE FROM {table} WHERE {SOURCE} = {literal(report.source)} AND {lake.PARTITION} = {literal(left)}")
    held = spark.table(table).where(mine).count()
    if held != report.rows:
        raise ReportError(f"{table} holds {held} rows of {report.source}, expected {report.rows}")
    print(f"{table}: {held} rows of {report.source}")


def forget_old_versions(spark, table: str) -> None:
    """Take away the versions before the days in which each can be queried, and the files that only they have. The rows
    are in by then: where it cannot be done, the log says so and the report is none the worse."""
    catalog, _, name = table.partition(".")
    before = (datetime.now(timezone.utc) - timedelta(days=DAYS)).strftime("%Y-%m-%d %H:%M:%S")
    try:
        spark.sql(
            f"CALL {catalog}.system.expire_snapshots("
            f"table => '{name}', older_than => TIMESTAMP '{before}', retain_last => 1)")
    except Exception as problem:
        print(f"{table}: versions before {before} stay: {str(problem).strip().partition(chr(10))[0]}")
    else:
        print(f"{table}: no version before {before} is kept")
