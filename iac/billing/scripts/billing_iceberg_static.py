"""Glue job: load a cost and usage report into the typed Iceberg table, replacing its rows in one commit."""

import sys

import daivi_lake
import daivi_report
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

import billing_columns

options = getResolvedOptions(sys.argv, ["JOB_NAME", "SOURCE_FILE", "DATABASE_NAME", "TABLE_NAME", "TempDir"])
glue = GlueContext(SparkContext.getOrCreate())
spark = glue.spark_session
job = Job(glue)
job.init(options["JOB_NAME"], options)

source = options["SOURCE_FILE"]
table = f"glue_catalog.{options['DATABASE_NAME']}.{options['TABLE_NAME']}"

# The checks find an amount that is no number while the table is still whole; the cast would make it null.
report = daivi_report.inspect(
    source, daivi_report.open_object(source), billing_columns.CHECKS, reserved=[billing_columns.PERIOD])
period = daivi_lake.billing_period(billing_columns.PERIOD_DATE, report.columns)

daivi_lake.add_columns(spark, table, report.columns)
with daivi_report.named_for_spark(report, options["TempDir"]) as location:
    rows = daivi_lake.read(spark, report, location).withColumn(billing_columns.PERIOD, period)
    daivi_lake.replace_iceberg_rows(spark, table, rows)
daivi_lake.confirm(spark, table, report.rows)

job.commit()
