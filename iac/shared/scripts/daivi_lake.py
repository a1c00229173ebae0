"""What every lake's job does with Spark: read a report, make the table wide enough, replace its rows.

The table afterwards holds exactly the report's rows, however often the job runs. Columns are added, never dropped.
"""

from pyspark.sql import functions as F

from daivi_report import Report, ReportError, landed


def read(spark, lake, report: Report, location: str):
    """The report at `location` as a DataFrame of strings under its normalised names; an empty field is null."""
    reader = spark.read.option("header", str(report.headed).lower()).option("quote", '"').option("escape", '"')
    if report.multiline:
        reader = reader.option("multiLine", "true")
    raw = reader.csv(location).toDF(*[f"field_{number}" for number in range(len(report.fields))])
    encoded = () if report.headed else lake.URL_ENCODED
    return raw.select(*[_column(report, name, name in encoded) for name in report.columns])


def _column(report: Report, name: str, encoded: bool):
    """A column of the report: its field, or the first of its fields that is not empty."""
    fields = [F.col(f"field_{number}") for number, field in enumerate(report.fields) if field == name]
    value = F.coalesce(*[F.when(field != "", field) for field in fields])
    return (F.url_decode(value) if encoded else value).alias(name)


def partition(lake, report: Report):
    """The value of a lake's partition column: the month of its rows' date, or the day its file landed. The day is the
    object's own, not today's: loading the same file again fills the same partition."""
    if lake.PARTITION_DATE:
        return billing_period(lake.PARTITION_DATE, report.columns)
    return F.lit(landed(report.source))


def billing_period(date_column: str, columns):
    """The month YYYY-MM of a date column; `unknown` where the report has no such column or no date in it."""
    if date_column not in columns:
        return F.lit("unknown")
    month = F.substring(F.col(date_column), 1, 7)
    return F.when(month.rlike("^[0-9]{4}-[0-9]{2}$"), month).otherwise(F.lit("unknown"))


def add_columns(spark, table: str, columns) -> list:
    """Add the string columns that `table` lacks; which ones."""
    present = {name.lower() for name in spark.table(table).columns}
    missing = [name for name in columns if name not in present]
    if missing:
        spark.sql(f"ALTER TABLE {table} ADD COLUMNS ({', '.join(f'`{name}` string' for name in missing)})")
        print(f"{table}: added {', '.join(missing)}")
    return missing


def fitted(spark, table: str, frame):
    """`frame` in the columns, order and types of `table`; what the frame lacks is null."""
    given = {field.name: field.dataType for field in frame.schema.fields}
    selected = []
    for target in spark.table(table).schema.fields:
        value = F.col(target.name) if target.name in given else F.lit(None)
        is_text = target.name not in given or given[target.name].typeName() == "string"
        fitting = _cast(value, target.dataType) if is_text else value.cast(target.dataType)
        selected.append(fitting.alias(target.name))
    return frame.select(*selected)


def _cast(value, data_type):
    kind = data_type.typeName()
    if kind.startswith("timestamp"):
        # Dates of a bill are UTC; cut `2025-03-01T00:00:00Z` and `2025-03-01 00:00:00.0` to what both engines read.
        value = F.regexp_replace(F.substring(value.cast("string"), 1, 19), "T", " ")
    elif kind == "decimal":
        # Not every engine reads `5.37E-4` as a decimal; such a number has few digits, so nothing is lost on the way.
        text = value.cast("string")
        scientific = F.when(text.rlike("[eE]"), text).cast("double").cast(data_type)
        return F.coalesce(F.when(~text.rlike("[eE]"), text).cast(data_type), scientific)
    return value.cast(data_type)


def replace_hive_rows(spark, table: str, frame) -> None:
    """Make the rows of `frame` the only ones of a partitioned Hive table."""
    spark.conf.set("hive.exec.dynamic.partition.mode", "nonstrict")
    fitted(spark, table, frame).write.insertInto(table, overwrite=True)


def replace_iceberg_rows(spark, table: str, frame) -> None:
    """Make the rows of `frame` the only ones of an Iceberg table, in one commit."""
    fitted(spark, table, frame).writeTo(table).overwrite(F.lit(True))


def confirm(spark, table: str, rows: int) -> None:
    """Fail unless `table` holds `rows` rows, so that a reader which lost some cannot end in success."""
    held = spark.table(table).count()
    if held != rows:
        raise ReportError(f"{table} holds {held} rows, expected {rows}")
    print(f"{table}: {held} rows")
